"""Sentences and targets per second, beside VADER on the same sentences in the same run.

usage: python sentiment_speed.py --targets newsmtsc_rw_dev.jsonl [--rounds 5]

Best of the rounds, in processor time: other work on the machine should not count. Needs no network.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from sentiment_data import read_targets
from vader import SentimentIntensityAnalyzer

from textkit.labelling.sentiment.targets import target_polarities, target_polarity
from textkit.labelling.sentiment.valence import doc_of_sentences, polarity, score_sentences
from textkit.language.vocabulary import Vocabulary


def best_seconds(work: Callable[[], object], rounds: int) -> float:
    """Least processor time of some rounds, after one for caches."""
    work()
    return min(_seconds(work) for _ in range(rounds))


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Time each and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    targets = read_targets(options.targets)
    texts, vader = [target.text for target in targets], SentimentIntensityAnalyzer()
    spans = [(target.text, target.start, target.end) for target in targets]
    known = Vocabulary()
    n_words = sum(len(text.split()) for text in texts)
    seconds = {
        "vader": best_seconds(lambda: [vader.polarity_scores(text) for text in texts], options.rounds),
        "polarity": best_seconds(lambda: polarity(texts), options.rounds),
        "score_sentences": best_seconds(lambda: score_sentences(doc_of_sentences(texts, known)), options.rounds),
        "target_polarity": best_seconds(lambda: [target_polarity(*span) for span in spans], options.rounds),
        "target_polarities": best_seconds(lambda: target_polarities(*zip(*spans, strict=True)), options.rounds),
    }
    for name, took in seconds.items():
        rate, ratio = len(texts) / took, seconds["vader"] / took
        print(f"{name:16s} {rate:9,.0f} a second  {took / n_words * 1e6:5.2f} µs a word  {ratio:5.2f} × vader")


if __name__ == "__main__":
    main()
