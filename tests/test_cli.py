"""The command line, as a shell sees it."""

import json
import os
import subprocess
import sys

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
