"""Linear models whose weights are a lexicon: sums of named evidence, as probabilities and as reasons.

Many features are written as templates, ``"next+cue={next},{cue}"``, in groups that share values: what the features of a
group add is looked up once per combination of its values, so that no feature need be spelled out to be scored.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from math import exp
from operator import itemgetter
from string import Formatter
from typing import Any

from textkit.lexicons import read_lexicon

__all__ = ["LinearModel", "Templates", "fill", "logistic", "read_model", "scorer", "softmax"]

Templates = tuple[tuple[str, ...], ...]

INTERCEPT = "intercept"  # the feature that every item has
MOST_SUMS = 1 << 16  # of a group that are kept
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
        return softmax([self.score(features) for features in outcomes])

    def explain(self, features: Mapping[str, float]) -> list[tuple[str, float]]:
        """What each of ``features`` adds to the score, the largest first; features that add nothing are left out.

        Examples
        --------
        >>> LinearModel({"a": 0.5, "b": -2.0, "c": 0.0}).explain({"a": 1, "b": 1, "c": 1})
        [('b', -2.0), ('a', 0.5)]
        """
        added = [(name, self.weights[name] * value) for name, value in features.items() if name in self.weights]
        return sorted([(name, weight) for name, weight in added if weight], key=lambda item: -abs(item[1]))


def fill(groups: Templates, values: Mapping[str, Any]) -> list[str]:
    """The features of an item, by name.

    Examples
    --------
    >>> fill((("next={next}", "next+cue={next},{cue}"), ("size={size}",)), {"next": "that", "cue": "say", "size": 2})
    ['next=that', 'next+cue=that,say', 'size=2']
    """
    return [template.format_map(values) for group in groups for template in group]


@lru_cache(maxsize=1 << 5)
def scorer(
    groups: Templates,
    lexicon: str,
    prefix: str = "",
    *,
    order: tuple[str, ...] = (),
    unknown: tuple[tuple[str, tuple[Any, ...]], ...] = (),
) -> Callable[[Any], float]:
    """A function that scores an item, given its values, by the model in a lexicon, without its intercept.

    Parameters
    ----------
    groups, lexicon
        The templates of the features, and where their weights are.
    prefix : str
        Stands before each feature in the lexicon.
    order : tuple of str
        The names of the values, if an item is a tuple of them in this order; otherwise it is a mapping.
    unknown : tuple of (name, values)
        What values may be that items do not have yet; the score is the most that they allow, group by group.

    Examples
    --------
    >>> score = scorer((("bias", "place={place},{kind}"),), "reported_weights")
    >>> score({"place": "narration", "kind": "name"}) == read_model("reported_weights").score(
    ...     ["bias", "place=narration,name"])
    True
    >>> most = scorer((("place={place},{kind}",),), "reported_weights", unknown=(("kind", ("name", "pronoun")),))
    >>> most({"place": "narration"}) >= score({"place": "narration", "kind": "name"}) - score({"place": "", "kind": ""})
    True
    """
    weights, free = read_model(lexicon).weights, dict(unknown)
    parts = [(group, _fields(group)) for group in groups]
    picks = [(_picker([f for f in fields if f not in free], order), {}) for _, fields in parts]

    def look_up(group: tuple[str, ...], fields: Sequence[str], values: Any) -> float:
        known = dict(zip(order, values, strict=True)) if order else values
        ways = product(*[free[f] if f in free else (known[f],) for f in fields])
        filled = (fill((group,), dict(zip(fields, way, strict=True))) for way in ways)
        return max(sum([weights.get(prefix + name, 0.0) for name in names]) for names in filled)

    def score(values: Any) -> float:
        total = 0.0
        try:
            for pick, sums in picks:
                total += sums[pick(values)]
            return total
        except KeyError:  # values not met before
            for (pick, sums), part in zip(picks, parts, strict=True):
                if (key := pick(values)) not in sums:
                    if len(sums) >= MOST_SUMS:
                        sums.clear()
                    sums[key] = look_up(*part, values)
            return score(values)

    return score


def _picker(fields: Sequence[str], order: Sequence[str]) -> Callable[[Any], Any]:
    """A function that gives those values of an item, to look up what they add."""
    places = [order.index(field) for field in fields] if order else fields
    return itemgetter(*places) if places else len


def _fields(group: Iterable[str]) -> tuple[str, ...]:
    """The names of the values in a group of templates."""
    return tuple(dict.fromkeys(name for template in group for _, name, _, _ in Formatter().parse(template) if name))


def softmax(scores: Sequence[float]) -> list[float]:
    """The probabilities of outcomes with these scores.

    Examples
    --------
    >>> softmax([1.0, 1.0])
    [0.5, 0.5]
    """
    top = max(scores, default=0.0)
    powers = [exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


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
