"""Which files are textkit's own: only what a signed manifest lists, unchanged, is ever replaced or removed."""

import json
import os
import re

import pytest

from textkit.errors import OutputError
from textkit.manifest import (
    MANIFEST,
    check_target,
    digest_of,
    enlist,
    entries_below,
    entry_of,
    is_own,
    read_manifest,
    refuse_foreign,
)
from textkit.output import staging, take_place, write_all, write_manifest

HEAD = {"textkit": "manifest", "format": 1, "version": "0.2.0"}


def write_lines(folder, *rows):
    (folder / MANIFEST).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def line(path, file):
    return {"path": path, "bytes": file.stat().st_size, "sha256": digest_of(file), "by": "labels"}


def save(target, by="labels", **files):
    """Write a folder as a whole, as labels are saved."""
    target = check_target(target, by=by, swapped=True)
    with staging(target.parent, f".textkit-{target.name}-") as scratch:
        (scratch / "made").mkdir()
        for name, text in files.items():
            (scratch / "made" / f"{name}.csv").write_text(text, encoding="utf-8")
        write_manifest(scratch / "made", entries_below(scratch / "made", by))
        take_place(scratch / "made", target, by)


def texts(folder):
    return {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.is_file() and p.name != MANIFEST}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x", encoding="utf-8")
    return path


def test_what_is_written_is_textkits_until_somebody_changes_it(tmp_path):
    write_all({"a.csv": "x", "below/b.csv": "y"}, tmp_path)
    assert is_own(tmp_path / "a.csv")
    assert is_own(tmp_path / "below" / "b.csv")
    (tmp_path / "below" / "b.csv").write_text("Y")
    assert not is_own(tmp_path / "below" / "b.csv")
    assert [entry.path for entry in read_manifest(tmp_path)] == ["a.csv", "below/b.csv"]


LOOK_ALIKES = {
    "none": lambda line: [],
    "no header": lambda line: [line],
    "another signature": lambda line: [HEAD | {"textkit": "list"}, line],
    "another format": lambda line: [HEAD | {"format": 2}, line],
    "header not first": lambda line: [line, HEAD],
    "another file": lambda line: [HEAD, line | {"path": "b.csv"}],
    "another content": lambda line: [HEAD, line | {"sha256": "0" * 64}],
    "hash missing": lambda line: [HEAD, {"path": "a.csv", "bytes": 1, "by": "labels"}],
    "wrong types": lambda line: [HEAD, line | {"bytes": "1"}, line | {"path": ["a.csv"]}, 5, None],
}


@pytest.mark.parametrize("rows", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_look_alikes_make_no_file_textkits(tmp_path, file, rows):
    write_lines(tmp_path, *rows(line("a.csv", file)))
    assert not is_own(file)
    with pytest.raises(OutputError, match=r"a\.csv was (not written|changed since)"):
        write_all({"a.csv": "new"}, tmp_path)
    assert file.read_text(encoding="utf-8") == "x"


DAMAGE = [b"", b"[" * 200_000, b"\xff\xfe", b"null", b"5", b'"a"', b"{}" * 3, b"9" * 5000]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda data: repr(data[:5]))
def test_a_damaged_manifest_or_line_is_passed_over(tmp_path, file, damage):
    (tmp_path / MANIFEST).write_bytes(damage)
    assert read_manifest(tmp_path) is None
    rows = [json.dumps(row).encode() for row in (HEAD, line("a.csv", file))]
    (tmp_path / MANIFEST).write_bytes(b"\n".join([rows[0], damage, rows[1], b'{"path": "cut o']))
    assert is_own(file)
    enlist(tmp_path, [entry_of(tmp_path, "a.csv", "file")])
    assert [entry.by for entry in read_manifest(tmp_path)] == ["labels", "file"], "after the line that was cut off"


@pytest.mark.parametrize("place", ["../a.csv", "below/../../a.csv", "{absolute}", "link/a.csv"])
def test_a_manifest_says_nothing_of_files_outside_its_folder(tmp_path, file, place):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    write_lines(folder, HEAD, line(place.format(absolute=file), file))
    assert not is_own(file)
    assert not is_own(folder / "link" / "a.csv")
    with pytest.raises(OutputError):
        write_all({"link/a.csv": "new"}, folder)
    assert file.read_text(encoding="utf-8") == "x"


def test_a_link_in_the_place_of_a_file_is_not_textkits(tmp_path, file):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.csv").symlink_to(file)
    write_lines(tmp_path / "out", HEAD, line("a.csv", file))
    assert not is_own(tmp_path / "out" / "a.csv")
    with pytest.raises(OutputError, match=r"a\.csv"):
        refuse_foreign(tmp_path / "out", ["a.csv"])


def test_a_manifest_that_is_a_link_or_a_pipe_is_none(tmp_path, file):
    (tmp_path / "real").write_text(json.dumps(HEAD) + "\n" + json.dumps(line("a.csv", file)) + "\n")
    (tmp_path / MANIFEST).symlink_to(tmp_path / "real")
    assert not is_own(file)
    with pytest.raises(OutputError, match="not a manifest"):
        enlist(tmp_path)
    (tmp_path / MANIFEST).unlink()
    os.mkfifo(tmp_path / MANIFEST)
    assert read_manifest(tmp_path) is None
    with pytest.raises(OutputError, match="not a manifest"):
        enlist(tmp_path)


def test_a_manifest_has_the_same_bytes_for_the_same_files(tmp_path):
    for folder, names in (("one", "ab"), ("two", "ba")):
        for name in names:
            write_all({f"{name}.csv": name}, tmp_path / folder)
        write_manifest(tmp_path / folder, entries_below(tmp_path / folder, "report"))
    manifests = {(tmp_path / folder / MANIFEST).read_bytes() for folder in ("one", "two")}
    assert len(manifests) == 1
    first, *lines = manifests.pop().decode().splitlines()
    assert json.loads(first)["textkit"] == "manifest"
    assert [json.loads(text)["path"] for text in lines] == ["a.csv", "b.csv"]


def test_lines_written_at_the_same_time_are_all_there(tmp_path):
    script = "import sys; from textkit.output import write_all\n"
    script += "for i in range(30): write_all({f'{sys.argv[1]}-{i}.csv': 'x' * 5000}, '.')"
    import subprocess
    import sys

    runs = [subprocess.Popen([sys.executable, "-c", script, str(n)], cwd=tmp_path) for n in range(2)]
    assert [run.wait() for run in runs] == [0, 0]
    files = list(tmp_path.glob("*.csv"))
    assert len(files) == 60
    assert all(map(is_own, files))


def spoil(folder, how):
    """Do to a folder of labels what a user might."""
    match how:
        case "a note":
            (folder / "notes.txt").write_text("mine")
        case "a folder":
            (folder / "mine").mkdir()
        case "an edit":
            (folder / "a.csv").write_text("x, corrected")
        case "a copy":
            (folder / "b.csv").write_text("x")
        case "a link":
            (folder / "b.csv").symlink_to(folder / "a.csv")
        case "a table replaced by a link":
            (folder / "a.csv").rename(folder.parent / "elsewhere.csv")
            (folder / "a.csv").symlink_to(folder.parent / "elsewhere.csv")
        case "the manifest deleted":
            (folder / MANIFEST).unlink()
        case "the manifest changed":
            (folder / MANIFEST).write_text("{}\n")
        case "a sheet that textkit wrote":
            write_all({"review.csv": "verdict"}, folder)
        case "a hidden file":
            (folder / ".Rhistory").write_text("x")
        case "a lock with content":
            (folder / ".textkit-lock").write_text("x")


SPOILT = [
    "a note", "a folder", "an edit", "a copy", "a link", "a table replaced by a link", "the manifest deleted",
    "the manifest changed", "a sheet that textkit wrote", "a hidden file", "a lock with content",
]  # fmt: skip


@pytest.mark.parametrize("how", SPOILT)
def test_a_folder_that_is_replaced_as_a_whole_holds_nothing_else(tmp_path, how):
    save(tmp_path / "out", a="x")
    spoil(tmp_path / "out", how)
    before = texts(tmp_path / "out")
    with pytest.raises(OutputError, match=r"out/\S+ .*(Move it|choose another)"):
        save(tmp_path / "out", a="y")
    assert texts(tmp_path / "out") == before
    assert not list(tmp_path.glob(".*")), "nothing is left lying about"


def test_what_is_put_there_while_the_work_goes_on_is_spared_too(tmp_path):
    save(tmp_path / "out", a="x")
    with staging(tmp_path, ".textkit-out-") as scratch:
        (scratch / "made").mkdir()
        (tmp_path / "out" / "notes.txt").write_text("mine")
        with pytest.raises(OutputError, match=r"notes\.txt was not written by textkit"):
            take_place(scratch / "made", tmp_path / "out", "labels")
    assert texts(tmp_path / "out") == {"a.csv": "x", "notes.txt": "mine"}


def test_files_about_the_folder_stay_with_it(tmp_path):
    out = tmp_path / "out"
    out.mkdir(mode=0o750)
    (out / ".gitignore").write_text("*.csv\n")
    save(out, a="x")
    save(out, a="y")
    assert texts(out) == {".gitignore": "*.csv\n", "a.csv": "y"}
    assert out.stat().st_mode & 0o777 == 0o750


def test_missing_files_and_another_version_are_no_obstacle(tmp_path):
    save(tmp_path / "out", a="x", b="x")
    (tmp_path / "out" / "b.csv").unlink()
    path = tmp_path / "out" / MANIFEST
    path.write_text(re.sub(r'"version": "[^"]*"', '"version": "9.9"', path.read_text()))
    save(tmp_path / "out", c="z")
    assert texts(tmp_path / "out") == {"c.csv": "z"}


def make_folder(path, *files):
    path.mkdir(parents=True)
    for name in files:
        (path / name).write_text("text")
    return path


REFUSED = {
    "a file": (lambda p: (p / "x").write_text("x"), "x", "is not a folder"),
    "below a file": (lambda p: (p / "x").write_text("x"), "x/out", "is not a folder"),
    "somebody's folder": (lambda p: make_folder(p / "out", "diary.txt"), "out", r"diary\.txt was not written"),
    "a link to it": (
        lambda p: (p / "out").symlink_to(make_folder(p / "mine", "diary.txt")), "out", r"mine/diary\.txt was not",
    ),
    "a loop of links": (lambda p: (p / "out").symlink_to(p / "out"), "out", "is not a folder|Too many levels"),
    "a name of 240 letters": (lambda p: None, "x" * 240, "has 240 bytes. Choose one of at most 200"),
    "a part of 300 letters": (lambda p: None, "x" * 300 + "/out", "File name too long"),
    "the input": (lambda p: None, "input", "lies in the input"),
    "in the input": (lambda p: None, "input/deep/out", "lies in the input"),
    "above the input": (lambda p: None, ".", "lies in the output folder"),
    "the input by a link": (lambda p: (p / "out").symlink_to(p / "input"), "out", "lies in the input"),
    "a name that no file can have": (lambda p: None, "a\0b", "null"),
    "no name": (lambda p: None, "", "is empty"),
    "a device": (lambda p: None, "/dev/null", "is not a folder"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "name", "reason"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("swapped", [True, False])
def test_what_is_sure_to_fail_is_refused_before_the_work(tmp_path, monkeypatch, make, name, reason, swapped):
    source = make_folder(tmp_path / "input", "a.txt")
    make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(OutputError, match=reason):
        check_target(tmp_path / name if name else "", by="labels", inputs=[source], swapped=swapped)
    assert sorted(tmp_path.rglob("*")) == before, "nothing is made"


def test_the_present_folder_cannot_be_replaced_as_a_whole(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match=r"the present folder.*labels"):
        check_target(".", by="labels", swapped=True)
    assert check_target(".", by="report") == tmp_path


def test_a_folder_holds_one_kind_of_results(tmp_path):
    save(tmp_path / "out", a="x")
    with pytest.raises(OutputError, match="holds the labels of another run"):
        check_target(tmp_path / "out", by="report")


@pytest.mark.parametrize("missing", ["out", "deep/er/out"])
def test_a_target_that_is_missing_is_not_made_by_asking(tmp_path, missing):
    assert check_target(tmp_path / missing, by="labels", swapped=True) == tmp_path / missing
    assert not list(tmp_path.iterdir())
