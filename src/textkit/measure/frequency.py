"""How much text there is, and how often each word or n-gram occurs in it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import numpy as np
import pandas as pd

from textkit.labelling.labels import Labels, join_parts
from textkit.labelling.on_disk import LabelsOnDisk, in_memory
from textkit.measure.calls import as_list, measure, resolve
from textkit.measure.comparison import Counted, count_shards, has_counts, query_occurrences
from textkit.measure.queries import Queries, columns_of, compile_queries
from textkit.measure.search import PLACES, Columns
from textkit.measure.terms import (
    TERM_COLUMNS,
    Occurrences,
    StopWords,
    Unit,
    add_up,
    find_occurrences,
    group_rows,
    in_parts,
)

__all__ = ["corpus_size", "count_by_article", "count_terms", "paragraph_roles", "tf_idf"]

ADDED_AT = 2_000_000  # counts of shards that wait to be added
SPARSE = 4  # times as many numbers as values, from which looking them up is faster than counting all
GROUP, SIZE = "number of the group", "size of the group"  # not the name of any field: those have no spaces


@measure(table="documents", reads=("sentences", "speakers", "tokens"))
def corpus_size(labels: Labels | LabelsOnDisk, *, by: str | Iterable[str] | None = None) -> pd.DataFrame:
    """Documents, sentences and words, and how many of the words are quoted.

    It misleads where genres are read off few documents: look at ``n_documents`` first.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    by : str or list of str, optional
        ``doc_id`` or document fields; None for the corpus as a whole. Documents without a value are a group of their
        own (NA).

    Returns
    -------
    DataFrame
        One row per group, the largest first: by…, n_documents, n_sentences, n_words (words, no numbers or
        punctuation), n_quoted (words in direct, mixed and block quotations; NaN if no quotations were looked for),
        quoted_share (NaN without words).

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“It is over,” Ann Lee said."]))
    >>> tk.corpus_size(labels)[["n_documents", "n_words", "n_quoted", "quoted_share"]].values.tolist()
    [[1.0, 6.0, 3.0, 0.5]]
    """
    groups, table = group_rows(resolve(labels, "documents", by), as_list(by))
    for name, counts in _counts(labels).items():
        table[name] = np.bincount(groups, counts, len(table)).astype(np.int64)
    if len(labels.tokens) and labels.tokens["voice"].isna().all():
        table["n_quoted"] = np.nan
    table["quoted_share"] = table["n_quoted"] / table["n_words"].where(table["n_words"] > 0)
    return table.sort_values("n_words", ascending=False, kind="stable", ignore_index=True)


def _counts(labels: Labels) -> dict[str, np.ndarray]:
    """Of each document 1, its sentences, words and quoted words."""
    words = labels.tokens[labels.tokens["kind"] == "word"]
    quoted = words[words["voice"] == "quotation"]
    counted = {"n_sentences": labels.sentences, "n_words": words, "n_quoted": quoted}
    sizes = {name: table["doc_id"].astype("str").value_counts() for name, table in counted.items()}
    ids = labels.documents["doc_id"].astype("str")
    columns = {name: ids.map(size).fillna(0).to_numpy(dtype=np.int64) for name, size in sizes.items()}
    return {"n_documents": np.ones(len(ids), dtype=np.int64), **columns}


def count_by_article(labels: Labels | LabelsOnDisk) -> pd.DataFrame:
    """What each article has of everything: the table of ``tk.plots.plot_overview``.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk

    Returns
    -------
    DataFrame
        doc_id; n_words, n_quoted; n_speakers and n_quotes (scare quotes left out); n_analogies (accepted); polarity
        (mean of its sentences, -1 to 1). In the order of the documents.

    Examples
    --------
    >>> import textkit as tk
    >>> table = tk.plots.count_by_article(tk.label(tk.read_corpus(["“We shall see,” Ann Lee said."])))
    >>> table[["n_words", "n_quoted", "n_speakers"]].values.tolist()
    [[6, 3, 1]]
    """
    labels = in_memory(labels, "count_by_article")
    quotes = labels.quotes[labels.quotes["kind"].ne("scare")].groupby("doc_id", observed=True)
    made = labels.analogies[labels.analogies["accepted"]].groupby("doc_id", observed=True)
    sizes = corpus_size(labels, by="doc_id").set_index("doc_id")[["n_words", "n_quoted"]]
    tone = labels.sentences.groupby("doc_id", observed=True)["polarity"].mean()
    counts = {"n_speakers": quotes["speaker"].nunique(), "n_quotes": quotes["utterance_id"].nunique()}
    counts |= {"n_analogies": made.size(), "polarity": tone.round(3)}
    table = sizes.assign(**{name: column.reindex(sizes.index) for name, column in counts.items()})
    whole = ["n_speakers", "n_quotes", "n_analogies"]
    table = table.assign(**table[whole].fillna(0).astype(int)).reset_index()
    table.attrs = {"provenance": dict(labels.provenance)}
    return table


@measure(table="paragraphs", reads=("paragraphs",))
def paragraph_roles(
    labels: Labels | LabelsOnDisk | pd.DataFrame, *, by: str | Iterable[str] | None = None
) -> pd.DataFrame:
    """What the text consists of: titles, body, block quotations …

    Parameters
    ----------
    labels : Labels, LabelsOnDisk or DataFrame
        Labels, or a table of paragraphs.
    by : str or list of str, optional
        Document fields or columns of the paragraphs; None for the corpus as a whole.

    Returns
    -------
    DataFrame
        by…, role, n_paragraphs, n_chars, share (of the group's characters inside paragraphs).

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["# A title\\n\\nA body of words."]))
    >>> tk.paragraph_roles(labels)[["role", "n_paragraphs", "n_chars"]].values.tolist()
    [['body', 1, 16], ['title', 1, 7]]
    """
    keys = as_list(by)
    table = resolve(labels, "paragraphs", keys, columns=["role", "start", "end"])
    lengths = (table["end"] - table["start"]).to_numpy()
    groups, roles = group_rows(table.astype({"role": "str"}), [*keys, "role"])
    n_chars = np.bincount(groups, lengths, len(roles)).astype(np.int64)
    wholes, _ = group_rows(roles, keys)
    totals = np.bincount(wholes, n_chars)[wholes].astype(float) if len(roles) else np.zeros(0)
    totals[totals == 0] = np.nan
    return roles.assign(n_paragraphs=np.bincount(groups, minlength=len(roles)), n_chars=n_chars, share=n_chars / totals)


@measure(table="tokens")
def count_terms(
    source: Labels | LabelsOnDisk | pd.DataFrame,
    terms: Queries | None = None,
    *,
    by: str | Iterable[str] | None = None,
    ngram: int = 1,
    skip: int = 0,
    unit: Unit = "norm",
    stop_words: StopWords = "keep",
    min_count: int = 1,
    kinds: Sequence[str] = ("word",),
) -> pd.DataFrame:
    """Count words or n-grams, or those that you name.

    Parameters
    ----------
    source : Labels, LabelsOnDisk or DataFrame
        Labels, or a token table with the columns ``unit`` and kind (and is_stop to drop stop words); doc_id, sent_id
        and token_id are used where present.
    terms : str, list of str or dict of these, optional
        Only these words and phrases, queries or dictionaries of them as in ``kwic``:
        ``{"migration": ["immigra*", "border*"], "trade": ["tariff*", "trade war*"]}``. One row for each pattern or key
        in each group, also where it does not occur; ``ngram``, ``skip``, ``stop_words`` and ``min_count`` are not used.
    by : str or list of str, optional
        Count per group: document fields (genre, source, date; from Labels) or columns of tokens (doc_id, speaker,
        voice). NA is a group of its own.
    ngram : int
        Words per term. An n-gram lies in one sentence, document and group and has nothing between its words, no
        punctuation either: "trade, not war" holds no bigram "trade not".
    skip : int
        Words that may be left out between one word of an n-gram and the next, none or up to so many (skip-grams;
        quanteda's ``skip = 0:k``): with 1 "the long trade war" holds "long war". Each way of leaving out counts.
    unit : "norm", "lemma" or "token"
        Case-folded words, dictionary forms, or words as they stand.
    stop_words : "keep" or "drop"
        "drop" leaves out terms that begin or end with a stop word (so "of the" goes, "cost of living" stays).
    min_count : int
        Rows with a smaller n are left out; per_million does not change.
    kinds : sequence of str
        Kinds of token that count: word, number, punctuation, symbol.

    Returns
    -------
    DataFrame
        The columns of ``by``, then term; n (occurrences); per_million (of all terms of that length in the group, stop
        words included); n_documents (those of the group with the term; NA without doc_id). Sorted by group, then the
        most frequent first, then by alphabet.

    Raises
    ------
    MissingColumnError, OptionError

    Notes
    -----
    Relative frequencies of small groups are coarse: in 2,000 words every occurrence is 500 per million.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["The deal is a deal.", "No deal today."]), tables=("sentences", "tokens"))
    >>> tk.count_terms(labels.tokens, stop_words="drop")[["term", "n", "n_documents"]].values.tolist()
    [['deal', 3, 2], ['today', 1, 1]]
    >>> tk.count_terms(labels, terms={"deals": ["deal|deals", "pact*"]}, by="doc_id")[["doc_id", "n"]].values.tolist()
    [['text-001', 2], ['text-002', 1]]
    """
    keys = as_list(by)
    options = {"by": keys, "ngram": ngram, "skip": skip, "unit": unit, "stop_words": stop_words, "kinds": kinds}
    if terms is not None:
        return _count_named(source, terms, keys, unit=unit, kinds=kinds)
    if has_counts(source, **options):
        groups, table = _add_counts(count_shards(source, **options))
    else:
        parts = in_parts(source, keys, {"tokens": (*TERM_COLUMNS, unit)})
        groups, table = _join((_count(find_occurrences(part, **options)) for part in parts), keys)
    table["per_million"] = table["n"] / groups[SIZE].to_numpy()[table[GROUP]] * 1e6
    table = table[table["n"] >= min_count].sort_values([GROUP, "n", "term"], ascending=[True, False, True])
    values = groups[keys].iloc[table.pop(GROUP)].reset_index(drop=True)
    return values.assign(**table[["term", "n", "per_million", "n_documents"]].reset_index(drop=True))


def _count_named(
    source: Labels | LabelsOnDisk | pd.DataFrame, terms: Queries, keys: list[str], *, unit: Unit, kinds: Sequence[str]
) -> pd.DataFrame:
    """The table of ``count_terms`` for terms that were asked for: every one in every group."""
    queries = compile_queries(terms, unit=unit, ignore_case=unit != "token")
    names = [query.name for query in queries]
    parts = in_parts(source, keys, {"tokens": (*TERM_COLUMNS, *PLACES, *columns_of(queries))})
    options = {
        "by": keys,
        "unit": unit,
        "kinds": kinds,
        "known": Columns() if isinstance(source, LabelsOnDisk) else None,
    }
    groups, table = _join((_count(query_occurrences(part, terms, **options)) for part in parts), keys)
    pairs = pd.MultiIndex.from_product([range(len(groups)), names], names=[GROUP, "term"])
    counts = table.set_index([GROUP, "term"])[["n", "n_documents"]]
    table = counts.reindex(pairs, fill_value=0).reset_index()
    sizes = groups[SIZE].to_numpy()[table[GROUP]]
    table["per_million"] = (table["n"] / np.where(sizes, sizes, np.nan)) * 1e6
    table = table.sort_values([GROUP, "n", "term"], ascending=[True, False, True])
    values = groups[keys].iloc[table.pop(GROUP)].reset_index(drop=True)
    return values.assign(**table[["term", "n", "per_million", "n_documents"]].reset_index(drop=True))


def _count(found: Occurrences) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The groups with their sizes, and group (number), term, n and n_documents of each pair of group and term."""
    n_terms = max(len(found.terms), 1)
    keys, n = np.unique((found.groups * n_terms + found.codes)[found.listed], return_counts=True)
    n_documents = _count_documents(found, n_terms)
    groups, codes = np.divmod(keys, n_terms)
    terms = pd.Series(found.terms[codes], dtype="str")
    table = pd.DataFrame({GROUP: groups, "term": terms, "n": n})
    table["n_documents"] = pd.Series(pd.NA, index=table.index, dtype="Int64") if n_documents is None else n_documents
    return found.group_values.assign(**{SIZE: found.sizes()}), table


def _add_counts(counted: Counted) -> tuple[pd.DataFrame, pd.DataFrame]:
    """As ``_count``, of all shards of labels on disk."""
    n_groups = max(len(counted.group_values), 1)
    done = np.zeros((3, 0), dtype=np.int64)
    waiting = [done]
    for groups, _, codes, counts in counted.parts:
        keys, listed = codes * n_groups + groups, slice(None) if codes.min(initial=0) >= 0 else codes >= 0
        waiting.append(_sum(keys[listed], counts[listed], None))
        if sum(part.shape[1] for part in waiting[1:]) > max(ADDED_AT, waiting[0].shape[1]):
            waiting = [_sum(*np.concatenate(waiting, axis=1))]
    keys, n, n_documents = _sum(*np.concatenate(waiting, axis=1))
    codes, groups = np.divmod(keys, n_groups)
    terms = pd.Series(np.array(list(counted.numbers), dtype=object)[codes], dtype="str")
    table = pd.DataFrame({GROUP: groups, "term": terms, "n": n, "n_documents": n_documents})
    return counted.group_values.assign(**{SIZE: counted.sizes}), table


def _sum(keys: np.ndarray, *numbers: np.ndarray | None) -> np.ndarray:
    """The distinct keys, and below them the sums of the numbers of each (None: ones)."""
    if len(keys) and keys.max() < SPARSE * len(keys):
        distinct, places, size = np.flatnonzero(np.bincount(keys)), keys, int(keys.max()) + 1
        sums = [np.bincount(places, column, size)[distinct] for column in numbers]
    else:
        places, distinct = pd.factorize(keys)
        sums = [np.bincount(places, column, len(distinct)) for column in numbers]
    return np.stack([distinct, *(column.astype(np.int64) for column in sums)])


def _join(parts: Iterator[tuple[pd.DataFrame, pd.DataFrame]], keys: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The groups and counts of the parts of a corpus added up; one part is as it is."""
    first, *second = islice(parts, 2)
    if not second:
        return first
    sizes: list[pd.DataFrame] = []
    added = add_up(_named(chain([first], second, parts), keys, sizes), [*keys, "term"], ["n", "n_documents"])
    groups = add_up(sizes, keys, [SIZE])
    numbers, _ = group_rows(join_parts([groups[keys], added[keys]]), keys)
    return groups, added.assign(**{GROUP: numbers[len(groups) :]})


def _named(
    parts: Iterable[tuple[pd.DataFrame, pd.DataFrame]], keys: list[str], sizes: list[pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    """The counts of each part with the values of its groups for their numbers; ``sizes`` collects the groups."""
    for groups, table in parts:
        sizes.append(groups)
        values = groups[keys].iloc[table[GROUP]].reset_index(drop=True)
        yield values.assign(**table[["term", "n", "n_documents"]])


def _count_documents(found: Occurrences, n_terms: int) -> np.ndarray | None:
    """Documents per pair of group and term, in the order of the sorted pairs; None without documents."""
    n_documents = len(found.document_names)
    if not n_documents and len(found.codes):
        return None
    pairs = (found.groups * n_terms + found.codes) * max(n_documents, 1) + found.documents
    distinct = np.unique(pairs[found.listed]) // max(n_documents, 1)
    return np.unique(distinct, return_counts=True)[1]


@measure(table="tokens", reads=("tokens",))
def tf_idf(
    source: Labels | LabelsOnDisk | pd.DataFrame,
    *,
    by: str | Iterable[str] | None = None,
    ngram: int = 1,
    skip: int = 0,
    unit: Unit = "norm",
    stop_words: StopWords = "keep",
    min_count: int = 1,
    kinds: Sequence[str] = ("word",),
) -> pd.DataFrame:
    """Term frequency times inverse document frequency: what a document says that the others do not.

    ``tf = n / Σ n`` of the listed terms, ``idf = ln(D / d)`` with D groups of which d have the term (Spärck Jones 1972;
    natural logarithm, no smoothing, as tidytext). Range 0 (the term is in every group) to ln D.

    Parameters
    ----------
    by : str or list of str, optional
        What counts as a document: any field or label; None for the documents themselves (doc_id). The other
        parameters are those of ``count_terms``.

    Returns
    -------
    DataFrame
        The columns of ``by``, then term, n, tf, idf, tf_idf, n_groups (groups that have the term), highest first
        in each group.

    Notes
    -----
    Misleads: with few documents idf takes few values; a name in one document gets the full weight; a word in all
    documents gets 0 however different its frequencies (use :func:`textkit.keyness`). scikit-learn smooths idf and
    scales each document to length 1, so its numbers differ.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["the deal", "the war"]), tables=("sentences", "tokens"))
    >>> tk.tf_idf(labels)[["term", "tf_idf"]].round(3).values.tolist()
    [['deal', 0.347], ['the', 0.0], ['war', 0.347], ['the', 0.0]]
    """
    keys = as_list(by) or ["doc_id"]
    found = find_occurrences(source, by=keys, ngram=ngram, skip=skip, unit=unit, stop_words=stop_words, kinds=kinds)
    groups, table = _count(found)
    table["tf"] = table["n"] / table.groupby(GROUP)["n"].transform("sum")
    table["n_groups"] = table.groupby("term")[GROUP].transform("size")
    table["idf"] = np.log(len(groups) / table["n_groups"])
    table["tf_idf"] = table["tf"] * table["idf"]
    table = table[table["n"] >= min_count].sort_values([GROUP, "tf_idf", "term"], ascending=[True, False, True])
    values = groups[keys].iloc[table.pop(GROUP)].reset_index(drop=True)
    return values.assign(**table[["term", "n", "tf", "idf", "tf_idf", "n_groups"]].reset_index(drop=True))
