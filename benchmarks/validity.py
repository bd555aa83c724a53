"""Measured figures written to lexicons/validity.csv, where notebooks and documentation read them."""

import csv
from collections.abc import Sequence
from pathlib import Path

import textkit
from textkit.gold.readings import VALIDITY_COLUMNS

KINDS = {  # words in the name of the data → kind of text
    "six kinds": "several",
    "web logs": "web logs",
    "essays": "essays",
    "fiction": "fiction",
    "ditorials": "editorials",
    "addresses": "addresses",
    "headlines": "headlines",
    "Parliament": "parliament",
}
OUT = Path(textkit.__file__).parent / "lexicons" / "validity.csv"


def write_rows(labeller: str, rows: Sequence[Sequence[object]], command: str) -> None:
    """Replace the rows that a command gives of a labeller (data, figure, value, low, high, n, baseline, human)."""
    with OUT.open(encoding="utf-8", newline="") as lines:
        others = [row for row in csv.DictReader(lines) if (row["labeller"], row["command"]) != (labeller, command)]
    ours = [
        dict(zip(VALIDITY_COLUMNS, [labeller, data, kind_of(data), *map(show, row), command], strict=True))
        for data, *row in rows
    ]
    with OUT.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, VALIDITY_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(others + ours, key=lambda row: row["labeller"]))


def kind_of(data: str) -> str:
    """The kind of text of a data set; news unless its name says otherwise."""
    return next((kind for word, kind in KINDS.items() if word in data), "news")


def show(value: object) -> object:
    """Numbers with three places."""
    return f"{value:.3f}" if isinstance(value, float) else value
