"""Measure the reference of the unit of polarity: the addresses of presidents of the United States.

usage: python sentiment_reference.py

Writes lexicons/sentiment_reference.csv: mean and standard deviation of the polarity of documents and of sentences.
"""

import csv
from pathlib import Path

import textkit
from textkit.measure.polarity_scale import measure_reference

OUT = Path(textkit.__file__).parent / "lexicons" / "sentiment_reference.csv"


def main() -> None:
    """Measure and write."""
    labels = textkit.label(textkit.read_corpus("sotu"), tables=["sentences"])
    found = measure_reference(labels.sentences, "addresses")
    counts = {"documents": len(labels.documents), "sentences": len(labels.sentences)}
    rows = [("addresses", unit, *(f"{x:.4f}" for x in getattr(found, unit)), n) for unit, n in counts.items()]
    with OUT.open("w", encoding="utf-8", newline="") as out:
        names = ("reference", "unit", "mean", "deviation", "n")
        csv.writer(out, lineterminator="\n").writerows([names, *rows])
    print(*rows, sep="\n")


if __name__ == "__main__":
    main()
