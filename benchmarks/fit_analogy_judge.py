"""Fit the weights of the analogy judge to annotated cue hits, towards the prior that linguistics suggests.

usage: python benchmarks/fit_analogy_judge.py HITS.tsv TEXTS [--only PUBLISHER …] [--pull 1.0] [--write]
       [--publish]

HITS.tsv has one annotated cue hit per row: doc, start, end (the cue's span in the text of doc), kind (``none`` or a
kind of analogy), agreed. TEXTS holds ``<split>/text/<doc>.txt``; the first part of a doc's name is its publisher, the
second its date. No text is stored: the result is one weight for each named piece of evidence.

The model is a logistic regression on 0/1 evidence whose ridge penalty pulls each weight to its prior (column ``prior``
of ``analogy_evidence.csv``) instead of to zero: frequent evidence is fitted, rare evidence stays as set by hand.
Printed: precision and recall per hit on each publisher when fitted on the others, for several strengths of the pull.
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from validity import write_rows

from textkit.labelling.analogies.candidates import read_contexts
from textkit.labelling.analogies.detection import evidence_for
from textkit.language.doc import read_doc
from textkit.measure.formulas import ratio_interval

LEXICON = Path(__file__).parents[1] / "src/textkit/lexicons/analogy_evidence.csv"
PULLS = (0.3, 1.0, 3.0)

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """One candidate on an annotated cue hit: its row, publisher, evidence and whether it is an analogy."""

    row: int
    doc: str
    publisher: str
    evidence: tuple[str, ...]
    is_analogy: bool


def read_hits(path: Path, texts: Path) -> list[Hit]:
    """Candidates that overlap the annotated cues; rows without a candidate are left out."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["agreed"] == "1"]
    by_doc = defaultdict(list)
    for number, row in enumerate(rows):
        by_doc[row["doc"]].append((number, row))
    return [hit for doc, group in by_doc.items() for hit in hits_of_document(doc, group, texts)]


def hits_of_document(doc: str, group: Sequence[tuple[int, Mapping[str, str]]], texts: Path) -> list[Hit]:
    split, name = doc.split("/")
    publisher, date = name.split("_")[:2]
    text = (texts / split / "text" / f"{name}.txt").read_bytes().decode("utf-8")
    contexts = read_contexts(read_doc(text, date=date))
    return [
        Hit(number, doc, publisher, tuple(evidence_for(context)), row["kind"] != "none")
        for number, row in group
        for context in contexts
        if context.candidate.start < int(row["end"]) and context.candidate.end > int(row["start"])
    ]


def fit(hits: Sequence[Hit], prior: Weights, *, pull: float) -> dict[str, float]:
    """Weights that minimise logistic loss + pull/2 · ‖weights − prior‖²."""
    names = sorted(set(prior).union(*(hit.evidence for hit in hits)))
    place = {name: i for i, name in enumerate(names)}
    design = np.zeros((len(hits), len(names)))
    for i, hit in enumerate(hits):
        design[i, [place[name] for name in hit.evidence]] = 1
    truth = np.array([hit.is_analogy for hit in hits], dtype=float)
    centre = np.array([prior.get(name, 0.0) for name in names])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits, apart = design @ weights, weights - centre
        value = np.sum(np.logaddexp(0, logits) - truth * logits) + pull / 2 * apart @ apart
        return value, design.T @ (1 / (1 + np.exp(-logits)) - truth) + pull * apart

    return dict(zip(names, minimize(loss, centre, jac=True, method="L-BFGS-B").x, strict=True))


def predict(hits: Sequence[Hit], weights: Weights) -> dict[int, tuple[bool, bool]]:
    """Row → (truth, accepted): a row is accepted if one of its candidates is."""
    verdicts: dict[int, tuple[bool, bool]] = {}
    for hit in hits:
        accepted = sum(weights.get(name, 0.0) for name in hit.evidence) > 0
        verdicts[hit.row] = (hit.is_analogy, accepted or verdicts.get(hit.row, (False, False))[1])
    return verdicts


def precision_recall(verdicts: Mapping[int, tuple[bool, bool]]) -> str:
    both = sum(truth and accepted for truth, accepted in verdicts.values())
    accepted = sum(accepted for _, accepted in verdicts.values())
    truth = sum(truth for truth, _ in verdicts.values())
    return f"P {both / max(1, accepted):.2f}  R {both / max(1, truth):.2f}  (n = {truth})"


def cross_validate(hits: Sequence[Hit], prior: Weights, *, pull: float) -> dict[int, tuple[bool, bool]]:
    """Verdicts on each publisher with weights fitted on the others; the figures are printed."""
    pooled: dict[int, tuple[bool, bool]] = {}
    for publisher in sorted({hit.publisher for hit in hits}):
        weights = fit([hit for hit in hits if hit.publisher != publisher], prior, pull=pull)
        verdicts = predict([hit for hit in hits if hit.publisher == publisher], weights)
        pooled |= verdicts
        print(f"  {publisher:14s}{precision_recall(verdicts)}")
    print(f"  {'all':14s}{precision_recall(pooled)}")
    return pooled


def publish(hits: Sequence[Hit], verdicts: Mapping[int, tuple[bool, bool]]) -> None:
    """Write precision and recall, with intervals over documents, to lexicons/validity.csv."""
    docs = {hit.row: hit.doc for hit in hits}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])  # both, accepted, analogies
    for row, (truth, accepted) in verdicts.items():
        for place, hit in enumerate((truth and accepted, accepted, truth)):
            counts[docs[row]][place] += hit
    both, accepted, analogies = np.array(list(counts.values())).T
    data = "cue hits in PolNeAR (weights from the other publishers)"
    rows = [
        (data, name, float(both.sum() / below.sum()), *ratio_interval(both, below), len(verdicts), "", "")
        for name, below in (("analogies, precision", accepted), ("analogies, recall", analogies))
    ]
    write_rows("analogies", rows, "python benchmarks/fit_analogy_judge.py dev.tsv polnear --pull 0.5 --publish")


def write(weights: Weights) -> None:
    """Replace the column weight of the lexicon; evidence that it does not list is reported, not added."""
    with LEXICON.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row["weight"] = f"{weights.get(row['evidence'], float(row['prior'])):.2f}"
    with LEXICON.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    unlisted = sorted(set(weights) - {row["evidence"] for row in rows})
    print("without a line in the lexicon:", ", ".join(unlisted) or "none")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hits", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--only", nargs="*", help="publishers to use; all if left out")
    parser.add_argument("--pull", type=float, default=1.0, help="strength of the pull to the prior")
    parser.add_argument("--write", action="store_true", help="write the weights fitted on all hits used")
    parser.add_argument("--publish", action="store_true", help="put the figures at this pull into validity.csv")
    args = parser.parse_args()
    with LEXICON.open(encoding="utf-8", newline="") as lines:
        prior = {row["evidence"]: float(row["prior"]) for row in csv.DictReader(lines)}
    hits = [h for h in read_hits(args.hits, args.texts) if not args.only or h.publisher in args.only]
    print("prior alone:", precision_recall(predict(hits, prior)))
    for pull in PULLS:
        print(f"fitted on the other publishers, pull {pull}:")
        cross_validate(hits, prior, pull=pull)
    if args.publish:
        print(f"fitted on the other publishers, pull {args.pull}:")
        publish(hits, cross_validate(hits, prior, pull=args.pull))
    if args.write:
        write(fit(hits, prior, pull=args.pull))


if __name__ == "__main__":
    main()
