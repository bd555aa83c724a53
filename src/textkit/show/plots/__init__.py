"""Plots, one per measure, and what each of them asks of its table first."""

from collections.abc import Iterable
from itertools import combinations
from statistics import NormalDist

import numpy as np
import pandas as pd

from textkit.checks import as_list
from textkit.errors import MissingColumnError, OptionError, near_names
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.read.corpus import field_values, find_field
from textkit.schema import RESULTS
from textkit.show import theme

__all__ = [
    "choose_group",
    "name_groups",
    "plural",
    "require_result",
    "rows_of",
    "say_apart",
    "say_finding",
    "say_most",
    "sides_of",
]

GROUPS = ("source", "genre", "party", "author", "month")  # the fields by which texts are compared, the first that fits
FEWEST_GROUPS, MOST_GROUPS = 2, 12  # rows of a figure
MOST_NAMED = 3  # groups that a title names; of more it tells the number
ALL_TEXTS = {"doc_id": "the articles", "corpus": "the texts"}
SIGNIFICANT = 0.05  # p of a difference that is told, corrected for the number of pairs compared
HALF_WIDTH = NormalDist().inv_cdf(0.975)  # of a 95 % interval, in standard errors


def choose_group(labels: Labels | LabelsOnDisk) -> str | None:
    """The field by which the documents of a corpus are compared where none is named; None if none fits.

    It is the first of source, genre, party, author and month that has 2 to 12 values and is known of most documents.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk

    Examples
    --------
    >>> import textkit as tk
    >>> texts = pd.DataFrame({"text": ["Rain.", "Sun."], "source": "Post", "genre": ["report", "speech"]})
    >>> tk.plots.choose_group(tk.label(tk.read_corpus(texts)))
    'genre'
    """
    documents = (labels.load([]) if isinstance(labels, LabelsOnDisk) else labels).documents
    for name in GROUPS:
        field = find_field(name, list(documents))
        values = field_values(documents, field) if field else pd.Series(dtype=object)
        if FEWEST_GROUPS <= values.nunique() <= MOST_GROUPS and values.notna().mean() > 0.5:
            return name
    return None


def rows_of(data: pd.DataFrame, by: str | None, usual: str, *, measure: str) -> tuple[pd.DataFrame, str]:
    """The table to draw and the column that names its rows.

    That is ``by``; without it what the table of ``measure`` was measured by, and ``usual`` where nobody knows.

    Examples
    --------
    >>> table = pd.DataFrame({"genre": ["report"], "n_words": [3]})
    >>> table.attrs["measure"] = "corpus_size"
    >>> rows_of(table, None, "doc_id", measure="corpus_size")[1]
    'genre'
    """
    if by is not None or not isinstance(data, pd.DataFrame) or data.attrs.get("measure") != measure:
        return data, by or usual
    keys = _keys_of(data, measure)
    if "doc_id" == usual in keys:  # the others are facts about the document
        return data, usual
    if len(keys) == 1:
        return data, keys[0]
    if not keys:
        return data.assign(corpus="all texts"), "corpus"
    values = data[keys].astype("object").where(data[keys].notna(), "unknown").astype("str")
    return data.assign(**{", ".join(keys): values.agg(", ".join, axis=1) if len(data) else ""}), ", ".join(keys)


def _keys_of(data: pd.DataFrame, measure: str) -> list[str]:
    """The columns that a table was measured by; where it does not say, those that the measure does not make."""
    told = data.attrs.get("parameters", {}).get("by")
    by = [name for name in as_list(told) if name in data]
    return by or [str(name) for name in data if name not in RESULTS[measure]]


def require_result(data: pd.DataFrame, names: Iterable[str], *, measure: str, rows: Iterable[str] = ()) -> None:
    """Raise an error unless ``data`` is a table of ``measure`` with the columns ``names``, and not broken down further.

    ``rows`` are the columns that tell the rows of one group apart; none: any rows will do.

    Raises
    ------
    MissingColumnError
        If it is not such a table.
    OptionError
        If it is broken down further.

    Examples
    --------
    >>> table = pd.DataFrame({"genre": ["report", "speech"], "speaker": ["Ann Lee", "Ann Lee"], "n_words": [3, 4]})
    >>> require_result(table, ["speaker", "n_words"], measure="speaker_share", rows=["speaker"])
    Traceback (most recent call last):
    textkit.errors.OptionError: The table of speaker_share has several rows for speaker 'Ann Lee': it is broken down ...
    """
    wanted = list(dict.fromkeys(names))
    remedy = f"Pass the table of {measure}: tk.{measure}(...)."
    if not isinstance(data, pd.DataFrame):
        raise MissingColumnError(f"A table is drawn here, not {type(data).__name__}. {remedy}")
    missing = [name for name in wanted if name not in data]
    if missing:
        raise MissingColumnError(
            f"Columns are missing: {', '.join(missing)}. The table has: {', '.join(map(str, data)) or 'none'}. {remedy}"
            f"{near_names(missing[0], data)}"
        )
    keys = [name for name in dict.fromkeys(rows) if name in data]
    repeated = data.duplicated(keys) if keys else pd.Series(dtype=bool)
    if repeated.any():
        _refuse_groups(data, keys, repeated, measure)


def _refuse_groups(data: pd.DataFrame, keys: list[str], repeated: pd.Series, measure: str) -> None:
    """OptionError for a table with several rows for one ``keys``, which names how to choose a group."""
    first = data.loc[repeated.to_numpy(), keys].iloc[0]
    shown = ", ".join(f"{name} {value!r}" for name, value in first.items())
    by = [str(name) for name in data if name not in keys and name not in RESULTS[measure]]
    how = f" by {', '.join(by)}" if by else ""
    group = f"table[table[{by[0]!r}] == {data[by[0]].iloc[0]!r}]" if by else "one group of it"
    raise OptionError(
        f"The table of {measure} has several rows for {shown}: it is broken down{how}. Draw one group at a time "
        f"({group}), or measure without it."
    )


def name_groups(values: Iterable[object], by: str) -> str:
    """What a title calls the groups: up to three by their names, more by their number.

    Examples
    --------
    >>> name_groups(["Post", "Times"], "source"), name_groups("abcd", "party")
    ('Post and Times', 'the 4 parties')
    """
    if by in ALL_TEXTS:
        return ALL_TEXTS[by]
    names = [str(value) for value in dict.fromkeys(values) if not pd.isna(value)]
    if len(names) > MOST_NAMED or not names:
        return f"the {len(names):,} {plural(by)}"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def plural(field: str) -> str:
    """What several values of a field are called.

    Examples
    --------
    >>> plural("party"), plural("doc_id")
    ('parties', 'articles')
    """
    noun = {"doc_id": "article"}.get(field, field).replace("_", " ")
    return f"{noun[:-1]}ies" if noun.endswith("y") else noun if noun.endswith("s") else f"{noun}s"


def sides_of(table: pd.DataFrame) -> tuple[str, str]:
    """What the two sides of a comparison are called, by what the table of ``keyness`` says of them.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["Post"], "term": ["war"]})
    >>> table.attrs |= {"parameters": {"by": "source"}, "reference": "the rest of the corpus (by source)"}
    >>> sides_of(table)
    ('Post', 'the rest of the corpus')
    """
    by = [name for name in as_list(table.attrs.get("parameters", {}).get("by")) if name in table]
    values = table[by].drop_duplicates()
    target = ", ".join(str(value) for value in values.iloc[0]) if by and len(values) == 1 else _subset_of(table)[0]
    reference = table.attrs.get("reference", "reference").split(" (")[0]
    return target or "target", "the reference" if reference == "the reference given" else reference


def _subset_of(table: pd.DataFrame) -> tuple[str, str]:
    """The value by which documents were chosen, if it is one, and a sentence about the choice; empty for all."""
    told = str(table.attrs.get("provenance", {}).get("subset", ""))
    counts, _, condition = told.partition(": ")
    value = condition.split(" = ")
    return value[1] if len(value) == 2 else "", f"{counts} ({condition})." if condition else told and f"{told}."


def say_finding(table: pd.DataFrame, sentence: str = "") -> str:
    """The line below a title: from which part of the corpus the table is, if it is one, and what the picture shows.

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["war"]})
    >>> table.attrs["provenance"] = {"subset": "3 of 9 documents: source = Post"}
    >>> say_finding(table, "Most: war, 9 times.")
    '3 of 9 documents (source = Post). Most: war, 9 times.'
    """
    return " ".join(filter(None, [_subset_of(table)[1], sentence]))


def say_most(names: Iterable[object], values: Iterable[float], unit: str, *, total: float | None = None) -> str:
    """The row with the largest value, and how much that is; empty if several share it.

    Examples
    --------
    >>> say_most(["Ann Lee", "Bo Roe"], [12, 4], "quoted words", total=16)
    'Most: Ann Lee, 12 of 16 quoted words (75 %).'
    >>> say_most(["a", "b"], [3, 3], "words")
    ''
    """
    numbers = pd.Series(list(values), index=pd.Index(list(names), dtype="object"), dtype=float)
    numbers = numbers[numbers.index.notna()].nlargest(2)
    if numbers.empty or numbers.nunique() < len(numbers) or not numbers.iloc[0]:
        return ""
    most = numbers.iloc[0]
    share = f" of {total:,.0f} {unit} ({theme.percent(most / total)})" if total else f" {unit}"
    return f"Most: {numbers.index[0]}, {most:,.0f}{share}."


def say_apart(table: pd.DataFrame, by: str, value: str, low: np.ndarray, high: np.ndarray) -> str:
    """Which two rows differ most, if any do beyond chance: by their intervals, corrected for all pairs compared.

    Rows without an interval are not compared; with fewer than two the line is empty.

    Examples
    --------
    >>> table = pd.DataFrame({"source": ["Post", "Times"], "mean": [0.3, -0.1]})
    >>> say_apart(table, "source", "mean", np.array([0.2, -0.2]), np.array([0.4, 0.0]))
    'Post is above Times (+0.40).'
    >>> say_apart(table, "source", "mean", np.array([-0.2, -0.4]), np.array([0.8, 0.2]))
    'No source is set apart: the differences may be chance.'
    """
    rows = table.assign(_error=(high - low) / (2 * HALF_WIDTH)).dropna(subset=[value, "_error", by])
    pairs = list(combinations(rows[[by, value, "_error"]].itertuples(index=False, name=None), 2))
    if not pairs:
        return ""
    clear = []
    for first, second in pairs:
        difference, error = abs(first[1] - second[1]), float(np.hypot(first[2], second[2]))
        p = 2 * (1 - NormalDist().cdf(difference / error)) if error else float(not difference)
        if p * len(pairs) < SIGNIFICANT:
            clear.append((difference, *sorted((first, second), key=lambda row: -row[1])))
    if not clear:
        return f"No {by.replace('_', ' ')} is set apart: the differences may be chance."
    difference, above, below = max(clear, key=lambda found: found[0])
    return f"{above[0]} is above {below[0]} ({difference:+.2f})."
