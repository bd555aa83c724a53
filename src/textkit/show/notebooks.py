"""Notebooks as programs: their parameters, their execution, their pages, and a copy of those that textkit ships."""

import ast
import asyncio
import hashlib
import logging
import os
import re
import sys
import tempfile
import threading
from base64 import b64decode
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from markupsafe import Markup
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

import textkit
from textkit.errors import OutputError, ReportError
from textkit.output import write_own
from textkit.show.gallery import read_notes
from textkit.show.markup import escape, only_safe, render

__all__ = [
    "Plan",
    "copy_notebooks",
    "execute_all",
    "notebook_body",
    "parameters_of",
    "plan_notebook",
    "shipped_notebooks",
    "write_notebook_pages",
]

NOTEBOOKS, SAMPLE = "notebooks", "corpus/us-canada-2025"
# What a notebook leaves behind: names, figures, the folder it moved to. Loaded libraries stay; they take seconds.
FRESH = """
import os, sys
os.chdir({folder!r})
if "matplotlib.pyplot" in sys.modules:
    sys.modules["matplotlib.pyplot"].close("all")
get_ipython().reset(new_session=True)
"""
# As nbconvert writes a picture among a cell's outputs.
PICTURE = re.compile(
    r'<img alt="[^"<]*"(?P<before>[^<>]*) src="data:image/png;base64,(?P<data>[^"<]+)"(?P<after>[^<>]*)/>'
)
STYLER_ID = re.compile(r"\bT_[0-9a-f]{5}(?![0-9a-zA-Z])")


def shipped_notebooks() -> Path:
    """The folder of textkit's own notebooks; the sample corpus is where their first cells say, beside it.

    They lie in the package (``setup.py`` puts them there), or where the source code is in the folder above ``src``.
    The current folder is of no importance.

    Examples
    --------
    >>> sorted(path.name for path in shipped_notebooks().glob("*.ipynb"))[0]
    '00_quickstart.ipynb'
    """
    package = Path(textkit.__file__).resolve().parent
    for place in (package / "shipped", package.parents[1]):
        if (place / NOTEBOOKS / "00_quickstart.ipynb").is_file() and (place / SAMPLE).is_dir():
            return place / NOTEBOOKS
    raise ReportError("This installation of textkit has no notebooks. Install it again, or name a folder of notebooks.")


def copy_notebooks(folder: str | os.PathLike[str]) -> list[Path]:
    """Copy textkit's notebooks and the sample corpus into ``folder``, to be changed and run there.

    The copies read the sample corpus in ``folder/corpus`` and write to ``folder/figures`` until their first cell says
    otherwise. A file that is there already is never overwritten: if one differs from its copy, nothing is written.

    Returns
    -------
    list of Path
        The notebooks.

    Raises
    ------
    OutputError
        If a file is in the way, or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     copy_notebooks(folder)[0].name
    '00_quickstart.ipynb'
    """
    target = Path(folder)
    files = {target / name: content for name, content in _files()}
    try:
        for path, content in files.items():
            if path.exists() and path.read_bytes() != content:
                raise OutputError(f"{path} is there already and differs. Nothing was copied: choose another folder.")
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            if not path.exists():
                with path.open("xb") as file:
                    file.write(content)
    except OSError as error:
        raise OutputError(f"Cannot write {target}: {error.strerror}. Choose a folder that you may write to.") from error
    return [path for path in files if path.suffix == ".ipynb"]


def _files() -> Iterator[tuple[str, bytes]]:
    """Names in the copy and contents; where the notebooks say ``../``, the copies need not go up."""
    notebooks = shipped_notebooks()
    for path in sorted(notebooks.glob("*.ipynb")):
        yield path.name, path.read_bytes().replace(b'\\"../', b'\\"')
    corpus = notebooks.parent / SAMPLE
    for path in sorted(path for path in corpus.rglob("*") if path.is_file() and not path.name.startswith(".")):
        yield f"{SAMPLE}/{path.relative_to(corpus).as_posix()}", path.read_bytes()


@dataclass(frozen=True, slots=True)
class Plan:
    """A notebook to run: its path, its content with parameters filled in, and the cells before them."""

    path: Path
    notebook: NotebookNode
    injected_at: int


class OwnPython(KernelSpecManager):
    """Every kernel is this Python, whatever kernels the user has installed; warnings are left out of a report.

    Modules that lie beside the notebooks are found last, so that none is taken for one of a library.
    """

    folder: Path

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The one kernel there is."""
        command = [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        command += ["--HistoryManager.enabled=False", "--InteractiveShellApp.ignore_cwd=True"]
        command += [f"--InteractiveShellApp.exec_lines=import sys; sys.path.append({str(self.folder.resolve())!r})"]
        settings = {"PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        return KernelSpec(argv=command, display_name="textkit", language="python", env=settings)


def plan_notebook(path: Path, parameters: Mapping[str, Any]) -> Plan:
    """Read a notebook and put a cell with ``parameters`` behind the cell tagged ``parameters``.

    Raises
    ------
    ReportError
        If the file is not a notebook or has no such cell.
    """
    notebook = _read(path)
    at = _parameters_cell(notebook, path) + 1
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    cell = nbformat.v4.new_code_cell(source, id="injected-parameters", metadata={"tags": ["injected-parameters"]})
    notebook.cells.insert(at, cell)
    return Plan(path, notebook, at)


def parameters_of(path: Path) -> dict[str, Any]:
    """The parameters of a notebook and their values, as written in its cell tagged ``parameters``."""
    notebook = _read(path)
    tree = ast.parse(notebook.cells[_parameters_cell(notebook, path)].source)
    return {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    }


def _read(path: Path) -> NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises errors of many kinds for files that are not notebooks
        raise ReportError(f"{path} is not a Jupyter notebook ({error}). Restore it or remove it.") from error


def _parameters_cell(notebook: NotebookNode, path: Path) -> int:
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            return number
    raise ReportError(f"{path} has no code cell tagged 'parameters' (with corpus and figures). Tag its first cell.")


def execute_all(
    plans: Sequence[Plan],
    *,
    folder: Path,
    workers: int,
    done: Callable[[Plan], None] = lambda plan: None,
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Run the planned notebooks in ``folder``, ``workers`` at a time; ``done(plan)`` is called after each.

    While they run ``meanwhile()`` is called once, then ``done``, in the caller's thread.

    The notebooks of the plans get their outputs. The first failure stops the others; so does Ctrl-C.

    Raises
    ------
    ReportError
        Naming the notebook, the number of the cell and the last line of the error.
    """
    with tempfile.TemporaryDirectory(prefix="tk") as sockets, ThreadPoolExecutor(1) as thread:
        stop, ready = threading.Event(), SimpleQueue()
        running = thread.submit(asyncio.run, _until_stopped(_run_all(plans, folder, workers, ready.put, sockets), stop))
        running.add_done_callback(lambda _: ready.put(None))
        try:
            meanwhile()
            for plan in iter(ready.get, None):
                done(plan)
            running.result()
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        except BaseException:
            stop.set()
            raise


async def _until_stopped(work: Coroutine[Any, Any, None], stop: threading.Event) -> None:
    """Run ``work`` beside a watch on ``stop``, which another thread sets; then cancel it, which ends its kernels."""
    task = asyncio.ensure_future(work)
    while not task.done():
        if stop.is_set():
            task.cancel()
        await asyncio.wait([task], timeout=0.1)
    await task


async def _run_all(
    plans: Sequence[Plan], folder: Path, workers: int, done: Callable[[Plan], None], sockets: str
) -> None:
    waiting = iter(plans)

    async def work(number: int) -> None:
        manager = _kernel(f"{sockets}/{number}.json", folder)
        try:
            for plan in waiting:
                await _execute(plan, folder, manager)
                done(plan)
        finally:
            if manager.has_kernel:
                await manager.shutdown_kernel(now=True)

    async with asyncio.TaskGroup() as group:
        for number in range(min(workers, len(plans))):
            group.create_task(work(number))


def _kernel(connection: str, folder: Path) -> AsyncKernelManager:
    transport = "tcp" if os.name == "nt" else "ipc"
    python = OwnPython()
    python.folder = folder
    return AsyncKernelManager(kernel_spec_manager=python, connection_file=connection, transport=transport)


async def _execute(plan: Plan, folder: Path, manager: AsyncKernelManager) -> None:
    """Run a notebook in a kernel, which is started for the first and left as good as new for the next."""
    client = NotebookClient(
        plan.notebook, km=manager, timeout=None, record_timing=False, resources={"metadata": {"path": str(folder)}}
    )
    try:
        await client.async_execute(cleanup_kc=False)
        await client.kc.execute(FRESH.format(folder=str(folder.resolve())), silent=True, reply=True)
    except CellExecutionError as error:
        raise ReportError(_failure(plan, error)) from None
    except DeadKernelError:
        raise ReportError(f"{plan.path.name}: its Python died, perhaps because memory ran out.") from None
    finally:
        if client.kc is not None:
            client.kc.stop_channels()


def _failure(plan: Plan, error: CellExecutionError) -> str:
    at = next(i for i, cell in enumerate(plan.notebook.cells) if _has_error(cell))
    number = at + 1 if at < plan.injected_at else at
    source = plan.notebook.cells[at].source.strip().split("\n")[0][:80]
    reason = (str(error.evalue).strip().split("\n") or [""])[-1]
    return (
        f"{plan.path.name}, cell {number} ({source}) failed: {error.ename}: {reason.rstrip('.')}. Nothing was written."
    )


def _has_error(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def notebook_body(plan: Plan) -> str:
    """The executed notebook as HTML, without the cell of parameters that was put in: it names a hidden folder."""
    plan.notebook.cells.pop(plan.injected_at)
    return _exporter().from_notebook_node(plan.notebook)[0]


def write_notebook_pages(bodies: Mapping[str, str], folder: Path) -> None:
    """Write ``notebooks/<name>.html`` into ``folder`` for the HTML of each notebook, by name, when all have run."""
    drawn = [(note, folder / f"{note.name}.png") for note in read_notes(folder)]  # nothing found is not drawn
    pictures = {_digest(path.read_bytes()): note for note, path in drawn if path.exists()}
    style = Markup(HtmlFormatter(style="bw").get_style_defs(".highlight"))
    for name, body in bodies.items():
        reached = body.replace('<div class="output_html', '<div tabindex="0" class="output_html')  # by keys, to scroll
        linked = PICTURE.sub(lambda match: _picture(match, pictures), reached)
        title = name.split("_", 1)[-1].replace("_", " ").capitalize()
        page = render("notebook.html.j2", title=title, style=style, content=only_safe(_steady_ids(linked)))
        write_own(folder / "notebooks" / f"{name}.html", page, folder=folder)


@cache
def _exporter() -> HTMLExporter:
    """Cells without prompts; silent about pictures without description, which get theirs afterwards."""
    silent = logging.getLogger("textkit.nbconvert")
    silent.setLevel(logging.CRITICAL)
    options = {"exclude_input_prompt": True, "exclude_output_prompt": True, "exclude_anchor_links": True}
    # nbconvert would look for templates, which are programs, in the current folder as well
    return HTMLExporter(template_name="basic", extra_template_basedirs=[], log=silent, **options)


def _steady_ids(body: str) -> str:
    """The random ids of styled tables (pandas' ``T_1a2b3``) as numbers in order of appearance: the same every time."""
    ids = dict.fromkeys(STYLER_ID.findall(body))
    numbers = {name: f"T_{number:05}" for number, name in enumerate(ids)}
    return STYLER_ID.sub(lambda match: numbers[match[0]], body)


def _picture(match: re.Match[str], pictures: Mapping[str, object]) -> str:
    """A picture that a figure file holds becomes a link to it, with its title as description."""
    note = pictures.get(_digest(b64decode(match["data"])))
    if note is None:
        return match[0]
    return f'<img alt="Chart: {escape(note.title)}"{match["before"]} src="../{note.name}.png"{match["after"]}/>'


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
