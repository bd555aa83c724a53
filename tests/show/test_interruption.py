"""A report that is stopped, killed or out of disk leaves the previous one whole and no process behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

import nbformat
import pytest

from textkit.errors import ReportError
from textkit.manifest import MANIFEST, is_own
from textkit.output import write_all
from textkit.show import report
from textkit.show.report import run_report

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
DRAW = """
from textkit.show import theme
from textkit.show.gallery import save_figure
import pandas as pd
ax = theme.finish(theme.new_axes(height_mm=20), title="How many?")
save_figure(ax, "01_n", data=pd.DataFrame({"n": range(n_rows)}), caption="So many.", figures=figures)
"""
# Tells its process, then labels for a long while on two processes more.
LABEL = """
import os
import textkit as tk
texts = tk.read_corpus(["They met. " * 4000] * 60, duplicates="keep")
open("../kernel", "w").write(f"{os.getpid()}\\n")
tk.label(texts, workers=2)
"""


def write_notebook(folder, *cells):
    """A project of one notebook and one text, with a report of long ago."""
    parameters = nbformat.v4.new_code_cell("corpus = '../x'\nfigures = '../f'", metadata={"tags": ["parameters"]})
    for name in ("notebooks", "figures", "x"):
        (folder / name).mkdir(exist_ok=True)
    notebook = nbformat.v4.new_notebook(cells=[parameters, *map(nbformat.v4.new_code_cell, cells)])
    nbformat.write(notebook, folder / "notebooks" / "01_slow.ipynb")
    (folder / "x" / "one.txt").write_text("They met.", encoding="utf-8")
    write_all({"index.html": "previous"}, folder / "figures", by="report")


def start(folder, **options):
    command = [sys.executable, "-m", "textkit", "report", "--notebooks", "notebooks"]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True, **options)


def check_previous(folder):
    assert sorted(path.name for path in (folder / "figures").iterdir()) == ["index.html", MANIFEST]
    assert (folder / "figures" / "index.html").read_text(encoding="utf-8") == "previous"


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def is_gone(group):
    """Whether no process of the group is left."""
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return False
    return True


STOPS = {
    "Ctrl-C": lambda process: os.killpg(process, signal.SIGINT),
    "SIGTERM": lambda process: os.kill(process, signal.SIGTERM),
    "SIGKILL": lambda process: os.kill(process, signal.SIGKILL),
}


@pytest.mark.slow
@pytest.mark.parametrize("stop", STOPS)
def test_a_stopped_report_leaves_the_previous_one(tmp_path, stop):
    write_notebook(tmp_path, LABEL)
    with start(tmp_path) as process:
        kernel = tmp_path / "kernel"
        wait_until(lambda: kernel.exists() and kernel.read_text().endswith("\n"))
        time.sleep(0.5)
        STOPS[stop](process.pid)
        errors = process.communicate(timeout=30)[1]
    wait_until(lambda: is_gone(process.pid))
    wait_until(lambda: is_gone(int(kernel.read_text())))  # a kernel is in a group of its own, with its workers
    if stop == "SIGKILL":  # what is left behind is hidden, and removed when it is old
        (left,) = (tmp_path / "figures").glob(".report-*")
        os.utime(left, (0, 0))
        write_notebook(tmp_path, "1 / 0")
        with pytest.raises(ReportError):
            run_report(figures=tmp_path / "figures", notebooks=tmp_path / "notebooks")
    else:
        assert (process.returncode, errors) == (1, "textkit report: interrupted; earlier output is kept.\n")
    check_previous(tmp_path)


@pytest.mark.slow
def test_a_full_disk_is_said_in_one_line(tmp_path):
    import resource

    def no_file_above_30_kB():
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    write_notebook(tmp_path, "n_rows = 30_000", DRAW)
    with start(tmp_path, preexec_fn=no_file_above_30_kB) as process:
        errors = process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert errors.startswith("textkit report: 01_slow.ipynb, cell 3 ")
    assert "File too large" in errors
    assert errors.count("\n") == 1
    check_previous(tmp_path)


@pytest.mark.parametrize("renaming", [1, 2, 3, 4, 5])
def test_a_report_that_was_killed_on_the_way_to_its_place_is_moved_by_the_next_run(tmp_path, monkeypatch, renaming):
    """Files are replaced one by one, since others may lie in the folder; here the process dies at one of them."""
    made = tmp_path / ".report-made"
    (tmp_path / "my notes.txt").write_text("mine", encoding="utf-8")
    write_all({"index.html": "old", "old.png": "old"}, tmp_path, by="report")
    write_all({"index.html": "new", "notebooks/new.html": "new"}, made)
    rename, left = os.replace, [renaming]

    def replace(one, two):
        left[0] -= 1
        if not left[0]:
            raise SystemExit
        rename(one, two)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", replace)
        with pytest.raises(SystemExit):
            report._move(made, tmp_path)
    report._finish(tmp_path)
    shutil.rmtree(made, ignore_errors=True)
    found = {path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    del found[MANIFEST]
    new = (
        {"index.html": "new", "notebooks/new.html": "new"} if renaming > 2 else {"index.html": "old", "old.png": "old"}
    )
    assert found == {"my notes.txt": "mine"} | new
    assert all(is_own(tmp_path / name, "report") for name in new)
