"""One statement as several documents print it: quotations that share their words, aligned with the fullest of them.

And the other way round: given words, found in a text that prints them a little otherwise.
"""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd

from textkit.checks import need_number
from textkit.errors import OptionError
from textkit.labelling.labels import Labels, join_fields
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.calls import as_list, measure
from textkit.measure.terms import codes_of
from textkit.output import slug
from textkit.read.corpus import Corpus
from textkit.schema import RESULTS

__all__ = ["TOLD", "Citation", "find_words", "hash_of", "shared_quotations"]

TOLD = ("title", "author", "source", "date", "url")  # of a cited document
LATEX = re.compile(r"[\\{}$&#^_%~]")
VERBATIM = ("direct", "mixed", "block")
RUN = 4  # words in a row that two quotations of one statement share; shorter runs are common turns of phrase
LEAST_SHARE = 0.5  # of the shorter quotation's words in such runs, if they are more than one run …
MOST_OF_IT = 0.8  # … and else
LEAST_CONTENT = 2  # words of these that are not stop words: "I would like to be" is nobody's statement
MOST_STATEMENTS = 20  # of those with a run of words, the ones looked at: more have a common turn of phrase


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A quotation in a document: its words by number, which of them have content, and the runs of words in it."""

    row: int
    words: np.ndarray
    content: np.ndarray
    runs: tuple[bytes, ...]


@measure(table="quotes", reads=("quotes", "tokens"))
def shared_quotations(
    labels: Labels | LabelsOnDisk, *, metadata: str | Iterable[str] = (), least_documents: int = 2
) -> pd.DataFrame:
    """Who prints how much of the same statement, who leaves what out, and who credits whom.

    Two quotations are of one statement if half of the shorter one's words (80 % if these are four) stand in runs of
    four words or more that both have, two of them not stop words. They may be cut at either end or in the middle, and
    interrupted ("…," he said, "…"). The version with most words stands for the statement; a speech printed in full is
    one statement, of which others print parts. Paraphrases are not found, nor statements of fewer than four words.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    metadata : str or list of str
        Document fields to join, such as source and date.
    least_documents : int
        Documents that must have a statement. Marked near-duplicates (``duplicate_of``) are documents like others: leave
        them out with ``labels.where``.

    Returns
    -------
    DataFrame
        A row per statement and version, the most widely printed first, in each the fullest first: statement (number
        from 1), doc_id, start, end, the fields of ``metadata``, speaker (credited there, NA: nobody), text (… where the
        reporter interrupts), n_words, n_shared (words that the fullest version has, too), share (of the words of the
        fullest version), left_out (beginning, middle, end: where words of the fullest version are missing), n_documents
        and n_speakers (credited) of the statement.

    Examples
    --------
    >>> import textkit as tk
    >>> first = "“We will build the bridge in May, whatever it costs,” said Ann Lee."
    >>> second = "Lee said the city “will build the bridge in May.”"
    >>> shared = tk.shared_quotations(tk.label(tk.read_corpus([first, second])))
    >>> shared[["statement", "speaker", "n_words", "n_shared", "left_out"]].values.tolist()
    [[1, 'Ann Lee', 10, 10, ''], [1, 'Ann Lee', 6, 6, 'beginning, end']]
    """
    least = need_number(least_documents, "least_documents", least=2)
    fields = as_list(metadata)
    rows, versions = _read_versions(labels)
    grouped = _group(versions)
    doc_ids = rows["doc_id"].tolist()
    kept = [group for group in grouped if len({doc_ids[version.row] for version in group}) >= least]
    parts = [_align(group) for group in kept]
    table = pd.concat(parts, ignore_index=True) if parts else _align([])
    table = pd.concat([rows.iloc[table.pop("row")].reset_index(drop=True), table], axis=1)
    statements = pd.Series(np.repeat(np.arange(len(parts)), [len(part) for part in parts]), dtype="int64")
    table["n_documents"] = table["doc_id"].groupby(statements).transform("nunique")
    table["n_speakers"] = table["speaker"].groupby(statements).transform("nunique")
    longest = table["n_words"].groupby(statements).transform("max")
    order = np.lexsort((np.arange(len(table)), statements, -longest, -table["n_documents"]))
    ordered = statements.iloc[order]
    table = table.iloc[order].assign(statement=pd.factorize(ordered)[0] + 1).reset_index(drop=True)
    joined = join_fields(table, labels.documents, fields, table="quotes")
    known = [name for name in RESULTS["shared_quotations"] if name not in ("statement", "doc_id", "start", "end")]
    return joined[["statement", "doc_id", "start", "end", *fields, *known]]


def _read_versions(labels: Labels) -> tuple[pd.DataFrame, list[Version]]:
    """The verbatim utterances (doc_id, start, end, speaker, text), and those of four words or more as versions."""
    quotes = labels.quotes[labels.quotes["kind"].astype("str").isin(VERBATIM)]
    quotes = quotes.assign(doc_id=quotes["doc_id"].astype("str")).sort_values(["doc_id", "start"], kind="stable")
    groups = quotes.groupby(["doc_id", "utterance_id"], sort=False).ngroup().to_numpy()
    members = np.split(np.argsort(groups, kind="stable"), np.cumsum(np.bincount(groups))[:-1]) if len(groups) else []
    texts = [" ".join(text.split()) for text in quotes["text"]]
    first, last = [group[0] for group in members], [group[-1] for group in members]
    rows = quotes[["doc_id", "start", "end", "speaker"]].iloc[first].reset_index(drop=True)
    rows = rows.assign(
        end=quotes["end"].to_numpy()[last], text=[" … ".join(texts[number] for number in group) for group in members]
    )
    tokens = labels.tokens[labels.tokens["kind"].isin(["word", "number"])]
    tokens = tokens.iloc[np.lexsort((tokens["start"], codes_of(tokens["doc_id"])[0]))]
    places = _places_of(tokens, quotes)
    words, content = codes_of(tokens["norm"])[0], ~tokens["is_stop"].to_numpy(dtype=bool)
    versions = []
    for row, group in enumerate(members):
        found = np.concatenate([np.arange(*places[number]) for number in group])
        if len(found) >= RUN:
            versions.append(Version(row, words[found], content[found], _runs_of(words[found])))
    return rows, versions


def _places_of(tokens: pd.DataFrame, quotes: pd.DataFrame) -> list[tuple[int, int]]:
    """First and last row (exclusive) of the words of each quotation."""
    ids, doc_of_code = codes_of(tokens["doc_id"])
    borders = np.searchsorted(ids, np.arange(len(doc_of_code) + 1))
    doc_borders = {str(doc): (borders[code], borders[code + 1]) for code, doc in enumerate(doc_of_code)}
    starts, places = tokens["start"].to_numpy(), []
    for doc, start, end in zip(quotes["doc_id"], quotes["start"], quotes["end"], strict=True):
        first, last = doc_borders.get(doc, (0, 0))
        low, high = np.searchsorted(starts[first:last], [start, end])
        places.append((int(first + low), int(first + high)))
    return places


def _runs_of(words: np.ndarray) -> tuple[bytes, ...]:
    windows = np.lib.stride_tricks.sliding_window_view(words, RUN)
    return tuple(window.tobytes() for window in windows)


def _covered(version: Version, runs: set[bytes]) -> np.ndarray:
    """The words of a version that stand in one of the runs."""
    covered = np.zeros(len(version.words), dtype=bool)
    for place, run in enumerate(version.runs):
        if run in runs:
            covered[place : place + RUN] = True
    return covered


def _group(versions: Sequence[Version]) -> list[list[Version]]:
    """Versions of one statement, the fullest first: each joins the fuller one with which it shares most."""
    groups: list[list[Version]] = []
    statements: dict[bytes, list[int]] = defaultdict(list)
    for version in sorted(versions, key=lambda version: (-len(version.words), version.row)):
        shared = Counter(number for run in set(version.runs) for number in statements[run])
        chosen = next((n for n, _ in shared.most_common(MOST_STATEMENTS) if _is_version(version, groups[n][0])), None)
        if chosen is not None:
            groups[chosen].append(version)
            continue
        for run in set(version.runs):
            if len(statements[run]) < MOST_STATEMENTS:
                statements[run].append(len(groups))
        groups.append([version])
    return groups


def _is_version(version: Version, fullest: Version) -> bool:
    covered = _covered(version, set(fullest.runs))
    enough = covered.mean() >= (LEAST_SHARE if covered.sum() > RUN else MOST_OF_IT)
    return bool(enough and np.count_nonzero(covered & version.content) >= LEAST_CONTENT)


def _align(group: Sequence[Version]) -> pd.DataFrame:
    """Row and measures of the versions of a statement, the fullest first."""
    rows = []
    for version in group:
        n_shared = int(_covered(version, set(group[0].runs)).sum())
        printed = _covered(group[0], set(version.runs))
        rows.append((version.row, len(version.words), n_shared, printed.mean(), _say_left_out(printed)))
    table = pd.DataFrame(rows, columns=["row", "n_words", "n_shared", "share", "left_out"])
    counts = dict.fromkeys(("row", "n_words", "n_shared"), "int64")
    return table.astype({**counts, "share": "float64", "left_out": "str"})


def _say_left_out(printed: np.ndarray) -> str:
    """Where words of the fullest version are missing."""
    places = np.flatnonzero(printed)
    first, last = int(places[0]), int(places[-1])
    missing = {"beginning": first > 0, "middle": not printed[first : last + 1].all(), "end": last < len(printed) - 1}
    return ", ".join(name for name, is_missing in missing.items() if is_missing)


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
