"""All that is written: whole or not at all, and never over what somebody else wrote."""

import os
import subprocess
import sys
import time

import pandas as pd
import pytest

from textkit.errors import OutputError
from textkit.manifest import MANIFEST, is_own
from textkit.output import csv_text, locked, staging, write_all, write_own


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_file_is_replaced_only_as_long_as_nobody_changed_it(tmp_path):
    path = tmp_path / "page.html"
    write_own(path, "one")
    write_own(path, "two")
    path.write_text("two, with my remarks")
    with pytest.raises(OutputError, match=r"page\.html was changed since textkit wrote it, perhaps by somebody's work"):
        write_own(path, "three")
    assert path.read_text() == "two, with my remarks"
    path.write_text("two")
    write_own(path, "three")
    assert path.read_text() == "three"


def test_a_folder_of_the_users_takes_single_files_and_keeps_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "thesis.docx").write_text("ten years of work")
    write_own("page.html", "one")
    with pytest.raises(OutputError, match=r"thesis\.docx was not written by textkit"):
        write_own("thesis.docx", "one")
    assert set(contents(tmp_path)) == {"thesis.docx", "page.html", MANIFEST}
    assert (tmp_path / "thesis.docx").read_text() == "ten years of work"


def test_of_several_files_none_is_written_if_one_cannot_be(tmp_path):
    (tmp_path / "b.csv").write_text("mine")
    with pytest.raises(OutputError, match=r"b\.csv"):
        write_all({"a.csv": "x", "b.csv": "x", "deep/c.csv": "x"}, tmp_path)
    assert set(contents(tmp_path)) == {"b.csv"}


def test_the_same_content_is_left_as_it_is_whoever_wrote_it(tmp_path):
    (tmp_path / "a.csv").write_text("x")
    os.utime(tmp_path / "a.csv", (0, 0))
    write_all({"a.csv": "x"}, tmp_path)
    assert (tmp_path / "a.csv").stat().st_mtime == 0
    assert not is_own(tmp_path / "a.csv"), "it is not textkit's now"


@pytest.mark.parametrize("name", [MANIFEST, "folder", "file/a.csv", "link/a.csv", "pipe"])
def test_what_cannot_be_written_is_refused_in_one_line(tmp_path, name):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "folder").mkdir()
    (tmp_path / "out" / "file").write_text("mine")
    (tmp_path / "out" / "link").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "out" / "pipe")
    with pytest.raises(OutputError, match=str(tmp_path)) as caught:
        write_all({name: "x"}, tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert contents(tmp_path) == {"out/file": b"mine"}


HOLD = "import sys, time; from textkit.output import locked; from pathlib import Path\n"
HOLD += "with locked(Path('lock')):\n    print('held', flush=True)\n    time.sleep(60)"


def test_a_lock_ends_with_its_process_however_that_ends(tmp_path):
    with subprocess.Popen([sys.executable, "-c", HOLD], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match="Another process is writing"), locked(tmp_path / "lock", patience=0.1):
            pass
        holder.kill()
    start = time.monotonic()
    with locked(tmp_path / "lock"):
        assert time.monotonic() - start < 1
    assert not (tmp_path / "lock").exists()


def test_a_lock_holds_off_other_threads_too_and_spares_a_file_of_that_name(tmp_path):
    (tmp_path / "lock").write_text("mine")
    with (
        locked(tmp_path / "lock"),
        pytest.raises(OutputError, match="Another process"),
        locked(tmp_path / "lock", patience=0),
    ):
        pass
    assert (tmp_path / "lock").read_text() == "mine"


def test_only_old_staging_folders_with_a_manifest_are_removed(tmp_path):
    for name in ("signed", "unsigned", "young"):
        (tmp_path / f".textkit-{name}").mkdir()
        (tmp_path / f".textkit-{name}" / "thesis.docx").write_text("x")
    for name in ("signed", "young"):
        write_own(tmp_path / f".textkit-{name}" / "a.csv", "x")
    (tmp_path / ".textkit-link").symlink_to(tmp_path / ".textkit-young")
    for name in ("signed", "unsigned"):
        os.utime(tmp_path / f".textkit-{name}", (0, 0))
    with staging(tmp_path, ".textkit-") as folder:
        assert folder.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == [".textkit-link", ".textkit-unsigned", ".textkit-young"]


@pytest.mark.parametrize(
    ("table", "written"),
    [
        (
            pd.DataFrame({"g": ["b", "a"], "x": "c", "n": 1}).pivot(index="g", columns="x", values="n"),
            "g,c\na,1\nb,1\n",
        ),
        (pd.DataFrame({"n": [1]}, index=pd.CategoricalIndex(["=a"])), "index,n\n'=a,1\n"),
        (pd.DataFrame({"n": [1]}, index=pd.MultiIndex.from_tuples([("a", 2)])), "index 1,index 2,n\na,2,1\n"),
        (pd.DataFrame({"n": [1]}, index=pd.Index([2025], name="year")), "year,n\n2025,1\n"),
        (pd.DataFrame({"g": ["a"], "n": 1}).set_index("g", drop=False), "g,n\na,1\n"),
        (pd.DataFrame({"n": [1, 2]})[1:], "n\n2\n"),
    ],
)
def test_an_index_that_says_something_is_written_as_columns(table, written):
    assert csv_text(table) == written
    cut = pd.DataFrame({pd.Timestamp("2025-05-06"): [1]}, index=["a"])
    assert csv_text(cut).startswith("index,2025-05-06")


def test_numbers_that_processors_compute_differently_are_written_alike():
    here, there = (
        csv_text(pd.DataFrame({"share": [share, 1e-300, 7.0]})) for share in (0.6341486047836853, 0.6341486047836854)
    )
    assert here == there == "share\n0.6341486048\n1e-300\n7.0\n"
