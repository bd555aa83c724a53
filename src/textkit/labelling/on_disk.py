"""Labels on disk, opened without reading them: tables are scanned shard by shard."""

import json
import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from textkit.checks import check_table, some_of
from textkit.errors import CorpusError, OptionError, reading, regular_file
from textkit.labelling.dataset import (
    COUNTED,
    DONE,
    INCIDENCE,
    MANIFEST,
    SHARDS,
    VOCABULARY,
    find_parts,
    need_scale,
    read_note,
    schema_of,
)
from textkit.labelling.labels import Labels, describe_subset, join_parts
from textkit.labelling.table_files import as_frame, join_columns, read_columns
from textkit.language.vocabulary import TYPE_COLUMNS, TokenTypes
from textkit.read import Problem
from textkit.read.corpus import Condition, choose_documents, count_of, problem_table
from textkit.schema import ADDED, TABLES, empty_table

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.dataset import Dataset, Expression

__all__ = ["LabelsOnDisk", "Terms", "in_memory", "read_shard", "scan_labels"]

AT_ONCE = 16  # shards that are read together: their words are numbered once
TOKENS_AT_ONCE = 500_000  # and no more tokens, which bounds memory
READERS = 2  # threads that read ahead: reading is two thirds of the work
REMEDY = "Delete that file and run label_to or textkit label --shards again: it makes what is missing."


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of a shard, counted: number in ``norms``, whether it is a stop word, and occurrences of each row."""

    norms: list[str]
    codes: np.ndarray
    is_stop: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class LabelsOnDisk:
    """Labels that ``label_to`` wrote, as lazy tables: nothing is in memory until it is asked for.

    Every function takes it as it takes ``Labels``, with the same numbers. ``count_terms``, ``keyness`` and
    ``speaker_share`` read the counts that stand beside the tables where these hold the answer (single norms); ``kwic``,
    ``term_positions`` and ``collocations`` of a node read the shards and documents that have the words of the query;
    ``polarity_by``, ``count_analogies`` and other counts go through the tables shard by shard, as all do in data sets
    of earlier versions. The others read the tables that they measure: choose documents first (``where``) if these are
    larger than memory.

    Attributes
    ----------
    documents, paragraphs, sentences, tokens, passages, quotes, speakers, targets, analogies : pyarrow.dataset.Dataset
        For queries of your own: ``labels.quotes.to_table(columns=["speaker"]).to_pandas()``. Passages and targets are
        empty in data sets of earlier versions; measures label them when they need them.
    problems : DataFrame
        As ``Corpus.problems``, with the documents that could not be labelled.
    provenance : mapping
        As ``Labels.provenance``.
    """

    documents: "Dataset"
    paragraphs: "Dataset"
    sentences: "Dataset"
    tokens: "Dataset"
    passages: "Dataset"
    quotes: "Dataset"
    speakers: "Dataset"
    targets: "Dataset"
    analogies: "Dataset"
    problems: pd.DataFrame
    provenance: Mapping[str, str]
    shards: tuple[Mapping[str, Path], ...] = field(default=())
    counted: tuple[Mapping[str, Path], ...] = field(default=())  # the counts of each shard; data sets of old have none
    vocabulary_files: tuple[Path, ...] = field(default=())

    def __len__(self) -> int:
        return int(self.provenance["documents"])

    def __repr__(self) -> str:
        return f"LabelsOnDisk({count_of(len(self), 'document')} in {count_of(len(self.shards), 'shard')})"

    def load(self, tables: str | Iterable[str] = tuple(TABLES)) -> Labels:
        """The labels in memory, as ``label`` makes them: the documents and all tables, or those named.

        Raises
        ------
        OptionError
            If a table is not known.
        """
        wanted = some_of(tables, TABLES, "tables")
        return self.join(list(self.parts(dict.fromkeys(["documents", *wanted]))), self.provenance)

    def join(self, parts: Sequence[Labels], provenance: Mapping[str, str] | None = None) -> Labels:
        """The labels of several shards together."""
        tables = {name: join_parts([part[name] for part in parts]) for name in TABLES if name != "documents"}
        documents = pd.concat([part.documents for part in parts], ignore_index=True)
        return Labels(documents=documents, **tables, provenance=provenance or self.provenance, problems=self.problems)

    def where(self, condition: Condition = None, /, **fields: object) -> Labels:
        """The labels of some documents in memory, as ``Labels.where`` gives them."""
        import pyarrow.dataset as ds

        plain = {"documents": [name for name in self.documents.schema.names if name != "text"]}
        documents = pd.concat([part.documents for part in self.parts(plain)], ignore_index=True)
        keep = choose_documents(documents, condition, fields)
        chosen = ds.field("doc_id").isin(documents["doc_id"][keep].tolist())
        parts = [read_shard(shard, dict.fromkeys(TABLES), self.provenance, where=chosen) for shard in self.shards]
        origin = describe_subset(self.provenance, keep, condition, fields)
        return self.join([part for part in parts if len(part.documents)], origin)

    def document(self, doc_id: str) -> Labels:
        """The labels of one document.

        Raises
        ------
        CorpusError
            If the document is missing.
        """
        import pyarrow.dataset as ds

        for shard in self.shards:
            part = read_shard(shard, dict.fromkeys(TABLES), self.provenance, where=ds.field("doc_id") == doc_id)
            if len(part.documents):
                return part
        raise CorpusError(f"{doc_id!r} is missing from {self!r}. The ids are in the column documents.doc_id.")

    def select(self, columns: Mapping[str, Collection[str] | None]) -> Labels:
        """The labels of all shards with only ``columns`` of the tables named (None: all), the others empty."""
        tables = {name: empty_table(name) for name in TABLES}
        for name, wanted in columns.items():
            if name in self.shards[0]:
                parts = _read_all(name, [shard[name] for shard in self.shards], wanted)
                tables[name] = join_columns(name, parts, wanted)
        return Labels(**tables, provenance=self.provenance, problems=self.problems)

    def counts(self) -> tuple[pd.DataFrame, np.ndarray]:
        """How many tokens of each kind each voice and speaker has in each document, and where each shard begins.

        A row has doc_id, kind, voice, speaker, what is known of speakers, n_tokens, and n_terms: so many rows of
        ``terms`` belong to it.
        """
        ids = _read_all("documents", [shard["documents"] for shard in self.shards], ["doc_id"])
        parts = _read_all("counts", [files["counts"] for files in self.counted], None)
        bounds, starts = (np.cumsum([0, *map(len, tables)]) for tables in (parts, ids))
        table = join_columns("counts", parts, None)
        place = table.pop("document").to_numpy() + np.repeat(starts[:-1], np.diff(bounds))
        known = pd.Index(np.concatenate([part["doc_id"].to_numpy() for part in ids]), dtype="str")
        ranks = known.argsort().argsort()
        table.insert(0, "doc_id", pd.Categorical.from_codes(ranks[place], known.sort_values()))
        return table, bounds

    def terms(self, *, stop_words: bool = False) -> Iterator[Terms]:
        """The counted words of each shard in turn, one row after the other of ``counts``; perhaps which are stopped."""
        read = partial(self._read_terms, stop_words=stop_words)
        return chain.from_iterable(_ahead(read, range(0, len(self.counted), AT_ONCE)))

    def _read_terms(self, first: int, *, stop_words: bool) -> list[Terms]:
        import pyarrow as pa

        paths = [files["terms"] for files in self.counted[first : first + AT_ONCE]]
        parts = _read_all("terms", paths, ["norm", "n", *["is_stop"] * stop_words])
        table = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
        norm, norms, codes = table["norm"], [], np.zeros(0, dtype=np.int32)
        if len(table):
            codes, norms = norm.chunk(0).indices.to_numpy(), norm.chunk(0).dictionary.to_pylist()
        is_stop = table["is_stop"].to_numpy() if stop_words else np.zeros(len(table), dtype=bool)
        bounds = np.cumsum([len(part) for part in parts])[:-1]
        columns = (np.split(column, bounds) for column in (codes, is_stop, table["n"].to_numpy()))
        return [Terms(norms, *values) for values in zip(*columns, strict=True)]

    @cached_property
    def types(self) -> TokenTypes | None:
        """The types of the tokens; None for data sets of earlier versions."""
        if not (self.counted and self.vocabulary_files):
            return None
        types, incidence = (_read_all("", [path], None)[0] for path in self.vocabulary_files)
        table = types.to_pandas()
        for name in TYPE_COLUMNS[:-1]:
            table[name] = table[name].astype("str").astype("category")
        bounds = np.searchsorted(incidence["shard"].to_numpy(), np.arange(1, len(self.shards)))
        return TokenTypes(table, tuple(np.split(incidence["number"].to_numpy(), bounds)))

    def parts(
        self, columns: Mapping[str, Collection[str] | None], with_types: np.ndarray | None = None
    ) -> Iterator[Labels]:
        """The labels of a shard or some in turn; of the tables named only ``columns`` (None: all), the others empty.

        ``with_types``: a mask of ``types``, of which documents and shards must have one.
        """
        if self.types is None or columns.get("tokens") is None:
            yield from (read_shard(shard, columns, self.provenance) for shard in self.shards)
            return
        having = [n for n, own in enumerate(self.types.of_shards) if with_types is None or with_types[own].any()]
        waiting, n_waiting = list[Any](), 1  # few at first: the first lines may be enough
        for tables in _ahead(partial(self._read, columns, with_types), having):
            waiting.append(tables)
            if len(waiting) >= n_waiting or sum(len(each["tokens"]) for each in waiting) >= TOKENS_AT_ONCE:
                yield self._part(waiting, columns)
                waiting, n_waiting = [], min(2 * n_waiting, AT_ONCE)
        if waiting:
            yield self._part(waiting, columns)

    def _read(self, columns: Mapping[str, Any], with_types: np.ndarray | None, shard: int) -> "dict[str, pa.Table]":
        """The tables of a shard, the tokens with the ``number`` of their types for the columns that depend on these."""
        import pyarrow as pa

        rest = {**columns, "tokens": {*columns["tokens"], "doc_id"}.difference(TYPE_COLUMNS)}
        if with_types is not None:
            rest |= {name: names and {*names, "doc_id"} for name, names in rest.items()}
        files = self.shards[shard]
        tables = {name: _read_all(name, [files[name]], names)[0] for name, names in rest.items() if name in files}
        own = _read_all("numbers", [self.counted[shard]["numbers"]], None)[0]["number"]
        numbers, ids = self.types.of_shards[shard][own.to_numpy()], tables["tokens"]["doc_id"].combine_chunks()
        tables["tokens"] = tables["tokens"].append_column("number", pa.array(numbers))
        if with_types is None:
            return tables
        found = np.zeros(len(ids.dictionary), dtype=bool)
        found[ids.indices.to_numpy()[with_types[numbers]]] = True
        return {name: _of_documents(table, ids.dictionary.filter(pa.array(found))) for name, table in tables.items()}

    def _part(self, shards: "Sequence[Mapping[str, pa.Table]]", columns: Mapping[str, Any]) -> Labels:
        """What ``_read`` gave of several shards, as labels."""
        import pyarrow as pa

        numbers = pa.chunked_array([chunk for tables in shards for chunk in tables["tokens"]["number"].chunks])
        tables = {name: empty_table(name) for name in TABLES}
        for name in shards[0]:
            parts = [each[name].drop_columns("number") if name == "tokens" else each[name] for each in shards]
            tables[name] = join_columns(name, parts, columns[name])
        wanted = [name for name in self.tokens.schema.names if name in columns["tokens"]]
        tokens = tables["tokens"].assign(**self.types.columns({*wanted} & {*TYPE_COLUMNS}, numbers.to_numpy()))
        tables["tokens"] = tokens[wanted]
        return Labels(**_of_all_documents(tables, columns, self.provenance), provenance=self.provenance)


def scan_labels(path: str | os.PathLike[str]) -> LabelsOnDisk:
    """Open labels that ``label_to`` wrote, of any size.

    Raises
    ------
    CorpusError
        If there are none, or the run that makes them is not finished.

    Examples
    --------
    >>> import tempfile, pandas as pd, textkit as tk
    >>> texts = pd.DataFrame({"text": ["No deal.", "A deal is a deal."]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     labels = tk.scan_labels(tk.label_to(folder, texts, workers=1))
    ...     print(labels, tk.count_terms(labels, min_count=2)[["term", "n", "n_documents"]].values.tolist())
    LabelsOnDisk(2 documents in 1 shard) [['deal', 3, 2], ['a', 2, 1]]
    """
    need_scale("pyarrow")
    import pyarrow.dataset as ds

    listed = _read_manifest(source := Path(path))
    known = _known_tables(source, listed["shards"][0])
    found = {name: find_parts(source, name) for name in known}
    missing = [f"{name} of shard {key}" for key in listed["shards"] for name in known if key not in found[name]]
    if missing:
        what = f"{count_of(len(missing), 'file')}: {', '.join(missing[:3])}{', …' if len(missing) > 3 else ''}"
        raise CorpusError(f"{source} lacks {what}. Run label_to again: it makes what is missing.")
    shards = tuple({name: found[name][key] for name in known} for key in listed["shards"])
    counts = {name: find_parts(source, name) for name in COUNTED}
    whole = all(key in parts for parts in counts.values() for key in listed["shards"])
    counted = tuple({name: parts[key] for name, parts in counts.items()} for key in listed["shards"] if whole)
    checked = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
    format, tables = ds.ParquetFileFormat(default_fragment_scan_options=checked), {}
    for name in known:
        with reading(shards[0][name], REMEDY):
            tables[name] = ds.dataset([str(shard[name]) for shard in shards], format=format)
    tables |= {name: ds.dataset(schema_of(name).empty_table()) for name in TABLES if name not in known}
    vocabulary = _find_vocabulary(source, listed["shards"]) if counted else ()
    origin = MappingProxyType(listed["provenance"])
    return LabelsOnDisk(*(tables[name] for name in TABLES), listed["problems"], origin, shards, counted, vocabulary)


def _find_vocabulary(source: Path, keys: Sequence[str]) -> tuple[Path, ...]:
    """The files of the vocabulary, if they are there and of these shards."""
    from pyarrow import parquet

    paths, told = (source / VOCABULARY, source / INCIDENCE), []
    for path in filter(Path.exists, paths):
        with reading(path, REMEDY):
            told.append((parquet.read_schema(path).metadata or {}).get(SHARDS.encode()))
    return paths if told == [" ".join(keys).encode()] * 2 else ()


def _known_tables(source: Path, key: str) -> list[str]:
    """The tables of the data set: an earlier version did not have all."""
    note = read_note(source, key) or {"bytes": {}}
    return [name for name in TABLES if name not in ADDED or name in note["bytes"] or find_parts(source, name)]


def in_memory(labels: Labels | LabelsOnDisk, function: str) -> Labels:
    """The labels, read if they are on disk; OptionError with the remedy if it is something else."""
    if isinstance(labels, Labels | LabelsOnDisk):
        return labels.load() if isinstance(labels, LabelsOnDisk) else labels
    raise OptionError(f"{function} takes what label, load_labels or scan_labels return, not {type(labels).__name__}.")


def _read_manifest(source: Path) -> dict[str, Any]:
    path = source / MANIFEST
    if not path.exists():
        n_done = len(list((source / DONE).glob("*.json")))
        state = f"is not finished ({count_of(n_done, 'shard')} done)" if n_done else "does not hold labels on disk"
        raise CorpusError(f"{source} {state}. Run label_to or textkit label --shards, again if it stopped.") from None
    with reading(path, "Run label_to or textkit label --shards again: it keeps the shards that are done."):
        listed = json.loads(regular_file(path).read_bytes())
        shards, provenance = [str(key) for key in listed["shards"]], dict(listed["provenance"])
        whole = shards and len({*shards}) == len(shards) and str(provenance["documents"]).isdecimal()
        if not whole or not isinstance(provenance["tables"], str):
            raise CorpusError("It does not list shards and how they came about.")
        problems = [Problem(**problem) for problem in listed["problems"]]
        return {"shards": shards, "provenance": provenance, "problems": problem_table(problems)}


def read_shard(
    shard: Mapping[str, Path],
    columns: Mapping[str, Collection[str] | None],
    provenance: Mapping[str, str],
    where: "Expression | None" = None,
) -> Labels:
    """The tables of one shard, of which rows fulfil the condition ``where``."""
    tables = {name: empty_table(name) for name in TABLES}
    for name, wanted in columns.items():
        if name in shard:
            with reading(shard[name], REMEDY):
                table = read_columns(name, shard[name], wanted, where)
                tables[name] = as_frame(name, table, wanted, only_used=where is not None)
    for name in shard if columns == dict.fromkeys(TABLES) else ():
        with reading(shard[name], REMEDY):
            check_table(name, tables[name], tables["documents"])
    return Labels(**_of_all_documents(tables, columns, provenance), provenance=provenance)


def _of_all_documents(
    tables: dict[str, pd.DataFrame], columns: Collection[str], provenance: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """The tables; the tokens have the ids of all documents, as in memory, also of those without a token."""
    tokens = tables["tokens"]
    if "doc_id" in tokens and "tokens" in provenance["tables"].split(", "):
        known = sorted(tables["documents"]["doc_id"]) if "documents" in columns else tokens["doc_id"].cat.categories
        tokens = tokens.assign(doc_id=tokens["doc_id"].cat.set_categories(pd.Index(known, dtype="str")))
    return tables | {"tokens": tokens}


def _of_documents(table: "pa.Table", wanted: "pa.Array") -> "pa.Table":
    """The rows of some documents."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = table["doc_id"].combine_chunks()
    coded = pa.types.is_dictionary(ids.type)
    known = pc.is_in(values := ids.dictionary if coded else ids, wanted.cast(values.type))
    return table.filter(known.take(ids.indices) if coded else known)


def _ahead(read: Callable[[int], Any], shards: Iterable[int]) -> Iterator[Any]:
    """What is read of the shards, in order; threads read the next ones meanwhile."""
    with ThreadPoolExecutor(READERS) as pool:
        waiting: deque[Future[Any]] = deque()
        try:
            for shard in shards:
                waiting.append(pool.submit(read, shard))
                if len(waiting) > READERS:
                    yield waiting.popleft().result()
            yield from (future.result() for future in waiting)
        finally:
            pool.shutdown(cancel_futures=True)


def _read_all(name: str, paths: Sequence[Path], columns: Collection[str] | None) -> "list[pa.Table]":
    parts = []
    for path in paths:
        with reading(path, REMEDY):
            parts.append(read_columns(name, path, columns))
    return parts
