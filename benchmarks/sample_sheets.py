"""Make the sheets of the sample corpus, as a reader who knows its gold annotations would have filled them in.

    python benchmarks/sample_sheets.py [CORPUS]

Writes CORPUS/gold/sample-quotes.csv and sample-analogies.csv. Run it again when the labellers have changed: a sheet
belongs to the labels that it was drawn from.
"""

import argparse
from pathlib import Path

import textkit as tk
from textkit.output import csv_text

ROWS = 100
SAMPLE = Path(__file__).parents[1] / "corpus" / "us-canada-2025"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", default=SAMPLE)
    corpus = parser.parse_args().corpus
    labels, gold = tk.label(corpus), tk.gold.read_gold(corpus)
    for what in ("quotes", "analogies"):
        sheet = tk.gold.fill_from_gold(tk.gold.sample(labels, what, ROWS), gold).assign(reader="gold")
        (corpus / "gold" / f"sample-{what}.csv").write_text(csv_text(sheet), encoding="utf-8")
        print(tk.gold.estimate(sheet, labels).to_string())


if __name__ == "__main__":
    main()
