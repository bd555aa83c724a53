"""Passages with their words, as evidence for what polarity by voice and speaker rests on."""

import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.labelling.relabelling import passages_of, texts_of_passages
from textkit.measure.tracing import measure
from textkit.schema import WRITER

__all__ = ["name_writer", "polarity_passages"]

COLUMNS = ["doc_id", "sent_id", "par_id", "start", "end", "voice", "speaker", "n_words", "polarity", "text"]
_KEY = ["doc_id", "sent_id", "voice", "speaker"]


@measure
def polarity_passages(labels: Labels) -> pd.DataFrame:
    """Passages of one voice with their polarity and their words.

    Parameters
    ----------
    labels : Labels

    Returns
    -------
    DataFrame
        doc_id, sent_id, par_id, start, end (of the sentence), voice (narration or quotation), speaker ("the writer"
        for narration; NA where a quotation's speaker is unknown), n_words, polarity, text. ``text`` is as long as
        the sentence: words of other voices are blanks, so that its offsets are those of the sentence.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“It is a great deal,” the angry minister said."]))
    >>> polarity_passages(labels).voice.tolist()
    ['narration', 'quotation']
    """
    passages = passages_of(labels).astype({"voice": "str"})
    places = labels.sentences[["doc_id", "sent_id", "par_id", "start", "end"]]
    texts = texts_of_passages(labels).astype({"voice": "str"})
    table = passages.merge(places, on=["doc_id", "sent_id"], how="left").merge(texts, on=_KEY, how="left")
    return name_writer(table)[COLUMNS]


def name_writer(table: pd.DataFrame, column: str = "speaker") -> pd.DataFrame:
    """A table of passages or targets in which narration has a speaker: the writer.

    Examples
    --------
    >>> name_writer(pd.DataFrame({"voice": ["narration", "quotation"], "speaker": [None, "Ann"]})).speaker.tolist()
    ['the writer', 'Ann']
    """
    named = table[column].astype("str").mask((table["voice"] == "narration").to_numpy(dtype=bool), WRITER)
    return table.assign(**{column: named})
