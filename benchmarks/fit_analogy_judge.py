"""Fit the weights of the analogy judge to candidates that were read, towards the prior that linguistics suggests.

usage: python benchmarks/fit_analogy_judge.py HITS.tsv TEXTS [--more CANDIDATES.tsv FOLDER] [--pull .7] [--ridge 2]
       [--times 2.5] [--only PUBLISHER …] [--labels OUT.jsonl] [--write] [--publish]

HITS.tsv has one annotated cue hit per row: doc, start, end (the cue's span in the text of doc), kind (``none`` or a
kind of analogy), agreed. TEXTS holds ``<split>/text/<doc>.txt``; the first part of a doc's name is its publisher, the
second its date. CANDIDATES.tsv has such rows of other kinds of text, doc = ``<source>/<name>``, and a weight each (one
over the probability with which it was drawn); FOLDER holds ``<source>__<name>.txt`` and metadata.csv (doc_id, date). No
text is stored: the result is a weight for each piece of evidence.

The model is a logistic regression on 0/1 evidence. Its ridge penalty pulls the weight of each named piece of evidence
to its prior (column ``prior`` of ``analogy_evidence.csv``), those of the setting (``analogy_weights.csv``) to zero:
frequent evidence is fitted, rare evidence stays as set by hand (that on names of the past more firmly).
The weights of names used as types (the X of Y) are
left alone: ``prior`` and ``weight`` of these were fitted on other data.

Printed: precision and recall per hit on each publisher, on weights from the hits of the others; with --more also,
weighted, on each source with weights from all others, and the expected count over the count of the readers. Hits and
the source of the same collection are left out together. --labels writes what these weights say, for other scorers.
"""

import argparse
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from validity import write_rows

from textkit.labelling.analogies.candidates import Context, read_contexts
from textkit.labelling.analogies.detection import ACCEPT_ABOVE, RARITY, evidence_for
from textkit.labelling.analogies.setting import setting
from textkit.language.doc import read_doc
from textkit.language.linear_model import logistic, read_model
from textkit.measure.formulas import ratio_interval

LEXICONS = Path(__file__).parents[1] / "src/textkit/lexicons"
EVIDENCE, WEIGHTS = LEXICONS / "analogy_evidence.csv", LEXICONS / "analogy_weights.csv"
HITS, SAME = "hits", "train"  # the source in --more that has the publishers of the hits
NAMES = {
    "brown": "press and essays, 1961",
    "fiction": "fiction, 1961",
    "blogs": "web logs, 2005",
    "nyt": "editorials, 1990",
    "sotu": "presidential addresses",
    "train": "campaign news, 2015-16",
}
FEWEST = 3  # candidates with a piece of evidence of the setting, for it to have a weight
FIRMLY = 6.0  # times the pull of evidence on names of the past, which are narrated more in some sources than in others
LEAST = 0.02  # a smaller weight is not worth a line

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate on an annotated row: its evidence, whether the row is an analogy, and how many rows it stands for."""

    row: int
    doc: str
    source: str
    publisher: str
    span: tuple[int, int]
    evidence: tuple[str, ...]
    is_analogy: bool
    weight: float
    fixed: float | None = None  # the score of a name used as a type: its evidence has weights already

    @property
    def collection(self) -> str:
        return SAME if self.source == HITS else self.source


def read_rows(path: Path) -> dict[str, list[tuple[int, Mapping[str, str]]]]:
    """Agreed rows by document."""
    by_doc = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)):
            if row["agreed"] == "1":
                by_doc[row["doc"]].append((number, row))
    return by_doc


def read_hits(path: Path, read_text: Callable[[str], tuple[str, str]], *, more: bool) -> list[Hit]:
    """Candidates that overlap the annotated cues; rows without a candidate are left out."""
    return [hit for doc, rows in read_rows(path).items() for hit in _hits(doc, rows, *read_text(doc), more=more)]


def _hits(doc: str, rows: Sequence, text: str, date: str, *, more: bool) -> Iterable[Hit]:
    source, name = doc.split("/", 1)
    for context in read_contexts(read_doc(text, date=date)):
        start, end = context.candidate.start, context.candidate.end
        for number, row in rows:
            if start < int(row["end"]) and end > int(row["start"]):
                evidence = evidence_for(context)
                known = read_model("analogy_evidence", feature="evidence")
                fixed = known.score(evidence) if context.family == "type" else None
                yield Hit(
                    number + more * 1_000_000,
                    doc,
                    source if more else HITS,
                    name.split("_")[0],
                    (start, end),
                    all_evidence(context),
                    row["kind"] != "none",
                    float(row.get("weight") or 1),
                    fixed,
                )


def all_evidence(context: Context) -> tuple[str, ...]:
    return (*evidence_for(context), *(() if context.family == "name" else setting(context)))


def text_of_hit(texts: Path) -> Callable[[str], tuple[str, str]]:
    def read(doc: str) -> tuple[str, str]:
        split, name = doc.split("/")
        return (texts / split / "text" / f"{name}.txt").read_bytes().decode("utf-8"), name.split("_")[1]

    return read


def text_of_candidate(folder: Path) -> Callable[[str], tuple[str, str]]:
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as lines:
        dates = {row["doc_id"]: row["date"] for row in csv.DictReader(lines)}

    def read(doc: str) -> tuple[str, str]:
        name = doc.replace("/", "__")
        return (folder / f"{name}.txt").read_bytes().decode("utf-8"), dates[name]

    return read


def fit(hits: Sequence[Hit], prior: Weights, *, pull: float, ridge: float, times: float) -> dict[str, float]:
    """Weights that minimise weighted logistic loss + ½ Σ penalty · (weight − prior)²; hits count ``times`` as much."""
    rarity = fit_rarity([hit for hit in hits if hit.fixed is not None])
    hits = [hit for hit in hits if hit.fixed is None]
    seen = Counter(name for hit in hits for name in hit.evidence)
    names = sorted(set(prior) | {name for name, n in seen.items() if n >= FEWEST})
    place = {name: i for i, name in enumerate(names)}
    cells = [(i, place[name]) for i, hit in enumerate(hits) for name in hit.evidence if name in place]
    rows, columns = zip(*cells, strict=True)
    design = csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(hits), len(names)))
    turned = design.T.tocsr()
    truth, counts = (np.array([getattr(h, f) for h in hits], dtype=float) for f in ("is_analogy", "weight"))
    if len({hit.source for hit in hits}) > 1:
        counts = counts * np.array([times if hit.source == HITS else 1.0 for hit in hits])
    centre = np.array([prior.get(name, 0.0) for name in names])
    firm = [FIRMLY if name.startswith(("name:", "new:", "base: new")) else 1.0 for name in names]
    penalty = np.array([pull if name in prior else ridge for name in names]) * firm

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        logits, apart = design @ weights, weights - centre
        value = counts @ (np.logaddexp(0, logits) - truth * logits) + (penalty * apart) @ apart / 2
        return value, turned @ (counts * (1 / (1 + np.exp(-logits)) - truth)) + penalty * apart

    found = minimize(loss, centre, jac=True, method="L-BFGS-B", options={"maxiter": 80}).x
    return dict(zip(names, found, strict=True)) | {RARITY: rarity}


def fit_rarity(hits: Sequence[Hit]) -> float:
    """What to add to the scores of names used as types, so that as many are expected as were read."""
    scores, truth, counts = (np.array([getattr(h, f) for h in hits], float) for f in ("fixed", "is_analogy", "weight"))
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        more = counts @ (1 / (1 + np.exp(-scores - middle)) - truth) > 0
        low, high = (low, middle) if more else (middle, high)
    return low


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row: whether it is an analogy, whether one of its candidates is accepted, the highest probability."""

    doc: str
    truth: bool
    accepted: bool
    probability: float
    weight: float


def predict(hits: Sequence[Hit], weights: Weights) -> dict[int, Verdict]:
    verdicts: dict[int, Verdict] = {}
    for hit in hits:
        chance = probability(hit, weights)
        accepted, before = is_accepted(hit, chance), verdicts.get(hit.row)
        if before:
            accepted, chance = accepted or before.accepted, max(chance, before.probability)
        verdicts[hit.row] = Verdict(hit.doc, hit.is_analogy, accepted, chance, hit.weight)
    return verdicts


def probability(hit: Hit, weights: Weights) -> float:
    if hit.fixed is not None:
        return logistic(hit.fixed + weights.get(RARITY, 0.0))
    return logistic(sum(weights.get(name, 0.0) for name in hit.evidence))


def is_accepted(hit: Hit, chance: float) -> bool:
    return (chance if hit.fixed is None else logistic(hit.fixed)) > ACCEPT_ABOVE


def figures(verdicts: Iterable[Verdict]) -> dict[str, float]:
    rows = list(verdicts)
    both = sum(v.weight for v in rows if v.truth and v.accepted)
    accepted, truth = (sum(v.weight for v in rows if getattr(v, f)) for f in ("accepted", "truth"))
    expected = sum(v.weight * v.probability for v in rows)
    return {
        "precision": both / max(1, accepted),
        "recall": both / max(1, truth),
        "expected": expected / max(1, truth),
        "n": sum(v.truth for v in rows),
    }


def show(name: str, verdicts: Iterable[Verdict]) -> None:
    found = figures(verdicts)
    print("  {:14s}P {precision:.3f}  R {recall:.3f}  expected/read {expected:.2f}  n {n}".format(name, **found))


def left_out(
    hits: Sequence[Hit], part: Callable[[Hit], str], learn: Callable[[Sequence[Hit]], Weights], tested: set[str]
) -> tuple[dict[int, Verdict], dict[str, Weights]]:
    """Verdicts on each part with weights from the others, printed; and those weights."""
    pooled: dict[int, Verdict] = {}
    weights = {}
    for name in sorted({part(hit) for hit in hits if hit.source in tested}):
        weights[name] = learn([hit for hit in hits if part(hit) != name])
        verdicts = predict([hit for hit in hits if part(hit) == name and hit.source in tested], weights[name])
        pooled |= verdicts
        show(name, verdicts.values())
    show("all", pooled.values())
    return pooled, weights


def write_labels(hits: Sequence[Hit], weights: Mapping[str, Weights], path: Path) -> None:
    """The candidates as a table of analogies, each judged with the weights that its source had no part in."""
    with path.open("w", encoding="utf-8") as out:
        for hit in hits:
            chance = probability(hit, weights[hit.collection])
            row = {"doc_id": hit.doc.replace("/", "__"), "cue_start": hit.span[0], "cue_end": hit.span[1]}
            out.write(json.dumps(row | {"accepted": is_accepted(hit, chance), "probability": chance}) + "\n")


def publish(data: Mapping[str, Iterable[Verdict]], command: str) -> None:
    """Write precision and recall, with intervals over documents, to lexicons/validity.csv."""
    rows = []
    for name, verdicts in data.items():
        counts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])  # both, accepted, analogies
        listed = list(verdicts)
        for v in listed:
            for place, hit in enumerate((v.truth and v.accepted, v.accepted, v.truth)):
                counts[v.doc][place] += v.weight * hit
        both, accepted, analogies = np.array(list(counts.values())).T
        rows += [
            (name, figure, float(both.sum() / below.sum()), *ratio_interval(both, below), len(listed), "", "")
            for figure, below in (("analogies, precision", accepted), ("analogies, recall", analogies))
        ]
    write_rows("analogies", rows, command)


def write(weights: Weights) -> None:
    """Replace the column weight of the evidence, and the weights of the setting."""
    with EVIDENCE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if not row["evidence"].startswith(("type:", "base: type")):
            row["weight"] = f"{weights.get(row['evidence'], float(row['prior'])):.2f}"
    write_table(EVIDENCE, rows)
    listed = {row["evidence"] for row in rows}
    others = {name: weight for name, weight in weights.items() if name not in listed and abs(weight) >= LEAST}
    write_table(WEIGHTS, [{"feature": name, "weight": f"{others[name]:.2f}"} for name in sorted(others)])


def write_table(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hits", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--more", nargs=2, type=Path, help="candidates of other kinds of text, and their texts")
    parser.add_argument("--only", nargs="*", help="publishers to use; all if left out")
    parser.add_argument("--pull", type=float, default=0.7, help="strength of the pull to the prior")
    parser.add_argument("--ridge", type=float, default=2.0, help="strength of the pull to zero, of the setting")
    parser.add_argument("--times", type=float, default=2.5, help="how much a hit counts beside a candidate of --more")
    parser.add_argument("--labels", type=Path, help="write what weights without the source say")
    parser.add_argument("--write", action="store_true", help="write the weights fitted on all hits used")
    parser.add_argument("--publish", action="store_true", help="put the figures into validity.csv")
    args = parser.parse_args()
    with EVIDENCE.open(encoding="utf-8", newline="") as lines:
        prior = {row["evidence"]: float(row["prior"]) for row in csv.DictReader(lines)}

    def learn(hits: Sequence[Hit]) -> Weights:
        return fit(hits, prior, pull=args.pull, ridge=args.ridge, times=args.times)

    hits = read_hits(args.hits, text_of_hit(args.texts), more=False)
    hits = [hit for hit in hits if not args.only or hit.publisher in args.only]
    print("hits, weights from the hits of the other publishers:")
    on_news, _ = left_out(hits, lambda hit: hit.publisher, learn, {HITS})
    data = {"cue hits in PolNeAR (weights from the other publishers)": on_news.values()}
    if args.more:
        hits += read_hits(args.more[0], text_of_candidate(args.more[1]), more=True)
        sources = {hit.source for hit in hits} - {HITS}
        print("hits, weights from the other publishers and all other sources:")
        left_out(hits, lambda hit: hit.publisher if hit.collection == SAME else "", learn, {HITS})
        print("candidates, weights without their source:")
        pooled, weights = left_out(hits, lambda hit: hit.collection, learn, sources)
        for source in sorted(sources):
            found = [v for v in pooled.values() if v.doc.startswith(f"{source}/")]
            data[f"candidates, {NAMES.get(source, source)} (weights from other kinds of text)"] = found
        data["candidates of six kinds of text (each with weights from the others)"] = pooled.values()
        if args.labels:
            write_labels([hit for hit in hits if hit.source != HITS], weights, args.labels)
    if args.publish:
        publish(data, "python benchmarks/fit_analogy_judge.py dev.tsv polnear --more more.tsv texts --publish")
    if args.write:
        write(learn(hits))


if __name__ == "__main__":
    main()
