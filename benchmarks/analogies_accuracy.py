"""Precision and recall of analogies on annotated cue hits, with intervals, per publisher and by kind of cue.

usage: python benchmarks/analogies_accuracy.py HITS.tsv TEXTS [--no-dates] [--only PUBLISHER …] [--errors N]

HITS.tsv: doc, start, end, sent_start, sent_end, cue, kind, stance, tenor, vehicle, agreed; TEXTS:
``<split>/text/<doc>.txt`` (see ``fit_analogy_judge.py``). A hit counts as found if an accepted candidate overlaps its
cue, or, where the hit is an analogy, lies in its sentence. Intervals are percentiles of 2,000 resamples of documents.
Spans: the head of a phrase is its last content word before the first preposition; a span is right if the annotated
head is in the predicted span or the predicted head in the annotated one.
"""

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from textkit.labelling.analogies.detection import Analogy, find_analogies
from textkit.labelling.analogies.sentence_words import words
from textkit.language.doc import read_doc
from textkit.measure.formulas import document_weights, interval

Row = Mapping[str, str]


def read_rows(path: Path) -> dict[str, list[Row]]:
    """Agreed hits by document."""
    by_doc = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if row["agreed"] == "1":
                by_doc[row["doc"]].append(row)
    return by_doc


def label_document(doc: str, texts: Path, *, dates: bool) -> tuple[str, list[Analogy]]:
    """Text and accepted analogies of a document."""
    split, name = doc.split("/")
    text = (texts / split / "text" / f"{name}.txt").read_bytes().decode("utf-8")
    found = find_analogies(read_doc(text, date=name.split("_")[1] if dates else None))
    return text, [analogy for analogy in found if analogy.accepted]


def match(row: Row, accepted: Sequence[Analogy]) -> Analogy | None:
    """The accepted analogy on a hit's cue, or in the sentence of a hit that is an analogy."""
    start, end, first, last = (int(row[k]) for k in ("start", "end", "sent_start", "sent_end"))
    on_cue = [a for a in accepted if a.cue_start < end and a.cue_end > start]
    near = [a for a in accepted if row["kind"] != "none" and first <= a.cue_start < last]
    return next(iter([*on_cue, *near]), None)


def head(phrase: str) -> str:
    """Last content word before the first preposition or relative."""
    found = re.findall(r"[\w'-]+", phrase.lower().replace("’", "'"))
    closed = words("article", "determiner", "possessive", "be", "subject")
    for i, word in enumerate(found):
        if i and word in words("preposition", "relative", "conjunction"):
            found = found[:i]
            break
    content = [word for word in found if word not in closed] or found
    return content[-1].removesuffix("'s") if content else ""


def heads_meet(annotated: str, predicted: str) -> bool:
    def parts(phrase: str) -> set[str]:
        return {w.removesuffix("'s") for w in re.findall(r"[\w'-]+", phrase.lower().replace("’", "'"))}

    return head(annotated) in parts(predicted) or (bool(predicted) and head(predicted) in parts(annotated))


def span(text: str, analogy: Analogy, part: str) -> str:
    start, end = getattr(analogy, f"{part}_start"), getattr(analogy, f"{part}_end")
    return "" if start is None else text[start:end]


def ratio(pairs: Iterable[tuple[str, bool, bool]]) -> str:
    """Share of successes among counted ones, by document: (doc, counted, success)."""
    docs: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for doc, counted, success in pairs:
        docs[doc][0] += counted
        docs[doc][1] += counted and success
    table = np.array(list(docs.values()) or [[0, 0]])
    if not table[:, 0].sum():
        return "   –              "
    drawn = document_weights(len(table), rounds=2000) @ table
    low, high = interval(np.divide(drawn[:, 1], drawn[:, 0], out=np.full(len(drawn), np.nan), where=drawn[:, 0] > 0))
    return f"{table[:, 1].sum() / table[:, 0].sum():.3f} [{low:.2f}, {high:.2f}]"


def report(title: str, scored: Sequence[tuple[str, Row, Analogy | None]]) -> None:
    """One line: P, R, F1."""
    precision = ratio((doc, a is not None, row["kind"] != "none") for doc, row, a in scored)
    recall = ratio((doc, row["kind"] != "none", a is not None) for doc, row, a in scored)
    p, r = (float(x.split()[0]) if x.split()[0] != "–" else 0.0 for x in (precision, recall))
    n = sum(row["kind"] != "none" for _, row, _ in scored)
    print(f"{title:16s} n {n:4d}   P {precision}   R {recall}   F1 {2 * p * r / max(1e-9, p + r):.3f}")


def by(key: Callable[[tuple[str, Row, Analogy | None]], str], scored: Sequence) -> Iterable[tuple[str, list]]:
    groups = defaultdict(list)
    for item in scored:
        groups[key(item)].append(item)
    return sorted(groups.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hits", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--no-dates", action="store_true")
    parser.add_argument("--only", nargs="*", help="publishers to score; all if left out")
    parser.add_argument("--errors", type=int, default=0, help="show so many errors")
    args = parser.parse_args()
    scored, texts = [], {}
    for doc, rows in read_rows(args.hits).items():
        if not args.only or doc.split("/")[1].split("_")[0] in args.only:
            texts[doc], accepted = label_document(doc, args.texts, dates=not args.no_dates)
            scored += [(doc, row, match(row, accepted)) for row in rows]
    report("all", scored)
    for publisher, group in by(lambda item: item[0].split("/")[1].split("_")[0], scored):
        report(publisher, group)
    for cue, group in by(lambda item: f"cue: {item[1]['cue']}", scored):
        report(cue, group)
    both = [(doc, row, a) for doc, row, a in scored if a and row["kind"] != "none"]
    print("kind           ", ratio((doc, True, a.kind == row["kind"]) for doc, row, a in both))
    print("stance         ", ratio((doc, True, a.stance == row["stance"]) for doc, row, a in both))
    for part in ("tenor", "vehicle"):
        pairs = [(doc, bool(row[part]), heads_meet(row[part], span(texts[doc], a, part))) for doc, row, a in both]
        print(f"{part:15s}", ratio(pairs))
    wrong = [(row, texts[doc]) for doc, row, a in scored if (a is None) == (row["kind"] != "none")]
    for row, text in wrong[: args.errors]:
        print("---", row["kind"], row["cue"], "\n", text[int(row["sent_start"]) : int(row["sent_end"])])


if __name__ == "__main__":
    main()
