"""One document's labels: the labellers called in order, their spans turned into columns.

A pure function of the text, its date and the corpus's own lexicons, so that documents can be labelled in any order,
process or machine.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import accumulate, pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import numpy as np

from textkit.checks import as_list
from textkit.errors import OptionError, near_names
from textkit.labelling.analogies import NO_VERDICTS, Analogy, Verdict, find_analogies
from textkit.labelling.quotations import QuotationLabels, Quote, SpeakerEntry, find_quotations
from textkit.labelling.sentiment.targets import Place, Target, find_places, find_targets, score_places, spans_of_names
from textkit.labelling.sentiment.valence import score_sentences
from textkit.labelling.voices import (
    NARRATION,
    Voices,
    assign_voices,
    join_voices,
    score_passages,
    sentence_voices,
    utterances_by_speaker,
    words_by_speaker,
)
from textkit.language.doc import Doc, join_docs, read_doc
from textkit.language.paragraphs import Paragraph
from textkit.language.tokens import fold, word_norm
from textkit.language.vocabulary import Vocabulary
from textkit.schema import TABLES

__all__ = [
    "LABEL_TABLES",
    "NO_RESOURCES",
    "Columns",
    "Labelled",
    "Resources",
    "check_tables",
    "label_doc",
    "label_text",
    "mark_blockquotes",
    "own_stop_words",
    "plain_resources",
    "read_text",
    "score_docs",
    "span_columns",
    "target_columns",
]

LABEL_TABLES = tuple(name for name in TABLES if name != "documents")
NEED_QUOTES = frozenset({"quotes", "speakers", "passages", "targets"})

SCORED = frozenset({"sentences", "passages", "targets"})

Columns = dict[str, list[Any] | np.ndarray]
Resources = Mapping[str, Sequence[Mapping[str, str]]]
NO_RESOURCES: Resources = MappingProxyType({})


def check_tables(tables: Sequence[str] | None) -> tuple[str, ...]:
    """The tables wanted, all by default; OptionError if one is unknown."""
    wanted = LABEL_TABLES if tables is None else tuple(as_list(tables))
    unknown = [name for name in wanted if name not in LABEL_TABLES]
    if unknown:
        raise OptionError(
            f"Unknown tables: {', '.join(map(str, unknown))}. The tables are {', '.join(LABEL_TABLES)}."
            f"{near_names(unknown[0], LABEL_TABLES)}"
        )
    return wanted


def plain_resources(resources: Resources) -> dict[str, tuple[dict[str, str], ...]]:
    """The word lists as plain rows, which can be sent to other processes."""
    return {name: tuple(map(dict, rows)) for name, rows in sorted(resources.items())}


@dataclass(frozen=True, slots=True)
class Labelled:
    """What was found in a document: whose words, where targets stand, and the tables without polarity.

    ``layout`` is that of a transcript; ``unknown_labels`` look as if they opened its turns and name nobody known.
    """

    doc: Doc
    voices: Voices | None
    places: Sequence[Place]
    tables: dict[str, Columns]
    layout: str | None = None
    unknown_labels: Sequence[str] = ()


def label_text(
    text: str,
    *,
    date: str | None = None,
    speaker: str | None = None,
    resources: Resources = NO_RESOURCES,
    tables: Sequence[str] = LABEL_TABLES,
    vocabulary: Vocabulary | None = None,
) -> dict[str, Columns]:
    """Label one text: table → column → values, without ``doc_id``; see ``label_doc``.

    Parameters
    ----------
    text : str
        The text of one document.
    date : str, optional
        Its ISO date, for the judgement of historical analogies.
    speaker : str, optional
        Who says all of it, where that is known: a row of a table of speeches.
    resources : mapping of str to rows
        The corpus's own lexicons, as in ``Corpus.resources``.
    tables : sequence of str
        The tables wanted.
    vocabulary : Vocabulary, optional
        Collects the token types and speakers met, by whose numbers the tokens are given; pass the same one for
        texts whose tokens belong in one table.

    Examples
    --------
    >>> columns = label_text("It rained. “Not for long,” said Ann Lee.")
    >>> columns["sentences"]["voice"], columns["quotes"]["speaker"]
    (['narration', 'mixed'], ['Ann Lee'])
    """
    vocabulary = Vocabulary(own_stop_words(resources)) if vocabulary is None else vocabulary
    doc = read_text(text, date=date, resources=resources, vocabulary=vocabulary)
    return score_docs([label_doc(doc, speaker=speaker, resources=resources, tables=tables)])[0]


def read_text(text: str, *, date: str | None, resources: Resources, vocabulary: Vocabulary) -> Doc:
    """A text as the labellers see it, read with the corpus's own lexicons."""
    boilerplate = [row["pattern"] for row in resources.get("boilerplate", ())]
    return read_doc(text, date=date, boilerplate=boilerplate, vocabulary=vocabulary)


def own_stop_words(resources: Resources) -> frozenset[str]:
    """The corpus's own words to stop, as ``describe_type`` takes them."""
    return frozenset(fold(word_norm(row["term"])) for row in resources.get("stop_words", ()))


def label_doc(
    doc: Doc,
    *,
    speaker: str | None = None,
    resources: Resources = NO_RESOURCES,
    tables: Sequence[str] = LABEL_TABLES,
    verdicts: Mapping[tuple[int, int], Verdict] = NO_VERDICTS,
) -> Labelled:
    """Label one document: all but the polarity, which ``score_docs`` finds for many at once.

    Columns are lists; those of the tokens, of which there are many, are arrays: instead of strings they have ``type``,
    ``tag``, ``quoted`` and ``speaker``, the numbers of type, part of speech and speaker. ``speaker`` is who says all of
    the text, where that is known. ``verdicts``, by the place of the cue, go before those of the judge of analogies.
    """
    found = voices = None
    places: list[Place] = []
    if NEED_QUOTES & set(tables):
        found = find_quotations(doc, speakers=resources.get("speakers", ()))
        found = found if speaker is None else _spoken_by(speaker, found, doc)
        voices = assign_voices(doc.starts, found.quotes)
    if "targets" in tables:
        names = [(entry.speaker, entry.aliases, entry.kind) for entry in found.speakers]
        places = find_places(doc, found.quotes, voices, spans_of_names(doc.text, names))
    quotes = found.quotes if found else ()
    made = {
        "paragraphs": lambda: _paragraphs(mark_blockquotes(doc.paragraphs, quotes)),
        "sentences": lambda: _sentences(doc, voices),
        "tokens": lambda: _tokens(doc, voices),
        "quotes": lambda: _quotes(doc.text, quotes),
        "speakers": lambda: _speakers(found, words_by_speaker(voices, doc.is_word)),
        "passages": dict,
        "targets": lambda: _targets(doc, places),
        "analogies": lambda: _analogies(
            doc.text, _find_analogies(doc, found.quotes if found else (), resources, verdicts)
        ),
    }
    told = (found.layout, found.unknown_labels) if found else ()
    return Labelled(doc, voices, places, {name: made[name]() for name in tables}, *told)


def score_docs(labelled: Sequence[Labelled]) -> list[dict[str, Columns]]:
    """The tables of documents that share a vocabulary, with polarity: table → column → values, without ``doc_id``."""
    made = [dict(one.tables) for one in labelled]
    if not made or not made[0].keys() & SCORED:
        return made
    joined = join_docs([one.doc for one in labelled])
    if "sentences" in made[0]:
        _add(made, "sentences", {"polarity": score_sentences(joined.doc)}, joined.sentences)
    if "targets" in made[0]:
        borders = np.cumsum([0, *(len(one.places) for one in labelled)])
        _add(made, "targets", {"polarity": score_places(joined, [one.places for one in labelled])}, borders)
    if "passages" in made[0]:
        passages = score_passages(joined.doc, join_voices([one.voices for one in labelled]))
        borders = np.searchsorted(passages["sent_id"], joined.sentences)
        passages["sent_id"] -= np.repeat(joined.sentences[:-1], np.diff(borders))
        _add(made, "passages", passages, borders)
    return made


def _add(made: Sequence[dict[str, Columns]], table: str, columns: Columns, borders: np.ndarray) -> None:
    """Give each document its part of further columns of a table."""
    for tables, (first, last) in zip(made, pairwise(borders.tolist()), strict=True):
        tables[table] = tables[table] | {name: values[first:last] for name, values in columns.items()}


def _spoken_by(speaker: str, found: QuotationLabels, doc: Doc) -> QuotationLabels:
    """The whole text as one utterance of the speaker, around the quotations in it."""
    start, end = len(doc.text) - len(doc.text.lstrip()), len(doc.text.rstrip())
    if start >= end:
        return found
    whole = Quote(utterance_id=0, start=start, end=end, kind="direct", speaker=speaker, rule="given", confidence=1.0)
    inner = [replace(quote, utterance_id=quote.utterance_id + 1) for quote in found.quotes]
    known = any(entry.speaker == speaker for entry in found.speakers)
    entries = [] if known else [SpeakerEntry(speaker, (), "person", 0)]
    return replace(found, quotes=[whole, *inner], speakers=[*entries, *found.speakers])


def mark_blockquotes(paragraphs: Sequence[Paragraph], quotes: Iterable[Quote]) -> list[Paragraph]:
    """A paragraph that a block quotation covers has that role, whether or not the text marks it as one."""
    blocks = sorted((q.start, q.end) for q in quotes if q.kind == "block")
    starts, reach = [start for start, _ in blocks], [-1, *accumulate((end for _, end in blocks), max)]
    return [
        replace(p, role="blockquote") if p.end - 1 <= reach[bisect_right(starts, p.start + 1)] else p
        for p in paragraphs
    ]


def _paragraphs(paragraphs: Sequence[Paragraph]) -> Columns:
    return {"par_id": list(range(len(paragraphs))), **_fields(paragraphs, Paragraph)}


def _find_analogies(
    doc: Doc, quotes: Sequence[Quote], resources: Resources, verdicts: Mapping[tuple[int, int], Verdict]
) -> list[Analogy]:
    own = {"referents": resources.get("historical_referents", ()), "cues": resources.get("comparison_cues", ())}
    return find_analogies(doc, quotes, verdicts=verdicts, **own)


def _sentences(doc: Doc, voices: Voices | None) -> Columns:
    sentences = doc.sentences
    nothing = [None] * len(sentences)
    voice, speaker = (
        sentence_voices(voices, doc.sentence_of, doc.is_word, len(sentences)) if voices else (nothing, nothing)
    )
    return {
        "sent_id": list(range(len(sentences))),
        "par_id": [s.paragraph for s in sentences],
        "start": [s.start for s in sentences],
        "end": [s.end for s in sentences],
        "voice": voice,
        "speaker": speaker,
    }


def _tokens(doc: Doc, voices: Voices | None) -> Columns:
    nothing = np.full(len(doc.types), -1, dtype=np.int32)
    return {
        "sent_id": doc.sentence_of,
        "token_id": np.arange(len(doc.types), dtype=np.int32),
        "start": doc.starts,
        "end": doc.ends,
        "type": doc.types,
        "tag": doc.tags,
        "quoted": (voices.codes != NARRATION).astype(np.int32) if voices else nothing,
        "speaker": _speaker_numbers(voices, doc.vocabulary) if voices else nothing,
    }


def _speaker_numbers(voices: Voices, vocabulary: Vocabulary) -> np.ndarray:
    """For each token the number of its speaker, -1 where nobody is quoted or the speaker is unknown."""
    known = vocabulary.number_speakers(name for name in voices.names if name is not None)
    return np.array([-1, *known, -1], dtype=np.int32)[voices.codes]  # codes: 0 unknown, -1 narration


def _quotes(text: str, quotes: Sequence[Quote]) -> Columns:
    columns = {"quote_id": list(range(len(quotes))), **_fields(quotes, Quote)}
    columns["text"] = [text[q.start : q.end] for q in quotes]
    return columns | _cut(text, columns, ("mention", "cue"))


def _speakers(found: QuotationLabels, n_words: Mapping[str, int]) -> Columns:
    n_quotes = utterances_by_speaker(found.quotes)
    return {
        "speaker": [s.speaker for s in found.speakers],
        "aliases": [" | ".join(s.aliases) or None for s in found.speakers],
        "kind": [s.kind for s in found.speakers],
        "n_mentions": [s.n_mentions for s in found.speakers],
        "n_quotes": [n_quotes.get(s.speaker, 0) for s in found.speakers],
        "n_words": [n_words.get(s.speaker, 0) for s in found.speakers],
    }


def target_columns(doc: Doc, quotes: Sequence[Quote], names: Iterable[tuple[str, Iterable[str], str]]) -> Columns:
    """The table of mentions of the persons and organisations with these names."""
    return span_columns(doc, find_targets(doc, quotes, names))


def _targets(doc: Doc, places: Sequence[Place]) -> Columns:
    return {
        "sent_id": [place.sentence for place in places],
        "target": [place.span[2] for place in places],
        "mention": [doc.text[slice(*place.span[:2])] for place in places],
        "start": [place.span[0] for place in places],
        "end": [place.span[1] for place in places],
        "voice": [place.voice for place in places],
        "holder": [place.holder for place in places],
    }


def span_columns(doc: Doc, found: Iterable[Target]) -> Columns:
    """The table of targets, and behind it the words that each polarity is of."""
    columns = _fields(list(found), Target)
    return columns | {"mention": [doc.text[a:b] for a, b in zip(columns["start"], columns["end"], strict=True)]}


def _analogies(text: str, analogies: Sequence[Analogy]) -> Columns:
    columns = {"analogy_id": list(range(len(analogies))), **_fields(analogies, Analogy)}
    return columns | _cut(text, columns, ("cue", "tenor", "vehicle"))


def _fields(rows: Sequence[Any], kind: type) -> Columns:
    names = _field_names(kind)
    columns = zip(*map(attrgetter(*names), rows), strict=True) if rows else [()] * len(names)
    return {name: [*column] for name, column in zip(names, columns, strict=True)}


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _cut(text: str, columns: Columns, names: Iterable[str]) -> Columns:
    """The words of the spans ``name_start`` … ``name_end``; None where the span is not given."""
    return {
        name: [
            None if a is None else text[a:b]
            for a, b in zip(columns[f"{name}_start"], columns[f"{name}_end"], strict=True)
        ]
        for name in names
    }
