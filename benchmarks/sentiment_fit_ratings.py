"""Fit the word ratings behind `textkit.sentiment.polarity`, and say how well they would do on articles not seen.

usage: python sentiment_fit_ratings.py --nyt nyt_dev.tsv --targets newsmtsc_train.jsonl [--write]

Ridge regression of the mean human rating on the lexicon's sum and on lemmas, each in its context (negation, degree,
contrast) and over the root of the sentence's length. Sentences of NewsMTSC, with the mean sentiment towards their
targets, are further examples of smaller weight. The lemmas of most effect are kept and fitted again. No names: words
capitalised within sentences are left out. The figures printed are cross-validated by article; the coefficients
written (lexicons/sentiment_ratings.csv) are then fitted to everything given.
"""

import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sparse
from sentiment_data import assign_folds, macro_f1, read_ratings, read_targets, sign_of

import textkit
from textkit.labelling.sentiment.valence import (
    LEAST_FEELING,
    doc_of_sentences,
    lemma_of,
    lexicon_value,
    lexicon_values,
    parts_of,
    sentence_words,
    weigh,
)
from textkit.language.names import are_titled, find_name_words
from textkit.lexicons import read_lexicon

RIDGE = 3.0
TARGET_WEIGHT = 0.3  # of a NewsMTSC sentence, an NYT snippet being 1
LEAST_TEXTS = 8
N_LEMMAS = 1000
OUT = Path(textkit.__file__).parent / "lexicons" / "sentiment_ratings.csv"


def describe(texts: list[str]) -> list[dict[str, float]]:
    """Lemmas in context and the lexicon's sum (under ""), over the root of the number of words, of each text."""
    words = sentence_words(doc_of_sentences(texts))
    values = [defaultdict(float) for _ in texts]
    strings, roots = words.doc.vocabulary.strings, (words.count() + 1) ** 0.5
    for text, number, factor in zip(words.stretch, words.types, weigh(words, np.ones(len(words.types))), strict=True):
        for word, share in parts_of(strings[number]) if factor else ():
            values[text][lemma_of(word)] += factor * share / roots[text]
            values[text][""] += factor * share * lexicon_value(word) / roots[text]
    return [dict(row) for row in values]


def choose_lemmas(texts: list[str], features: list[dict[str, float]]) -> list[str]:
    """Content words in enough texts that are not mostly written with a capital."""
    n_texts = Counter(name for row in features for name in row)
    names, uses = count_names(texts)
    shut = {row["term"] for row in read_lexicon("stop_words")}
    shut |= unrated_words() | {
        row["term"].lower() for lexicon in ("proper_words", "given_names") for row in read_lexicon(lexicon)
    }
    return sorted(
        lemma
        for lemma, n in n_texts.items()
        if n >= LEAST_TEXTS and len(lemma) > 2 and lemma not in shut and names[lemma] < 0.2 * uses[lemma]
    )


def unrated_words() -> set[str]:
    """Words for what people are (sex, kin, origin, belief): nobody is rated for that."""
    return {row["term"] for row in read_lexicon("sentiment_context") if row["kind"] == "unrated"}


def count_names(texts: list[str]) -> tuple[Counter, Counter]:
    """How often each lemma is used as a name, and how often at all."""
    names, uses, words = Counter(), Counter(), sentence_words(doc_of_sentences(texts))
    named = find_name_words(words) & ~are_titled(words)[words.stretch]
    for number, name in zip(words.types, named, strict=True):
        for word, _ in parts_of(words.doc.vocabulary.strings[number]):
            uses[lemma_of(word)] += 1
            names[lemma_of(word)] += bool(name)
    return names, uses


def build_matrix(features: list[dict[str, float]], lemmas: list[str], *, from_nyt: bool) -> sparse.csr_matrix:
    """Lemmas, the lexicon's sum and an intercept for each of the two data sets."""
    column = {name: i for i, name in enumerate([*lemmas, ""])}
    cells = [(i, column[k], v) for i, row in enumerate(features) for k, v in row.items() if k in column]
    rows, columns, values = zip(*cells, strict=True)
    matrix = sparse.csr_matrix((values, (rows, columns)), (len(features), len(column)))
    intercepts = np.tile([float(from_nyt), float(not from_nyt)], (len(features), 1))
    return sparse.hstack([matrix, intercepts]).tocsr()


def solve_ridge(matrix: sparse.csr_matrix, y: np.ndarray) -> np.ndarray:
    """Coefficients; the lexicon's is hardly penalised, the intercepts are not."""
    penalties = np.r_[np.full(matrix.shape[1] - 3, RIDGE), 0.01, 1e-6, 1e-6]
    return np.linalg.solve((matrix.T @ matrix).toarray() + np.diag(penalties), matrix.T @ y)


def fit_sparsely(matrix: sparse.csr_matrix, y: np.ndarray) -> np.ndarray:
    """Coefficients of which only those of N_LEMMAS lemmas are not 0: those of most effect in a first fit."""
    first = solve_ridge(matrix, y)
    effect = np.abs(first) * np.sqrt(np.asarray(abs(matrix).sum(axis=0)).ravel())
    keep = np.r_[np.sort(np.argsort(-effect[:-3])[:N_LEMMAS]), np.arange(len(first) - 3, len(first))]
    coefficients = np.zeros_like(first)
    coefficients[keep] = solve_ridge(matrix[:, keep], y)
    return coefficients


def predict(matrix: sparse.csr_matrix, coefficients: np.ndarray, lexicon_mass: np.ndarray) -> np.ndarray:
    """Scores as `textkit.sentiment.polarity` would give them for single sentences."""
    scale = coefficients[-3]
    mass = abs(matrix[:, :-3]) @ np.abs(coefficients[:-3]) + scale * lexicon_mass
    return np.where(mass < LEAST_FEELING, 0.0, np.tanh(matrix[:, :-2] @ coefficients[:-2]))


def lexicon_mass_of(texts: list[str]) -> np.ndarray:
    """Sum of absolute lexicon values in context, over the root of the number of words, of each text."""
    words = sentence_words(doc_of_sentences(texts))
    mass = np.bincount(words.stretch, np.abs(weigh(words, lexicon_values(words))), words.n_stretches)
    return mass / (words.count() + 1) ** 0.5


class Problem(NamedTuple):
    """What is fitted: matrices and ratings of NYT snippets (articles, lexicon mass) and of weighted news sentences."""

    lemmas: list[str]
    nyt: sparse.csr_matrix
    ratings: np.ndarray
    articles: np.ndarray
    mass: np.ndarray
    news: sparse.csr_matrix
    moods: np.ndarray
    n_texts: Counter


def read_problem(nyt_path: Path, targets_path: Path) -> Problem:
    """Read both data sets and describe their texts."""
    texts, ratings, articles = read_ratings(nyt_path)
    targets = defaultdict(list)
    for target in read_targets(targets_path):
        targets[target.text].append(target.label)
    features, more = describe(texts), describe(list(targets))
    lemmas = choose_lemmas([*texts, *targets], features + more)
    return Problem(
        lemmas,
        build_matrix(features, lemmas, from_nyt=True),
        ratings,
        articles,
        lexicon_mass_of(texts),
        build_matrix(more, lemmas, from_nyt=False) * TARGET_WEIGHT**0.5,
        np.array([np.mean(labels) for labels in targets.values()]) * TARGET_WEIGHT**0.5,
        Counter(name for row in features + more for name in row),
    )


def cross_validate(problem: Problem, *, n_folds: int = 10) -> np.ndarray:
    """Score of each NYT snippet from a fit without its article."""
    scores, folds = np.zeros(len(problem.ratings)), assign_folds(problem.articles, n_folds=n_folds)
    for fold in range(n_folds):
        seen = folds != fold
        matrix = sparse.vstack([problem.nyt[seen], problem.news]).tocsr()
        fitted = fit_sparsely(matrix, np.r_[problem.ratings[seen], problem.moods])
        scores[~seen] = predict(problem.nyt[~seen], fitted, problem.mass[~seen])
    return scores


def main() -> None:
    """Cross-validate, then fit everything and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nyt", type=Path, required=True)
    parser.add_argument("--targets", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write lexicons/sentiment_ratings.csv")
    options = parser.parse_args()

    problem = read_problem(options.nyt, options.targets)
    scores = cross_validate(problem)
    r, f1 = np.corrcoef(problem.ratings, scores)[0, 1], macro_f1(sign_of(problem.ratings / 4), sign_of(scores))
    print(f"cross-validated by article: r {r:.3f}, macro-F1 {f1:.3f} on {len(scores)} snippets")
    if options.write:
        matrix = sparse.vstack([problem.nyt, problem.news]).tocsr()
        write_coefficients(problem, fit_sparsely(matrix, np.r_[problem.ratings, problem.moods]))


def write_coefficients(problem: Problem, fitted: np.ndarray) -> None:
    """Write feature, kind, weight and the number of texts with the feature."""
    n_texts = problem.n_texts
    rows = [("lexicon value", "lexicon", f"{fitted[-3]:.4f}", n_texts[""])]
    weighted = zip(problem.lemmas, fitted, strict=False)
    rows += [(lemma, "lemma", f"{weight:.4f}", n_texts[lemma]) for lemma, weight in weighted if weight]
    with OUT.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([("feature", "kind", "weight", "n_texts"), *rows])


if __name__ == "__main__":
    main()
