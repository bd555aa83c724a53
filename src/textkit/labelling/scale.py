"""Labelling past one machine's memory: shard by shard, from files to a data set on disk, over Dask."""

import hashlib
import os
import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from tqdm.auto import tqdm

from textkit.checks import checked_call
from textkit.errors import CorpusError, OptionError
from textkit.labelling.dataset import (
    ShardFiles,
    find_all_parts,
    find_parts,
    is_done,
    need_scale,
    number_of,
    open_target,
    publish,
    read_note,
    refuse_parts,
    schema_of,
)
from textkit.labelling.document import LABEL_TABLES, check_tables, plain_resources
from textkit.labelling.on_disk import read_shard
from textkit.labelling.pipeline import describe_origin, label_documents, unlabelled, with_layouts
from textkit.labelling.speaker_linking import (
    LINKED,
    Link,
    add_facts,
    apply_links,
    count_names,
    fact_columns,
    facts_of,
    find_links,
    tell_links,
)
from textkit.labelling.workers import Lost, Run, open_pool, safe_environment
from textkit.read import Problem, ReadOptions, check_names
from textkit.read.assemble import build_documents
from textkit.read.corpus import Corpus, hash_documents, say_nothing_read
from textkit.read.reading import Speakers, add_speakers, place_of, read_corpus
from textkit.read.screening import check_languages
from textkit.read.shards import Shard, cut_files, cut_table, join_surveys, shard_documents, survey_piece
from textkit.schema import TABLES

if TYPE_CHECKING:
    import pyarrow as pa
    from distributed import Client

__all__ = ["label_to"]

LAYOUT = 5  # of the data set: another number, and everything is labelled again
OPTIONS = ("client", "workers", "shard_size", "tables", "progress", "duplicates", "link_speakers", "speakers")

Note = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """What the shards of a run share."""

    target: str
    run: str
    tables: tuple[str, ...]
    resources: Mapping[str, tuple[dict[str, str], ...]]
    kinds: Mapping[str, set[str]]
    schemas: Mapping[str, "pa.Schema"]


@checked_call
def label_to(
    path: str | os.PathLike[str],
    corpus: Corpus | pd.DataFrame | str | os.PathLike[str],
    *,
    client: "Client | None" = None,
    workers: int | None = None,
    shard_size: int = 500,
    tables: Sequence[str] | None = None,
    progress: bool = False,
    duplicates: str = "mark",
    link_speakers: bool = True,
    speakers: Speakers | None = None,
    **reading: Any,
) -> Path:
    """Label a corpus of any size into a Parquet data set, to be opened with ``scan_labels``.

    The documents go through in shards, so memory holds a few shards and not the corpus. The labels are those of
    ``label`` of the same documents, whatever the number of workers and the size of the shards. What is done stays
    done: after an interruption, or with files added, changed or removed, only shards whose documents, metadata, word
    lists, tables or textkit version are not as they were are labelled. The data set changes when all is done.

    A document of which labelling fails, or of which worker processes die, is left out and listed among the problems.

    Parameters
    ----------
    path : path
        Folder of the data set: new, empty, or made by this function; neither the corpus folder nor in it. Other files
        in it stay as they are.
    corpus : Corpus, DataFrame with a text column, or path
        What to label. Files and folders are read by the workers, who must see them under the same path; a data set or
        a table in memory is sent to them.
    duplicates : {"mark", "keep"}
        Name in the field ``duplicate_of`` which earlier document a near-duplicate repeats, or do not look for them. Of
        files it is found by signatures of the texts: near the limit of resemblance (0.7) it may be decided otherwise
        than by ``read_corpus``, which compares whole texts.
    client : dask.distributed.Client, optional
        Of the cluster that does the work. Without one, processes of this machine do.
    workers : int, optional
        Processes without a client; by default one for each processor, 1 is this process. A script that starts
        several must do so below ``if __name__ == "__main__":``.
    shard_size : int
        Documents of a shard, roughly; long documents make smaller shards.
    tables : sequence of str, optional
        As in ``label``.
    progress : bool
        Show progress bars.
    link_speakers : bool
        As in ``label``: a speaker has one name in all documents. Names are linked when all shards are labelled.
    speakers : DataFrame, path of a CSV file, or list of dicts, optional
        As in ``label``: names and facts of speakers.
    **reading
        text_column, speaker_column, encoding, name_pattern, day_first, languages as in ``read_corpus``.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    CorpusError
        If there is nothing to read, or files change meanwhile.
    OptionError
        If an option is not known or a package is missing.
    OutputError
        If the folder holds something else, a file of the data set was changed, the folder cannot be written, another
        run is writing to it, or the connection to the cluster is lost.

    Examples
    --------
    >>> import tempfile, pandas as pd, textkit as tk
    >>> texts = pd.DataFrame({"text": ["“It is over,” Ann Lee said.", "Nobody knew."]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     labels = tk.scan_labels(tk.label_to(folder, texts, workers=1))
    ...     labels.load().quotes["speaker"].tolist()
    ['Ann Lee']
    """
    need_scale("pyarrow")
    wanted = check_tables(tables)
    if shard_size < 1:
        raise OptionError(f"shard_size must be 1 or more, not {shard_size}.")
    if duplicates not in ("mark", "keep"):
        raise OptionError(f"duplicates is 'mark' or 'keep' for labels on disk, not {duplicates!r}.")
    check_names(reading, (*ReadOptions.__slots__, *OPTIONS), function="label_to")
    options = ReadOptions(**reading | {"languages": check_languages(reading.get("languages"))})
    name = uuid.uuid4().hex[:8]  # of the run
    inputs = [place_of(corpus)] if isinstance(corpus, str | os.PathLike) else []
    with open_target(path, inputs, name) as target:
        source = _open_source(corpus, options, duplicates)
        with safe_environment(), open_pool(client, workers) as run:
            shards, job, problems = _plan(
                source, options, shard_size, target, name, wanted, run, progress, speakers, mark=duplicates == "mark"
            )
            notes = _label_shards(shards, job, run, progress)
            links = _find_links(notes, job) if link_speakers else []
            notes = _link_shards(shards, job, run, notes, links, progress)
        keys = [_key(shard, job) for shard in shards]
        problems += [Problem(**problem) for key in keys for problem in notes[key]["problems"]]
        origin = _origin(target, keys, job, sum(len(shard.ids) for shard in shards))
        origin = {**origin, LINKED: tell_links(links)} if links else origin
        publish(target, name, {key: notes[key] for key in keys}, origin, problems)
    return Path(path).absolute()


def _open_source(corpus: object, options: ReadOptions, duplicates: str) -> Corpus | Path:
    """What is in memory, or the place of the files."""
    if isinstance(corpus, str | os.PathLike) and place_of(corpus).exists():
        return Path(corpus)
    given = {name: value for name in ReadOptions.__slots__ if (value := getattr(options, name)) is not None}
    return corpus if isinstance(corpus, Corpus) else read_corpus(corpus, duplicates=duplicates, **given)


def _plan(
    corpus: Corpus | Path,
    options: ReadOptions,
    size: int,
    target: Path,
    name: str,
    wanted: tuple[str, ...],
    run: Run,
    progress: bool,
    speakers: Speakers | None,
    *,
    mark: bool,
) -> tuple[list[Shard], Job, list[Problem]]:
    """The shards of the corpus, what they share, and what was odd in reading."""
    if isinstance(corpus, Path):
        pieces, folder = cut_files(corpus, options, size)
        done = tqdm(run(survey_piece, [(piece,) for piece in pieces]), "read", len(pieces), disable=not progress)
        surveys = dict(done)
        _refuse_lost(surveys, pieces)
        shards, kinds, problems = join_surveys(pieces, [surveys[i] for i in range(len(pieces))], folder, mark=mark)
        documents, _ = build_documents([], [], kinds, options)
        resources = folder.resources
    else:
        shards, kinds, documents, resources = cut_table(corpus.documents, size), {}, corpus.documents, corpus.resources
        problems = [Problem(**row) for row in corpus.problems.fillna("").to_dict("records")]
    if not shards:
        raise CorpusError(say_nothing_read(str(corpus), problems))
    resources = add_speakers(resources, speakers)
    documents = with_layouts(documents, [None] * len(documents))
    schemas = {"documents": schema_of("documents", documents)} | {
        name: schema_of(name, further=fact_columns(name, facts_of(resources))) for name in LABEL_TABLES
    }
    return shards, Job(str(target), name, wanted, plain_resources(resources), kinds, schemas), problems


def _refuse_lost(surveys: Mapping[int, object], pieces: Sequence[Any]) -> None:
    lost = [pieces[number].files for number, survey in surveys.items() if survey is Lost]
    if lost:
        raise CorpusError(
            f"Worker processes died while reading files from {lost[0][0]} to {lost[0][-1]}. Look at their sizes, take "
            "the damaged one out and run it again; or give the workers more memory."
        )


def _key(shard: Shard, job: Job) -> str:
    """A hash of all that the files of the shard depend on."""
    from textkit import __version__

    facts = (
        LAYOUT,
        __version__,
        job.tables,
        job.resources,
        str(job.schemas["documents"]),
        shard.ids,
        shard.digest,
        shard.originals,
    )
    return hashlib.sha256(repr(facts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _label_shards(
    shards: Sequence[Shard], job: Job, run: Run, progress: bool, again: Collection[str] = ()
) -> dict[str, Note]:
    """The notes of all shards by key; those that are not done, or have a key in ``again``, are labelled."""
    target = Path(job.target)
    parts = find_all_parts(target)
    keys = [_key(shard, job) for shard in shards]
    found = {key: None if key in again else is_done(target, key, parts) for key in keys}
    notes = {key: note for key, note in found.items() if note}
    missing = [number for number, key in enumerate(keys) if key not in notes]
    refuse_parts(target, [keys[number] for number in missing], parts)
    aside = []
    with tqdm(total=sum(len(s.ids) for s in shards), desc="label", unit="doc", disable=not progress) as bar:
        bar.update(sum(len(s.ids) for s, key in zip(shards, keys, strict=True) if key in notes))
        tasks = [(shards[n], number_of(parts, keys[n], n), keys[n], job) for n in missing]
        for place, note in run(label_shard, tasks):
            shard, _, key, _ = tasks[place]
            if note is Lost:
                aside.append(tasks[place])
                continue
            notes[key] = note
            bar.update(len(shard.ids))
        for task in aside:  # one after the other: whose worker dies now is to blame itself
            notes[task[2]] = _label_without(task, run)
            bar.update(len(task[0].ids))
    return notes


def _label_without(task: tuple[Shard, int, str, Job], run: Run) -> Note:
    """Label a shard of which a worker died: without the documents that do it again, found by halving."""
    shard, number, key, job = task
    deadly = tuple(_find_deadly(shard, job, range(len(shard.ids)), run))
    note = next(run(label_shard, [(shard, number, key, job, deadly)]))[1]
    if note is Lost:
        raise CorpusError(
            f"Worker processes die of the documents from {shard.ids[0]!r} to {shard.ids[-1]!r}, of none of them alone. "
            "Give the workers more memory or choose a smaller shard_size; what is done is kept."
        )
    return note


def _find_deadly(shard: Shard, job: Job, places: Sequence[int], run: Run) -> Iterator[int]:
    """Places of the documents of which the worker dies."""
    if next(run(try_documents, [(shard, job, tuple(places))]))[1] is not Lost:
        return
    if len(places) == 1:
        yield places[0]
        return
    middle = len(places) // 2
    for half in (places[:middle], places[middle:]):
        yield from _find_deadly(shard, job, half, run)


def try_documents(shard: Shard, job: Job, places: tuple[int, ...]) -> None:
    """Label some documents of a shard and keep nothing, to see whether the worker survives it."""
    documents, _ = shard_documents(shard, job.kinds)
    label_documents(documents.iloc[list(places)].reset_index(drop=True), resources=job.resources, tables=job.tables)


def label_shard(shard: Shard, number: int, key: str, job: Job, deadly: tuple[int, ...] = ()) -> Note:
    """Label the documents of a shard, but for those at the places ``deadly``, and write them: a worker's work."""
    documents, problems = shard_documents(shard, job.kinds)
    died = documents.iloc[list(deadly)]
    problems = [*problems, *(unlabelled(row, "worker processes died of it") for row in died.itertuples())]
    rest = documents.drop(index=list(deadly)).reset_index(drop=True)
    part = label_documents(rest, resources=job.resources, tables=job.tables)
    told = {"problems": [asdict(problem) for problem in (*problems, *part.problems, *part.doubts)]}
    told |= {"names": count_names(part.tables["speakers"]), "links": []}
    files = ShardFiles(job.target, job.run, number, key)
    tables = add_facts(part.tables, facts_of(job.resources))
    return files.write({"documents": part.documents} | tables, job.schemas, told)


def _find_links(notes: Mapping[str, Note], job: Job) -> list[Link]:
    """The links among the names of all shards."""
    counts: Counter[tuple[str, str]] = Counter()
    for note in notes.values():
        counts.update({(name, kind): n for name, kind, n in note["names"]})
    return find_links([(name, kind, n) for (name, kind), n in counts.items()], job.resources)


def _link_shards(
    shards: Sequence[Shard], job: Job, run: Run, notes: dict[str, Note], links: Sequence[Link], progress: bool
) -> dict[str, Note]:
    """The notes of the shards when their names are linked; those that are linked otherwise are labelled again first."""
    names = {link.name: link.speaker for link in links}
    wanted = {key: [[n, names[n]] for n, _, _ in note["names"] if n in names] for key, note in notes.items()}
    stale = {key for key, note in notes.items() if note["links"] not in ([], wanted[key])}
    if stale:
        notes = _label_shards(shards, job, run, progress, again=stale)
    todo = [key for key, note in notes.items() if note["links"] != wanted[key]]
    tasks = [(key, job, wanted[key]) for key in todo]
    for place, note in tqdm(run(link_shard, tasks), "link", len(tasks), disable=not progress or not tasks):
        if note is Lost:
            raise CorpusError("A worker process died while linking names. Give the workers more memory; run it again.")
        notes[todo[place]] = note
    return notes


def link_shard(key: str, job: Job, links: Sequence[tuple[str, str]]) -> Note:
    """Link the names of a shard and write it again: a worker's work."""
    target = Path(job.target)
    parts, note = find_all_parts(target), read_note(target, key) or {}
    columns = {**dict.fromkeys(TABLES), "documents": job.schemas["documents"].names}  # all, and not checked again
    shard, provenance = {name: parts[name][key] for name in TABLES}, {"tables": ", ".join(job.tables)}
    labels = read_shard(shard, columns, provenance)
    linked = apply_links(labels, [Link(name, speaker, "") for name, speaker in links])
    tables = add_facts(linked.tables(), facts_of(job.resources))
    files = ShardFiles(job.target, job.run, number_of(parts, key, 0), key)
    told = {"problems": note["problems"], "names": note["names"], "links": links}
    return files.write(tables, job.schemas, told)


def _origin(target: Path, keys: Sequence[str], job: Job, n_read: int) -> Mapping[str, str]:
    """The provenance of the labels that were written, of ``n_read`` documents."""
    from pyarrow import parquet

    parts = find_parts(target, "documents")
    tables = [parquet.read_table(parts[key], columns=["doc_id", "sha256"]).to_pandas() for key in keys]
    documents = pd.concat(tables, ignore_index=True)
    failed = n_read - len(documents)
    return describe_origin(hash_documents(documents), len(documents), job.resources, job.tables, failed=failed)
