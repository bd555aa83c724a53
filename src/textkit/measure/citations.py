"""Passages as they are cited: exact words, place and surroundings, by which they are found in a text extracted anew.

The parts are those of the TextQuoteSelector of the Web Annotation Data Model (W3C 2017).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Any
from unicodedata import normalize

import pandas as pd

from textkit.errors import OptionError
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.output import slug
from textkit.read.corpus import Corpus

__all__ = ["Citation", "cite"]

TOLD = ("title", "author", "source", "date", "url")  # of a cited document
LATEX = re.compile(r"[\\{}$&#^_%~]")
BESIDE = 32  # characters kept on either side of a cited passage


def _fold(text: str, *, marks: bool) -> tuple[str, list[int]]:
    """Letters and digits in lower case, ligatures undone, with the place of each; with ``marks`` all but spaces."""
    kept = [
        (sign, place)
        for place, character in enumerate(text)
        for sign in normalize("NFKD", character).casefold()
        if sign.isalnum() or (marks and not sign.isspace())
    ]
    return "".join(sign for sign, _ in kept), [place for _, place in kept]


def find_words(exact: str, before: str, after: str, text: str) -> list[tuple[int, int, int]]:
    """Where words stand in a text that prints them otherwise: how much around them is the same, start and end.

    Letters and digits count, in any case; spaces, hyphens, marks and ligatures may differ.

    Examples
    --------
    >>> find_words("We shall see,", "“", "” she said", "‘We  shall\\nsee’, she said")
    [(7, 1, 14)]
    """
    marks = not any(map(str.isalnum, exact))
    (words, _), (ahead, _), (behind, _) = (_fold(part, marks=marks) for part in (exact, before, after))
    folded, places = _fold(text, marks=marks)
    cut = _cuts_words(exact, before, after)
    found, at = [], folded.find(words) if words else -1
    while at >= 0:
        stop = at + len(words)
        start, end = places[at], places[stop - 1] + 1
        if cut or not _cuts_words(text[start:end], text[max(0, start - 1) : start], text[end : end + 1]):
            same = _alike(ahead[::-1], folded[max(0, at - len(ahead)) : at][::-1]) + _alike(
                behind, folded[stop : stop + len(behind)]
            )
            found.append((same, *_with_marks(exact, text, start, end)))
        at = folded.find(words, stop)
    return found


def _cuts_words(words: str, before: str, after: str) -> bool:
    """Whether a span begins or ends inside a word."""
    pairs = ((before[-1:], words[:1]), (words[-1:], after[:1]))
    return any(one.isalnum() and two.isalnum() for one, two in pairs)


def _alike(one: str, two: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def _with_marks(exact: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The span with as many marks at its ends as the cited words have, if they are there."""
    for sign in takewhile(lambda sign: not sign.isalnum() and not sign.isspace(), exact[::-1]):
        end += text[end : end + 1] == sign
    for sign in takewhile(lambda sign: not sign.isalnum() and not sign.isspace(), exact):
        start -= start > 0 and text[start - 1] == sign
    return start, end


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage with all that finds it again: its words, what stands around them, its place, and the text's hash.

    ``print(citation)`` is a sentence for a footnote, ``.to_dict()`` a W3C Web Annotation for JSON, ``.to_bibtex()`` an
    entry for LaTeX or Zotero, ``.find(texts)`` the place of the words in a text that was read or extracted anew.

    Attributes
    ----------
    doc_id, title, author, source, date, url : of the document; "" if unknown
    start, end : place in the text, in code points
    exact : the words as they are printed, line breaks included
    prefix, suffix : 32 characters on either side
    sha256 : hash of the whole text in UTF-8
    """

    doc_id: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    sha256: str
    title: str = ""
    author: str = ""
    source: str = ""
    date: str = ""
    url: str = ""

    def __str__(self) -> str:
        document = ", ".join(filter(None, [self.author, self.title, self.source, self.date, self.url]))
        place = f"{self.doc_id}, characters {self.start}–{self.end}, SHA-256 {self.sha256[:12]}"
        return f"“{' '.join(self.exact.split())}” ({'; '.join(filter(None, [document, place]))})"

    def to_dict(self) -> dict[str, Any]:
        """A Web Annotation: ``target.selector`` has the TextQuoteSelector and the TextPositionSelector."""
        quote = {"exact": self.exact, "prefix": self.prefix, "suffix": self.suffix}
        selectors = [
            {"type": "TextQuoteSelector", **quote},
            {"type": "TextPositionSelector", "start": self.start, "end": self.end},
        ]
        told = {name: value for name, value in asdict(self).items() if name in ("doc_id", "sha256", *TOLD) and value}
        return {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "type": "Annotation",
            "target": {"source": self.url or self.doc_id, "selector": selectors},
            "document": told,
        }

    @classmethod
    def from_dict(cls, written: Mapping[str, Any]) -> "Citation":
        """The citation that ``to_dict`` wrote."""
        try:
            quote, place = written["target"]["selector"]
            parts = {**quote, **place, **written["document"]}
            return cls(**{name: parts[name] for name in cls.__slots__ if name in parts})
        except (KeyError, TypeError, ValueError) as error:
            raise OptionError("This is not a citation as Citation.to_dict() wrote it.") from error

    def to_json(self) -> str:
        """:meth:`to_dict` as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def to_bibtex(self) -> str:
        """An entry of BibTeX: ``@article`` of the source, ``@misc`` without one."""
        note = f"characters {self.start}--{self.end}: ``{' '.join(self.exact.split())}''"
        told = {"title": self.title or self.doc_id, "author": self.author, "journal": self.source, "date": self.date}
        told |= {"year": self.date[:4], "url": self.url, "note": note}
        lines = [f"  {name} = {{{LATEX.sub(_in_latex, value)}}},\n" for name, value in told.items() if value]
        return f"@{'article' if self.source else 'misc'}{{{slug(self.doc_id)}-{self.start},\n{''.join(lines)}}}\n"

    def find(self, texts: str | Corpus | Labels | pd.DataFrame) -> dict[str, Any] | None:
        """Where the passage stands in texts that were read anew: doc_id, start, end, text; None if nowhere.

        Letters and digits count, in any case; spaces, line breaks, hyphens, quotation marks and ligatures may have
        changed. Of several places the one with the most of the old words around it is taken, in the document of the
        old name if it is there.
        """
        known = {self.doc_id: texts} if isinstance(texts, str) else _texts_of(texts)
        for doc_id in [d for d in (self.doc_id, *known) if d in known and hash_of(known[d]) == self.sha256][:1]:
            return {"doc_id": doc_id, "start": self.start, "end": self.end, "text": self.exact}
        for some in ({self.doc_id: known[self.doc_id]} if self.doc_id in known else {}, known):
            found = [
                (*place, doc_id)
                for doc_id, text in some.items()
                for place in find_words(self.exact, self.prefix, self.suffix, text)
            ]
            if found:
                _, start, end, doc_id = max(found, key=lambda place: (place[0], -abs(place[1] - self.start)))
                return {"doc_id": doc_id, "start": start, "end": end, "text": some[doc_id][start:end]}
        return None


def _in_latex(match: re.Match[str]) -> str:
    return {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}.get(match[0], f"\\{match[0]}")


def _texts_of(source: Corpus | Labels | pd.DataFrame) -> dict[str, str]:
    table = getattr(source, "documents", source)
    return dict(zip(table["doc_id"].astype("str"), table["text"], strict=True))


def hash_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as ``documents.sha256`` has it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def cite(row: Mapping[str, Any] | pd.Series | pd.DataFrame, labels: Labels | LabelsOnDisk) -> Citation | list[Citation]:
    """A passage as it is cited: document, date, place, exact words, what stands around them, hash of the text.

    Parameters
    ----------
    row : Series, dict or DataFrame
        A row with doc_id and a place: start and end (quotes, analogies, ``kwic``, ``evidence``), or sent_id; a table
        gives a list of citations.
    labels : Labels or LabelsOnDisk
        Where the texts are.

    Raises
    ------
    OptionError
        If the row has no place, or one that is not in the text.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“We shall see,” said Ann Lee."]))
    >>> citation = tk.cite(labels.quotes.iloc[0], labels)
    >>> print(citation)
    “We shall see,” (text-001, characters 1–14, SHA-256 ...)
    >>> citation.find("He sighed. ‘We  shall\\nsee’, said Ann Lee.")["start"]
    12
    """
    if isinstance(row, pd.DataFrame):
        return [_cite(part, labels) for part in row.to_dict("records")]
    return _cite(dict(row), labels)


def _cite(cells: Mapping[str, Any], labels: Labels | LabelsOnDisk) -> Citation:
    doc_id = str(cells.get("doc_id"))
    labels = labels.document(doc_id) if isinstance(labels, LabelsOnDisk) else labels
    documents = labels.documents[labels.documents["doc_id"] == doc_id]
    start, end = _place_of(cells, labels)
    text = documents["text"].iloc[0] if len(documents) else ""
    if not 0 <= start < end <= len(text):
        raise OptionError(f"The place {start}–{end} is not in the text of {doc_id!r}. Give the labels of these texts.")
    told = {name: documents[name].iloc[0] for name in TOLD if name in documents}
    told = {name: str(value).removesuffix(" 00:00:00") for name, value in told.items() if not pd.isna(value)}
    around = {"prefix": text[max(0, start - BESIDE) : start], "suffix": text[end : end + BESIDE]}
    return Citation(doc_id, start, end, text[start:end], **around, sha256=hash_of(text), **told)


def _place_of(cells: Mapping[str, Any], labels: Labels) -> tuple[int, int]:
    """Start and end; those of an analogy or a sentence if the row tells only which."""
    if "start" in cells and "end" in cells:
        return int(cells["start"]), int(cells["end"])
    table, key = (labels.analogies, "start") if "start" in cells else (labels.sentences, "sent_id")
    if "doc_id" in cells and key in cells:
        found = table[(table["doc_id"] == cells["doc_id"]) & (table[key] == cells[key])]
        if len(found):
            return int(found["start"].iloc[0]), int(found["end"].iloc[0])
    raise OptionError(
        f"A row to cite has doc_id and start and end, or sent_id; this one has {', '.join(map(str, cells))}. The "
        "passages behind a number are rows of tk.evidence(row, labels)."
    )
