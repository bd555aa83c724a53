"""Four questions to a corpus on disk, of textkit and of conc, in one run.

usage: python peer_conc.py FOLDER --conc PYTHON [--documents 4000] [--copies 4]

PYTHON is the interpreter of an environment with conc (PyPI). Articles are those of ``scaling.py``, with so many copies
under other ids. conc cuts words with spaCy's rules for English, without a trained pipeline, and compares two corpora:
so it gets one of all articles, one of the reports, and one of the rest. Each question is asked twice in a process of
its own: processor and wall-clock seconds of both calls, rows, and largest memory. Needs no network.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

WORD, LEAST = "tariff", 5
NAMES = ("frequency list", "concordance of a word", "collocates of a word", "keyness of one genre")
SAID = "first {:.2f} s ({:.2f} s wall), second {:.2f} s ({:.2f} s wall), {:,} rows, {:,.0f} MB"
GROUPS = {"all": ("report", "editorial", "interview"), "report": ("report",), "rest": ("editorial", "interview")}


def questions_of_textkit(folder: Path) -> list[Callable[[], object]]:
    """What is asked of labels on disk."""
    import textkit as tk

    labels = tk.scan_labels(folder / "labels")
    return [
        lambda: tk.count_terms(labels),
        lambda: tk.kwic(labels, WORD, sort=["R1", "R2", "R3"]),
        lambda: tk.collocations(labels, WORD, min_count=LEAST, measures=["log_dice", "log_likelihood"]),
        lambda: tk.keyness(labels, by="genre", groups=["report"], measures=["log_ratio", "log_likelihood"]),
    ]


def questions_of_conc(folder: Path) -> list[Callable[[], object]]:
    """The same of conc's corpora."""
    conc, corpora = _conc(), {name: next((folder / f"conc-{name}").glob("*.corpus")) for name in GROUPS}
    load = {name: conc.corpus.Corpus().load(str(path)) for name, path in corpora.items()}
    whole, reports = conc.conc.Conc(load["all"]), conc.conc.Conc(load["report"])
    reports.set_reference_corpus(load["rest"])
    every = {"page_size": 0, "show_document_frequency": True}
    return [
        lambda: whole.frequencies(**every).to_frame(),
        lambda: whole.concordance(WORD, page_size=10**9).to_frame(),
        lambda: whole.collocates(WORD, page_size=0, min_collocate_frequency=LEAST).to_frame(),
        lambda: reports.keywords(**every, exclude_negative_keywords=False).to_frame(),
    ]


def _conc() -> object:
    """conc, with spaCy's rules for English where it would load a trained pipeline, of which it uses the rules alone."""
    import conc.conc
    import conc.corpus
    import spacy

    def begin(corpus: object, *_: object, **__: object) -> None:
        corpus._nlp = spacy.blank("en")
        corpus._nlp.max_length = 10_000_000

    conc.corpus.Corpus._init_spacy_model = begin
    return conc


def build(folder: Path) -> None:
    """The three corpora of conc, unless they are there."""
    csv.field_size_limit(10**9)
    for name in GROUPS:
        if not list((folder / f"conc-{name}").glob("*.corpus")):
            corpus = _conc().corpus.Corpus(name=name, description=name)
            corpus.build_from_csv(
                source_path=str(folder / f"{name}.csv"), save_path=str(folder / f"conc-{name}"), text_column="text"
            )


def answer(of: str, folder: Path, number: int) -> None:
    """Ask a question twice and print what it took."""
    ask, told = {"textkit": questions_of_textkit, "conc": questions_of_conc}[of](folder)[number], []
    for _ in range(2):
        cpu, wall = time.process_time(), time.perf_counter()
        rows = len(ask())
        told += [time.process_time() - cpu, time.perf_counter() - wall]
    print(json.dumps([*told, rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def prepare(folder: Path, n_documents: int, n_copies: int) -> int:
    """The articles, their labels, and the files for conc; words in all."""
    import scaling

    import textkit as tk

    n_words = scaling.write_corpus(folder / "articles", n_documents, 600)
    if not (folder / "labels" / "labels.json").exists():
        once = tk.label_to(folder / "once", folder / "articles", workers=2)
        scaling.copy_shards(once, folder / "labels", n_copies)
    lines = [line for path in sorted((folder / "articles").glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    articles = [json.loads(line) for line in lines]
    for name, genres in GROUPS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text"])
            chosen = [[article["text"]] for article in articles if article["genre"] in genres]
            writer.writerows(chosen * n_copies)
    return n_words * n_copies


def main() -> None:
    """Prepare the corpora, ask each question of both, print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--conc", help="Python of an environment with conc")
    parser.add_argument("--documents", type=int, default=4_000)
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--build", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--ask", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        build(options.folder)
    elif options.ask:
        answer(options.ask[0], options.folder, int(options.ask[1]))
    else:
        _compare(options)


def _compare(options: argparse.Namespace) -> None:
    options.folder.mkdir(parents=True, exist_ok=True)
    print(f"{prepare(options.folder, options.documents, options.copies):,} words", flush=True)
    subprocess.run([options.conc, __file__, str(options.folder), "--build"], check=True, stdout=subprocess.DEVNULL)
    for number, name in enumerate(NAMES):
        for of, python in (("textkit", sys.executable), ("conc", options.conc)):
            command = [python, __file__, str(options.folder), "--ask", of, str(number)]
            output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            shown = SAID.format(*json.loads(output.splitlines()[-1]))
            print(f"{name:22s} {of:8s} {shown}", flush=True)


if __name__ == "__main__":
    main()
