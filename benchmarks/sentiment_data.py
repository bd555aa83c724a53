"""Read the public data sets on which polarity is fitted and checked; they are given by path, never stored.

NYT: 5,190 snippets of editorials rated by 20 people (Hutto & Gilbert 2014), tab-separated id, mean_rating, text.
NewsMTSC: sentences of political news with the sentiment towards a target (Hamborg & Donnay 2021), JSON lines.
Headlines: SemEval-2007 task 14 (Strapparava & Mihalcea 2007), tab-separated valence (-100 to 100), text.
Parliament: passages of speeches in the European Parliament, rated 0 to 5 (Mochtak et al. 2024), tab-separated
mean_rating, n_coders, text. Directed: sentences of US political news with the attitude towards an entity, JSON lines of
text, start, end, polarity.
"""

import csv
import json
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize

SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_NAMED = {"negative": -1, "neutral": 0, "positive": 1}


class Target(NamedTuple):
    """A target in a sentence: where it stands, the sentiment towards it (-1, 0, 1) and its article."""

    text: str
    start: int
    end: int
    label: int
    article: str


def read_ratings(path: Path) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Texts, mean ratings (-4 to 4) and articles of the NYT snippets."""
    rows = _read_tsv(path)
    ratings = np.array([float(row["mean_rating"]) for row in rows])
    return [row["text"] for row in rows], ratings, np.array([row["id"].split("_")[0] for row in rows])


def read_targets(path: Path) -> list[Target]:
    """Every target of NewsMTSC; its article is the outlet and number that its id begins with."""
    targets = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = "_".join(row["primary_gid"].split("_")[:2])
        for target in row["targets"]:
            span = int(target["from"]), int(target["to"])
            targets.append(Target(row["sentence_normalized"], *span, _label(target["polarity"]), article))
    return targets


def read_directed(path: Path) -> list[Target]:
    """Every target of the directed attitudes; each sentence is its own article."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Target(r["text"], r["start"], r["end"], int(r["polarity"]), r["text"]) for r in rows]


def read_headlines(path: Path) -> tuple[list[str], np.ndarray]:
    """Headlines and their valence, on the scale of NYT."""
    rows = _read_tsv(path)
    return [row["text"] for row in rows], np.array([float(row["valence"]) / 25 for row in rows])


def read_parliament(path: Path) -> tuple[list[list[str]], np.ndarray]:
    """Sentences of the passages and their mean rating, on the scale of NYT."""
    rows = _read_tsv(path)
    texts = [[s for s in SENTENCE_ENDS.split(row["text"]) if s] for row in rows]
    return texts, np.array([0.8 * (float(row["mean_rating"]) - 2.5) for row in rows])


def _read_tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def _label(polarity: str | float) -> int:
    """NewsMTSC writes 2, 4, 6 or the words."""
    return _NAMED[polarity] if isinstance(polarity, str) else int((polarity - 4) / 2)


def assign_folds(groups: np.ndarray, *, n_folds: int, seed: int = 0) -> np.ndarray:
    """Fold of each row, such that a group is never split."""
    names = np.unique(groups)
    fold_of = dict(zip(np.random.default_rng(seed).permutation(names), np.arange(len(names)) % n_folds, strict=True))
    return np.array([fold_of[group] for group in groups])


def sign_of(scores: np.ndarray, *, band: float = 0.05) -> np.ndarray:
    """-1, 0 or 1; scores within the band are 0."""
    return np.where(scores > band, 1, np.where(scores < -band, -1, 0))


def macro_f1(gold: np.ndarray, predicted: np.ndarray) -> float:
    """Mean F1 of the classes -1, 0 and 1."""
    return float(np.mean([_f1(gold == k, predicted == k) for k in (-1, 0, 1)]))


def _f1(gold: np.ndarray, predicted: np.ndarray) -> float:
    return 2 * (gold & predicted).sum() / max(1, gold.sum() + predicted.sum())


def fit_logistic(
    matrix: sparse.csr_matrix, labels: np.ndarray, penalties: np.ndarray, counts: np.ndarray | None = None
) -> np.ndarray:
    """Weights, one row per feature and one column per class (-1, 0, 1); ``counts`` is how much each row counts."""
    n_features, transposed = matrix.shape[1], matrix.T.tocsr()
    shares = np.ones((len(labels), 1)) if counts is None else counts[:, np.newaxis]
    wanted = np.eye(3)[labels + 1] * shares

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(n_features, 3)
        logits = matrix @ weights
        logits -= np.logaddexp.reduce(logits, axis=1, keepdims=True)
        penalty = penalties[:, None] * weights
        gradient = transposed @ (np.exp(logits) * shares - wanted) + penalty
        return -(wanted * logits).sum() + 0.5 * (penalty * weights).sum(), gradient.ravel()

    start = np.zeros(n_features * 3)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x.reshape(n_features, 3)
