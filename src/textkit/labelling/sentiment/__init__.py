"""Polarity of sentences and towards targets.

``sentences`` scores whole texts and sentences from the weights of ``words``; ``targets`` scores what is said of a span,
from the clause around it (``target_frame``) and its features (``target_features``).
"""

from textkit.labelling.sentiment.sentences import polarity, score_sentences
from textkit.labelling.sentiment.targets import explain_target, target_polarities, target_polarity

__all__ = ["explain_target", "polarity", "score_sentences", "target_polarities", "target_polarity"]
