"""Linear models whose weights are a lexicon: sums of named evidence, as probabilities and as reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp

from textkit.lexicons import read_lexicon

__all__ = ["LinearModel", "logistic", "read_model"]

INTERCEPT = "intercept"  # the feature that every item has
LARGEST = 50.0  # log-odds; beyond it a probability is 0 or 1 to the last digit that is shown, and exp stays finite


@dataclass(frozen=True, slots=True)
class LinearModel:
    """The weight of each feature; a feature without a weight counts nothing.

    Attributes
    ----------
    weights : mapping of str to float
    intercept : float
        Added to every score.
    """

    weights: Mapping[str, float]
    intercept: float = 0.0

    def score(self, features: Iterable[str]) -> float:
        """The sum of the weights of ``features``.

        Examples
        --------
        >>> LinearModel({"a": 1.5, "b": -0.5}).score(["a", "b", "unknown"])
        1.0
        """
        weight = self.weights.get
        return self.intercept + sum([weight(feature, 0.0) for feature in features])

    def score_values(self, features: Mapping[str, float]) -> float:
        """The sum of the weights of ``features``, each times its value.

        Examples
        --------
        >>> LinearModel({"a": 1.5}, intercept=1.0).score_values({"a": 2.0, "unknown": 3.0})
        4.0
        """
        total, weights = self.intercept, self.weights
        for feature, value in features.items():
            if feature in weights:
                total += weights[feature] * value
        return total

    def probability(self, features: Iterable[str]) -> float:
        """The logistic of the score: the probability of *yes* in a logistic regression.

        Examples
        --------
        >>> LinearModel({"a": 0.0}).probability(["a"])
        0.5
        """
        return logistic(self.score(features))

    def probabilities(self, outcomes: Sequence[Iterable[str]]) -> list[float]:
        """The softmax of the scores of ``outcomes``, each a list of features: a conditional logit (McFadden 1974).

        Examples
        --------
        >>> [round(p, 2) for p in LinearModel({"near": 1.0, "far": -1.0}).probabilities([["near"], ["far"]])]
        [0.88, 0.12]
        """
        scores = [self.score(features) for features in outcomes]
        top = max(scores, default=0.0)
        powers = [exp(score - top) for score in scores]
        total = sum(powers)
        return [power / total for power in powers]

    def explain(self, features: Mapping[str, float]) -> list[tuple[str, float]]:
        """What each of ``features`` adds to the score, the largest first; features that add nothing are left out.

        Examples
        --------
        >>> LinearModel({"a": 0.5, "b": -2.0, "c": 0.0}).explain({"a": 1, "b": 1, "c": 1})
        [('b', -2.0), ('a', 0.5)]
        """
        added = [(name, self.weights[name] * value) for name, value in features.items() if name in self.weights]
        return sorted([(name, weight) for name, weight in added if weight], key=lambda item: -abs(item[1]))


def logistic(score: float) -> float:
    """The probability whose log-odds are ``score``.

    Examples
    --------
    >>> logistic(0.0), round(logistic(2.0), 3), logistic(-1e9) > 0
    (0.5, 0.881, True)
    """
    return 1 / (1 + exp(-max(-LARGEST, min(LARGEST, score))))


@cache
def read_model(lexicon: str, *, feature: str = "feature", weight: str = "weight") -> LinearModel:
    """The model in ``lexicons/<lexicon>.csv``, read once: the columns ``feature`` and ``weight``.

    Examples
    --------
    >>> read_model("reported_weights").weights["bias"] < 0
    True
    """
    weights = {row[feature]: float(row[weight]) for row in read_lexicon(lexicon)}
    intercept = weights.pop(INTERCEPT, 0.0)
    return LinearModel(weights, intercept)
