"""Fit the weights of the speaker ranker, of the reported-speech classifier and of where contents end, on PolNeAR.

    python benchmarks/fit_speaker_ranker.py PATH/TO/polnear/train [--out FOLDER] [--folds 3]

Writes content_end_weights.csv, speaker_weights.csv and reported_weights.csv (feature, weight) into FOLDER, by default
the lexicons of the package.
Features describe clause structure and carry no names; no text is stored. With ``--folds`` nothing is written: the
conditional log-likelihood, detection and source accuracy on held-out folds of articles are printed, the figures by
which a change of features should be judged.

The ranker is a conditional logit (McFadden 1974) over the candidate sources of a quoted segment, "not named" and "no
speech", with a Gaussian prior. It is fitted twice: first knowing the true source of the segment before, then the one
that the first fit predicts, which is what it will know when it is used.
"""

import argparse
import csv
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from polnear import Article, read_articles
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from textkit.labelling.quotations import ranking
from textkit.labelling.quotations.attribution import (
    confidence_features,
    cue_categories,
    cue_features,
    find_all,
    is_reported,
)
from textkit.labelling.quotations.clauses import candidate_ends, end_features, open_content, reported_clause
from textkit.labelling.quotations.cues import cue_span
from textkit.labelling.quotations.ranking import NO_SPEECH, NOT_NAMED, name_features, outcomes_of, slot_of
from textkit.labelling.quotations.scenes import Scene, build_scene, end_with_relative
from textkit.labelling.quotations.transcripts import find_labels
from textkit.labelling.quotations.utterances import find_utterances
from textkit.language import linear_model
from textkit.language.linear_model import LinearModel, read_model, scorer
from textkit.lexicons import read_lexicon

LEXICONS = Path(__file__).parent.parent / "src" / "textkit" / "lexicons"
PRIOR = {"content_end": 4.0, "speaker": 2.0, "reported": 2.0, "confidence": 2.0}  # inverse variance of the weights
RAREST = {"content_end": 5, "speaker": 3, "reported": 5, "confidence": 20}  # features seen less often get no weight
SMALLEST = 0.02  # weights nearer to zero are not written


@dataclass(frozen=True)
class Example:
    """A decision: features of each outcome, and which outcomes are right."""

    article: int
    outcomes: list[list[str]]
    right: list[bool]
    is_speech: bool


def ranker_examples(articles: Sequence[Article], weights: Mapping[str, float] | None = None) -> list[Example]:
    """A decision per quoted segment; ``weights`` predict the source of the segment before, else it is the true one."""
    examples = []
    for number, article in enumerate(articles):
        scene = build_scene(article.doc)
        gold = [(article.words(content), article.words(source)) for content, source, _ in article.attributions]
        previous = NOT_NAMED
        for segment, position in zip(scene.segments, scene.story.positions, strict=True):
            words = article.words([(segment.outer_start, segment.outer_end)])
            if not words:
                continue
            content, source = max(gold, key=lambda g: len(g[0] & words), default=(set(), set()))
            is_speech = len(content & words) * 2 >= len(words)
            slot = slot_of(scene, position, segment.start, segment.end)
            outcomes = outcomes_of(scene, slot, previous)
            numbers = [n for n, _ in outcomes]
            spans = [_source_span(scene, n) for n in numbers]
            right = [_is_right(article, n, span, is_speech, source) for n, span in zip(numbers, spans, strict=True)]
            right = _without_inner(scene, numbers, right)
            named = [name_features(evidence) for _, evidence in outcomes]
            examples.append(Example(number, named, right, is_speech))
            previous = _next_previous(previous, numbers, examples[-1], weights)
    return examples


def _without_inner(scene: Scene, numbers: Sequence[int], right: Sequence[bool]) -> list[bool]:
    """Of "a spokesman for the board" the spokesman speaks, though the annotated source has both."""
    outer = {cue.inner: cue.subject for cue in scene.cues if cue.inner >= 0}
    speaking = {number for number, ok in zip(numbers, right, strict=True) if ok}
    return [ok and outer.get(number) not in speaking for number, ok in zip(numbers, right, strict=True)]


def _source_span(scene: Scene, number: int) -> tuple[int, int]:
    """A mention with the "who" behind it, which annotators often mark in its place."""
    if number < 0:
        return 0, 0
    return scene.mentions[number].start, end_with_relative(scene.story, scene.mentions[number])


def _is_right(article: Article, number: int, span: tuple[int, int], is_speech: bool, source: set[int]) -> bool:
    if number == NO_SPEECH:
        return not is_speech
    if number == NOT_NAMED:
        return is_speech and not source
    return is_speech and bool(article.words([span]) & source)


def _next_previous(previous: int, numbers: Sequence[int], example: Example, weights: Mapping[str, float] | None) -> int:
    if weights is not None:
        chances = LinearModel(weights).probabilities(example.outcomes)
        best = max(range(len(numbers) - 1), key=chances.__getitem__)
        return numbers[best] if chances[-1] <= 0.5 else previous
    if not example.is_speech:
        return previous
    return next((n for n, ok in zip(numbers, example.right, strict=True) if ok), NOT_NAMED)


def end_examples(articles: Sequence[Article]) -> list[Example]:
    """A decision per cue with an annotated content behind it: where the content ends."""
    examples = []
    for number, article in enumerate(articles):
        scene = build_scene(article.doc)
        gold = [(article.words(content), article.words(cue)) for content, _, cue in article.attributions]
        for cue in scene.cues:
            content = open_content(scene, cue)
            if content is None:
                continue
            begin, high = content
            ends = candidate_ends(scene, begin, high)
            own, first = article.words([cue_span(scene.story, cue)]), _word_before(article, scene.story.starts[begin])
            last = next((max(g) for g, cues in gold if own & cues and g and abs(min(g) - first) <= 2), None)
            right = [last is not None and _word_before(article, scene.story.ends[end - 1]) - 1 == last for end in ends]
            if any(right):
                examples.append(Example(number, end_features(scene, cue, begin, high, ends), right, True))
    return examples


def _word_before(article: Article, place: int) -> int:
    """How many words begin before a place of the text."""
    return bisect_left(article.word_starts, place)


def reported_examples(articles: Sequence[Article]) -> list[Example]:
    """A decision per cue that no quotation uses: one outcome, right if it reports the words of an attribution."""
    examples = []
    for number, article in enumerate(articles):
        scene = build_scene(article.doc)
        quoted, used = find_utterances(scene)
        gold = [article.words(content) for content, _, _ in article.attributions]
        spoken = _groups(article, [f for f in quoted if f.kind != "scare"])
        free = [g for g in gold if not any(_overlap(g, words) >= 0.5 for words in spoken)]
        for cue in scene.cues:
            if cue.first not in used and (spans := reported_clause(scene, cue)):
                words = article.words(spans)
                right = any(_overlap(g, words) >= 0.5 for g in free)
                examples.append(Example(number, [cue_features(scene, cue, spans)], [right], right))
    return examples


def confidence_examples(articles: Sequence[Article]) -> list[Example]:
    """Whether each row of reported speech is right, found by models fitted on the other publishers."""
    examples = []
    for publisher in sorted({article.publisher for article in articles}):
        inside = [article for article in articles if article.publisher != publisher]
        models = {f"{name}_weights": LinearModel(fit(inside)) for name, fit in FITS.items()}
        _use(models.__getitem__)
        for number, article in enumerate(articles):
            if article.publisher == publisher:
                examples += _judged_rows(number, article)
        _use(read_model)
    return examples


def _use(read: Callable[[str], LinearModel]) -> None:
    """Let the rules take their models from ``read``."""
    linear_model.read_model = read
    linear_model.scorer.cache_clear()
    ranking.scorers.cache_clear()


def _judged_rows(number: int, article: Article) -> Iterable[Example]:
    scene = build_scene(article.doc)
    labels, _ = find_labels(scene, article.doc.paragraphs)
    findings = [f for f in find_all(scene, article.doc.paragraphs, labels) if f.kind != "scare"]
    spans: dict[int, list[tuple[int, int]]] = {}
    for finding in findings:
        spans.setdefault(finding.group, []).append((finding.start, finding.end))
    gold = [(article.words(content), article.words(source)) for content, source, _ in article.attributions]
    categories = cue_categories(scene)
    for finding in findings:
        if is_reported(finding):
            words = article.words(spans[finding.group])
            content, source = max(gold, key=lambda g: _overlap(g[0], words), default=(set(), set()))
            named = article.words([_source_span(scene, finding.mention)])
            right = _overlap(content, words) >= 0.5 and (bool(named & source) if source else not named)
            yield Example(number, [confidence_features(scene, finding, categories)], [right], right)


def _groups(article: Article, findings: Iterable) -> list[set[int]]:
    groups: dict[int, list[tuple[int, int]]] = {}
    for finding in findings:
        groups.setdefault(finding.group, []).append((finding.start, finding.end))
    return [article.words(spans) for spans in groups.values()]


def _overlap(one: set[int], two: set[int]) -> float:
    return len(one & two) / len(one | two) if one & two else 0.0


def design(examples: Sequence[Example], rarest: int) -> tuple[csr_matrix, list[str]]:
    """Sparse 0/1 matrix of outcomes by features, and the features."""
    counts = Counter(f for e in examples for features in e.outcomes for f in features)
    names = sorted(f for f, n in counts.items() if n >= rarest)
    column = {f: i for i, f in enumerate(names)}
    rows = [[column[f] for f in features if f in column] for e in examples for features in e.outcomes]
    starts = np.concatenate([[0], np.cumsum([len(r) for r in rows])])
    columns = np.concatenate([np.array(r, dtype=int) for r in rows])
    return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), len(names))), names


def fit_ranker(examples: Sequence[Example], model: str) -> dict[str, float]:
    """Weights that maximise the likelihood of the right outcomes; decisions without a right outcome are left out."""
    examples = [e for e in examples if any(e.right)]
    x, names = design(examples, RAREST[model])
    right = np.array([ok for e in examples for ok in e.right], dtype=float)
    firsts = np.concatenate([[0], np.cumsum([len(e.right) for e in examples])[:-1]])
    decision = np.repeat(np.arange(len(examples)), [len(e.right) for e in examples])
    transposed, prior = x.T.tocsr(), PRIOR[model]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ w
        powers = np.exp(scores - np.maximum.reduceat(scores, firsts)[decision])
        total, good = np.add.reduceat(powers, firsts), np.add.reduceat(powers * right, firsts)
        gradient = transposed @ (powers / total[decision] - powers * right / good[decision])
        return float((np.log(total) - np.log(good)).sum() + prior / 2 * w @ w), gradient + prior * w

    return _minimised(loss, names)


def fit_speakers(articles: Sequence[Article]) -> dict[str, float]:
    """The ranker, fitted twice."""
    first = fit_ranker(ranker_examples(articles), "speaker")
    return fit_ranker(ranker_examples(articles, first), "speaker")


def fit_classifier(examples: Sequence[Example], model: str = "reported") -> dict[str, float]:
    """Logistic regression of right on the features."""
    x, names = design(examples, RAREST[model])
    y = np.array([e.right[0] for e in examples], dtype=float)
    transposed, prior = x.T.tocsr(), PRIOR[model]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ w
        chances = 1 / (1 + np.exp(-scores))
        return float((np.logaddexp(0, scores) - y * scores).sum() + prior / 2 * w @ w), transposed @ (
            chances - y
        ) + prior * w

    return _minimised(loss, names)


def _minimised(loss, names: Sequence[str]) -> dict[str, float]:
    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    return dict(zip(names, result.x.tolist(), strict=True))


FITS = {
    "content_end": lambda articles: fit_ranker(end_examples(articles), "content_end"),
    "speaker": fit_speakers,
    "reported": lambda articles: fit_classifier(reported_examples(articles)),
}


def cross_validate(articles: Sequence[Article], folds: int) -> None:
    """Print detection F1, source accuracy and end-to-end F1 of segments in articles left out."""
    hits = Counter()
    for fold in range(folds):
        inside = [a for i, a in enumerate(articles) if i % folds != fold]
        outside = [a for i, a in enumerate(articles) if i % folds == fold]
        weights = fit_speakers(inside)
        for example in ranker_examples(outside, weights):
            chances = LinearModel(weights).probabilities(example.outcomes)
            found = chances[-1] <= 0.5
            best = max(range(len(chances) - 1), key=chances.__getitem__)
            hits.update(gold=example.is_speech, found=found, both=found and example.is_speech)
            hits.update(right=found and example.is_speech and example.right[best])
    total = hits["gold"] + hits["found"]
    print(f"detection F1 {2 * hits['both'] / total:.4f}", f"source accuracy {hits['right'] / hits['both']:.4f}")
    print(f"end-to-end F1 {2 * hits['right'] / total:.4f} over {hits['gold']} segments")


def write(path: Path, weights: Mapping[str, float]) -> None:
    """Write the weights that matter, by name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", "weight"])
        writer.writerows((f, f"{w:.3f}") for f, w in sorted(weights.items()) if abs(w) >= SMALLEST)


def _forget_weights() -> None:
    """With ``--out`` left as it is, what is fitted next sees the weights just written."""
    read_lexicon.cache_clear()
    read_model.cache_clear()
    scorer.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("polnear", type=Path, help="folder with text/ and attributions/")
    parser.add_argument("--out", type=Path, default=LEXICONS)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument(
        "--confidence", action="store_true", help="fit the calibration, each publisher left out in turn"
    )
    options = parser.parse_args()
    articles = list(read_articles(options.polnear))
    if options.folds:
        cross_validate(articles, options.folds)
        return
    if options.confidence:
        weights = fit_classifier(confidence_examples(articles), "confidence")
        write(options.out / "confidence_weights.csv", weights)
        return
    write(options.out / "content_end_weights.csv", fit_ranker(end_examples(articles), "content_end"))
    _forget_weights()
    write(
        options.out / "speaker_weights.csv",
        fit_speakers(articles),
    )
    _forget_weights()
    write(options.out / "reported_weights.csv", fit_classifier(reported_examples(articles)))
    print(f"{len(articles)} articles; wrote {options.out}")


if __name__ == "__main__":
    main()
