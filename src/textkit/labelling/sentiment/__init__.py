"""Polarity of sentences, of the words of each voice in them, and towards targets.

``sentences`` scores whole texts and sentences from the weights of ``words``; ``passages`` parts the voices of a
sentence; ``targets`` scores what is said of a span, from the clause around it (``target_frame``) and its features
(``target_features``); ``mentions`` finds the persons and organisations of a document and scores each mention.
"""

from textkit.labelling.sentiment.mentions import Target, find_targets
from textkit.labelling.sentiment.passages import split_passages
from textkit.labelling.sentiment.sentences import polarity, rate_sentence, score_sentences
from textkit.labelling.sentiment.targets import explain_target, target_polarities, target_polarity

__all__ = [
    "Target",
    "explain_target",
    "find_targets",
    "polarity",
    "rate_sentence",
    "score_sentences",
    "split_passages",
    "target_polarities",
    "target_polarity",
]
