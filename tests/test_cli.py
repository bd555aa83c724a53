"""The command line, as a shell sees it."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk
from textkit.cli import main

STORY = "Ann Lee said: “The tariffs will end.”\n\nNobody believed it.\n"


@pytest.fixture
def folder(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "one.txt").write_text(STORY, encoding="utf-8")
    (texts / "two.md").write_text("---\ndate: 2024-05-01\n---\nThe tariff stays.", encoding="utf-8")
    return texts


def test_label_writes_one_file_per_table(folder, tmp_path, capsys):
    assert main(["label", str(folder), "--out", str(tmp_path / "out"), "--format", "jsonl"]) == 0
    lines = (tmp_path / "out" / "quotes.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["speaker"] for line in lines] == ["Ann Lee"]
    assert "2 documents" in capsys.readouterr().out
    assert len(tk.load_labels(tmp_path / "out").documents) == 2


def test_an_unreadable_file_is_named_and_the_others_are_labelled(folder, tmp_path, capsys):
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    assert main(["label", str(folder), "--out", str(tmp_path / "out")]) == 0
    assert "broken.txt" in capsys.readouterr().err
    assert len(tk.load_labels(tmp_path / "out").documents) == 2


def test_a_format_without_its_package_is_refused_before_the_work(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr("textkit.cli._read", lambda options: pytest.fail("the texts are read"))
    assert main(["label", str(folder), "--out", str(tmp_path / "out"), "--format", "parquet"]) == 1
    assert "pip install pyarrow, or choose csv or jsonl" in capsys.readouterr().err


def test_label_in_shards_goes_on_where_it_stopped(folder, tmp_path, capsys):
    command = ["label", str(folder), "--out", str(tmp_path / "out"), "--shards", "--shard-size", "1"]
    assert main(command) == 0
    assert "2 documents in 2 shards" in capsys.readouterr().out
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    (folder / "three.txt").write_text(STORY)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "shards").iterdir()}
    assert main([*command, "--format", "parquet"]) == 0
    assert "broken.txt" in capsys.readouterr().err
    assert all(path.stat().st_mtime_ns == time for path, time in before.items())
    assert len(tk.scan_labels(tmp_path / "out").load().documents) == 3


def test_shards_are_parquet_files(folder, tmp_path, capsys):
    assert main(["label", str(folder), "--out", str(tmp_path / "out"), "--shards", "--format", "csv"]) == 1
    assert "Parquet" in capsys.readouterr().err


def test_kwic_prints_lines(folder, capsys):
    assert main(["kwic", str(folder), "tariff*"]) == 0
    out = capsys.readouterr().out
    assert "[tariffs]" in out
    assert "[tariff]" in out


def test_kwic_sorts_lines_by_the_keys_of_the_function(folder, capsys):
    nodes = []
    for keys in (["--sort", "node,right"], ["--sort", "doc_id"]):
        assert main(["kwic", str(folder), "tariff*", *keys]) == 0
        nodes.append([line.partition("[")[2].partition("]")[0] for line in capsys.readouterr().out.splitlines()])
    assert nodes[0] == sorted(nodes[1], key=str.casefold)
    assert main(["kwic", str(folder), "tariff*", "--sort", "mood"]) == 1
    assert "L1, R1, node" in capsys.readouterr().err


@pytest.fixture
def repeated(folder):
    """Two files, the second of which is there again with one more word."""
    story = " ".join(f"word{number}" for number in range(60)) + " tariff. "
    (folder / "one.txt").write_text(story, encoding="utf-8")
    (folder / "three.txt").write_text(story + "More.", encoding="utf-8")
    return folder


def test_label_marks_near_duplicates_unless_told_to_keep_them(repeated, tmp_path, capsys):
    assert main(["label", str(repeated), "--out", str(tmp_path / "out")]) == 0
    assert "note: 1 near-duplicate" in capsys.readouterr().err
    documents = tk.load_labels(tmp_path / "out").documents
    assert documents.set_index("doc_id").duplicate_of.dropna().to_dict() == {"three": "one"}
    assert main(["label", str(repeated), "--out", str(tmp_path / "out"), "--keep-duplicates"]) == 0
    assert capsys.readouterr().err == ""
    kept = tk.load_labels(tmp_path / "out").documents
    assert len(kept) == 3
    assert "duplicate_of" not in kept


def test_kwic_sets_near_duplicates_aside_unless_told_to_keep_them(repeated, capsys):
    assert main(["kwic", str(repeated), "tariff"]) == 0
    shown = capsys.readouterr()
    assert "1 near-duplicate of other documents set aside: three." in shown.err
    assert len(shown.out.splitlines()) == 2
    assert main(["kwic", str(repeated), "tariff", "--keep-duplicates"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


@pytest.mark.parametrize(
    ("option", "date"), [([], None), (["--day-first"], "2025-05-06"), (["--no-day-first"], "2025-06-05")]
)
def test_the_order_of_day_and_month_can_be_told(folder, tmp_path, option, date):
    (folder / "two.md").write_text("---\ndate: 06/05/2025\n---\nThey met.", encoding="utf-8")
    assert main(["label", str(folder), "--out", str(tmp_path / "out"), *option]) == 0
    found = tk.load_labels(tmp_path / "out").documents.set_index("doc_id").date["two"]
    assert (None if pd.isna(found) else str(found.date())) == date


def test_check_is_told_the_order_of_day_and_month(folder, capsys):
    (folder / "two.md").write_text("---\ndate: 06/05/2025\n---\nThey met.", encoding="utf-8")
    assert main(["check", str(folder)]) == 0
    assert "ambiguous" in capsys.readouterr().out
    assert main(["check", str(folder), "--day-first"]) == 0
    assert "ambiguous" not in capsys.readouterr().out


def test_report_reads_as_the_command_says(folder, tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(tk, "run_report", lambda *_, **options: given.append(options["reading"]), raising=False)
    assert main(["report", str(folder)]) == 0
    assert main(["report", str(folder), "--text-column", "a", "--keep-duplicates", "--day-first"]) == 0
    assert given == [{"duplicates": "drop"}, {"text_column": "a", "day_first": True, "duplicates": "keep"}]


def test_texts_in_other_languages_are_named_and_kept_if_told(folder, capsys):
    cases = json.loads((Path(__file__).parent / "cases" / "languages.json").read_text(encoding="utf-8"))
    (folder / "german.txt").write_text(cases[0]["text"], encoding="utf-8")
    assert main(["label", str(folder), "--out", str(folder.parent / "english")]) == 0
    assert "german.txt: The text is in German; it is set aside." in capsys.readouterr().err
    assert main(["label", str(folder), "--out", str(folder.parent / "all"), "--languages", "en,de"]) == 0
    assert "german" in (folder.parent / "all" / "documents.csv").read_text(encoding="utf-8")
    assert main(["kwic", str(folder), "über", "--languages", "any"]) == 0
    assert "[über]" in capsys.readouterr().out
    assert main(["check", str(folder), "--languages", "klingon"]) == 1


def test_check_tells_what_would_be_read(folder, capsys):
    assert main(["check", str(folder), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 2
    assert main(["check", str(folder)]) == 0
    assert "one.txt" in capsys.readouterr().out


def test_failure_is_status_1_with_a_message(tmp_path, capsys):
    assert main(["label", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")]) == 1
    message = capsys.readouterr().err
    assert "nowhere" in message
    assert "Traceback" not in message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments", [[], ["label"], ["label", "x"], ["nonsense"], ["label", "x", "--out", "y", "--workers", "0"]]
)
def test_wrong_usage_is_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage: textkit" in capsys.readouterr().err


def test_python_m_textkit_in_a_pipe_prints_no_progress_bar(folder, tmp_path):
    command = [sys.executable, "-m", "textkit", "label", str(folder), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONWARNINGS": "error"})
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


ESCAPES = "\x1b]0;owned\x07 \x9b31m \u202egnp.exe"
SHOWN = r"\x1b]0;owned\x07 \x9b31m \u202egnp.exe"


@pytest.fixture
def odd(tmp_path):
    """A corpus whose words, names and broken file carry what a terminal would obey."""
    texts = tmp_path / "odd"
    texts.mkdir()
    said = f"Ann Lee{ESCAPES} said the tariff{ESCAPES} ends – “never”. Ōé 😀"
    (texts / f"a {ESCAPES}.txt").write_text(said, encoding="utf-8")
    (texts / f"b {ESCAPES}.csv").write_bytes(b"\x00\x01\x02\xff" * 100)
    return texts


@pytest.mark.parametrize("command", [["check"], ["check", "--json"], ["kwic"], ["label"], ["label", "--shards"]])
def test_what_a_terminal_would_obey_is_shown(odd, tmp_path, command, capsys):
    name, *options = command
    more = {"kwic": ["tariff*"], "label": ["--out", str(tmp_path / f"out{len(options)}")]}.get(name, [])
    assert main([name, str(odd), *more, *options]) == 0
    shown = capsys.readouterr()
    printed = shown.out + shown.err
    assert not set(printed) & set("\x1b\x07\x9b\u202e")
    if options == ["--json"]:
        assert {json.loads(line)["file"][2:-4] for line in printed.splitlines()} == {ESCAPES}
    else:
        assert SHOWN in printed
    assert main([name, f"no/{ESCAPES}", *more, *options]) == 1
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
@pytest.mark.parametrize("command", [["check"], ["check", "--json"], ["kwic"]])
def test_output_in_any_encoding_is_written(odd, encoding, command, monkeypatch):
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding=encoding) for name in ("stdout", "stderr")}
    for name, stream in streams.items():
        monkeypatch.setattr(sys, name, stream)
    assert main([command[0], str(odd), *(["tariff*"] if command == ["kwic"] else command[1:])]) == 0
    streams["stdout"].flush()
    written = streams["stdout"].buffer.getvalue().decode(encoding)
    if command == ["kwic"]:
        assert ("Ōé" if encoding == "utf-8" else r"\u014c") in written
    if command == ["check", "--json"]:
        assert all(json.loads(line)["file"].endswith((".txt", ".csv")) for line in written.splitlines())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["label", "", "--out", "x"], "the current folder is '.'"),
        (["label", "x", "--out", ""], "the name is empty"),
        (["check", ""], "the name is empty"),
        (["kwic", "x", "y", "--window", "9" * 20], "a whole number from 1 to 1,000,000"),
        (["kwic", "x", "y", "--window", "²"], "a whole number from 1"),
        (["label", "x", "--out", "y", "--workers", "1" * 5000], "a whole number from 1"),
        (["label", "x", "--out", "y", "--shard-size", "-1"], "a whole number from 1"),
        (["check", "x", "--bad\x1b"], r"--bad\x1b"),
    ],
)
def test_options_that_cannot_be_meant_are_wrong_usage(arguments, said, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert said in capsys.readouterr().err


def test_notebooks_are_copied_and_no_file_is_overwritten(tmp_path, capsys):
    target = tmp_path / "mine"
    assert main(["notebooks", str(target)]) == 0
    assert "9 notebooks" in capsys.readouterr().out
    assert main(["notebooks", str(target)]) == 0  # nothing differs
    (target / "01_corpus.ipynb").write_text("my own")
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    capsys.readouterr()
    assert main(["notebooks", str(target)]) == 1
    assert "01_corpus.ipynb is there already" in capsys.readouterr().err
    assert {path: path.stat().st_mtime_ns for path in target.rglob("*")} == before
