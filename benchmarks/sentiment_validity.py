"""Measure the validity of polarity and write it to lexicons/validity.csv, where the notebooks read it.

usage: python sentiment_validity.py --nyt nyt_dev.tsv --targets newsmtsc_train.jsonl --headlines headlines_dev.tsv
       --parliament parliament_dev.tsv --directed directed_dev.jsonl --check newsmtsc_rw_dev.jsonl ...

Figures of sentences are cross-validated by article, and those of directed attitudes by sentence, because the shipped
weights were fitted to these texts too. Figures on NewsMTSC are of the shipped weights on files that were not fitted.
Intervals: bootstrap over articles, 1,000 rounds.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from sentiment_data import Target, macro_f1, read_targets, sign_of
from sentiment_fit_ratings import READERS, Problem, add_paths, cross_validate, read_problem
from sentiment_fit_targets import cross_validate as cross_validate_targets
from sentiment_fit_targets import read_both
from vader import SentimentIntensityAnalyzer
from validity import show, write_rows

from textkit.labelling.sentiment.targets import target_polarities
from textkit.measure.formulas import interval

COMMAND = "python benchmarks/sentiment_validity.py {given} --check {check}"
SOURCES = {"nyt": "NYT editorials", "headlines": "news headlines", "parliament": "European Parliament"}
HUMAN_R = 0.745  # of one NYT rater with the mean of 20 (Hutto & Gilbert 2014)
ROUNDS = 1000


def bootstrap(score: Callable[[np.ndarray], float], articles: np.ndarray) -> tuple[float, float]:
    """95 % interval of ``score(rows)`` over articles drawn with replacement."""
    rng, names = np.random.default_rng(0), np.unique(articles)
    rows_of = {name: np.flatnonzero(articles == name) for name in names}
    draws = [score(np.concatenate([rows_of[n] for n in rng.choice(names, len(names))])) for _ in range(ROUNDS)]
    low, high = interval(np.array(draws))
    return float(low), float(high)


def measure_ratings(problem: Problem) -> list[list[object]]:
    """Pearson r of each source, cross-validated by article, with VADER's; of NYT also macro-F1 of the sign."""
    rows = []
    for name, data in SOURCES.items():
        source, texts, human = problem.sources[name], problem.texts[name], HUMAN_R if name == "nyt" else ""
        compound, scores = _vader_scores(texts), cross_validate(problem, name)
        told = {"sentence polarity, Pearson r": (partial(_r, source.ratings), human)}
        if name == "nyt":
            told["sentence polarity, macro-F1 of the sign"] = (partial(_f1, source.ratings), "")
        for figure, (score, people) in told.items():
            span = bootstrap(partial(score, scores), source.articles)
            every = np.arange(len(scores))
            values = (score(scores, every), *span, len(scores), score(compound, every), people)
            rows.append(["sentiment", f"{data} (cross-validated by article)", figure, *values])
    return rows


def _vader_scores(texts: list[list[str]]) -> np.ndarray:
    vader = SentimentIntensityAnalyzer()
    return np.array([np.mean([vader.polarity_scores(s)["compound"] for s in text]) for text in texts])


def _r(gold: np.ndarray, found: np.ndarray, rows: np.ndarray) -> float:
    return float(np.corrcoef(gold[rows], found[rows])[0, 1])


def _f1(gold: np.ndarray, found: np.ndarray, rows: np.ndarray) -> float:
    return macro_f1(sign_of(gold[rows] / 4), sign_of(found[rows]))


def measure_targets(data: str, targets: list[Target], found: np.ndarray) -> list[object]:
    """Macro-F1 towards targets, with that of VADER's score of the sentence."""
    gold = np.array([target.label for target in targets])
    compound = sign_of(_vader_scores([[target.text] for target in targets]))

    def f1(rows: np.ndarray) -> float:
        return macro_f1(gold[rows], found[rows])

    span = bootstrap(f1, np.array([target.article for target in targets]))
    values = (macro_f1(gold, found), *span, len(gold), macro_f1(gold, compound), "")
    return ["sentiment", data, "target polarity, macro-F1", *values]


def measure_check(path: Path) -> list[object]:
    """The shipped weights on a file of NewsMTSC."""
    targets = read_targets(path)
    found = sign_of(np.array(target_polarities(*zip(*((t.text, t.start, t.end) for t in targets), strict=True))))
    name = path.stem.removeprefix("newsmtsc_").replace("_", " ")
    return measure_targets(f"NewsMTSC {name} (not fitted)", targets, found)


def measure_directed(train: Path, directed: Path) -> list[object]:
    """Attitudes between entities, cross-validated."""
    news, attitudes = read_both(train, directed)
    found = cross_validate_targets([attitudes, news])
    return measure_targets("US news, directed attitudes (cross-validated by sentence)", attitudes.targets, found)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_paths(parser)
    parser.add_argument("--check", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    paths = {name: getattr(options, name) for name in READERS}
    rows = measure_ratings(read_problem(paths)) + [measure_check(path) for path in options.check]
    rows.append(measure_directed(options.targets, options.directed))
    given = " ".join(f"--{name} {path.name}" for name, path in paths.items())
    check = " ".join(path.name for path in options.check)
    write_rows("sentiment", [row[1:] for row in rows], COMMAND.format(given=given, check=check))
    for row in rows:
        print(*map(show, row[1:]), sep="  ")


if __name__ == "__main__":
    main()
