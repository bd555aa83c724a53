"""Candidates with their contexts: every cue of a text joined to the sentence it stands in."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from textkit.labelling.analogies.clause import Clause, read_clause
from textkit.labelling.analogies.context import Context
from textkit.labelling.analogies.cues import Candidate, Cues, find_candidates, standard_cues
from textkit.labelling.analogies.historical import Name, Referents, standard_referents
from textkit.language.doc import Doc

__all__ = ["read_contexts"]

MOST_CUES = 24  # in a sentence; one with more is not prose, and is not read to its end for each of them
MOST_CHARS = 1200  # of a sentence read around a cue; longer ones are windowed, so that time stays linear


def read_contexts(doc: Doc, *, cues: Cues | None = None, referents: Referents | None = None) -> list[Context]:
    """All candidates of a document in their sentences, by place; cues that no sentence holds whole are left out.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> [context.cue for context in read_contexts(read_doc("She spoke like a preacher. I like it."))]
    ['like', 'like']
    """
    candidates = find_candidates(doc.text, cues or standard_cues(), referents or standard_referents())
    sentences, year = [(sentence.start, sentence.end) for sentence in doc.sentences], _year(doc.date)
    return [
        _context(candidate, clause, names, year)
        for start, end, group in _by_window(candidates, sentences)
        for clause, names in [(read_clause(doc, start, end), [c.name for c in group if c.name])]
        for candidate in group
        if candidate.family != "ambiguous" and clause.at(candidate.start) < len(clause)
    ]


def _year(date: str | None) -> int | None:
    match = re.match(r"\d{4}", date or "")
    return int(match[0]) if match else None


def _by_window(
    candidates: Iterable[Candidate], sentences: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, list[Candidate]]]:
    """Windows of text with their candidates: a sentence, or a stretch of it if it is longer than MOST_CHARS."""
    starts = [start for start, _ in sentences]
    groups: dict[tuple[int, int], list[Candidate]] = {}
    for candidate in candidates:
        k = bisect_right(starts, candidate.start) - 1
        window = _window(candidate, *sentences[k]) if k >= 0 else (0, 0)
        if candidate.end <= window[1]:
            group = groups.setdefault(window, [])
            if len(group) < MOST_CUES:
                group.append(candidate)
    yield from ((start, end, group) for (start, end), group in groups.items())


def _window(candidate: Candidate, start: int, end: int) -> tuple[int, int]:
    if end - start <= MOST_CHARS:
        return start, end
    step = MOST_CHARS // 2
    first = start + max(0, (candidate.start - start) // step * step - step // 2)
    return first, min(end, first + MOST_CHARS)


def _context(candidate: Candidate, clause: Clause, names: Sequence[Name], year: int | None) -> Context:
    first = clause.at(candidate.start)
    after = min(len(clause), max(first, clause.at(candidate.end - 1)) + 1)
    return Context(candidate, clause, first, after, clause.before(first), clause.after(after), names, year)
