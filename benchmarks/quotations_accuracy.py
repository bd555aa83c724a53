"""Accuracy of quotations and sources on PolNeAR, all together and per publisher, with 95 % intervals.

    python benchmarks/quotations_accuracy.py PATH/TO/polnear/dev

Unit: a segment between quotation marks. It is speech if half of its words lie in the content of an attribution; its
source is right if the mention overlaps the annotated one. Intervals: 1,000 bootstrap samples of articles.
"""

import argparse
import random
import re
from collections import Counter
from pathlib import Path

from polnear import Article, read_articles
from validity import write_rows

from textkit.labelling.quotations.attribution import find_quotations

# Figure, the best other tool (a nearest-name rule or textacy), a second human annotator; both on PolNeAR's test part
NAMES = (
    ("quoted segments, detection F1", 0.891, 0.975),
    ("quoted segments, source accuracy", 0.921, 0.973),
    ("quoted segments, end-to-end F1", 0.754, 0.949),
)
SEGMENT = re.compile(r"[“\"]([^“”\"\n]+)(?:[”\"]|$)", re.MULTILINE)


def count(article: Article) -> Counter:
    """Segments of an article: annotated as speech, found as speech, both, and with the right source."""
    groups: dict[int, tuple[list, list]] = {}
    for quote in find_quotations(article.doc).quotes:
        if quote.kind != "scare":
            content, source = groups.setdefault(quote.utterance_id, ([], []))
            content.append((quote.start, quote.end))
            source += [] if quote.mention_start is None else [(quote.mention_start, quote.mention_end)]
    found = [(article.words(content), article.words(source)) for content, source in groups.values()]
    gold = [(article.words(content), article.words(source)) for content, source, _ in article.attributions]
    hits = Counter()
    for match in SEGMENT.finditer(article.text):
        words = article.words([match.span()])
        if not words:
            continue
        (right, source), (speech, named) = (
            max(side, key=lambda item: len(item[0] & words), default=(set(), set())) for side in (gold, found)
        )
        is_gold, is_found = len(right & words) * 2 >= len(words), len(speech & words) * 2 >= len(words)
        agrees = bool(source & named) if source else not named
        both = is_gold and is_found
        hits.update(gold=is_gold, found=is_found, both=both, right=both and agrees)
    return hits


def figures(hits: Counter) -> tuple[float, float, float]:
    """Detection F1, source accuracy, end-to-end F1."""
    total = max(1, hits["gold"] + hits["found"])
    return 2 * hits["both"] / total, hits["right"] / max(1, hits["both"]), 2 * hits["right"] / total


def measure(counts: list[Counter]) -> list[tuple[float, float, float]]:
    """Each figure of some articles with the ends of its interval."""
    rng = random.Random(0)
    samples = [figures(sum(rng.choices(counts, k=len(counts)), Counter())) for _ in range(1000)]
    ordered = [sorted(column) for column in zip(*samples, strict=True)]
    values = figures(sum(counts, Counter()))
    return [(value, column[25], column[974]) for value, column in zip(values, ordered, strict=True)]


def report(name: str, counts: list[Counter]) -> None:
    """Print the figures of some articles with their intervals."""
    cells = [f"{value:.3f} [{low:.3f}, {high:.3f}]" for value, low, high in measure(counts)]
    print(f"{name:14s} {len(counts):4d} " + "  ".join(cells))


def publish(data: str, counts: list[Counter]) -> None:
    """Write the figures of all articles to lexicons/validity.csv."""
    n = sum(counts, Counter())["gold"]
    rows = [(data, name, *found, n, *others) for (name, *others), found in zip(NAMES, measure(counts), strict=True)]
    write_rows("quotations", rows, f"python benchmarks/quotations_accuracy.py {data.split()[-1]} --write")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("polnear", type=Path, help="folder with text/ and attributions/")
    parser.add_argument("--write", action="store_true", help="publish the figures in lexicons/validity.csv")
    options = parser.parse_args()
    articles = list(read_articles(options.polnear))
    counts = [count(article) for article in articles]
    print(f"{'':14s} docs detection F1          source accuracy       end-to-end F1")
    report("all", counts)
    for publisher in sorted({article.publisher for article in articles}):
        report(publisher, [c for c, a in zip(counts, articles, strict=True) if a.publisher == publisher])
    if options.write:
        publish(f"PolNeAR {options.polnear.name}", counts)


if __name__ == "__main__":
    main()
