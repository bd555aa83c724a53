"""Reading a large archive: megabytes a second of each format, and the memory of reading as the archive grows.

    python benchmarks/read_archive.py 10000

The archive is made by drawing from the sample corpus, with a running number in each text: plain text, Markdown with
front matter, web pages, Word documents, and exports of news databases with ten articles each. It is read as
``label_to`` reads it: piece by piece, keeping of each document what its id, its fields and its near-duplicates need.
"""

import argparse
import html
import io
import random
import resource
import tempfile
import time
from pathlib import Path

import docx

import textkit as tk
from textkit.read import ReadOptions
from textkit.read.formats import read_bytes
from textkit.read.shards import cut_files, join_surveys, survey_piece

SAMPLE = Path(__file__).parents[1] / "corpus" / "us-canada-2025"
KINDS = ("txt", "md", "html", "docx", "export.txt")


def make_file(kind, number, draw):
    """Name and bytes of one file."""
    row = draw()
    title, text = f"{row.title} {number}", f"{row.text}\n\nNumber {number}."
    if kind == "txt":
        data = f"{title}\n\n{text}".encode()
    elif kind == "md":
        data = f"---\ntitle: '{number}'\ndate: 2025-05-06\n---\n{text}".encode()
    elif kind == "html":
        paragraphs = "".join(f"<p>{html.escape(part)}</p>\n" for part in text.split("\n\n"))
        menu = "".join(f'<li><a href="/{i}">Menu {i}</a></li>' for i in range(20))
        page = f"<nav><ul>{menu}</ul></nav><article><h1>{html.escape(title)}</h1>{paragraphs}</article>"
        data = f"<html><head><title>{number}</title></head><body>{page}</body></html>".encode()
    elif kind == "docx":
        document, out = docx.Document(), io.BytesIO()
        for part in text.split("\n\n"):
            document.add_paragraph(part)
        document.save(out)
        data = out.getvalue()
    else:
        data = "".join(make_article(i, draw()) for i in range(1, 11)).encode()
    return f"{kind[:4]}/{number:06}.{kind}", data


def make_article(number, row):
    head = f"{number} of 10 DOCUMENTS\n\nThe Gazette\n\nMay {number}, 2025\n\n{row.title}\n\nLENGTH: 900 words"
    return f"{head}\n\n{row.text}\n\nLOAD-DATE: May 9, 2025\n\n\n"


def make_archive(folder, n_files):
    """Write the files; of each kind its size in bytes."""
    documents = list(tk.read_corpus(SAMPLE).documents.itertuples())
    chance = random.Random(1)
    sizes = dict.fromkeys(KINDS, 0)
    for number in range(n_files):
        kind = KINDS[number % 3 if number % 20 else 3 + number // 20 % 2]
        name, data = make_file(kind, number, lambda: chance.choice(documents))
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        sizes[kind] += len(data)
    return sizes


def speed(folder, kind):
    """Megabytes a second of one kind, on one core."""
    files = [(path.name, path.read_bytes()) for path in sorted((folder / kind[:4]).glob("*"))[:300]]
    start = time.process_time()
    for name, data in files:
        read_bytes(data, name, ReadOptions())
    return sum(len(data) for _, data in files) / 1e6 / (time.process_time() - start)


def memory(folder):
    """Megabytes of this process at most after each tenth of the archive, and documents."""
    pieces, opened = cut_files(folder, ReadOptions(), 500)
    peaks, surveys = [], []
    for number, piece in enumerate(pieces):
        surveys.append(survey_piece(piece))
        if number % max(1, len(pieces) // 10) == 0:
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000)
    join_surveys(pieces, surveys, opened, mark=True)
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000)
    return peaks, sum(len(survey.records) for survey in surveys)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n_files", type=int, nargs="?", default=10_000)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        n_files = parser.parse_args().n_files
        sizes = make_archive(folder, n_files)
        for kind, size in sizes.items():
            print(f"{kind:>10}: {size / 1e6:7.1f} MB, {speed(folder, kind):5.1f} MB/s")
        start = time.process_time()
        peaks, n = memory(folder)
        told = f"{n_files:,} files, {n:,} documents in {time.process_time() - start:.0f} s of CPU"
        print(f"{told}; memory at most, MB: {peaks}")


if __name__ == "__main__":
    main()
