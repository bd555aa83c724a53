"""One statement as several documents print it: quotations that share their words, aligned with the fullest of them."""

import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from textkit.checks import need_number
from textkit.errors import NothingFoundWarning
from textkit.labelling.labels import Labels, join_fields
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.voices import QUOTED_KINDS
from textkit.measure.calls import as_list, measure
from textkit.measure.terms import codes_of
from textkit.read.corpus import count_of
from textkit.schema import RESULTS

__all__ = ["shared_quotations"]

RUN = 4  # words in a row that two quotations of one statement share; shorter runs are common turns of phrase
LEAST_SHARE = 0.5  # of the shorter quotation's words in such runs, and more of its words with content; all of RUN words
LEAST_CONTENT = 2  # words of these that are not stop words: "I would like to be" is nobody's statement
MOST_STATEMENTS = 20  # of those with a run of words, the ones looked at: more have a common turn of phrase


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A quotation in a document: its words and their places, which have content, and the runs of words in it."""

    row: int
    places: np.ndarray
    words: np.ndarray
    content: np.ndarray
    runs: tuple[bytes, ...]


@measure(table="quotes", reads=("quotes", "tokens"))
def shared_quotations(
    labels: Labels | LabelsOnDisk,
    *,
    by: str | Iterable[str] | None = None,
    metadata: str | Iterable[str] = (),
    least_documents: int = 2,
) -> pd.DataFrame:
    """Who prints how much of the same statement, who leaves what out, and who credits whom.

    Two quotations are of one statement if half of the shorter one's words, and more than half of those that are not
    stop words, stand in runs of four words or more that both have, at least two of them not stop words. A single run of
    four words counts only if it is all of the shorter one. They may be cut at either end or in the middle, and
    interrupted ("…," he said, "…"). The version with most words stands for the statement; a speech printed in full is
    one statement, of which others print parts. Paraphrases are not found, nor statements of fewer than four words.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    by : str or list of str, optional
        Document fields of which the versions of a statement have two values or more: ``by="source"`` leaves out what
        one outlet alone prints, however often. They are columns of the result.
    metadata : str or list of str
        Further document fields to join, such as source and date.
    least_documents : int
        Documents that must have a statement. Marked near-duplicates (``duplicate_of``) are documents like others: leave
        them out with ``labels.where``.

    Returns
    -------
    DataFrame
        A row per statement and version, the most widely printed first, in each the fullest first: statement (number
        from 1), doc_id, start, end, the fields of ``by`` and ``metadata``, speaker (credited there, NA: nobody), text
        (… where the reporter interrupts), n_words, n_shared (words that the fullest version has, too), share (of the
        words of the fullest version), left_out (beginning, middle, end: where words of the fullest version are
        missing), n_documents and n_speakers (credited) of the statement, share_in_document (that of all versions in the
        document together) and missing (words of the fullest version that the document does not print).

    Warns
    -----
    NothingFoundWarning
        If nothing is shared, with what was compared.

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
    keys = as_list(by)
    fields = list(dict.fromkeys([*keys, *as_list(metadata)]))
    rows, versions, tokens = _read_versions(labels)
    grouped = _group(versions)
    doc_ids, sides = rows["doc_id"].tolist(), _values_of(rows, labels, keys)
    kept = [
        group
        for group in grouped
        if len({doc_ids[version.row] for version in group}) >= least
        and (not keys or len({sides[version.row] for version in group} - {None}) > 1)
    ]
    if not kept:
        _say_nothing_shared(labels, rows, versions, least, keys)
    parts = [_align(group, doc_ids, tokens) for group in kept]
    table = pd.concat([_align([], doc_ids, tokens), *parts], ignore_index=True)
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


def _values_of(rows: pd.DataFrame, labels: Labels, keys: list[str]) -> list[tuple[Any, ...] | None]:
    """For each row the values of the fields; None where one is unknown."""
    table = join_fields(rows[["doc_id"]], labels.documents, keys, table="quotes")[keys]
    values = table.itertuples(index=False, name=None)
    return [None if unknown else value for value, unknown in zip(values, table.isna().any(axis=1), strict=True)]


def _say_nothing_shared(
    labels: Labels, rows: pd.DataFrame, versions: Sequence[Version], least: int, keys: list[str]
) -> None:
    apart = f" with different {' and '.join(keys)}" if keys else ""
    warnings.warn(
        f"No statement stands in {count_of(least, 'document')}{apart}: {count_of(len(rows), 'quotation')} in quotation "
        f"marks of {rows['doc_id'].nunique()} of {count_of(len(labels.documents), 'document')} were compared, "
        f"{len(versions)} of them with the {RUN} words or more that it takes.",
        NothingFoundWarning,
        stacklevel=4,
    )


def _read_versions(labels: Labels) -> tuple[pd.DataFrame, list[Version], pd.DataFrame]:
    """The verbatim utterances (doc_id, start, end, speaker, text), those of four words or more, and all words."""
    quotes = labels.quotes[labels.quotes["kind"].astype("str").isin(QUOTED_KINDS)]
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
            versions.append(Version(row, found, words[found], content[found], _runs_of(words[found])))
    return rows, versions, tokens


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
    shared = np.count_nonzero(covered & version.content)
    most = covered.mean() >= LEAST_SHARE and shared > LEAST_SHARE * np.count_nonzero(version.content)
    return bool(most and shared >= LEAST_CONTENT and (covered.sum() > RUN or covered.all()))


def _align(group: Sequence[Version], doc_ids: Sequence[str], tokens: pd.DataFrame) -> pd.DataFrame:
    """Row and measures of the versions of a statement, the fullest first."""
    rows, together = [], {}  # together: which words of the fullest version each document prints
    for version in group:
        n_shared = int(_covered(version, set(group[0].runs)).sum())
        printed = _covered(group[0], set(version.runs))
        rows.append((version.row, len(version.words), n_shared, printed.mean(), _say_left_out(printed)))
        doc_id = doc_ids[version.row]
        together[doc_id] = printed | together.get(doc_id, False)
    table = pd.DataFrame(rows, columns=["row", "n_words", "n_shared", "share", "left_out"])
    words = tokens["token"].iloc[group[0].places].astype("str").tolist() if group else []
    whole = [together[doc_ids[version.row]] for version in group]
    table["share_in_document"] = [printed.mean() for printed in whole]
    table["missing"] = [_words_of(words, ~printed) for printed in whole]
    counts = dict.fromkeys(("row", "n_words", "n_shared"), "int64") | dict.fromkeys(("left_out", "missing"), "str")
    return table.astype(counts | dict.fromkeys(("share", "share_in_document"), "float64"))


def _words_of(words: Sequence[str], chosen: np.ndarray) -> str:
    """The chosen words; "…" stands for those between them."""
    runs = groupby(zip(words, chosen, strict=True), key=lambda pair: pair[1])
    return " … ".join(" ".join(word for word, _ in run) for is_chosen, run in runs if is_chosen)


def _say_left_out(printed: np.ndarray) -> str:
    """Where words of the fullest version are missing."""
    places = np.flatnonzero(printed)
    first, last = int(places[0]), int(places[-1])
    missing = {"beginning": first > 0, "middle": not printed[first : last + 1].all(), "end": last < len(printed) - 1}
    return ", ".join(name for name, is_missing in missing.items() if is_missing)
