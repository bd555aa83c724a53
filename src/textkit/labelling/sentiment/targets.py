"""Polarity towards a target: what the sentence around a span says of whom the span names.

A multinomial logistic regression over the features of `textkit.labelling.sentiment.target_features`, fitted to
sentences of political news (``benchmarks/sentiment_fit_targets.py``); its weights are
``lexicons/sentiment_targets.csv``.
"""

from collections.abc import Mapping, Sequence
from math import exp

from textkit.labelling.sentiment.target_features import describe_target
from textkit.language.linear_model import LinearModel, read_model

__all__ = ["explain_target", "target_polarities", "target_polarity"]

NEUTRAL_BAND = 0.05  # scores within it mean that neutral is the likeliest


def _models() -> tuple[LinearModel, LinearModel]:
    """The log-odds of negative and of positive, each against neutral."""
    return tuple(read_model("sentiment_targets", weight=side) for side in ("negative", "positive"))


def target_polarity(text: str, start: int, end: int) -> float:
    """Polarity towards the span ``text[start:end]``, from −1 (negative) to 1 (positive).

    Within ±.05 neutral is the likeliest; beyond, the score grows with the lead of the likelier side. Who the
    target is plays no part, only what is said around it. Give it one sentence: what stands in other sentences
    of ``text`` counts too. It misreads irony, and blame that is only reported.

    Parameters
    ----------
    text
        A sentence.
    start, end
        Code points of the target in it, end exclusive.

    Returns
    -------
    float
        0 if the span contains no word.

    Notes
    -----
    Fitted to NewsMTSC (Hamborg & Donnay 2021); measured validity in ``docs/methods/sentiment.md``.

    Examples
    --------
    >>> text = "The mayor attacked the company and praised the nurses."
    >>> target_polarity(text, 19, 30) < 0 < target_polarity(text, 43, 53)
    True
    """
    features = describe_target(text, start, end)
    return _score(features) if features else 0.0


def _score(features: Mapping[str, float]) -> float:
    negative, positive = (model.score_values(features) for model in _models())
    return _lead(exp(negative), exp(positive))


def _lead(negative: float, positive: float) -> float:
    """Score from the odds of negative and of positive against neutral: beyond the band, the lead of a side."""
    total = 1 + negative + positive
    if max(negative, positive) <= 1:
        return NEUTRAL_BAND * (positive - negative)
    side, lead = (1, positive - max(1, negative)) if positive > negative else (-1, negative - max(1, positive))
    return side * (NEUTRAL_BAND + (1 - NEUTRAL_BAND) * lead / total)


def target_polarities(texts: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> list[float]:
    """Polarity towards each span, as `target_polarity` gives it for one.

    Examples
    --------
    >>> scores = target_polarities(["They honoured Anna.", "They accused Anna."], [14, 13], [18, 17])
    >>> scores[0] > 0 > scores[1]
    True
    """
    return [target_polarity(*span) for span in zip(texts, starts, ends, strict=True)]


def explain_target(text: str, start: int, end: int) -> list[tuple[str, float]]:
    """Features that decide on a target, with the weight each adds to positive against negative, largest first.

    Examples
    --------
    >>> explained = explain_target("Critics accused Anna.", 16, 20)
    >>> all(isinstance(name, str) and weight for name, weight in explained)
    True
    """
    negative, positive = (model.weights for model in _models())
    lead = LinearModel({feature: positive[feature] - negative[feature] for feature in positive})
    explained = lead.explain(describe_target(text, start, end))
    return [(feature, round(weight, 4)) for feature, weight in explained]
