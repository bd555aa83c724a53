"""Two corpora or groups side by side: counts aligned term by term, the spread over documents, differences of ratios."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import chdtrc

from textkit.errors import OptionError, near_names
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.measure.comparison import gather_occurrences
from textkit.measure.formulas import benjamini_hochberg, document_weights, expected_count, interval
from textkit.measure.keyness import log_likelihood, log_ratio
from textkit.measure.terms import BLOCK, Occurrences, count_matrix
from textkit.schema import require_columns

__all__ = [
    "Side",
    "add_differences",
    "align",
    "contrast",
    "draw_documents",
    "drivers",
    "keep_terms",
    "log_ratio_interval",
    "read_side",
    "side_of",
    "spread",
]

MOST = 1 << 31  # what int32 can count, which is three times as fast as int64
TERMS, CELLS = 4_000, 6_000_000  # resampled at a time at most: bounds memory; each time the matrix is gone through


@dataclass(frozen=True, slots=True)
class Side:
    """One of two corpora.

    Attributes
    ----------
    terms : array of str
    counts : array of int
        Occurrences of each term.
    size : int
        All tokens, those of terms not listed included.
    n_documents : array
        Documents with each term; NaN if unknown.
    matrix : csr_array or None
        Documents by terms; None for a table of counts.
    documents : array of str
        Names of the documents (rows of ``matrix``).
    document_sizes : array of int
        All tokens of each document.
    """

    terms: np.ndarray
    counts: np.ndarray
    size: int
    n_documents: np.ndarray
    matrix: csr_array | None = None
    documents: np.ndarray | None = None
    document_sizes: np.ndarray | None = None


def read_side(source: Labels | LabelsOnDisk | pd.DataFrame, options: Mapping[str, Any]) -> Side:
    """A side from Labels, a token table, or a table with the columns term and n (from ``count_terms``)."""
    if isinstance(source, pd.DataFrame) and "term" in source and "kind" not in source:
        return _side_of_counts(source)
    found = gather_occurrences(source, **options)
    return side_of(found, np.ones(len(found.codes), dtype=bool))


def _side_of_counts(table: pd.DataFrame) -> Side:
    """Sum over groups; the size is taken from per_million where there is one, since rare terms may have been cut."""
    require_columns(table, ["term", "n"], table="terms")
    n = table.groupby("term", sort=True)["n"].sum()
    documents = pd.Series(np.nan, index=n.index)
    if "n_documents" in table and not table["term"].duplicated().any():
        documents = table.set_index("term")["n_documents"].reindex(n.index).astype("Float64").astype(float)
    names = n.index.to_numpy(dtype=object)
    return Side(names, n.to_numpy(dtype=np.int64), _size_of_counts(table), documents.to_numpy(dtype=float))


def _size_of_counts(table: pd.DataFrame) -> int:
    if "per_million" not in table or not table["n"].gt(0).any():
        return int(table["n"].sum())
    groups = [c for c in table.columns if c not in {"term", "n", "per_million", "n_documents"}]
    largest = table.sort_values("n").drop_duplicates(groups, keep="last") if groups else table.nlargest(1, "n")
    return round(float((largest["n"] / largest["per_million"] * 1e6).sum()))


def side_of(found: Occurrences, chosen: np.ndarray) -> Side:
    """The side made of the ``chosen`` occurrences (a mask) of ``found``."""
    listed = chosen & found.listed
    counts = found.count(found.codes, len(found.terms), listed)
    size = int(chosen.sum() if found.counts is None else found.counts[chosen].sum())
    side = Side(found.terms, counts, size, np.full(len(counts), np.nan))
    if not len(found.document_names):
        return side
    matrix = count_matrix(found, found.documents, len(found.document_names), listed)
    return replace(
        side,
        n_documents=np.bincount(matrix.indices, minlength=len(counts)).astype(float),
        matrix=matrix,
        documents=found.document_names,
        document_sizes=found.count(found.documents, len(found.document_names), chosen),
    )


def align(target: Side, reference: Side, *, min_count: int = 1) -> tuple[Side, Side]:
    """Both sides over the same terms: those with ``min_count`` occurrences on both together."""
    if target.terms is reference.terms:  # both of one corpus
        kept = target.counts + reference.counts >= min_count
        return keep_terms(target, kept), keep_terms(reference, kept)
    both = [pd.Series(side.counts, index=pd.Index(side.terms, dtype="str")) for side in (target, reference)]
    total = both[0].add(both[1], fill_value=0)
    terms = total.index[total >= min_count].sort_values()
    return _over(target, terms), _over(reference, terms)


def keep_terms(side: Side, kept: np.ndarray) -> Side:
    """The side with the terms ``kept`` (a mask) alone; its size stays."""
    if kept.all():
        return side
    return replace(
        side,
        terms=side.terms[kept],
        counts=side.counts[kept],
        n_documents=side.n_documents[kept],
        matrix=None if side.matrix is None else csr_array(side.matrix[:, np.flatnonzero(kept)]),
    )


def _over(side: Side, terms: pd.Index) -> Side:
    places = pd.Index(side.terms, dtype="str").get_indexer(terms)  # -1: the zero put behind the counts
    absent = 0.0 if side.matrix is not None or np.isfinite(side.n_documents).any() else np.nan
    return replace(
        side,
        terms=terms.to_numpy(dtype=object),
        counts=np.append(side.counts, 0)[places],
        n_documents=np.append(side.n_documents, absent)[places],
        matrix=None if side.matrix is None else _columns(side.matrix, places),
    )


def _columns(matrix: csr_array, places: np.ndarray) -> csr_array:
    """The columns at ``places``, empty where that is -1."""
    known = np.flatnonzero(places >= 0)
    shape = (matrix.shape[1], len(places))
    ones = np.ones(len(known), dtype=matrix.dtype)
    return csr_array(matrix @ csr_array((ones, (places[known], known)), shape=shape))


def spread(side: Side) -> np.ndarray:
    """DP of each term over the documents of the side, 0 as even as they are long; NaN if unknown or absent."""
    if side.matrix is None or not side.size:
        return np.full(len(side.counts), np.nan)
    shares, counts = side.document_sizes / side.size, np.where(side.counts > 0, side.counts, np.nan)
    total = np.ones(len(counts))
    for documents, terms, n in _cells(side.matrix):
        here = shares[documents]  # by which a document without the term differs
        total += np.bincount(terms, np.abs(n / counts[terms] - here) - here, len(counts))
    return total / 2 + counts * 0


def _cells(matrix: csr_array) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Row, column and number of the cells that are not empty, some rows at a time."""
    begin = 0
    while begin < matrix.shape[0]:
        low = matrix.indptr[begin]
        end = max(int(np.searchsorted(matrix.indptr, low + BLOCK, side="right")) - 1, begin + 1)
        cells = slice(low, matrix.indptr[end])
        rows = np.repeat(np.arange(begin, end), np.diff(matrix.indptr[begin : end + 1]))
        yield rows, matrix.indices[cells], matrix.data[cells]
        begin = end


def drivers(target: Side, reference: Side) -> np.ndarray:
    """For each term the document with more than half of its occurrences on the side that uses it more, else None."""
    more = target.counts * reference.size >= reference.counts * target.size
    return np.where(more, _dominant(target), _dominant(reference))


def _dominant(side: Side) -> np.ndarray:
    names = np.full(len(side.terms), None, dtype=object)
    if side.matrix is None or not len(side.terms):
        return names
    for documents, terms, n in _cells(side.matrix):
        most = n > side.counts[terms] // 2
        names[terms[most]] = side.documents[documents[most]]
    return names


def draw_documents(one: np.ndarray, two: np.ndarray, *, rounds: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """How often each document of either side is drawn in each round, by their names.

    The sides are drawn apart, as two samples. Where they share documents (speech and narration of the same articles),
    each document is drawn with all that it has on both sides.

    Examples
    --------
    >>> first, second = draw_documents(np.array(["a", "b"]), np.array(["b", "c"]), rounds=1, seed=0)
    >>> bool(first[0, 1] == second[0, 0])
    True
    """
    union = pd.Index(one).union(pd.Index(two), sort=True)
    if len(union) == len(one) + len(two):
        first = document_weights(len(one), rounds=rounds, seed=seed).astype(np.int32)
        return first, document_weights(len(two), rounds=rounds, seed=seed + 1).astype(np.int32)
    weights = document_weights(len(union), rounds=rounds, seed=seed).astype(np.int32)
    return weights[:, union.get_indexer(one)], weights[:, union.get_indexer(two)]


def add_differences(
    table: pd.DataFrame,
    sums: pd.DataFrame,
    keys: list[str],
    against: Any,
    *,
    scale: float = 1.0,
    rounds: int,
    level: float,
    seed: int,
) -> pd.DataFrame:
    """The table with how far each row's ratio lies above that of the row ``against``, and the interval over documents.

    Parameters
    ----------
    table : DataFrame
        A row for each group: columns ``keys``.
    sums : DataFrame
        The numerator ``_total`` and the denominator ``_n`` of each group and ``_document``.
    against : value of the first key
        Rows are compared with the row that has it and is otherwise of the same keys.

    Returns
    -------
    DataFrame
        With difference, difference_low, difference_high. They are NaN in the rows compared with and where such a
        row is missing; the interval also where a group has fewer than two documents.

    Raises
    ------
    OptionError
        If no row has the value.

    Examples
    --------
    >>> sums = pd.DataFrame({"side": list("aabb"), "_document": list("wxyz"), "_total": [1, 2, 3, 4], "_n": 1})
    >>> table = pd.DataFrame({"side": ["a", "b"]})
    >>> compared = add_differences(table, sums, ["side"], "a", rounds=100, level=0.95, seed=0)
    >>> compared["difference"].tolist()
    [nan, 2.0]
    """
    if not keys:
        raise OptionError(f"against={against!r} needs groups to compare: give by=.")
    known = [value for value in table[keys[0]].drop_duplicates() if not pd.isna(value)]
    if len(table) and against not in known:
        listed = ", ".join(repr(value) for value in known[:12])
        hint = near_names(against, known)
        raise OptionError(f"against={against!r} is not a {keys[0]} of the table, which has {listed or 'none'}.{hint}")
    groups = {_plain_key(key): part for key, part in sums.groupby(keys, dropna=False, sort=False, observed=True)}
    rows = []
    for key in map(_plain_key, table[keys].itertuples(index=False, name=None)):
        other = (against, *key[1:])
        pair = (groups[key], groups[other]) if key != other and key in groups and other in groups else None
        rows.append(_difference(*pair, scale, rounds, level, seed) if pair else (np.nan,) * 3)
    columns = ["difference", "difference_low", "difference_high"]
    return table.assign(**pd.DataFrame(rows, columns=columns, index=table.index, dtype="float64"))


def _plain_key(key: Any) -> tuple[Any, ...]:
    return tuple(None if pd.isna(value) else value for value in (key if isinstance(key, tuple) else (key,)))


def _difference(
    one: pd.DataFrame, two: pd.DataFrame, scale: float, rounds: int, level: float, seed: int
) -> tuple[float, float, float]:
    """Ratio of the first less that of the second, with its interval; NaN where a denominator is zero."""
    sides = [part.sort_values("_document", kind="stable") for part in (one, two)]
    drawn = draw_documents(*(part["_document"].to_numpy() for part in sides), rounds=rounds, seed=seed)
    ratios, draws = [], []
    with np.errstate(divide="ignore", invalid="ignore"):
        for part, weights in zip(sides, drawn, strict=True):
            total, n = part["_total"].to_numpy(dtype=float), part["_n"].to_numpy(dtype=float)
            ratios.append(scale * np.float64(total.sum()) / n.sum())
            draws.append(scale * (weights @ total) / (weights @ n))
        differences = draws[0] - draws[1]
    low, high = interval(differences, level=level) if min(map(len, sides)) > 1 else (np.nan, np.nan)
    return float(ratios[0] - ratios[1]), float(low), float(high)


def log_ratio_interval(
    target: Side, reference: Side, *, rounds: int, seed: int, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval of the log ratio over ``rounds`` samples of documents; NaN where documents are unknown.

    Documents are drawn as ``draw_documents`` says.
    """
    unknown = np.full(len(target.terms), np.nan)
    if rounds < 1 or target.matrix is None or reference.matrix is None:
        return unknown, unknown
    names = (side.documents[side.document_sizes > 0] for side in (target, reference))
    first, second = draw_documents(*names, rounds=rounds, seed=seed)
    if first.shape[1] < 2 or second.shape[1] < 2:
        return unknown, unknown
    used1, used2 = target.document_sizes > 0, reference.document_sizes > 0
    n1, n2 = _sizes(first, target.document_sizes[used1]), _sizes(second, reference.document_sizes[used2])
    matrix1, matrix2 = _rows(target.matrix, used1), _rows(reference.matrix, used2)
    if max(n1.max(), n2.max()) >= MOST:  # tokens, which bound the count of any term
        first, second = first.astype(np.int64), second.astype(np.int64)
    low, high = unknown.copy(), unknown.copy()
    for block in _blocks(target.n_documents + reference.n_documents):
        draws = log_ratio(first @ matrix1[:, block], second @ matrix2[:, block], n1[:, None], n2[:, None])
        low[block], high[block] = _quantiles(draws, level)
    return low, high


def _blocks(n_cells: np.ndarray) -> Iterator[slice]:
    """Blocks of terms that have so many cells, each small enough to be resampled at a time."""
    total, end = np.append(0, np.cumsum(n_cells)), 0
    while end < len(n_cells):
        begin, most = end, int(np.searchsorted(total, total[end] + CELLS, side="right")) - 1
        end = max(begin + 1, min(begin + TERMS, most))
        yield slice(begin, end)


def _rows(matrix: csr_array, chosen: np.ndarray) -> csr_array:
    return matrix if chosen.all() else matrix[chosen]


def _sizes(weights: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Tokens of each round, one after the other: bounds memory."""
    return np.array([drawn @ sizes for drawn in weights])


def _quantiles(draws: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Percentiles down the columns over the defined draws (rounds that drew the term); NaN below half of the rounds."""
    ordered = np.sort(draws, axis=0)  # NaN comes last
    n_defined = np.isfinite(ordered).sum(axis=0)
    enough = n_defined * 2 >= len(draws)
    bounds = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        place = share * np.maximum(n_defined - 1, 0)
        below, columns = np.floor(place).astype(int), np.arange(draws.shape[1])
        above = np.minimum(below + 1, np.maximum(n_defined - 1, 0))
        low, high = ordered[below, columns], ordered[above, columns]
        bounds.append(np.where(enough, low + (high - low) * (place - below), np.nan))
    return bounds[0], bounds[1]


def contrast(
    table: pd.DataFrame, nodes: Mapping[str, int], measures: Mapping[str, Callable[[Any], Any]], min_count: int
) -> pd.DataFrame:
    """The collocates of two ``nodes`` (name: occurrences) side by side, as ``collocations`` tells of ``against``.

    ``table`` has the pairs that occur, ``measures`` take such a table.
    """
    known = table.groupby("collocate", sort=True)
    words = known["n"].max().loc[lambda n: n >= min_count].index
    shared = table[["n_tokens"]].head(1).set_axis([0]) if len(table) else pd.DataFrame({"n_tokens": [0]})
    unknown = np.full(len(words), table["n_documents"].isna().any())
    sides, n_places = [], []
    for name, n_node in nodes.items():
        own = table[table["node"] == name].set_index("collocate")
        side = own[["n", "n_documents"]].reindex(words, fill_value=0).assign(n_node=n_node)
        side["n_documents"] = side["n_documents"].mask(unknown)
        span = own["span"].iloc[0] if len(own) else 0.0
        side = side.assign(
            n_collocate=known["n_collocate"].first()[words], n_tokens=shared.at[0, "n_tokens"], span=span
        )
        side["expected"] = expected_count(side["n_node"], side["n_collocate"], side["n_tokens"]) * span
        sides.append(side.assign(**{measure: formula(side) for measure, formula in measures.items()}))
        n_places.append(n_node * span)
    one, two = sides
    often = [(side["n"] >= min_count).to_numpy() for side in sides]
    first, second = nodes
    told = pd.Series(np.where(often[0] & often[1], "both", np.where(often[0], first, second)), words, dtype="str")
    made = pd.DataFrame({"node": first, "against": second, "collocate": words, "goes_with": told}, index=words)
    for name in ("n", "n_documents", "n_node", "expected", *measures):
        made[name], made[f"{name}_against"] = one[name], two[name]
    made = made.assign(n_collocate=one["n_collocate"], n_tokens=one["n_tokens"])
    numbers = one["n"], two["n"], round(n_places[0]), round(n_places[1])
    made["log_ratio"] = log_ratio(*numbers)
    made["p_adjusted"] = benjamini_hochberg(chdtrc(1, log_likelihood(*numbers)))
    order = ["log_ratio", "n", "collocate"]
    return made.reset_index(drop=True).sort_values(order, ascending=[False, False, True], ignore_index=True)
