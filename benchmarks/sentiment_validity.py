"""Measure the validity of polarity and write it to lexicons/validity.csv, where the notebooks read it.

usage: python sentiment_validity.py --nyt nyt_dev.tsv --train newsmtsc_train.jsonl --check newsmtsc_rw_dev.jsonl ...

NYT figures are cross-validated by article, because the shipped ratings were fitted to these snippets too. Figures on
NewsMTSC are of the shipped weights on files that were not fitted. Intervals: bootstrap over articles, 1,000 rounds.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sentiment_data import macro_f1, read_ratings, read_targets, sign_of
from sentiment_fit_ratings import cross_validate, read_problem
from vader import SentimentIntensityAnalyzer
from validity import show, write_rows

from textkit.labelling.sentiment.targets import target_polarity
from textkit.measure.formulas import interval

COMMAND = "python benchmarks/sentiment_validity.py --nyt {nyt} --train {train} --check {check}"
HUMAN_R = 0.745  # of one NYT rater with the mean of 20 (Hutto & Gilbert 2014)
ROUNDS = 1000


def bootstrap(score: Callable[[np.ndarray], float], articles: np.ndarray) -> tuple[float, float]:
    """95 % interval of ``score(rows)`` over articles drawn with replacement."""
    rng, names = np.random.default_rng(0), np.unique(articles)
    rows_of = {name: np.flatnonzero(articles == name) for name in names}
    draws = [score(np.concatenate([rows_of[n] for n in rng.choice(names, len(names))])) for _ in range(ROUNDS)]
    low, high = interval(np.array(draws))
    return float(low), float(high)


def measure_ratings(nyt: Path, train: Path) -> list[list[object]]:
    """Pearson r and macro-F1 on NYT, with VADER's."""
    problem, texts = read_problem(nyt, train), read_ratings(nyt)[0]
    vader = SentimentIntensityAnalyzer()
    compound = np.array([vader.polarity_scores(text)["compound"] for text in texts])
    scores, gold = cross_validate(problem), problem.ratings

    def r(rows: np.ndarray, found: np.ndarray = scores) -> float:
        return float(np.corrcoef(gold[rows], found[rows])[0, 1])

    def f1(rows: np.ndarray, found: np.ndarray = scores) -> float:
        return macro_f1(sign_of(gold[rows] / 4), sign_of(found[rows]))

    data, every = "NYT editorials (cross-validated by article)", np.arange(len(gold))
    figures = (("sentence polarity, Pearson r", r, HUMAN_R), ("sentence polarity, macro-F1 of the sign", f1, ""))
    return [
        [
            "sentiment",
            data,
            name,
            score(every),
            *bootstrap(score, problem.articles),
            len(gold),
            score(every, compound),
            human,
        ]
        for name, score, human in figures
    ]


def measure_targets(path: Path) -> list[object]:
    """Macro-F1 towards targets, with that of VADER's score of the sentence."""
    targets = read_targets(path)
    gold, vader = np.array([target.label for target in targets]), SentimentIntensityAnalyzer()
    found = sign_of(np.array([target_polarity(t.text, t.start, t.end) for t in targets]))
    compound = sign_of(np.array([vader.polarity_scores(t.text)["compound"] for t in targets]))

    def f1(rows: np.ndarray) -> float:
        return macro_f1(gold[rows], found[rows])

    span = bootstrap(f1, np.array([target.article for target in targets]))
    data = f"NewsMTSC {path.stem.removeprefix('newsmtsc_').replace('_', ' ')} (not fitted)"
    return [
        "sentiment",
        data,
        "target polarity, macro-F1",
        macro_f1(gold, found),
        *span,
        len(gold),
        macro_f1(gold, compound),
        "",
    ]


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nyt", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--check", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    rows = measure_ratings(options.nyt, options.train) + [measure_targets(path) for path in options.check]
    check = " ".join(path.name for path in options.check)
    write_rows(
        "sentiment",
        [row[1:] for row in rows],
        COMMAND.format(nyt=options.nyt.name, train=options.train.name, check=check),
    )
    for row in rows:
        print(*map(show, row[1:]), sep="  ")


if __name__ == "__main__":
    main()
