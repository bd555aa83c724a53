"""Polarity of sentences, of the words of each voice in them, and towards targets.

``valence`` says how positive or negative words are in their context, and scores sentences, passages and texts;
``features`` describes what is said around targets, and ``targets`` finds and scores the mentions of a document.
"""

from textkit.labelling.sentiment.targets import (
    Target,
    explain_target,
    find_targets,
    target_polarities,
    target_polarity,
)
from textkit.labelling.sentiment.valence import polarity, score_passages, score_sentences

__all__ = [
    "Target",
    "explain_target",
    "find_targets",
    "polarity",
    "score_passages",
    "score_sentences",
    "target_polarities",
    "target_polarity",
]
