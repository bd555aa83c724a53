"""The report: notebooks in, a folder of figures with their gallery out, all of it or nothing."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any

from tqdm import tqdm

from textkit.errors import OptionError, ReportError
from textkit.labelling.pipeline import label
from textkit.labelling.storage import share_labels
from textkit.labelling.workers import safe_environment
from textkit.manifest import (
    LOCK,
    cannot_write,
    check_target,
    enlist,
    entries_below,
    is_own,
    read_manifest,
    refuse_foreign,
)
from textkit.output import locked, staging, write_manifest
from textkit.read import check_names
from textkit.read.corpus import Corpus
from textkit.read.reading import place_of, read_corpus
from textkit.show.gallery import write_gallery
from textkit.show.notebooks import (
    Plan,
    execute_all,
    notebook_body,
    parameters_of,
    plan_notebook,
    shipped_notebooks,
    write_notebook_pages,
)
from textkit.show.view import choose_documents, write_documents

__all__ = ["run_report"]

READING = tuple(signature(read_corpus).parameters)[1:]
REPORT = "report"  # what the manifest of the folder calls it
READY = ".report.ready"  # a whole report on its way to its place


def run_report(
    corpus: str | os.PathLike[str] | None = None,
    *,
    figures: str | os.PathLike[str] = "figures",
    notebooks: str | os.PathLike[str] | None = None,
    reading: Mapping[str, Any] | None = None,
    workers: int = 2,
    progress: bool = True,
) -> Path:
    """Run the notebooks on a corpus and write figures, pages and their gallery.

    Everything is made in a hidden folder and moved into place when all of it is done: a failed or interrupted run
    leaves the previous report whole. Figures and pages of the previous report that this one did not write are
    removed; other files in the folder are left alone. A file in the way of the report that is not of the previous one,
    or was changed since, is never touched: then nothing is written.

    Parameters
    ----------
    corpus : path or name of a data set, optional
        What to analyse; without it each notebook uses the corpus written in its own ``parameters`` cell. Notebooks
        about a data set of their own (``corpus = "sotu"``) run only then.
    figures : path
        Folder for the output, made if missing: empty, or written by textkit; neither the corpus folder nor in it.
    notebooks : path, optional
        A folder of your own notebooks; each has a code cell tagged ``parameters`` that sets ``corpus`` and
        ``figures``. They are programs: name only a folder that you trust. Without it textkit's own run.
    reading : mapping, optional
        Options of ``read_corpus``; without it those in the notebooks' own parameter ``reading``, which set
        near-duplicates aside.
    workers : int
        Notebooks that run at the same time, each in a process of its own.
    progress : bool
        Show a progress bar, if standard error is a terminal.

    Returns
    -------
    Path
        of the gallery, ``figures/index.html``.

    Raises
    ------
    ReportError
        If a notebook fails (the message names it, the cell and the reason), or there is none.
    CorpusError
        If nothing can be read from ``corpus``.
    OutputError
        If the folder cannot be written, or a file is in the way.

    Examples
    --------
    >>> run_report("my-texts", notebooks="no/such/folder")
    Traceback (most recent call last):
    textkit.errors.ReportError: No notebooks (*.ipynb) in no/such/folder. Name the folder that has them.
    """
    if workers < 1:
        raise OptionError(f"workers must be 1 or more, not {workers}.")
    check_names(reading or (), READING, function="read_corpus")
    place = shipped_notebooks() if notebooks is None else Path(notebooks)
    paths = _choose_notebooks(place, given=corpus is not None)
    target = check_target(figures, by=REPORT, inputs=_places(paths) if corpus is None else [corpus])
    with staging(target, ".report-") as folder, locked(target / LOCK):
        _finish(target)
        _refuse_changed(target, paths)
        source = _main_corpus(paths, corpus, reading)
        own = {} if corpus is None else {"corpus": _absolute(corpus)}
        own |= {} if reading is None else {"reading": dict(reading)}
        plans = [plan_notebook(path, own | {"figures": str(folder)}) for path in paths]
        documents = partial(_write_documents, source, folder)
        bodies = _execute(plans, place, workers=workers, progress=progress, meanwhile=documents)
        _write_pages(bodies, folder, source)
        _move(folder, target)
    return Path(figures) / "index.html"


def _choose_notebooks(folder: Path, *, given: bool) -> list[Path]:
    """Notebooks of a folder by name, less those that say ``in_report = False`` among their parameters.

    If a corpus is given, those about a data set of their own are left out too.
    """
    paths = sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))
    if not paths:
        raise ReportError(f"No notebooks (*.ipynb) in {folder}. Name the folder that has them.")
    told = {path: parameters_of(path) for path in paths}
    kept = [path for path in paths if told[path].get("in_report", True)]
    return [path for path in kept if not (given and _is_data_set(told[path].get("corpus", "")))]


def _is_data_set(corpus: str) -> bool:
    """A name such as "sotu", not a path."""
    return corpus.isidentifier()


def _absolute(corpus: str | os.PathLike[str]) -> str:
    """Notebooks run in their own folder, so a path must not depend on the present one."""
    path = place_of(corpus)
    return str(path.resolve()) if path.exists() or not _is_data_set(str(corpus)) else str(corpus)


def _execute(
    plans: Sequence[Plan], folder: Path, *, workers: int, progress: bool, meanwhile: Callable[[], None]
) -> dict[str, str]:
    """Run the notebooks, those that take longest (the largest data sets) first, and meanwhile do what else there is.

    Returned is the HTML of each by its name.
    """
    ordered = sorted(plans, key=lambda plan: not _is_data_set(parameters_of(plan.path).get("corpus", "")))
    quiet = not (progress and sys.stderr.isatty())
    bodies: dict[str, str] = {}
    with (
        safe_environment(),
        tempfile.TemporaryDirectory(prefix="tk") as labels,
        share_labels(Path(labels)),
        tqdm(total=len(plans), desc="report", unit="notebook", disable=quiet) as bar,
    ):

        def done(plan: Plan) -> None:
            bodies[plan.path.stem] = notebook_body(plan)
            bar.update()

        execute_all(ordered, folder=folder, workers=workers, done=done, meanwhile=meanwhile)
    return {plan.path.stem: bodies[plan.path.stem] for plan in plans}


def _write_pages(bodies: Mapping[str, str], folder: Path, source: Corpus | None) -> None:
    """Write the notebook pages, then the gallery that links them and the document pages."""
    write_notebook_pages(bodies, folder)
    write_gallery(folder, title=f"Report: {source.name}" if source is not None and source.name else "Report")


def _write_documents(source: Corpus | None, folder: Path) -> None:
    if source is not None:
        write_documents(label(choose_documents(source)), folder, corpus=source.hash)


def _main_corpus(
    paths: Sequence[Path], corpus: str | os.PathLike[str] | None, reading: Mapping[str, Any] | None
) -> Corpus | None:
    """The corpus given, else the one that most notebooks have for a parameter; read as the notebooks read it."""
    parameters = [parameters_of(path) for path in paths]
    options = next((p["reading"] for p in parameters if "reading" in p), {}) if reading is None else reading
    if corpus is not None:
        return read_corpus(_absolute(corpus), **options)
    places = _places(paths)
    return read_corpus(max(places, key=places.count), **options) if places else None


def _places(paths: Sequence[Path]) -> list[str]:
    """The corpora that the notebooks have for a parameter, data sets excepted."""
    named = [(path.parent, parameters_of(path).get("corpus", "")) for path in paths]
    return [str(folder / name) for folder, name in named if name and not _is_data_set(name)]


def _refuse_changed(target: Path, paths: Sequence[Path]) -> None:
    """OutputError before the work if the report would meet files that are not of the previous one, as far as known."""
    previous = {entry.path for entry in read_manifest(target) or () if entry.by == REPORT}
    pages = {f"notebooks/{path.stem}.html" for path in paths}
    refuse_foreign(target, sorted(previous | pages | {"index.html", "documents/index.csv"}))


def _move(folder: Path, target: Path) -> None:
    made = entries_below(folder, REPORT)
    refuse_foreign(target, [READY, *(entry.path for entry in made)])
    try:
        write_manifest(folder, made)
        enlist(target, made)
        os.replace(folder, target / READY)
        try:
            _finish(target)
        except KeyboardInterrupt:  # it takes milliseconds: finish rather than leave a mixture
            _finish(target)
            raise
    except OSError as error:
        raise cannot_write(target, error) from error


def _finish(target: Path) -> None:
    """Move a whole report to its place; one that a killed run did not move to its end is moved by the next."""
    ready = target / READY
    made = read_manifest(ready)
    if made is None:
        return
    names = {entry.path for entry in made}
    left = sorted(name for name in names if (ready / name).exists())
    refuse_foreign(target, left)
    for name in left:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(ready / name, target / name)
    listed = {entry.path: entry for entry in read_manifest(target) or ()}  # the last line of a file counts
    others = [entry for name, entry in listed.items() if name not in names and (target / name).exists()]
    for entry in others:
        if entry.by == REPORT and is_own(target / entry.path):
            (target / entry.path).unlink()
    write_manifest(target, [*made, *(entry for entry in others if entry.by != REPORT)])
    shutil.rmtree(ready)
