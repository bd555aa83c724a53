"""A linear ranker: the probability of each candidate source, of "source not named" and of "nobody's speech".

The score of an outcome is the sum of the weights of its features (``lexicons/speaker_weights.csv``); probabilities are
the softmax of the scores, a conditional logit (McFadden 1974). Weights are fitted by
``benchmarks/fit_speaker_ranker.py``.
"""

from collections.abc import Sequence
from typing import NamedTuple

from textkit.labelling.quotations.features import candidate_features, candidates_of
from textkit.labelling.quotations.links import governing_cue
from textkit.labelling.quotations.scenes import Scene
from textkit.labelling.quotations.silence import silence_features
from textkit.labelling.quotations.slots import Slot
from textkit.language.linear_model import read_model

__all__ = ["Choice", "choose", "outcomes_of"]

NOT_NAMED, NO_SPEECH = -1, -2  # outcomes besides the number of a mention


class Choice(NamedTuple):
    """The source of a slot: a mention's number or -1, the probability that it is, and that the slot is speech."""

    mention: int
    confidence: float
    speech: float


def outcomes_of(scene: Scene, slot: Slot, start: int, end: int, previous: int) -> list[tuple[int, list[str]]]:
    """Every outcome of a slot with its features; ``previous`` is the source of the segment before, or -1."""
    numbers = candidates_of(scene, slot)
    if previous >= 0 and previous not in numbers:
        numbers = [previous, *numbers]
    governing = governing_cue(scene, slot)
    ranks = _ranks(scene, slot, numbers)
    outcomes = [
        (n, candidate_features(scene, slot, n, previous, rank, governing))
        for n, rank in zip(numbers, ranks, strict=True)
    ]
    silent = silence_features(scene, slot, start, end, previous)
    outcomes.append((NOT_NAMED, [f"unnamed:{f}" for f in silent]))
    outcomes.append((NO_SPEECH, [f"scare:{f}" for f in silent]))
    return outcomes


def _ranks(scene: Scene, slot: Slot, numbers: Sequence[int]) -> list[int]:
    """Place of each candidate among those on its side, counted from the slot."""
    places = [scene.mentions[n].first for n in numbers]
    before = sorted((p for p in places if p < slot.position), reverse=True)
    behind = sorted(p for p in places if p > slot.position)
    order = {p: rank for side in (before, behind) for rank, p in enumerate(side)}
    return [order.get(p, 0) for p in places]


def choose(scene: Scene, slot: Slot, start: int, end: int, previous: int) -> Choice:
    """The most probable source of a slot."""
    outcomes = outcomes_of(scene, slot, start, end, previous)
    chances = read_model("speaker_weights").probabilities([features for _, features in outcomes])
    speech = 1 - chances[-1]
    best = max(range(len(outcomes) - 1), key=chances.__getitem__)
    return Choice(outcomes[best][0], chances[best] / max(speech, 1e-9), speech)
