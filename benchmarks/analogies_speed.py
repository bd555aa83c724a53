"""Time of the analogy labeller: microseconds per word on texts, and growth on hostile ones.

usage: python benchmarks/analogies_speed.py FOLDER [--files 300]

FOLDER: a folder with .txt or .md files. Reading paragraphs, sentences and tokens is not timed; quotations are left out.
"""

import argparse
import time
from pathlib import Path

from textkit.labelling.analogies.detection import find_analogies
from textkit.language.doc import Doc, make_doc, read_doc
from textkit.language.paragraphs import Sentence

HOSTILE = ("like a ", "as as as ", "the A of the ", "another Nixon ", "compared to ", "Hitler ", "a lion like ")


def seconds(doc: Doc) -> float:
    start = time.process_time()
    find_analogies(doc)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=300)
    args = parser.parse_args()
    paths = sorted(p for p in args.folder.rglob("*") if p.suffix in (".txt", ".md"))[: args.files]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    docs = [read_doc(text, date="2016-06-01") for text in texts]
    n_words = sum(len(text.split()) for text in texts)
    seconds(read_doc("He fought like a lion."))  # loads the lexicons
    best = min(sum(map(seconds, docs)) for _ in range(3))
    print(f"{len(texts)} texts, {n_words:,} words: {1e6 * best / max(1, n_words):.2f} µs per word (best of 3)")
    for piece in HOSTILE:
        times = [seconds(make_doc(piece * n, [], [Sentence(0, len(piece) * n, 0)])) for n in (25_000, 100_000)]
        print(f"{piece!r:18s} × 25,000: {times[0]:6.2f} s   × 100,000: {times[1]:6.2f} s")


if __name__ == "__main__":
    main()
