"""Documents a second: quotations, reported speech and speakers in one process; textacy beside it where installed.

    python benchmarks/quotations_speed.py PATH/TO/FOLDER [--rounds 5]

FOLDER holds .txt files. Paragraphs, sentences and tokens are found beforehand; the best of the rounds counts. textacy
is timed on the first 20 documents if it, spaCy and the model en_core_web_sm are installed.
"""

import argparse
import time
from importlib.util import find_spec
from pathlib import Path

from textkit.labelling.quotations.attribution import find_quotations
from textkit.language.doc import read_doc


def time_textkit(texts: list[str], rounds: int) -> float:
    """Least CPU seconds for all texts."""
    find_quotations(read_doc(texts[0]))
    best = float("inf")
    for _ in range(rounds):
        docs = [read_doc(text) for text in texts]  # anew each time: a document keeps what was found in it
        start = time.process_time()
        for doc in docs:
            find_quotations(doc)
        best = min(best, time.process_time() - start)
    return best


def time_textacy(texts: list[str]) -> float | None:
    """CPU seconds of textacy's direct quotations, None if something is not installed."""
    if not all(find_spec(name) for name in ("spacy", "textacy", "en_core_web_sm")):
        return None
    import spacy
    from textacy.extract import direct_quotations

    nlp = spacy.load("en_core_web_sm")
    start = time.process_time()
    for text in texts:
        try:
            list(direct_quotations(nlp(text)))
        except ValueError:  # unbalanced quotation marks
            continue
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    texts = [path.read_bytes().decode("utf-8") for path in sorted(options.folder.glob("*.txt"))]
    words = sum(len(text.split()) for text in texts)
    seconds = time_textkit(texts, options.rounds)
    print(f"textkit  {len(texts) / seconds:7.0f} documents/s  {words / seconds:9.0f} words/s")
    peer = time_textacy(texts[:20])
    print("textacy  not installed" if peer is None else f"textacy  {20 / peer:7.1f} documents/s")


if __name__ == "__main__":
    main()
