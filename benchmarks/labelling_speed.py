"""How fast a corpus is labelled in one process and in two, what the tables weigh, and what the import costs.

    python benchmarks/labelling_speed.py CORPUS [--rounds 3]

CORPUS is anything ``read_corpus`` takes. Each figure is the best of the rounds, taken in turns; words are counted by
one pass of a bare word pattern, which is also what labelling is compared with.
"""

import argparse
import re
import subprocess
import sys
import time

import textkit as tk

WORD = re.compile(r"\w+(?:['’-]\w+)*")


def processor_time(code: str) -> float:
    """Processor seconds that a line of Python takes in a process of its own."""
    timed = f"import time; start = time.process_time(); {code}; print(time.process_time() - start)"
    return float(subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True).stdout)


def scan(texts: list[str]) -> int:
    """Words of all texts, by a bare pass."""
    return sum(1 for text in texts for _ in WORD.finditer(text))


def measure(corpus: tk.Corpus, rounds: int) -> dict[str, float]:
    """Best times: a bare pass, all tables, the tables of word statistics (processor); 1 and 2 workers (wall clock)."""
    texts = corpus.documents["text"].tolist()
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, clock, work in (
            ("bare pass", time.process_time, lambda: scan(texts)),
            ("all tables", time.process_time, lambda: tk.label(corpus)),
            ("words only", time.process_time, lambda: tk.label(corpus, tables=("sentences", "tokens"))),
            ("1 worker", time.perf_counter, lambda: tk.label(corpus)),
            ("2 workers", time.perf_counter, lambda: tk.label(corpus, workers=2)),
        ):
            start = clock()
            work()
            best[name] = min(best.get(name, float("inf")), clock() - start)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    corpus = tk.read_corpus(options.corpus)
    texts = corpus.documents["text"].tolist()
    words, size = scan(texts), sum(len(text.encode("utf-8", "replace")) for text in texts)
    labels = tk.label(corpus)
    times = measure(corpus, options.rounds)
    weight = sum(table.memory_usage(deep=True).sum() for name, table in labels.tables().items() if name != "documents")
    print(f"{len(texts):,} documents, {words:,} words, {size:,} bytes")
    for name in ("all tables", "words only"):
        ratio = times[name] / times["bare pass"]
        print(f"{name:12} {words / times[name]:9,.0f} words/s   {ratio:5.1f} times a bare pass")
    print(f"2 workers    {times['1 worker'] / times['2 workers']:9.2f} times as fast as 1")
    print(f"tables       {weight / size:9.1f} bytes per byte of text")
    pairs = [(processor_time("import textkit"), processor_time("import pandas")) for _ in range(options.rounds)]
    print(f"import       {min(own for own, _ in pairs) / min(peer for _, peer in pairs):9.2f} times import pandas")


if __name__ == "__main__":
    main()
