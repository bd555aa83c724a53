"""A corpus and what was read of it: all its units with their labels, and the answers of a sample of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.gold.answers import name_speakers, warn_of_gaps
from textkit.gold.estimation import Strata
from textkit.gold.sampling import PLACE, QUESTIONS, Question, units_of
from textkit.labelling.labels import Labels, join_fields
from textkit.read.corpus import find_field

__all__ = ["Reading", "census", "read_sample"]


@dataclass(frozen=True)
class Reading:
    """A corpus and what was read of it.

    Attributes
    ----------
    what : str
        The sample.
    units : DataFrame
        All places with their labels.
    at : array of int
        The rows of ``units`` that were read.
    answers : DataFrame
        What was answered there: positive, speaker, kind, stance, rating.
    strata : Strata
    documents : array of int
        The document of each unit, as its row in ``words``.
    words : DataFrame
        Number of words of each document (``_words``) and the fields that it is grouped by.
    """

    what: str
    units: pd.DataFrame
    at: np.ndarray
    answers: pd.DataFrame
    strata: Strata
    documents: np.ndarray
    words: pd.DataFrame

    @property
    def question(self) -> Question:
        return QUESTIONS[self.what]


def read_sample(answers: pd.DataFrame, labels: Labels, keys: list[str]) -> Reading:
    """All places of the labels, and what was read of them; OptionError for answers about other labels."""
    what = answers.attrs["what"]
    units = units_of(labels, what, keys)
    place = units.reset_index(names="_at").set_index(PLACE)["_at"]
    at = place.reindex(pd.MultiIndex.from_frame(answers[PLACE].astype({"doc_id": "str"})))
    sizes = answers.drop_duplicates("stratum").set_index("stratum")["stratum_size"].sort_index()
    lost = int(at.isna().sum())
    if lost or sizes.sum() != len(units):
        problem = f"it was drawn from {sizes.sum():,} places, or a part of it is missing, and they have {len(units):,}"
        problem = f"{lost} of its {len(answers)} rows are not in them" if lost else problem
        raise OptionError(
            f"The sheet does not belong to these labels: {problem}. Give the labels from which tk.gold.sample "
            "drew it (same texts, same options of read_corpus, same textkit) and all its rows, read or not."
        )
    read = answers["answered"].to_numpy(dtype=bool)
    warn_of_gaps(answers, read)
    codes = np.searchsorted(sizes.index, answers["stratum"].to_numpy()[read])
    n_read = np.bincount(codes, minlength=len(sizes))
    if (n_read == 0).any():
        open_rows = answers[~read & answers["stratum"].isin(sizes.index[n_read == 0])]
        more = open_rows.groupby("stratum")["order"].min().max()
        raise OptionError(f"Too little was read: {read.sum()} rows. Read on, at least to the row of order {more}.")
    answered = name_speakers(answers[read].reset_index(drop=True), units, labels)
    strata = Strata(codes, sizes.to_numpy(), n_read)
    at = at.to_numpy()[read].astype(int)
    return Reading(what, units, at, answered, strata, _documents(units, labels), _words_of(labels, keys))


def census(labels: Labels, what: str, keys: list[str]) -> Reading:
    """Every unit, answered as it is labelled: before anything is read."""
    units = units_of(labels, what, keys)
    answers = units.reindex(columns=["positive", "kind", "stance", "speaker"]).assign(rating=units.get("polarity"))
    every = Strata(np.zeros(len(units), dtype=int), np.array([len(units)]), np.array([len(units)]))
    return Reading(
        what, units, np.arange(len(units)), answers, every, _documents(units, labels), _words_of(labels, keys)
    )


def _documents(units: pd.DataFrame, labels: Labels) -> np.ndarray:
    """The number of each unit's document."""
    numbers = {doc_id: n for n, doc_id in enumerate(labels.documents["doc_id"].astype("str"))}
    return units["doc_id"].map(numbers).to_numpy()


def _words_of(labels: Labels, keys: list[str]) -> pd.DataFrame:
    """Number of words of each document, with those keys that are document fields."""
    words = labels.tokens.loc[labels.tokens["kind"] == "word", "doc_id"].astype("str").value_counts()
    documents = labels.documents[["doc_id"]].astype("str")
    fields = [key for key in keys if find_field(key, list(labels.documents)) is not None]
    table = join_fields(documents, labels.documents, fields, table="documents")
    return table.assign(_words=documents["doc_id"].map(words).fillna(0).astype("int64"))
