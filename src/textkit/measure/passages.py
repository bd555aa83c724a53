"""The parts of each sentence by voice: the writer's words without the quoted ones, and each speaker's quoted words.

A sentence such as *The minister, visibly angry, called the plan "wise"* is one negative passage of the writer and one
positive of the minister. Scoring the whole would blame each for the other's words.
"""

from collections.abc import Iterator

import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.labelling.sentiment.sentences import score_sentences
from textkit.labelling.sentiment.words import split_words
from textkit.measure.tracing import measure

__all__ = ["WRITER", "polarity_passages", "reported_passages"]

WRITER = "the writer"
VERBATIM = ("direct", "mixed", "block")
COLUMNS = ["doc_id", "sent_id", "par_id", "start", "end", "voice", "speaker", "n_words", "polarity", "text"]


@measure
def polarity_passages(labels: Labels) -> pd.DataFrame:
    """Passages of one voice with their polarity.

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
    quotes = labels.quotes[labels.quotes["kind"].isin(VERBATIM)]
    quotes_of = dict(list(quotes.groupby("doc_id", sort=False)))
    sentences_of = dict(list(labels.sentences.groupby("doc_id", sort=False)))
    texts = zip(labels.documents["doc_id"], labels.documents["text"], strict=True)
    rows = [
        (doc_id, *row)
        for doc_id, text in texts
        for row in _passages(text, sentences_of.get(doc_id), quotes_of.get(doc_id))
    ]
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "polarity"])
    table.insert(COLUMNS.index("polarity"), "polarity", pd.Series(score_sentences(table["text"]), dtype="float64"))
    return table.astype({"doc_id": "str", "voice": "str", "speaker": "str"})


def _passages(text: str, sentences: pd.DataFrame | None, quotes: pd.DataFrame | None) -> Iterator[tuple[object, ...]]:
    """sent_id, par_id, start, end, voice, speaker, n_words, text of each passage of a document."""
    if sentences is None:
        return
    spans = [] if quotes is None else list(zip(quotes["start"], quotes["end"], quotes["speaker"], strict=True))
    for row in sentences.itertuples(index=False):
        inside = [span for span in spans if span[0] < row.end and span[1] > row.start]
        for voice, speaker, masked in _split_voices(text[row.start : row.end], row.start, inside):
            n_words = len(split_words(masked).strings)
            if n_words:
                yield row.sent_id, row.par_id, row.start, row.end, voice, speaker, n_words, masked


def reported_passages(labels: Labels) -> pd.DataFrame:
    """Reported clauses of which part is quoted, whole: *describing Trump as a “transformational President”*.

    Returns
    -------
    DataFrame
        doc_id, start, end, voice (reported), speaker, text, as in `polarity_passages`; only clauses whose speaker is
        known.

    Examples
    --------
    >>> import textkit as tk
    >>> list(reported_passages(tk.label(tk.read_corpus(["Rain."]))))
    ['doc_id', 'start', 'end', 'voice', 'speaker', 'text']
    """
    known = labels.quotes[labels.quotes["speaker"].notna()]
    kinds = known.groupby(["doc_id", "group"])["kind"].transform(lambda kinds: {"indirect", "mixed"} <= set(kinds))
    texts = labels.documents.set_index("doc_id")["text"].to_dict()
    rows = []
    for (doc_id, _), pieces in known[kinds.astype(bool)].groupby(["doc_id", "group"], sort=False):
        start, end = int(pieces["start"].min()), int(pieces["end"].max())
        rows.append((doc_id, start, end, "reported", pieces["speaker"].iloc[0], texts[doc_id][start:end]))
    return pd.DataFrame(rows, columns=["doc_id", "start", "end", "voice", "speaker", "text"])


def _split_voices(
    sentence: str, offset: int, spans: list[tuple[int, int, object]]
) -> Iterator[tuple[str, object, str]]:
    """Voice, speaker and words of each voice in a sentence, other words blanked."""
    if not spans:
        yield "narration", WRITER, sentence
        return
    edges = [(max(0, start - offset), min(len(sentence), end - offset), who) for start, end, who in spans]
    yield "narration", WRITER, _blank(sentence, [(start, end) for start, end, _ in edges])
    for speaker in dict.fromkeys(who if isinstance(who, str) else None for *_, who in edges):
        own = [(a, b) for a, b, who in edges if (who if isinstance(who, str) else None) == speaker]
        yield "quotation", speaker, _blank(sentence, own, keep=True)


def _blank(sentence: str, spans: list[tuple[int, int]], *, keep: bool = False) -> str:
    """The sentence with blanks for the characters inside the spans, or with ``keep`` outside them."""
    inside = [False] * len(sentence)
    for start, end in spans:
        inside[start:end] = [True] * (end - start)
    return "".join(char if within == keep else " " for char, within in zip(sentence, inside, strict=True))
