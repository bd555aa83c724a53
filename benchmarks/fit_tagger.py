"""Fit the weights of the part-of-speech tagger and measure it.

    python benchmarks/fit_tagger.py EWT_TRAIN.conllu --silver FOLDER_OF_TEXTS SILVER.jsonl
        [--dev EWT_DEV.conllu] [--silver-dev FOLDER SILVER.jsonl] [--out FILE.npz] [--tune]

Gold: a treebank of Universal Dependencies (CoNLL-U). Silver: texts, and their tags by another tagger as
``benchmarks/silver_tags.py`` writes them. Tags are carried over to textkit's tokens with the same span; a token that
the standard cuts into a host and clitics (don’t, Trump’s) gets the tag of its host; other tokens are context without a
tag. Sentences of the treebank are learned in its own tokens too, so that clitics may stand alone.

Both passes are multinomial logistic models with a Gaussian prior, fitted by gradient steps (AdaGrad) and averaged over
the last epoch. The second learns from the tags that a first pass fitted on the other half of the documents gives.
Weights are rounded to whole steps, and the smallest left out. Words, endings and beginnings of words seen fewer than
RAREST times have no weights: the file holds frequent ones and no text. ``--tune`` leaves out a tenth of the documents
and reports on it: what a change should be judged by (give ``--out`` as well).
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import logsumexp

from textkit.language import tagger
from textkit.language.paragraphs import find_paragraphs, split_sentences
from textkit.language.tagger import BORDER, PAIRS, PLACES, TAGS, UNIFIED, type_features
from textkit.language.tokens import tokenize

OUT = Path(__file__).parent.parent / "src" / "textkit" / "lexicons" / "tagger.npz"
RAREST = {"w": 3, "c": 3, "h": 3, "4": 3, "3": 3, "p": 3}  # features seen less often get no weight
EMPTY = frozenset({"c", "2", "3", "4", "p", "h", "n"})  # kinds of features that say nothing without a value
EPOCHS = (4, 2, 3)  # of the first pass, of the first pass on half of the documents, of the second pass
BATCH = 2048
RATE = 0.1
STEP = 0.05  # what a whole number of a weight stands for
PRIOR = 0.3  # inverse variance of the weights, where a weight of 1 is a nat
SILVER = 0.7  # what a token of the silver standard counts, against one of the treebank
OWN = 0.5  # what a token counts where a sentence of the treebank is learned in its own tokens too
N_WEIGHTS = 900_000  # at most, both passes: about 1.1 MB; twice as many gain .0005
CLITICS = frozenset({"'s", "n't", "'m", "'re", "'ve", "'ll", "'d", "'", "not"})
LONGEST = 25  # characters of a feature
T, N_PLACES, SIDE = len(TAGS), len(PLACES), BORDER + 1

Sentence = tuple[list[str], list[int]]  # words, codes of tags (-1: none)


@dataclass(frozen=True)
class Data:
    """Sentences end to end as arrays; between them two places of type 0, the border."""

    types: np.ndarray  # with borders
    places: np.ndarray  # where in `types` the tokens with a tag are
    gold: np.ndarray  # their tags
    weights: np.ndarray  # what they count
    document: np.ndarray  # the document of all places


def read_treebank(path: Path) -> Iterator[list[tuple[str, list[tuple[int, int, str]]]]]:
    """Documents; of each sentence the text and its syntactic words as (start, end, tag)."""
    text, rows, document = "", [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newdoc") and document:
            yield document
            document = []
        elif line.startswith("# text = "):
            text = line.removeprefix("# text = ")
        elif line[:1].isdigit():
            number, form, _, pos, *_ = line.split("\t")
            rows += [(form, pos)] if number.isdigit() else []
        elif not line and rows:
            document.append((text, _spans(text, rows)))
            rows = []
    yield document


def _spans(text: str, rows: Sequence[tuple[str, str]]) -> list[tuple[int, int, str]]:
    end, found = 0, []
    for form, pos in rows:
        start = text.find(form, end)
        end = start + len(form)
        found.append((start, end, pos))
    return found


def carry_over(tokens: Sequence[tuple[int, int, str]], standard: Sequence[tuple[int, int, str]]) -> list[int]:
    """Code of each token's tag: that of the same span, or of its host if it is a host with clitics; else -1."""
    by_start = {start: place for place, (start, _, _) in enumerate(standard)}
    codes = []
    for start, end, string in tokens:
        place = by_start.get(start)
        same = place is not None and _agrees(standard, place, start, end, string)
        codes.append(TAGS.index(standard[place][2]) if same and standard[place][2] in TAGS else -1)
    return codes


def _agrees(standard: Sequence[tuple[int, int, str]], place: int, start: int, end: int, string: str) -> bool:
    if standard[place][1] == end:
        return True
    rest = string[standard[place][1] - start :].lower().translate(UNIFIED)
    return rest in CLITICS and any(span[1] == end for span in standard[place + 1 : place + 3])


def token_spans(text: str) -> list[tuple[int, int, str]]:
    tokens = tokenize(text)
    return list(zip(tokens.starts.tolist(), tokens.ends.tolist(), tokens.strings, strict=True))


def treebank_documents(path: Path) -> list[tuple[list[Sentence], list[Sentence]]]:
    """Sentences of each document in textkit's tokens, and those that differ in the treebank's own."""
    found = []
    for document in read_treebank(path):
        ours, own = [], []
        for text, standard in document:
            tokens = token_spans(text)
            ours.append(([string for *_, string in tokens], carry_over(tokens, standard)))
            if [span[:2] for span in tokens] != [span[:2] for span in standard]:
                own.append(([text[a:b] for a, b, _ in standard], [TAGS.index(pos) for *_, pos in standard]))
        found.append((ours, own))
    return found


def silver_documents(folder: Path, tags: Path) -> Iterator[list[Sentence]]:
    """Sentences of each text in textkit's tokens, with the tags of the silver standard."""
    for line in tags.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = (folder / f"{row['name']}.txt").read_text(encoding="utf-8")
        tokens = token_spans(text)
        codes = carry_over(tokens, row["tags"])
        starts = np.array([start for start, *_ in tokens])
        found = []
        for sentence in split_sentences(text, find_paragraphs(text)):
            first, last = np.searchsorted(starts, [sentence.start, sentence.end])
            found.append(([string for *_, string in tokens[first:last]], codes[first:last]))
        yield found


def in_arrays(documents: Sequence[Sequence[tuple[Sequence[Sentence], float]]], numbers: dict[str, int]) -> Data:
    """Documents, each some sentences and what their tokens count, as arrays; new types are added to ``numbers``."""
    types, codes, weights, document = [0, 0], [-1, -1], [0.0, 0.0], [0, 0]
    for place, parts in enumerate(documents):
        for words, tags, weight in ((*sentence, weight) for sentences, weight in parts for sentence in sentences):
            types += [*(numbers.setdefault(word, len(numbers)) for word in words), 0, 0]
            codes += [*tags, -1, -1]
            weights += [weight] * (len(words) + 2)
            document += [place] * (len(words) + 2)
    gold = np.array(codes)
    places = np.flatnonzero(gold >= 0)
    return Data(np.array(types), places, gold[places], np.array(weights)[places], np.array(document))


def find_features(types: Sequence[str], counts: Counter) -> tuple[list[str], np.ndarray]:
    """Names of the features that are frequent enough, and their numbers for each type (0: none, 1: the first)."""
    found = [type_features(string) for string in types]
    occurs = Counter()
    for string, features in zip(types, found, strict=True):
        for feature in features:
            occurs[feature] += counts[string]
    kept = {f for f, n in occurs.items() if n >= RAREST.get(f[0], 1) and f not in EMPTY and not _repeats(f)} | {"w"}
    names = sorted(kept)
    number = {name: place for place, name in enumerate(names, 1)}
    rows = [[number.get(fs[0], number["w"]), *[number.get(f, 0) for f in fs[1:]]] for fs in found]
    return names, np.array(rows)


def _repeats(feature: str) -> bool:
    return feature[0] == "c" and feature == feature.lower()


def fit_pass(
    data: Data, features: np.ndarray, epochs: int, tags: np.ndarray | None = None, start: np.ndarray | None = None
) -> np.ndarray:
    """Weights of a pass, (features · places + pairs of tags) × tags; the second is given the tags of all places."""
    columns = columns_of(data, features, tags)
    size = N_PLACES * (features.max() + 1) + (0 if tags is None else len(PAIRS) * SIDE**2)
    weights = np.zeros((size, T), dtype=np.float32)
    weights[: 0 if start is None else len(start)] = start
    squares, mean, n_means = np.full_like(weights, 0.1), np.zeros_like(weights), 0
    batches = max(1, len(columns) // BATCH)
    prior = PRIOR / batches / seen_in_batches(np.bincount(columns.ravel(), minlength=size), batches)
    random = np.random.default_rng(0)
    for epoch in range(epochs):
        loss = 0.0
        for number, rows in enumerate(np.array_split(random.permutation(len(columns)), batches)):
            used, places = compact(columns[rows], size)
            some = weights[used]
            design = csr_matrix(
                (np.ones(places.size, np.float32), places.ravel(), np.arange(0, places.size + 1, places.shape[1])),
                shape=(len(rows), len(used)),
            )
            value, error = losses(design @ some, data.gold[rows], data.weights[rows])
            slope = design.T @ error + prior[used, None] * some
            squares[used] += slope * slope
            weights[used] = some - RATE * slope / np.sqrt(squares[used])
            weights[0 : N_PLACES * (features.max() + 1) : features.max() + 1] = 0  # feature 0 is none
            loss += value
            if epoch == epochs - 1 and number % 8 == 7:
                mean, n_means = mean + weights, n_means + 1
        print(f"epoch {epoch + 1}: loss {loss / len(columns):.4f}", flush=True)
    return mean / n_means if n_means else weights


def columns_of(data: Data, features: np.ndarray, tags: np.ndarray | None) -> np.ndarray:
    """Which weights speak of each token with a tag: rows of the weights of a pass."""
    n_features = features.max() + 1
    found = [features[data.types[data.places + k]] + n_features * j for j, k in enumerate(PLACES)]
    begin = N_PLACES * n_features
    for j, (one, other) in enumerate(PAIRS if tags is not None else ()):
        pair = tags[data.places + one] * SIDE + tags[data.places + other]
        found.append((pair + j * SIDE**2 + begin)[:, None])
    return np.concatenate(found, axis=1).astype(np.int32)


def seen_in_batches(counts: np.ndarray, batches: int) -> np.ndarray:
    """Share of the batches in which a weight occurs: as its prior pulls only there, it pulls the harder."""
    return (1 - (1 - 1 / batches) ** np.maximum(counts, 1)).astype(np.float32)


def compact(columns: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The weights that occur, and where each is among them."""
    occurs = np.zeros(size, dtype=bool)
    occurs[columns] = True
    used = np.flatnonzero(occurs)
    place = np.zeros(size, dtype=np.int32)
    place[used] = np.arange(len(used))
    return used, place[columns]


def losses(scores: np.ndarray, gold: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Weighted loss of tokens, and its slope at their scores."""
    rows = np.arange(len(gold))
    logs = scores - logsumexp(scores, axis=1, keepdims=True)
    error = np.exp(logs)
    error[rows, gold] -= 1
    return -weights @ logs[rows, gold], error * weights[:, None].astype(np.float32)


def first_tags(data: Data, features: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The tag that a first pass gives to every place, borders included."""
    by_place = weights.reshape(N_PLACES, -1, T)
    padded = np.concatenate([[0, 0], data.types, [0, 0]])
    scores = np.zeros((len(data.types), T), dtype=np.float32)
    for offset, of_features in zip(PLACES, by_place, strict=True):
        rows = sum(of_features[column] for column in features.T)
        scores += rows[padded[2 + offset : len(padded) - 2 + offset]]
    return np.where(data.types == 0, BORDER, scores.argmax(axis=1))


def fit(data: Data, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights of both passes."""
    first = fit_pass(data, features, EPOCHS[0])
    tags = np.full(len(data.types), BORDER)
    for half in (0, 1):
        keep = data.document[data.places] % 2 == half
        part = Data(data.types, data.places[keep], data.gold[keep], data.weights[keep], data.document)
        seen = first_tags(data, features, fit_pass(part, features, EPOCHS[1]))
        tags = np.where(data.document % 2 != half, seen, tags)
    return first, fit_pass(data, features, EPOCHS[2], tags, first)


def quantise(first: np.ndarray, second: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Whole numbers for the file: the largest weights of features by their columns, and the tables of pairs of tags."""
    n_features = len(names)
    n_types = (n_features + 1) * N_PLACES
    both = np.stack([first, second[:n_types]]).reshape(2, N_PLACES, n_features + 1, T)[:, :, 1:]
    dense = both.transpose(2, 0, 1, 3).reshape(n_features, -1) * ~np.array([[is_address(name)] for name in names])
    smallest = np.partition(np.abs(dense).ravel(), -min(N_WEIGHTS, dense.size))[-min(N_WEIGHTS, dense.size)]
    whole = np.rint(np.where(np.abs(dense) >= smallest, dense, 0) / STEP).clip(-127, 127).astype(np.int8)
    rows, columns = np.nonzero(whole)
    return {
        "counts": np.bincount(rows, minlength=n_features).astype(np.uint8),
        "columns": columns.astype(np.uint8),
        "values": whole[rows, columns],
        "of_pairs": np.rint(second[n_types:] / STEP).astype(np.int16).reshape(len(PAIRS), SIDE, SIDE, T),
    }


def is_address(feature: str) -> bool:
    """Whether a feature is an address, a user or a line of signs: nothing to keep."""
    return len(feature) > LONGEST or any(mark in feature for mark in ("@", "://", "www."))


def write(path: Path, names: Sequence[str], arrays: dict[str, np.ndarray]) -> None:
    """Features without weights are left out, but for ``w``, the unknown word."""
    keep = (arrays["counts"] > 0) | (np.array(names) == "w")
    text = "\n".join(name for name, kept in zip(names, keep, strict=True) if kept).encode()
    arrays |= {"counts": arrays["counts"][keep], "features": np.frombuffer(text, dtype=np.uint8)}
    np.savez_compressed(path, **arrays)
    print(f"{path.name}: {keep.sum():,} features, {len(arrays['values']):,} weights, {path.stat().st_size:,} bytes")


def fit_file(treebank: Sequence, silver: Sequence, out: Path) -> tagger.Weights:
    """Fit on documents and write the weights."""
    documents = [[(ours, 1.0), (own, OWN)] for ours, own in treebank] + [[(sentences, SILVER)] for sentences in silver]
    counts = Counter(word for (sentences, _), *_ in documents for words, _ in sentences for word in words)
    numbers = {"": 0}
    data = in_arrays(documents, numbers)
    names, features = find_features(list(numbers), counts)
    print(f"{len(data.places):,} tokens with a tag, {len(numbers):,} types, {len(names):,} features")
    write(out, names, quantise(*fit(data, features), names))
    with out.open("rb") as file:
        return tagger.read_weights(file)


def report_all(name: str, treebank: Sequence, silver: Sequence, weights: tagger.Weights) -> None:
    report(f"treebank, {name}", [s for ours, _ in treebank for s in ours], weights)
    report(f"treebank, {name}, sentences in its own tokens", [s for _, own in treebank for s in own], weights)
    report(f"silver, {name}", [s for sentences in silver for s in sentences], weights)


def report(name: str, sentences: Sequence[Sentence], weights: tagger.Weights | None = None) -> None:
    """Accuracy over the tokens with a tag, and the most frequent confusions."""
    types = {word: place for place, word in enumerate(dict.fromkeys(w for words, _ in sentences for w in words))}
    numbers = np.array([types[word] for words, _ in sentences for word in words])
    starts = np.cumsum([0, *(len(words) for words, _ in sentences)])[:-1]
    found = tagger.tag_tokens(numbers, starts, tagger.score_types(list(types), weights=weights), weights)
    gold = np.array([code for _, codes in sentences for code in codes])
    known = gold >= 0
    print(f"{name}: {(found == gold)[known].mean():.4f} of {known.sum():,} tokens ({known.mean():.3f} of all)")
    wrong = Counter((TAGS[g], TAGS[f]) for g, f in zip(gold[known], found[known], strict=True) if g != f)
    print("   " + ", ".join(f"{g} as {f} {n}" for (g, f), n in wrong.most_common(12)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--silver", type=Path, nargs=2, metavar=("FOLDER", "TAGS"), required=True)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--silver-dev", type=Path, nargs=2, metavar=("FOLDER", "TAGS"))
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--tune", action="store_true")
    options = parser.parse_args()
    treebank, silver = treebank_documents(options.treebank), list(silver_documents(*options.silver))
    left_out = slice(0, None, 10) if options.tune else slice(0, 0)
    held = treebank[left_out], silver[left_out]
    del treebank[left_out], silver[left_out]
    weights = fit_file(treebank, silver, options.out)
    if options.tune:
        report_all("left out", *held, weights)
    if options.dev:
        report_all("dev", treebank_documents(options.dev), list(silver_documents(*options.silver_dev)), weights)


if __name__ == "__main__":
    main()
