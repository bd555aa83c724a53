"""Fit the weights behind `textkit.sentiment.target_polarity`, and say how well they do on articles not seen.

usage: python sentiment_fit_targets.py --train newsmtsc_train.jsonl [--check newsmtsc_rw_dev.jsonl ...] [--write]

Multinomial logistic regression with an L2 penalty on the features of textkit.labelling.sentiment.features: what
stands around a target, never the target or another name. Features of groups that are dense (feelings, classes) are
penalised less; those of most effect are fitted again alone. Only --train is fitted: figures on it are
cross-validated by article, those on --check are of the final fit. Lemmas that are mostly written with a capital are
left out, and so are words for what people are (sex, origin, belief).
"""

import argparse
import csv
from collections import Counter
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize
from sentiment_data import Target, assign_folds, macro_f1, read_targets
from sentiment_fit_ratings import count_names, unrated_words

import textkit
from textkit.labelling.sentiment.features import Features, describe_targets
from textkit.labelling.sentiment.targets import read_spans
from textkit.language.governors import locate
from textkit.lexicons import read_lexicon

RIDGE = 30.0
PENALTIES = {"presence": 0.002, "feeling": 0.2, "form": 0.3, "word": 1, "before": 1, "after": 1}
OTHER_PENALTY = 0.5  # classes and roles
LEAST_TARGETS = 5
N_FEATURES = 2000
OUT = Path(textkit.__file__).parent / "lexicons" / "sentiment_targets.csv"
LEMMA_GROUPS = ("word", "before", "after")


def describe(targets: list[Target]) -> list[dict[str, float]]:
    """The features of each target by name."""
    known, described = Features(open=True), [{} for _ in targets]
    words, *places = read_spans([t.text for t in targets], [t.start for t in targets], [t.end for t in targets])
    cells = describe_targets(words, locate(words, *places), known)
    for target, number, value in zip(*(column.tolist() for column in cells), strict=True):
        if value:
            described[target][known.names[number]] = value
    return described


def choose_features(described: list[dict[str, float]], texts: list[str]) -> list[str]:
    """Features of enough targets whose lemma, if they have one, is no name."""
    counts = Counter(name for row in described for name in row)
    names, uses = count_names(texts)
    shut = unrated_words() | {r["term"].lower() for x in ("proper_words", "given_names") for r in read_lexicon(x)}

    def is_allowed(name: str) -> bool:
        group, *_, lemma = name.split(" ")
        return group not in LEMMA_GROUPS or (lemma not in shut and names[lemma] < 0.2 * max(1, uses[lemma]))

    return sorted(name for name, n in counts.items() if n >= LEAST_TARGETS and is_allowed(name))


def build_matrix(described: list[dict[str, float]], features: list[str]) -> sparse.csr_matrix:
    """Targets by features, and a column of ones."""
    column = {name: i for i, name in enumerate(features)}
    cells = [(i, column[k], v) for i, row in enumerate(described) for k, v in row.items() if k in column]
    rows, columns, values = zip(*cells, strict=True)
    matrix = sparse.csr_matrix((values, (rows, columns)), (len(described), len(features)))
    return sparse.hstack([matrix, np.ones((len(described), 1))]).tocsr()


def penalties_of(features: list[str]) -> np.ndarray:
    """Ridge penalty of each feature, and none for the intercept."""
    return RIDGE * np.array([PENALTIES.get(name.split(" ")[0], OTHER_PENALTY) for name in features] + [1e-5])


def fit_logistic(matrix: sparse.csr_matrix, labels: np.ndarray, penalties: np.ndarray) -> np.ndarray:
    """Weights, one row per feature and one column per class (-1, 0, 1)."""
    n_features, transposed = matrix.shape[1], matrix.T.tocsr()
    wanted = np.eye(3)[labels + 1]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(n_features, 3)
        logits = matrix @ weights
        logits -= np.logaddexp.reduce(logits, axis=1, keepdims=True)
        penalty = penalties[:, None] * weights
        gradient = transposed @ (np.exp(logits) - wanted) + penalty
        return -(wanted * logits).sum() + 0.5 * (penalty * weights).sum(), gradient.ravel()

    start = np.zeros(n_features * 3)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x.reshape(n_features, 3)


def fit_sparsely(
    described: list[dict[str, float]], labels: np.ndarray, texts: list[str]
) -> tuple[list[str], np.ndarray]:
    """The N_FEATURES features of most effect in a first fit, and their weights when fitted alone."""
    features = choose_features(described, texts)
    matrix = build_matrix(described, features)
    weights = fit_logistic(matrix, labels, penalties_of(features))[:-1]
    spread = np.abs(weights - weights.mean(axis=1, keepdims=True)).max(axis=1)
    size = np.sqrt(np.asarray(matrix[:, :-1].multiply(matrix[:, :-1]).sum(axis=0)).ravel())
    features = [features[i] for i in sorted(np.argsort(-spread * size)[:N_FEATURES])]
    return features, fit_logistic(build_matrix(described, features), labels, penalties_of(features))


def cross_validate(targets: list[Target], described: list[dict[str, float]], *, n_folds: int = 5) -> float:
    """Macro-F1 on targets of articles not seen; features are chosen anew in each fold."""
    labels = np.array([target.label for target in targets])
    folds = assign_folds(np.array([target.article for target in targets]), n_folds=n_folds)
    predicted = np.zeros_like(labels)
    for fold in range(n_folds):
        seen = np.flatnonzero(folds != fold)
        rows, texts = [described[i] for i in seen], sorted({targets[i].text for i in seen})
        features, weights = fit_sparsely(rows, labels[seen], texts)
        unseen = np.flatnonzero(folds == fold)
        logits = build_matrix([described[i] for i in unseen], features) @ weights
        predicted[unseen] = logits.argmax(axis=1) - 1
    return macro_f1(labels, predicted)


def write_weights(features: list[str], weights: np.ndarray, described: list[dict[str, float]]) -> None:
    """Write each feature's weights for negative and positive, against neutral, and its number of targets."""
    counts = Counter(name for row in described for name in row)
    against = weights[:, [0, 2]] - weights[:, [1]]
    rows = [("intercept", *(f"{w:.4f}" for w in against[-1]), len(described))]
    kept = zip(features, against, strict=False)
    rows += [(name, *(f"{w:.4f}" for w in pair), counts[name]) for name, pair in kept]
    with OUT.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([("feature", "negative", "positive", "n_targets"), *rows])


def main() -> None:
    """Cross-validate, fit, check and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--check", type=Path, nargs="*", default=[])
    parser.add_argument("--write", action="store_true", help="write lexicons/sentiment_targets.csv")
    options = parser.parse_args()

    targets = read_targets(options.train)
    described = describe(targets)
    print(f"cross-validated by article: macro-F1 {cross_validate(targets, described):.3f} on {len(targets)} targets")
    labels = np.array([target.label for target in targets])
    features, weights = fit_sparsely(described, labels, sorted({target.text for target in targets}))
    for path in options.check:
        others = read_targets(path)
        logits = build_matrix(describe(others), features) @ weights
        f1 = macro_f1(np.array([target.label for target in others]), logits.argmax(axis=1) - 1)
        print(f"not fitted, {path.name}: macro-F1 {f1:.3f} on {len(others)} targets, {len(features)} features")
    if options.write:
        write_weights(features, weights, described)


if __name__ == "__main__":
    main()
