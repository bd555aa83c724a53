"""Labelling: a corpus in, tables of labels out.

Documents are labelled one by one (``textkit.labelling.document``), so their order, number and place do not matter;
``label_documents`` makes tables of some of them, and ``label`` joins those of a whole corpus. A document on which a
labeller fails is left out of all tables and listed among the problems: with its row but without its labels it would
count as a text in which nobody speaks.
"""

import gc
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from textkit.checks import checked_call
from textkit.errors import OptionError, UnlabelledWarning
from textkit.labelling.document import (
    LABEL_TABLES,
    NO_RESOURCES,
    Columns,
    Labelled,
    Resources,
    check_tables,
    label_doc,
    own_stop_words,
    plain_resources,
    read_text,
    score_docs,
)
from textkit.labelling.labels import UNLABELLED, Labels, join_parts
from textkit.labelling.relabelling import Judge, judge_analogies
from textkit.labelling.speaker_linking import add_facts, apply_links, count_names, facts_of, find_links
from textkit.labelling.storage import shared
from textkit.labelling.workers import map_in_processes, portions, safe_environment
from textkit.language.doc import Doc, tag_docs
from textkit.language.vocabulary import Vocabulary, borrow_vocabulary, categorical, token_columns
from textkit.read import Problem
from textkit.read.corpus import Corpus, count_of, problem_table
from textkit.read.reading import Speakers, add_speakers, read_corpus
from textkit.schema import TABLES, build_table

__all__ = ["Part", "describe_origin", "label", "label_documents", "unlabelled", "with_layouts"]

PORTION = 1_000_000  # characters labelled between two steps of the progress bar, and at a time by a worker
TURNS = 4  # portions for each worker at least, so that none waits long for the last
NAMED = 5  # of them at most in a warning
LAYOUT = "layout"  # the field of documents
LABEL_REMEDY = "If they speak, name them in full or with a title there once: CLARA POE, MS. POE, THE CHAIR."
REMEDY = "Look at the text; the other documents are labelled."


@dataclass(frozen=True, slots=True)
class Part:
    """Documents that were labelled, with their layout and tables, and a problem for each one that could not be.

    ``doubts`` are problems of documents that are labelled.
    """

    documents: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...] = ()


@checked_call
def label(
    corpus: Corpus | pd.DataFrame | str,
    *,
    tables: Sequence[str] | None = None,
    progress: bool = False,
    workers: int = 1,
    link_speakers: bool = True,
    judge: Judge | None = None,
    speakers: Speakers | None = None,
) -> Labels:
    """Label every document of a corpus, and give a speaker one name in all of them.

    Parameters
    ----------
    corpus : Corpus, DataFrame with a text column, or path
        What to label; anything but a Corpus goes through ``read_corpus``.
    tables : sequence of str, optional
        Only these tables (the others are empty): ``("sentences", "tokens")`` is enough for word statistics and takes
        a fraction of the time. Columns that need a table left out (``voice``, ``speaker``: quotes) are then NA.
    progress : bool
        Show a progress bar.
    workers : int
        Processes; the result does not depend on it.
    link_speakers : bool
        Take "Trump" in a text that gives no first name for the "Donald Trump" of the other texts, where nobody else can
        be meant (``link_speakers`` tells the rules, ``speaker_links`` what was linked). With False each document has
        the names that it gives itself.
    judge : function or DataFrame, optional
        Who decides which candidates are analogies, instead of textkit's own judge: a colleague, a language model. A
        function gets the table ``analogies`` with a column ``sentence``, one row per candidate, and returns for each
        row, in their order, True, False or a probability (above .5 accepts). A table has doc_id, cue_start, cue_end and
        such a decision in ``accepted``; candidates that it does not have keep textkit's verdict. It is named in the
        provenance.
    speakers : DataFrame, path of a CSV file, or list of dicts, optional
        What you know of speakers, a row each, as in the ``speakers.csv`` of a folder, whose rows it adds to: name,
        alias, kind (person, organisation or role) and facts. With a column ``party``, tables have ``speaker_party``.

    Returns
    -------
    Labels
        Without the documents on which a labeller failed; they are listed in its ``problems``, as are lines that look
        like labels of a transcript and are not understood. ``documents`` has a further field ``layout``: how the labels
        of a transcript are written (``NAME:``, ``[time] Name:``, ``NAME:, Q``), NA in other texts.

    Raises
    ------
    CorpusError
        If nothing can be read from ``corpus``.
    OptionError
        If ``tables`` names an unknown table, ``workers`` is below 1, the decisions of ``judge`` do not fit the
        candidates, or a row of ``speakers`` cannot be used.

    Warns
    -----
    UnlabelledWarning
        Once, if there are documents that could not be labelled.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“It is over,” Ann Lee said."]))
    >>> labels.quotes[["text", "speaker"]].values.tolist()
    [['It is over,', 'Ann Lee']]
    >>> labels = tk.label(tk.read_corpus(["“No,” Ann Lee said."]), speakers=[{"name": "Ann Lee", "party": "Green"}])
    >>> labels.quotes[["text", "speaker_party"]].values.tolist()
    [['No,', 'Green']]
    """
    wanted = check_tables(tables)
    if workers < 1:
        raise OptionError(f"workers must be 1 or more, not {workers}.")
    corpus = corpus if isinstance(corpus, Corpus) else read_corpus(corpus)
    corpus = replace(corpus, resources=add_speakers(corpus.resources, speakers))
    make = partial(_label, corpus, wanted, link_speakers, judge, workers=workers, progress=progress)
    return shared(make, None if judge is not None else _content(corpus, wanted, link_speakers))


def _content(corpus: Corpus, *options: object) -> Iterator[object]:
    """What labels depend on, as text: all of the corpus, and the options."""
    yield from (corpus.hash, options)
    for table in (corpus.documents.drop(columns="text"), corpus.problems, corpus.set_aside):
        yield table.to_csv()
    yield sorted((name, [sorted(row.items()) for row in rows]) for name, rows in corpus.resources.items())


def _label(corpus: Corpus, wanted: tuple[str, ...], link_speakers: bool, judge: Judge | None, **running: Any) -> Labels:
    parts = _run(corpus, wanted, **running)
    joined = {name: join_parts([part.tables[name] for part in parts]) for name in LABEL_TABLES}
    failed = [problem for part in parts for problem in part.problems]
    doubts = [doubt for part in parts for doubt in part.doubts]
    if failed or doubts:
        kept = corpus.documents["doc_id"].isin([doc_id for part in parts for doc_id in part.documents["doc_id"]])
        corpus = replace(
            corpus,
            documents=corpus.documents[kept].reset_index(drop=True),
            problems=pd.concat([corpus.problems, problem_table([*failed, *doubts])], ignore_index=True),
        )
    if failed:
        warnings.warn(_say_unlabelled(failed), UnlabelledWarning, stacklevel=5)
    origin = describe_origin(
        corpus.hash,
        len(corpus),
        corpus.resources,
        wanted,
        set_aside=len(corpus.set_aside),
        failed=len(failed),
    )
    documents = with_layouts(corpus.documents, [layout for part in parts for layout in part.documents[LAYOUT]])
    labels = Labels(documents=documents, **joined, provenance=origin, problems=corpus.problems)
    labels = labels if judge is None else judge_analogies(labels, judge, plain_resources(corpus.resources))
    links = find_links(count_names(labels.speakers), corpus.resources) if link_speakers else []
    labels = apply_links(labels, links) if links else labels
    facts = facts_of(corpus.resources)
    return replace(labels, **add_facts(labels.tables(), facts)) if facts else labels


def _say_unlabelled(failed: Sequence[Problem]) -> str:
    """The documents that could not be labelled, the first of them by name."""
    shown = "".join(f"\n  {problem}" for problem in failed[:NAMED])
    more = f"\n  … and {len(failed) - NAMED:,} more" if len(failed) > NAMED else ""
    return f"{count_of(len(failed), 'document')} could not be labelled; see labels.problems:{shown}{more}"


def describe_origin(
    corpus_hash: str,
    n_documents: int,
    resources: Resources,
    wanted: tuple[str, ...],
    *,
    set_aside: int = 0,
    failed: int = 0,
) -> Mapping[str, str]:
    """The provenance of labels."""
    from textkit import __version__

    own = ", ".join(name for name in resources if resources[name])
    made = {
        "textkit": __version__,
        "corpus": corpus_hash,
        "documents": str(n_documents),
        "tables": ", ".join(wanted),
        "own lexicons": own or "none",
    }
    lost = {"near-duplicates set aside": set_aside, UNLABELLED: failed}
    return MappingProxyType(made | {name: str(number) for name, number in lost.items() if number})


def _run(corpus: Corpus, wanted: tuple[str, ...], *, workers: int, progress: bool) -> list[Part]:
    documents = corpus.documents
    lengths = documents["text"].map(len).tolist()
    size = PORTION if workers == 1 else min(PORTION, sum(lengths) // (workers * TURNS))
    chunks = [documents.iloc[first:last] for first, last in portions(lengths, size)]
    resources = plain_resources(corpus.resources)
    work = partial(label_documents, resources=resources, tables=wanted)
    with safe_environment(), tqdm(total=len(documents), desc="label", unit="doc", disable=not progress) as bar:
        parts = []
        for part, chunk in zip(_map(work, chunks, workers), chunks, strict=True):
            parts.append(part)
            bar.update(len(chunk))
    return parts or [work(documents)]


def _map(work: Any, chunks: list[pd.DataFrame], workers: int) -> Iterator[Part]:
    if workers == 1 or len(chunks) < 2:
        yield from map(work, chunks)
        return
    yield from map_in_processes(work, chunks, workers=min(workers, len(chunks)))


def label_documents(
    documents: pd.DataFrame,
    *,
    resources: Resources = NO_RESOURCES,
    tables: Sequence[str] = LABEL_TABLES,
) -> Part:
    """Label the rows of a documents table; those on which a labeller fails become problems and leave other rows alone.

    Returns
    -------
    Part
        With one entry in ``tables`` per table of ``LABEL_TABLES``.
    """
    with _without_collector(), borrow_vocabulary(own_stop_words(resources)) as vocabulary:
        return _label_documents(documents, resources, tables, vocabulary)


@contextmanager
def _without_collector() -> Iterator[None]:
    """No search for cycles meanwhile: labels are many small objects without any, and each search looks at all."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _label_documents(
    documents: pd.DataFrame, resources: Resources, tables: Sequence[str], vocabulary: Vocabulary
) -> Part:
    rows = list(documents.itertuples(index=False))
    keys = [(row.text, _iso_date(getattr(row, "date", None))) for row in rows]
    docs: dict[tuple[str, str | None], Doc] = {}  # reprints, of which a collection may hold thousands, are read once
    labelled: dict[tuple[str, str | None, str | None], Labelled] = {}
    found, made, problems = {}, {}, []
    for row, key in zip(rows, keys, strict=True):
        if key not in docs:
            with _reported(row, problems):
                docs[key] = read_text(key[0], date=key[1], resources=resources, vocabulary=vocabulary)
    tag_docs(list(docs.values()))
    for place, (row, key) in enumerate(zip(rows, keys, strict=True)):
        if key in docs:
            with _reported(row, problems):
                given = (*key, _known_speaker(row))
                if given not in labelled:
                    labelled[given] = label_doc(docs[key], speaker=given[2], resources=resources, tables=tables)
                found[place] = given
    scored = _score(labelled)
    for place, given in found.items():
        with _reported(rows[place], problems):
            made[place] = scored[given] if given in scored else score_docs([labelled[given]])[0]
    kept = documents.iloc[list(made)].reset_index(drop=True) if problems else documents
    told = [labelled[found[place]] for place in made]
    doubts = [_doubt(rows[place], one) for place, one in zip(made, told, strict=True) if one.unknown_labels]
    kept = with_layouts(kept, [one.layout for one in told])
    return Part(kept, _build_tables(kept, list(made.values()), vocabulary), tuple(problems), tuple(doubts))


def with_layouts(documents: pd.DataFrame, layouts: Sequence[str | None]) -> pd.DataFrame:
    """A copy of a documents table with the layout of each transcript, unless it has such a field of its own."""
    own = LAYOUT in documents
    return documents.copy() if own else documents.assign(**{LAYOUT: pd.array(layouts, dtype="str")})


def _doubt(row: Any, one: Labelled) -> Problem:
    """The problem of lines that look like labels of a transcript and name nobody known."""
    shown = ", ".join(one.unknown_labels[:NAMED])
    problem = f"Paragraphs of {row.doc_id!r} open like turns of a transcript, by nobody known: {shown}."
    place = getattr(row, "path", None)
    return Problem(problem, LABEL_REMEDY, place if isinstance(place, str) else "")


def _score(labelled: Mapping[Any, Labelled]) -> dict[Any, dict[str, Columns]]:
    """The tables of the documents; none if one of them fails, so that each is scored by itself."""
    with suppress(Exception):
        return dict(zip(labelled, score_docs(list(labelled.values())), strict=True))
    return {}


@contextmanager
def _reported(row: Any, problems: list[Problem]) -> Iterator[None]:
    """An error in what follows becomes a problem of the document."""
    try:
        yield
    except Exception as error:
        problems.append(unlabelled(row, f"{type(error).__name__}: {str(error)[:200]}"))


def _known_speaker(row: Any) -> str | None:
    """Who says all of the text, where the corpus knows it."""
    speaker = getattr(row, "known_speaker", None)
    return None if pd.isna(speaker) else str(speaker)


def _iso_date(date: Any) -> str | None:
    """The cell of a column of dates, or of ISO texts, as ISO text; None if it is empty."""
    return None if pd.isna(date) else str(date)[:10]


def unlabelled(row: Any, reason: str) -> Problem:
    """The problem of a row of documents that could not be labelled."""
    place = getattr(row, "path", None)
    plain = reason.encode("utf-8", "backslashreplace").decode("utf-8")  # an error may quote a lone surrogate
    problem = f"The document {row.doc_id!r} could not be labelled ({plain})."
    return Problem(problem, REMEDY, place if isinstance(place, str) else "")


def _build_tables(
    documents: pd.DataFrame, made: Sequence[Mapping[str, Columns]], vocabulary: Vocabulary
) -> dict[str, pd.DataFrame]:
    """The label tables of documents of which ``made`` are the columns."""
    built = {}
    for name in LABEL_TABLES:
        columns = _stack([part[name] for part in made if name in part])
        if columns:
            columns["doc_id"] = _spread(documents["doc_id"], [_length(part[name]) for part in made])
        if name == "tokens" and columns:
            columns |= _named_columns(columns, vocabulary)
        built[name] = build_table(name, {c.name: columns.get(c.name, []) for c in TABLES[name]})
    return built


def _stack(parts: list[Columns]) -> dict[str, Any]:
    """Put the columns of the documents below one another."""
    return {column: _concatenate([part[column] for part in parts]) for column in (parts[0] if parts else ())}


def _concatenate(pieces: list[list[Any] | np.ndarray]) -> list[Any] | np.ndarray:
    return np.concatenate(pieces) if isinstance(pieces[0], np.ndarray) else list(chain.from_iterable(pieces))


def _length(columns: Columns) -> int:
    return len(next(iter(columns.values())))


def _spread(doc_ids: pd.Series, lengths: list[int]) -> pd.Categorical:
    """The doc_id of each row, given the number of rows of each document."""
    return pd.Categorical.from_codes(np.repeat(np.arange(len(doc_ids)), lengths), doc_ids.tolist())


def _named_columns(columns: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The columns of the tokens that are numbers of the vocabulary so far, as categories."""
    return token_columns(columns["type"], columns["tag"], vocabulary) | {
        "voice": categorical(columns["quoted"], ("narration", "quotation")),
        "speaker": categorical(columns["speaker"], list(vocabulary.speakers)),
    }
