"""Polarity of sentences, of the words of each voice in them, and towards targets.

``valence`` says how positive or negative words are in their context, and scores sentences and texts; ``passages``
scores the words of each voice;
``features`` describes what is said around targets, and ``targets`` finds and scores the mentions of a document.
"""

from textkit.labelling.sentiment.passages import score_passages
from textkit.labelling.sentiment.targets import (
    Place,
    Target,
    explain_target,
    find_places,
    find_targets,
    score_places,
    spans_of_names,
    target_polarities,
    target_polarity,
)
from textkit.labelling.sentiment.valence import polarity, score_sentences

__all__ = [
    "Place",
    "Target",
    "explain_target",
    "find_places",
    "find_targets",
    "polarity",
    "score_passages",
    "score_places",
    "score_sentences",
    "spans_of_names",
    "target_polarities",
    "target_polarity",
]
