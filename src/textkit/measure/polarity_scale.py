"""What a polarity means: the probability of each sign, and standard deviations of a reference.

A score alone tells nobody whether +.06 is much. People's ratings tell how often a sentence with such a score is
negative, neutral or positive (``lexicons/sentiment_signs.csv``), and a reference, the annual addresses of presidents of
the United States or a corpus of one's own, tells how far texts lie apart (``lexicons/sentiment_reference.csv``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.labelling.labels import Labels
from textkit.lexicons import read_lexicon

__all__ = [
    "Reference",
    "add_signs",
    "are_uncertain",
    "measure_reference",
    "read_reference",
    "sign_features",
    "sign_probabilities",
]

Of = Literal["sentences", "targets"]  # what a score is of
SIGNS = ("negative", "neutral", "positive")
CERTAIN = 0.6  # probability of the likeliest sign from which a sentence is not uncertain
FEWEST = 2  # documents of a reference


@dataclass(frozen=True, slots=True)
class Reference:
    """A corpus to measure against: its name, and the mean and standard deviation of its documents and sentences."""

    name: str
    documents: tuple[float, float]
    sentences: tuple[float, float]

    def standardise(self, scores: pd.Series, *, unit: str = "documents") -> pd.Series:
        """Scores as standard deviations from the mean of the reference's documents or sentences.

        Examples
        --------
        >>> Reference("mine", (0.1, 0.05), (0.1, 0.3)).standardise(pd.Series([0.2])).round(1).tolist()
        [2.0]
        """
        mean, deviation = getattr(self, unit)
        return (scores - mean) / deviation


def read_reference(reference: str | Labels | pd.DataFrame = "addresses") -> Reference:
    """A shipped reference by its name, or one made of labels or of a table of sentences.

    Parameters
    ----------
    reference : str, Labels or DataFrame
        "addresses": the annual addresses of presidents of the United States, 1790 to today; or labels, or a table
        with doc_id and polarity.

    Raises
    ------
    OptionError
        If the name is unknown, or if documents or sentences do not differ.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": ["a", "a", "b"], "polarity": [0.0, 0.2, 0.5]})
    >>> [round(number, 2) for number in read_reference(table).documents]
    [0.3, 0.28]
    """
    if isinstance(reference, str):
        if reference not in _shipped():
            known = ", ".join(map(repr, _shipped()))
            raise OptionError(
                f"reference={reference!r} is unknown. Give one of {known}, labels or a table of sentences."
            )
        return _shipped()[reference]
    table = reference.sentences if isinstance(reference, Labels) else reference
    return measure_reference(table, "your reference")


def measure_reference(sentences: pd.DataFrame, name: str) -> Reference:
    """The reference that a table of sentences makes."""
    means = sentences.groupby("doc_id", observed=True)["polarity"].mean()
    parts = [(float(part.mean()), float(part.std())) for part in (means, sentences["polarity"])]
    if len(means) < FEWEST or not all(deviation > 0 for _, deviation in parts):
        raise OptionError(f"A reference needs at least {FEWEST} documents whose polarity differs; it has {len(means)}.")
    return Reference(name, *parts)


@cache
def _shipped() -> dict[str, Reference]:
    rows = read_lexicon("sentiment_reference")
    pairs = {(row["reference"], row["unit"]): (float(row["mean"]), float(row["deviation"])) for row in rows}
    names = dict.fromkeys(name for name, _ in pairs)
    return {name: Reference(name, pairs[name, "documents"], pairs[name, "sentences"]) for name in names}


def sign_probabilities(scores: Iterable[float] | pd.Series, *, of: Of = "sentences") -> pd.DataFrame:
    """How probable it is that people find a sentence with such a polarity negative, neutral or positive.

    Calibrated on texts whose scores came from fits without them: sentences of editorials, headlines and speeches in a
    parliament, and targets in news. A score of exactly 0 tells least: three of ten such sentences are negative to
    people, and three positive.

    Parameters
    ----------
    scores
        Polarities of sentences, as ``polarity`` gives them, or of targets, as ``target_polarity`` does.
    of : {"sentences", "targets"}
        What they are scores of.

    Returns
    -------
    DataFrame
        negative, neutral, positive: they sum to 1; NaN where the score is. The index of a Series is kept.

    Examples
    --------
    >>> sign_probabilities([-0.7, 0.0, 0.7]).idxmax(axis=1).tolist()
    ['negative', 'neutral', 'positive']
    """
    series = scores if isinstance(scores, pd.Series) else pd.Series(list(scores), dtype="float64")
    if of not in get_args(Of):
        raise OptionError(f"of must be 'sentences' or 'targets', not {of!r}.")
    odds = np.exp(sign_features(series.to_numpy(dtype=float)) @ _sign_weights(of))
    columns = np.column_stack([odds[:, 0], np.ones(len(odds)), odds[:, 1]])
    return pd.DataFrame(columns / columns.sum(axis=1, keepdims=True), index=series.index, columns=list(SIGNS))


def add_signs(table: pd.DataFrame, *, of: Of = "sentences") -> pd.DataFrame:
    """A table with the probabilities of each sign beside its column ``polarity``: p_negative, p_neutral, p_positive.

    Examples
    --------
    >>> add_signs(pd.DataFrame({"polarity": [0.8]}))["p_positive"].gt(0.6).tolist()
    [True]
    """
    chances = sign_probabilities(table["polarity"], of=of)
    return table.assign(**{f"p_{sign}": chances[sign] for sign in SIGNS})


def are_uncertain(scores: pd.Series, *, of: Of = "sentences") -> pd.Series:
    """Whether no sign of a sentence or target is probable: the likeliest has a probability below .6.

    Examples
    --------
    >>> are_uncertain(pd.Series([0.0, 0.9])).tolist()
    [True, False]
    """
    return sign_probabilities(scores, of=of).max(axis=1) < CERTAIN


def sign_features(scores: np.ndarray) -> np.ndarray:
    """What the model of signs knows of each score: itself, its size, whether it is exactly 0, and a one.

    Examples
    --------
    >>> sign_features(np.array([-0.5])).tolist()
    [[-0.5, 0.5, 0.0, 1.0]]
    """
    return np.column_stack([scores, np.abs(scores), scores == 0, np.ones(len(scores))])


@cache
def _sign_weights(of: str) -> np.ndarray:
    rows = [row for row in read_lexicon("sentiment_signs") if row["of"] == of]
    return np.array([[float(row["negative"]), float(row["positive"])] for row in rows])
