"""What is said around a target, as named features: the words, classes of words, feelings and forms.

Every feature is a readable phrase ("after praise", "agent blame", "feeling before 3 +"). The target's own words are
never among them, nor is any other name: a model of these features cannot learn who people are.
"""

from collections import defaultdict
from functools import cache, lru_cache
from math import log, tanh

from textkit.labelling.sentiment.target_frame import Frame, find_frame, find_governors
from textkit.labelling.sentiment.words import is_negator, lemma_of, weigh_words
from textkit.lexicons import read_lexicon

__all__ = ["classes_of", "describe_target"]

_REACH = 3  # words that a negator reaches
_NEAR = 3  # words within which function words count too
_HALF = 6  # words at which a feeling counts half
_BUCKETS = ((1, "1"), (3, "3"), (6, "6"), (12, "12"))  # distance in words up to which, and its name
_SCALE = 0.5  # of lexicon values, so that a usual one is about 1
_MOST_NAMES, _MOST_SENTENCES = 6, 4
_QUOTES = str.maketrans("“”", '""')


@cache
def _class_lists() -> dict[str, tuple[str, ...]]:
    classes = defaultdict(list)
    for row in read_lexicon("sentiment_classes"):
        classes[row["term"]].append(row["class"])
    return {term: tuple(names) for term, names in classes.items()}


@lru_cache(maxsize=1 << 16)
def classes_of(word: str) -> tuple[str, ...]:
    """Classes of a lower-case word, by its form or else its lemma.

    Examples
    --------
    >>> classes_of("denounced")
    ('blame',)
    """
    classes = _class_lists()
    return classes.get(word.removesuffix("'s")) or classes.get(lemma_of(word)) or ()


@cache
def _stances() -> dict[str, tuple[str, str]]:
    return {row["lemma"]: (row["category"], row["stance"]) for row in read_lexicon("reporting_verbs")}


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("stop_words"))


@cache
def _pronouns() -> frozenset[str]:
    return frozenset(row["term"] for row in read_lexicon("pronouns") if row["person"] != "indefinite")


@lru_cache(maxsize=1 << 16)
def _entry(word: str) -> tuple[str, bool, tuple[str, ...]]:
    """Lemma of a lower-case word, whether it is a function word, and its classes."""
    return lemma_of(word), word in _stop_words(), classes_of(word)


def describe_target(text: str, start: int, end: int) -> dict[str, float]:
    """Features of the target ``text[start:end]`` in its sentence; empty if the span contains no word.

    Examples
    --------
    >>> features = describe_target("Critics praised Anna.", 16, 20)
    >>> features["patient praise"], features["before next praise"]
    (1.0, 1.0)
    """
    frame = find_frame(text, start, end)
    if frame is None:
        return {}
    features = _word_features(frame)
    features.update(_role_features(frame))
    features.update(_feeling_features(frame))
    features.update(_form_features(frame, text, start, end))
    return features


def _word_features(frame: Frame) -> dict[str, float]:
    """Lemmas and classes of the words that are no names: anywhere, in the target's clause, and next to it."""
    lower, clauses, features = frame.words.lower, frame.clauses, {}
    names, first, last, own = frame.names, frame.first, frame.last, clauses[frame.first]
    for i, word in enumerate(lower):
        if i in names or first <= i <= last:
            continue
        side, distance = ("before", first - i) if i < first else ("after", i - last)
        lemma, shut, classes = _entry(word)
        if distance == 1:
            features[f"{side} next {lemma}"] = 1.0
        if not shut or distance <= _NEAR:
            features["word " + lemma] = 1.0
            if clauses[i] == own:
                features[f"{side} {lemma}"] = 1.0
        for name in classes:
            name = f"not {name}" if _is_negated(lower, i) else name
            features[f"any: {name}"] = 1.0
            if clauses[i] == own:
                features[f"{side}: {name}"] = 1.0
    return features


def _is_negated(lower: list[str], i: int) -> bool:
    return any(map(is_negator, lower[max(0, i - _REACH) : i]))


def _role_features(frame: Frame) -> dict[str, float]:
    """The target's role towards the words that govern it: their classes, and their stance if they report."""
    features = {}
    for governor in find_governors(frame):
        word = frame.words.lower[governor.index]
        role = governor.role if governor.role in ("agent", "patient", "subject", "possessor") else "object"
        sign = "not " if governor.negated else ""
        for name in classes_of(word):
            features[f"{role} {sign}{name}"] = 1.0
            if role == "object":
                features[f"{governor.role} {sign}{name}"] = 1.0
        for stance in _stances().get(lemma_of(word), ()):
            features[f"{role} reporting {stance}"] = 1.0
    return features


def _feeling_features(frame: Frame) -> dict[str, float]:
    """How much good and bad feeling there is before and behind the target, near and far, in its clause or not."""
    features, sums, near = defaultdict(float), {"+": 0.0, "-": 0.0}, 0.0
    own = frame.clauses[frame.first]
    for i, value in weigh_words(frame.words, names=frame.names):
        if frame.first <= i <= frame.last:
            continue
        sign, size = "+" if value > 0 else "-", abs(value) * _SCALE
        side, distance = ("before", frame.first - i) if i < frame.first else ("after", i - frame.last)
        apart = abs(frame.clauses[i] - own)
        features[f"feeling {side} {_bucket(distance)} {sign}"] += size
        features[f"feeling {('same', 'next')[apart] if apart < 2 else 'far'} {side} {sign}"] += size
        sums[sign] += size
        near += (size if value > 0 else -size) / (1 + distance / _HALF)
    return features | _summed_feelings(frame, sums, near)


def _bucket(distance: int) -> str:
    return next((name for limit, name in _BUCKETS if distance <= limit), "far")


def _summed_feelings(frame: Frame, sums: dict[str, float], near: float) -> dict[str, float]:
    good, bad = sums["+"], sums["-"]
    features = {f"feeling {sign}": 2 * size / len(frame.words.lower) ** 0.5 for sign, size in sums.items() if size}
    features |= {f"presence {sign}": 1.0 for sign, size in sums.items() if size}
    features |= {"feeling near": tanh(near), "feeling balance": (good - bad) / (good + bad + 0.5)}
    return features if good or bad else {"presence none": 1.0}


def _form_features(frame: Frame, text: str, start: int, end: int) -> dict[str, float]:
    """How the target is written and placed: pronoun, possessive, coordinated, in quotation marks …"""
    words, first, last = frame.words, frame.first, frame.last
    names = len([i for i in frame.names if not first <= i <= last])
    target = " ".join(words.lower[first : last + 1])
    kind = "pronoun" if target in _pronouns() else "name"  # not which one: he or she must not matter
    forms = {
        f"form {kind}",
        f"form then {words.gaps[last + 1][:1].strip() or 'word'}",
        f"form behind {words.gaps[first].rstrip()[-1:] or 'word'}",
        "form quoted" if text[:start].translate(_QUOTES).count('"') % 2 else "form unquoted",
    }
    forms |= {"form first"} if first == 0 else set()
    forms |= {"form before name"} if last + 1 in frame.names else set()
    forms |= {"form after name"} if first - 1 in frame.names else set()
    forms |= {"form and name"} if _is_coordinated(frame, last + 1, last + 2) else set()
    forms |= {"form name and"} if _is_coordinated(frame, first - 1, first - 2) else set()
    forms |= {"form with quotes"} if '"' in text or "“" in text else set()
    sizes = {
        "form names": min(names, _MOST_NAMES) / _MOST_NAMES,
        "form length": log(len(words.lower) + 1) / 4,
        "form sentences": min(text.count(". ") + text.count("\n"), _MOST_SENTENCES) / 2,
    }
    return dict.fromkeys(sorted(forms), 1.0) | sizes  # in one order: sums of floats depend on it


def _is_coordinated(frame: Frame, conjunction: int, name: int) -> bool:
    lower = frame.words.lower
    return name in frame.names and 0 <= conjunction < len(lower) and lower[conjunction] == "and"
