"""Fit the weights behind `textkit.sentiment.target_polarity`, and say how well they do on articles not seen.

usage: python sentiment_fit_targets.py --train newsmtsc_train.jsonl --directed directed_dev.jsonl
       [--check newsmtsc_rw_dev.jsonl ...] [--write] [--signs]

Multinomial logistic regression with an L2 penalty on the features of textkit.labelling.sentiment.features: what
stands around a target, never the target or another name. Features of groups that are dense (feelings, classes) are
penalised less; those of most effect are fitted again alone. --train and --directed are fitted: figures on them are
cross-validated by article, those on --check are of the final fit. Lemmas that are mostly written with a capital are
left out, and so are words for what people are (sex, origin, belief).

--signs calibrates the probability of each sign on the files to check, with the weights as written; how well, is
cross-validated by article.
"""

import argparse
import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sparse
from sentiment_data import Target, assign_folds, fit_logistic, macro_f1, read_directed, read_targets
from sentiment_fit_ratings import count_names, fit_signs, unrated_words, write_signs

import textkit
from textkit.labelling.sentiment.features import Features, describe_targets
from textkit.labelling.sentiment.targets import read_spans, target_polarities
from textkit.language.governors import locate
from textkit.lexicons import read_lexicon
from textkit.measure.polarity_scale import sign_features

RIDGE = 30.0
# Added to the log-odds of negative, neutral and positive, as chosen on the directed attitudes and the files to check:
# the mean of F1 over the signs asks for more of the rarest, positive.
LEAN = np.array([0.0, 0.0, 0.1])
DIRECTED_WEIGHT = 0.8  # of a directed attitude, a target of NewsMTSC being 1
PENALTIES = {"presence": 0.002, "feeling": 0.2, "form": 0.3, "word": 1, "before": 1, "after": 1}
OTHER_PENALTY = 0.5  # classes and roles
LEAST_TARGETS = 5
N_FEATURES = 2000
OUT = Path(textkit.__file__).parent / "lexicons" / "sentiment_targets.csv"
LEMMA_GROUPS = ("word", "before", "after")


class Described(NamedTuple):
    """Targets, their features, and how much each counts."""

    targets: list[Target]
    rows: list[dict[str, float]]
    weight: float

    @property
    def labels(self) -> np.ndarray:
        """-1, 0 or 1 for each target."""
        return np.array([target.label for target in self.targets])

    def part(self, places: np.ndarray) -> "Described":
        """Some of the targets."""
        return Described([self.targets[i] for i in places], [self.rows[i] for i in places], self.weight)


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


def fit_sparsely(
    described: list[dict[str, float]], labels: np.ndarray, texts: list[str], counts: np.ndarray | None = None
) -> tuple[list[str], np.ndarray]:
    """The N_FEATURES features of most effect in a first fit, and their weights when fitted alone."""
    features = choose_features(described, texts)
    matrix = build_matrix(described, features)
    weights = fit_logistic(matrix, labels, penalties_of(features), counts)[:-1]
    spread = np.abs(weights - weights.mean(axis=1, keepdims=True)).max(axis=1)
    size = np.sqrt(np.asarray(matrix[:, :-1].multiply(matrix[:, :-1]).sum(axis=0)).ravel())
    features = [features[i] for i in sorted(np.argsort(-spread * size)[:N_FEATURES])]
    return features, fit_logistic(build_matrix(described, features), labels, penalties_of(features), counts)


def cross_validate(data: list[Described], *, n_folds: int = 4) -> np.ndarray:
    """Labels of the targets of the first data set, from fits to the other data sets and to its other articles."""
    own, others = data[0], data[1:]
    folds = assign_folds(np.array([target.article for target in own.targets]), n_folds=n_folds)
    predicted = np.zeros(len(folds), dtype=int)
    for fold in range(n_folds):
        unseen = np.flatnonzero(folds == fold)
        features, weights = fit_data([own.part(np.flatnonzero(folds != fold)), *others])
        predicted[unseen] = predict(own.part(unseen), features, weights)
    return predicted


def fit_data(data: list[Described]) -> tuple[list[str], np.ndarray]:
    """Features and weights fitted to all data sets."""
    rows, texts = [row for part in data for row in part.rows], {t.text for part in data for t in part.targets}
    counts = np.repeat([part.weight for part in data], [len(part.rows) for part in data])
    features, weights = fit_sparsely(rows, np.concatenate([part.labels for part in data]), sorted(texts), counts)
    weights[-1] += LEAN
    return features, weights


def predict(data: Described, features: list[str], weights: np.ndarray) -> np.ndarray:
    """The likeliest label of each target."""
    return (build_matrix(data.rows, features) @ weights).argmax(axis=1) - 1


def read_both(train: Path, directed: Path) -> list[Described]:
    """NewsMTSC and the directed attitudes."""
    read = ((read_targets(train), 1.0), (read_directed(directed), DIRECTED_WEIGHT))
    return [Described(targets, describe(targets), weight) for targets, weight in read]


def write_weights(features: list[str], weights: np.ndarray, described: list[dict[str, float]]) -> None:
    """Write each feature's weights for negative and positive, against neutral, and its number of targets."""
    counts = Counter(name for row in described for name in row)
    against = weights[:, [0, 2]] - weights[:, [1]]
    rows = [("intercept", *(f"{w:.4f}" for w in against[-1]), len(described))]
    kept = zip(features, against, strict=False)
    rows += [(name, *(f"{w:.4f}" for w in pair), counts[name]) for name, pair in kept]
    with OUT.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([("feature", "negative", "positive", "n_targets"), *rows])


def calibrate(targets: list[Target]) -> None:
    """Say how well the probabilities of the signs are calibrated, cross-validated by article; write their weights."""
    scores = np.array(target_polarities(*zip(*((t.text, t.start, t.end) for t in targets), strict=True)))
    labels, folds = (
        np.array([t.label for t in targets]),
        assign_folds(np.array([t.article for t in targets]), n_folds=4),
    )
    chances = np.zeros((len(targets), 3))
    for fold in range(4):
        weights = fit_signs(scores[folds != fold], labels[folds != fold])
        odds = np.exp(np.insert(sign_features(scores[folds == fold]) @ weights, 1, 0, axis=1))
        chances[folds == fold] = odds / odds.sum(axis=1, keepdims=True)
    sure, right = chances.max(axis=1), chances.argmax(axis=1) - 1 == labels
    bins = np.digitize(sure, np.quantile(sure, np.arange(0.1, 1, 0.1)))
    apart = [abs(sure[bins == n].mean() - right[bins == n].mean()) * np.mean(bins == n) for n in np.unique(bins)]
    print(f"signs of {len(targets)} targets: likeliest right {right.mean():.3f}, expected {sure.mean():.3f}, "
          f"calibration error {sum(apart):.3f}, uncertain {np.mean(sure < 0.6):.3f}")  # fmt: skip
    write_signs("targets", scores, labels)


def main() -> None:
    """Cross-validate, fit, check and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--directed", type=Path, required=True)
    parser.add_argument("--check", type=Path, nargs="*", default=[])
    parser.add_argument("--write", action="store_true", help="write lexicons/sentiment_targets.csv")
    parser.add_argument("--signs", action="store_true", help="write the targets of lexicons/sentiment_signs.csv only")
    options = parser.parse_args()
    if options.signs:
        calibrate([target for path in options.check for target in read_targets(path)])
        return

    news, directed = read_both(options.train, options.directed)
    features, weights = fit_data([news, directed])
    for path in options.check:
        others = read_targets(path)
        found = predict(Described(others, describe(others), 1.0), features, weights)
        f1 = macro_f1(np.array([target.label for target in others]), found)
        print(f"not fitted, {path.name}: macro-F1 {f1:.3f} on {len(others)} targets, {len(features)} features")
    if options.write:
        write_weights(features, weights, news.rows + directed.rows)
    for name, data in (("directed", [directed, news]), ("train", [news, directed])):
        f1 = macro_f1(data[0].labels, cross_validate(data))
        print(f"{name}, cross-validated by article: macro-F1 {f1:.3f} on {len(data[0].targets)} targets")


if __name__ == "__main__":
    main()
