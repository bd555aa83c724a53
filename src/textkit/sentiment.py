"""Polarity of texts of your own, towards spans of your own, and what it rests on (passages, loaded terms).

>>> from textkit import sentiment
>>> sentiment.polarity(["A great deal.", "A terrible deal."]).tolist()[0] > 0
True
"""

from textkit.labelling.sentiment.targets import explain_target, target_polarities, target_polarity
from textkit.labelling.sentiment.valence import polarity
from textkit.measure.polarity import loaded_terms, polarity_extremes, polarity_passages
from textkit.measure.polarity_scale import sign_probabilities

__all__ = [
    "explain_target",
    "loaded_terms",
    "polarity",
    "polarity_extremes",
    "polarity_passages",
    "sign_probabilities",
    "target_polarities",
    "target_polarity",
]
