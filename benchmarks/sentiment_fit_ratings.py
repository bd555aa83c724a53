"""Fit the word ratings behind `textkit.sentiment.polarity`, and say how well they would do on texts not seen.

usage: python sentiment_fit_ratings.py --nyt nyt_dev.tsv --targets newsmtsc_train.jsonl --headlines headlines_dev.tsv
       --parliament parliament_dev.tsv --directed directed_dev.jsonl [--write]

Ridge regression of people's ratings on the lexicon's sum and on lemmas, each in its context (negation, degree,
contrast …) and over the root of the sentence's length; a text of several sentences is their mean. Sentences of
NewsMTSC and of the directed attitudes, with the mean sentiment towards their targets, are further examples of smaller
weight. The lemmas of most effect are kept and fitted again. No names: words capitalised within sentences are left out.

Two figures are printed for each source: of a fit without that source, and cross-validated within it by article. The
coefficients written (lexicons/sentiment_ratings.csv) are fitted to everything given. The cross-validated scores also
give the probability of each sign (lexicons/sentiment_signs.csv). Run `sentiment_reference.py` after this.
"""

import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sparse
from sentiment_data import (
    Target,
    assign_folds,
    fit_logistic,
    read_directed,
    read_headlines,
    read_parliament,
    read_ratings,
    read_targets,
    sign_of,
)

import textkit
from textkit.labelling.sentiment.valence import (
    LEAST_FEELING,
    doc_of_sentences,
    find_phrases,
    lexicon_value,
    lexicon_values,
    parts_of,
    sentence_words,
    weigh,
)
from textkit.language.names import are_titled, find_name_words
from textkit.language.vocabulary import lemma_of
from textkit.lexicons import read_lexicon
from textkit.measure.polarity_scale import sign_features

RIDGE = 3.0
WEIGHTS = {"nyt": 1.0, "targets": 0.3, "headlines": 0.5, "parliament": 1.0, "directed": 0.3}  # of a text
LEAST_TEXTS = 8
N_LEMMAS = 1000
SAYING = frozenset({"say", "tell", "ask", "write", "name"})  # categories of reporting verbs
MOSTLY = 0.5  # strength of a verb that tells of speech as often as not
RATED = ("nyt", "headlines", "parliament")  # rated by people as a whole
OUT = Path(textkit.__file__).parent / "lexicons" / "sentiment_ratings.csv"
SIGNS_OUT = OUT.with_name("sentiment_signs.csv")


def describe(texts: list[str]) -> list[dict[str, float]]:
    """Lemmas in context and the lexicon's sum (under ""), over the root of the number of words, of each text."""
    words = sentence_words(doc_of_sentences(texts))
    described = [defaultdict(float) for _ in texts]
    strings, roots = words.doc.vocabulary.strings, (words.count() + 1) ** 0.5
    values, phrases = lexicon_values(words), find_phrases(words)
    factors, in_phrase = weigh(words, np.ones(len(values))), np.zeros(len(values), dtype=bool)
    in_phrase[phrases.first] = in_phrase[phrases.last] = True
    for text, number, factor, value, phrase in zip(words.stretch, words.types, factors, values, in_phrase, strict=True):
        described[text][""] += factor * value / roots[text]
        for word, share in parts_of(strings[number]) if factor and not phrase else ():
            described[text][lemma_of(word)] += factor * share / roots[text]
    return [dict(row) for row in described]


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


def saying_words() -> set[str]:
    """Verbs that mostly tell of what was said, without a stance or feeling: nobody is rated for speaking.

    They are fitted, so that other words do not stand in for them, and not kept.
    """
    verbs = (row for row in read_lexicon("reporting_verbs") if row["category"] in SAYING and row["stance"] == "neutral")
    return {row["lemma"] for row in verbs if float(row["strength"]) >= MOSTLY and not lexicon_value(row["lemma"])}


def count_names(texts: list[str]) -> tuple[Counter, Counter]:
    """How often each lemma is used as a name, and how often at all."""
    names, uses, words = Counter(), Counter(), sentence_words(doc_of_sentences(texts))
    named = find_name_words(words) & ~are_titled(words)[words.stretch]
    for number, name in zip(words.types, named, strict=True):
        for word, _ in parts_of(words.doc.vocabulary.strings[number]):
            uses[lemma_of(word)] += 1
            names[lemma_of(word)] += bool(name)
    return names, uses


class Source(NamedTuple):
    """Texts of one kind: how much each counts, sentences by lemmas, which text each sentence is of, and the ratings."""

    weight: float
    sentences: sparse.csr_matrix
    mass: np.ndarray  # of absolute lexicon values in each sentence
    averages: sparse.csr_matrix  # texts by sentences
    ratings: np.ndarray
    articles: np.ndarray

    @property
    def texts(self) -> sparse.csr_matrix:
        """Texts by lemmas: the mean of their sentences."""
        return (self.averages @ self.sentences).tocsr()


class Problem(NamedTuple):
    """The sources by name, their texts, the lemmas and in how many sentences each stands."""

    sources: dict[str, Source]
    texts: dict[str, list[list[str]]]
    lemmas: list[str]
    n_texts: Counter


def read_problem(paths: dict[str, Path]) -> Problem:
    """Read the data sets and describe their texts."""
    read = {name: READERS[name](path) for name, path in paths.items()}
    described = {name: describe([s for text in texts for s in text]) for name, (texts, *_) in read.items()}
    every = [row for rows in described.values() for row in rows]
    lemmas = choose_lemmas([s for texts, *_ in read.values() for text in texts for s in text], every)
    sources = {name: build_source(name, described[name], lemmas, *read[name]) for name in read}
    texts = {name: texts for name, (texts, *_) in read.items()}
    return Problem(sources, texts, lemmas, Counter(name for row in every for name in row))


def build_source(
    name: str,
    described: list[dict[str, float]],
    lemmas: list[str],
    texts: list[list[str]],
    ratings: np.ndarray,
    articles: np.ndarray,
) -> Source:
    """The matrices of a source."""
    column = {lemma: i for i, lemma in enumerate([*lemmas, ""])}
    cells = [(i, column[k], v) for i, row in enumerate(described) for k, v in row.items() if k in column]
    rows, columns, values = zip(*cells, strict=True)
    matrix = sparse.csr_matrix((values, (rows, columns)), (len(described), len(column)))
    own = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    share = 1 / np.bincount(own)[own]
    averages = sparse.csr_matrix((share, (own, np.arange(len(own)))), (len(texts), len(own)))
    mass = lexicon_mass_of([sentence for text in texts for sentence in text])
    return Source(WEIGHTS[name], matrix, mass, averages, ratings, articles)


def lexicon_mass_of(texts: list[str]) -> np.ndarray:
    """Sum of absolute lexicon values in context, over the root of the number of words, of each text."""
    words = sentence_words(doc_of_sentences(texts))
    mass = np.bincount(words.stretch, np.abs(weigh(words, lexicon_values(words))), words.n_stretches)
    return mass / (words.count() + 1) ** 0.5


def _each(texts: list[str], ratings: np.ndarray, articles: np.ndarray) -> tuple[list[list[str]], ...]:
    return [[text] for text in texts], ratings, articles


def _moods(targets: list[Target]) -> tuple[list[list[str]], np.ndarray, np.ndarray]:
    """Sentences with the mean sentiment towards their targets."""
    labels, articles = defaultdict(list), {}
    for target in targets:
        labels[target.text].append(target.label)
        articles[target.text] = target.article
    return _each(list(labels), np.array([np.mean(found) for found in labels.values()]), np.array([*articles.values()]))


def _alone(texts: list[list[str]], ratings: np.ndarray) -> tuple[list[list[str]], np.ndarray, np.ndarray]:
    return texts, ratings, np.arange(len(texts))


READERS = {
    "nyt": lambda path: _each(*read_ratings(path)),
    "targets": lambda path: _moods(read_targets(path)),
    "headlines": lambda path: (lambda texts, ratings: _alone([[t] for t in texts], ratings))(*read_headlines(path)),
    "parliament": lambda path: _alone(*read_parliament(path)),
    "directed": lambda path: _moods(read_directed(path)),
}


def solve_ridge(matrix: sparse.csr_matrix, y: np.ndarray, n_free: int) -> np.ndarray:
    """Coefficients; the last ones (lexicon and intercepts) are not penalised."""
    penalties = np.full(matrix.shape[1], RIDGE)
    penalties[-n_free:] = 1e-6
    return np.linalg.solve((matrix.T @ matrix).toarray() + np.diag(penalties), matrix.T @ y)


def fit(parts: list[tuple[sparse.csr_matrix, np.ndarray, float]], lemmas: list[str]) -> np.ndarray:
    """Coefficients of the lemmas and of the lexicon's sum; each part (texts, ratings, weight) has an intercept.

    Of N_LEMMAS lemmas, those of most effect in a first fit, they are not 0, verbs of saying aside.
    """
    ones = sparse.block_diag([np.ones((texts.shape[0], 1)) for texts, *_ in parts])
    roots = np.repeat([weight**0.5 for *_, weight in parts], [texts.shape[0] for texts, *_ in parts])
    matrix = sparse.hstack([sparse.vstack([texts for texts, *_ in parts]), ones])
    matrix = (sparse.diags(roots) @ matrix).tocsr()
    y = np.concatenate([ratings for _, ratings, _ in parts]) * roots
    n_free, n_lemmas = 1 + len(parts), matrix.shape[1] - 1 - len(parts)
    effect = np.abs(solve_ridge(matrix, y, n_free)) * np.sqrt(np.asarray(abs(matrix).sum(axis=0)).ravel())
    keep = np.r_[np.sort(np.argsort(-effect[:n_lemmas])[:N_LEMMAS]), np.arange(n_lemmas, matrix.shape[1])]
    coefficients = np.zeros(matrix.shape[1])
    coefficients[keep] = solve_ridge(matrix[:, keep], y, n_free)
    coefficients[:n_lemmas][np.isin(lemmas, [*saying_words()])] = 0.0
    return coefficients[: n_lemmas + 1]


def predict(source: Source, coefficients: np.ndarray) -> np.ndarray:
    """Scores as `textkit.sentiment.polarity` would give them."""
    scale, matrix = coefficients[-1], source.sentences
    mass = abs(matrix[:, :-1]) @ np.abs(coefficients[:-1]) + scale * source.mass
    return source.averages @ np.where(mass < LEAST_FEELING, 0.0, np.tanh(matrix @ coefficients))


def _parts_of(problem: Problem, *, without: str = "") -> list[tuple[sparse.csr_matrix, np.ndarray, float]]:
    return [(x.texts, x.ratings, x.weight) for name, x in problem.sources.items() if name != without]


def leave_out(problem: Problem, name: str) -> np.ndarray:
    """Score of each text of a source from a fit to the other sources."""
    return predict(problem.sources[name], fit(_parts_of(problem, without=name), problem.lemmas))


def cross_validate(problem: Problem, name: str, *, n_folds: int = 10) -> np.ndarray:
    """Score of each text of a source from a fit to the other sources and to its other articles."""
    source, others = problem.sources[name], _parts_of(problem, without=name)
    scores, folds, texts = np.zeros(len(source.ratings)), assign_folds(source.articles, n_folds=n_folds), source.texts
    for fold in range(n_folds):
        seen = folds != fold
        fitted = fit([*others, (texts[seen], source.ratings[seen], source.weight)], problem.lemmas)
        scores[~seen] = predict(source, fitted)[~seen]
    return scores


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Options for the data sets."""
    for name in READERS:
        parser.add_argument(f"--{name}", type=Path, required=True)


def main() -> None:
    """Cross-validate, then fit everything and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_paths(parser)
    parser.add_argument("--write", action="store_true", help="write lexicons/sentiment_ratings.csv")
    options = parser.parse_args()

    problem, scores = read_problem({name: getattr(options, name) for name in READERS}), {}
    for name in RATED:
        gold, scores[name] = problem.sources[name].ratings, cross_validate(problem, name)
        left, own = (np.corrcoef(gold, found)[0, 1] for found in (leave_out(problem, name), scores[name]))
        print(f"{name}, {len(gold)} texts: r {left:.3f} from the other sources, {own:.3f} cross-validated by article")
    if options.write:
        write_coefficients(problem, fit(_parts_of(problem), problem.lemmas))
        ratings = np.concatenate([problem.sources[name].ratings for name in RATED])
        write_signs("sentences", np.concatenate([*scores.values()]), sign_of(ratings / 4))


def fit_signs(scores: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """Weights of negative and positive, against neutral, of the features of a score."""
    weights = fit_logistic(sparse.csr_matrix(sign_features(scores)), signs, np.full(4, 1e-3))
    return weights[:, [0, 2]] - weights[:, [1]]


def write_signs(of: str, scores: np.ndarray, signs: np.ndarray) -> None:
    """Write the weights of the probability of each sign of sentences or targets; those of the other stay."""
    rows = zip(("score", "size", "zero", "intercept"), *fit_signs(scores, signs).T, strict=True)
    told = [(of, name, f"{negative:.4f}", f"{positive:.4f}") for name, negative, positive in rows]
    others = [tuple(row.values()) for row in read_lexicon("sentiment_signs") if row["of"] != of]
    with SIGNS_OUT.open("w", encoding="utf-8", newline="") as out:
        rows = [("of", "feature", "negative", "positive"), *sorted([*others, *told], key=lambda row: row[0])]
        csv.writer(out, lineterminator="\n").writerows(rows)


def write_coefficients(problem: Problem, fitted: np.ndarray) -> None:
    """Write feature, kind, weight and the number of texts with the feature."""
    n_texts = problem.n_texts
    rows = [("lexicon value", "lexicon", f"{fitted[-1]:.4f}", n_texts[""])]
    weighted = zip(problem.lemmas, fitted, strict=False)
    rows += [(lemma, "lemma", f"{weight:.4f}", n_texts[lemma]) for lemma, weight in weighted if weight]
    with OUT.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([("feature", "kind", "weight", "n_texts"), *rows])


if __name__ == "__main__":
    main()
