"""Token types and speakers, kept once and numbered, so that a token is a few numbers; and the lemmas of types.

The tables of counts and types that stand beside labels on disk are made here.

A lookup table (simplemma) knows the forms of words, and not the part of speech. What it takes for a form of a verb
stays as it is in a noun or an adjective (a *meeting*, the *united* front), names stay as they are, and what it misses
of verbs is found by their endings. ``lexicons/lemmas.csv`` has what no rule tells.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
import simplemma

from textkit.language.tagger import TAGS, score_types
from textkit.language.tokens import TokenType, describe_type, split_clitic, straighten
from textkit.lexicons import read_lexicon

__all__ = [
    "COUNTED_BY",
    "TYPE_COLUMNS",
    "TokenTypes",
    "Vocabulary",
    "borrow_vocabulary",
    "categorical",
    "count_tokens",
    "join_types",
    "lemma_of",
    "lemmatize",
    "number_tokens",
    "token_columns",
]

COMPARED = ("er", "est", "rst", "less", "least", "more", "most")  # endings of comparatives and superlatives
PEOPLES = ("ians", "icans", "crats", "ists", "ites", "erals", "tives", "lims", "aelis", "aqis")
DOUBLED = frozenset("bdgklmnprtvz")
TYPE_COLUMNS = ("token", "norm", "lemma", "pos", "kind", "is_stop")  # of tokens: what a type is
COUNTED_BY = ("kind", "voice", "speaker")  # and by what is known of speakers
MOST_TYPES = 1 << 16  # of a vocabulary that is kept for the next texts


@lru_cache(maxsize=1 << 18)
def lemmatize(norm: str, pos: str) -> str:
    """Dictionary form of a word.

    Parameters
    ----------
    norm : str
        The word in lower case, as ``tokens.norm`` has it.
    pos : str
        Its part of speech, one of ``textkit.language.tagger.TAGS``.

    Examples
    --------
    >>> lemmatize("left", "VERB"), lemmatize("left", "ADJ"), lemmatize("meetings", "NOUN"), lemmatize("meeting", "VERB")
    ('leave', 'left', 'meeting', 'meet')
    """
    if (norm, pos) in _exceptions():
        return _exceptions()[norm, pos]
    if "'" in norm or not norm.isalpha():
        return norm
    if pos == "PROPN":
        return norm[:-1] if norm.endswith(PEOPLES) else norm
    if pos == "NOUN" and norm.endswith(("ing", "ings", "ed", "er", "ers")):
        return norm[:-1] if norm.endswith("s") else norm
    if pos in ("ADJ", "ADV") and not norm.endswith(COMPARED):
        return norm
    found = simplemma.lemmatize(norm, lang="en").casefold()
    if pos == "VERB" and (found == norm or not simplemma.is_known(found, lang="en")):
        return next((stem for stem in _stems(norm) if _is_base(stem)), found)
    return found


@lru_cache(maxsize=1 << 16)
def lemma_of(word: str) -> str:
    """Dictionary form of a lower-case word of which the part of speech is not known; a possessive ending is dropped.

    Examples
    --------
    >>> lemma_of("denounces")
    'denounce'
    """
    word = word.removesuffix("'s")
    return simplemma.lemmatize(word, lang="en").lower() if word.isprintable() and word else word


def _stems(form: str) -> Iterator[str]:
    """What a form of a verb may come from."""
    for ending in ("ing", "ed"):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            stem = form.removesuffix(ending)
            if stem[-1] == stem[-2] and stem[-1] in DOUBLED:
                yield stem[:-1]
            both = (stem, stem + "e")
            yield from both if stem[-2] not in "aeiou" or stem[-1] in "aeiouwxy" else both[::-1]
    if len(form) > 2 and form.endswith("s") and not form.endswith("ss"):
        yield form[:-1]


def _is_base(word: str) -> bool:
    return simplemma.is_known(word, lang="en") and simplemma.lemmatize(word, lang="en") == word


@cache
def _exceptions() -> dict[tuple[str, str], str]:
    return {(row["norm"], row["pos"]): row["lemma"] for row in read_lexicon("lemmas")}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the texts labelled so far have in common; it grows with each of them.

    Attributes
    ----------
    stop_words : frozenset of str
        Words to stop besides those of the lexicon, as ``describe_type`` takes them.
    types : dict
        Number of each token string.
    strings, lower : list of str
        Each type as written, and in lower case with straight apostrophes, by its number.
    described : list of TokenType
        What is known of each type, by its number.
    is_word : bytearray
        1 for each type that is a word, by its number.
    parts : dict
        Numbers of the two types of which a type with a clitic is made: those of "Lee" and "’s" for that of "Lee’s".
    speakers : dict
        Number of each speaker's name.
    scores : list
        What ``score_types`` gave for the types that were tagged so far: one array, or none.
    columns : dict
        What labellers know of each type, by its number, and how many types are known; see ``column``.
    """

    stop_words: frozenset[str] = frozenset()
    types: dict[str, int] = field(default_factory=dict)
    strings: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    described: list[TokenType] = field(default_factory=list)
    is_word: bytearray = field(default_factory=bytearray)
    parts: dict[int, tuple[int, int]] = field(default_factory=dict)
    speakers: dict[str, int] = field(default_factory=dict)
    scores: list[np.ndarray] = field(default_factory=list)
    columns: dict[str, tuple[np.ndarray, int]] = field(default_factory=dict)

    def number_types(self, strings: Sequence[str]) -> np.ndarray:
        """Number of each token's type; types not met before are described and added.

        Examples
        --------
        >>> Vocabulary().number_types(["no", "deal"]).tolist() in ([0, 1], [1, 0])
        True
        """
        for string in set(strings).difference(self.types):
            parts = split_clitic(string)
            if parts[1]:
                self.parts[self._add(string)] = tuple(map(self._add, parts))
            else:
                self._add(string)
        return np.fromiter(map(self.types.__getitem__, strings), np.int32, len(strings))

    def _add(self, string: str) -> int:
        """Number of a type, which is described and added if it is new."""
        if string not in self.types:
            described = describe_type(string, stop_words=self.stop_words)  # first: if it fails, nothing is half added
            self.types[string] = len(self.types)
            self.strings.append(string)
            self.lower.append(straighten(string.lower()))
            self.described.append(described)
            self.is_word.append(described.kind == "word")
        return self.types[string]

    def column(self, name: str, describe: Callable[[str], float], dtype: str = "float64") -> np.ndarray:
        """What ``describe`` says of each type as written, by its number: asked once per type and kept under ``name``.

        Examples
        --------
        >>> vocabulary = Vocabulary()
        >>> types = vocabulary.number_types(["No", "deal"])
        >>> vocabulary.column("length", len, "int32")[types].tolist()
        [2, 4]
        """
        if name not in self.columns:
            self.columns[name] = np.array([describe("a")], dtype=dtype)[:0], 0  # of the right shape, without rows
        rows, done = self.columns[name]
        if done < len(self.strings):
            new = np.array([describe(string) for string in self.strings[done:]], dtype=dtype)
            if len(self.strings) > len(rows):  # room for as many again, so that a row is copied once or twice
                room = np.zeros_like(new, shape=(len(self.strings), *new.shape[1:]))
                rows = np.concatenate([rows[:done], new, room])
            else:
                rows[done : len(self.strings)] = new
            self.columns[name] = rows, len(self.strings)
        return rows[: len(self.strings)]

    def words(self, types: np.ndarray) -> np.ndarray:
        """Whether each token is a word, by the number of its type."""
        return np.frombuffer(self.is_word, dtype=bool)[types] if len(types) else np.zeros(0, dtype=bool)

    def tag_scores(self) -> np.ndarray:
        """What each type says of the tags around it; see ``textkit.language.tagger.score_types``."""
        known = self.scores[0] if self.scores else None
        if known is None or known.shape[2] <= len(self.strings):
            self.scores[:] = [score_types(self.strings, known)]
        return self.scores[0]

    def number_speakers(self, names: Iterable[str]) -> list[int]:
        """Number of each speaker; new ones are added."""
        return [self.speakers.setdefault(name, len(self.speakers)) for name in names]


@contextmanager
def borrow_vocabulary(stop_words: frozenset[str] = frozenset()) -> Iterator[Vocabulary]:
    """A vocabulary that knows the words of texts before, so that each is looked up once; nobody else has it meanwhile.

    Examples
    --------
    >>> with borrow_vocabulary() as vocabulary:
    ...     number = vocabulary.number_types(["deal"])
    >>> with borrow_vocabulary() as vocabulary:
    ...     vocabulary.strings[number[0]]
    'deal'
    """
    kept = _kept(stop_words)
    try:
        vocabulary = kept.pop()
    except IndexError:
        vocabulary = Vocabulary(stop_words)
    yield vocabulary  # after an error it is not kept
    if len(vocabulary.strings) <= MOST_TYPES:
        vocabulary.speakers.clear()
        kept.append(vocabulary)


@lru_cache(maxsize=1 << 2)
def _kept(stop_words: frozenset[str]) -> list[Vocabulary]:
    """The vocabularies with these stop words that nobody uses now."""
    return []


def token_columns(types: np.ndarray, tags: np.ndarray, vocabulary: Vocabulary) -> dict[str, Any]:
    """The columns token, norm, lemma, pos, kind and is_stop of tokens, given the numbers of their types and tags.

    Examples
    --------
    >>> vocabulary, tags = Vocabulary(), np.array([TAGS.index("DET"), TAGS.index("NOUN")])
    >>> columns = token_columns(vocabulary.number_types(["No", "meetings"]), tags, vocabulary)
    >>> columns["norm"].tolist(), columns["lemma"].tolist(), columns["pos"].tolist(), columns["is_stop"].tolist()
    (['no', 'meetings'], ['no', 'meeting'], ['DET', 'NOUN'], [True, False])
    """
    used, codes = _renumber(types)
    known = [vocabulary.described[number] for number in used]
    columns: dict[str, Any] = {"token": categorical(codes, [vocabulary.strings[number] for number in used])}
    for name in ("norm", "kind"):
        columns[name] = categorical(codes, [getattr(description, name) for description in known])
    columns["is_stop"] = np.array([description.is_stop for description in known], dtype=bool)[codes]
    columns["pos"] = categorical(tags, TAGS)
    pairs, forms = _renumber(codes.astype(np.int64) * len(TAGS) + tags)
    columns["lemma"] = categorical(forms, [_lemma(known[pair // len(TAGS)], TAGS[pair % len(TAGS)]) for pair in pairs])
    return columns


def _lemma(described: TokenType, pos: str) -> str:
    return lemmatize(described.norm, pos) if described.kind == "word" else described.norm


def categorical(codes: np.ndarray, names: Sequence[str]) -> pd.Categorical:
    """Names by their numbers (-1: NA); the categories are the names that occur, sorted, whatever their numbers.

    Examples
    --------
    >>> categorical(np.array([2, -1, 0]), ["b", "c", "a"])
    ['a', NaN, 'b']
    Categories (2, str): ['a', 'b']
    """
    used = np.unique(codes[codes >= 0]) if len(codes) < len(names) else np.flatnonzero(_counts(codes, len(names)))
    categories = sorted({names[number] for number in used})
    place = {name: k for k, name in enumerate(categories)}
    lookup = np.full(len(names) + 1, -1, dtype=np.int32)
    lookup[used] = [place[names[number]] for number in used]
    return pd.Categorical.from_codes(lookup[codes], pd.Index(categories, dtype="str"))


def _counts(codes: np.ndarray, n: int) -> np.ndarray:
    return np.bincount(codes + 1, minlength=n + 1)[1:]


def _renumber(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers that occur, ascending, and the place of each code among them."""
    used = np.flatnonzero(np.bincount(codes)) if len(codes) else np.zeros(0, dtype=int)
    lookup = np.zeros(used[-1] + 1 if len(used) else 0, dtype=np.int32)
    lookup[used] = np.arange(len(used), dtype=np.int32)
    return used, lookup[codes]


# tables of tokens as counts and numbers


def count_tokens(documents: pd.DataFrame, tokens: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables of counts: who says how many tokens of which kind in which document, and which words these are.

    ``document`` is the row of the document, ``n_terms`` how many rows of ``terms`` belong to the row.
    """
    facts = [name for name in tokens if name.startswith("speaker_")]
    codes = {name: tokens[name].cat.codes.to_numpy(dtype=np.int64) for name in ("doc_id", "norm", *COUNTED_BY)}
    place = pd.Index(documents["doc_id"]).get_indexer(tokens["doc_id"].cat.categories)[codes["doc_id"]]
    key = place.astype(np.int64)
    for name in COUNTED_BY:
        key = key * (len(tokens[name].cat.categories) + 1) + codes[name] + 1
    _, first, row = np.unique(key, return_index=True, return_inverse=True)
    norms, known = tokens["norm"].cat.categories, codes["norm"] >= 0
    term = (row * max(len(norms), 1) + codes["norm"]) * 2 + tokens["is_stop"].to_numpy(dtype=bool)
    term, n = np.unique(term[known], return_counts=True)
    row_of_term, code = np.divmod(term // 2, max(len(norms), 1))
    sums = {"n_tokens": np.bincount(row, known, len(first)), "n_terms": np.bincount(row_of_term, minlength=len(first))}
    counts = tokens[[*COUNTED_BY, *facts]].iloc[first].reset_index(drop=True).assign(document=place[first], **sums)
    terms = pd.DataFrame({"norm": pd.Categorical.from_codes(code, norms), "is_stop": term % 2 == 1, "n": n})
    return {"counts": counts, "terms": terms}


@dataclass(frozen=True, slots=True)
class TokenTypes:
    """The types of the tokens of a data set: ``TYPE_COLUMNS`` and n of each; and the numbers of those of each shard."""

    table: pd.DataFrame
    of_shards: tuple[np.ndarray, ...]

    def columns(self, names: Iterable[str], numbers: np.ndarray) -> dict[str, Any]:
        """Columns of the tokens that have the types of these numbers; their categories are those of the table."""
        return {name: self.table[name].array.take(numbers) for name in names}


def number_tokens(tokens: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables of types: what differs in one of the ``TYPE_COLUMNS``, with n, and the number of each token's type.

    Examples
    --------
    >>> columns = {name: ["No", "deal", "No"] for name in TYPE_COLUMNS}
    >>> made = number_tokens(pd.DataFrame(columns))
    >>> made["types"][["token", "n"]].values.tolist(), made["numbers"]["number"].tolist()
    ([['No', 2], ['deal', 1]], [0, 1, 0])
    """
    grouped = tokens.groupby(list(TYPE_COLUMNS), observed=True, dropna=False, sort=False)
    group = grouped.ngroup().to_numpy(dtype=np.int64)
    first = np.unique(group, return_index=True)[1]
    order = np.argsort(first)  # as they come
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order))
    number = places[group]
    types = tokens[list(TYPE_COLUMNS)].iloc[first[order]].reset_index(drop=True)
    n = np.bincount(number, minlength=len(types))
    return {"types": types.assign(n=n), "numbers": pd.DataFrame({"number": number})}


def join_types(shards: Iterable[pd.DataFrame]) -> tuple[pd.DataFrame, list[np.ndarray]]:
    """The types of several tables, each once with the sum of n, and the numbers of those of each table among them.

    Examples
    --------
    >>> one = pd.DataFrame({**dict.fromkeys(TYPE_COLUMNS, ["No", "deal"]), "n": [2, 1]})
    >>> types, numbers = join_types([one, one[1:]])
    >>> types[["token", "n"]].values.tolist(), [own.tolist() for own in numbers]
    ([['No', 2], ['deal', 2]], [[0, 1], [1]])
    """
    known: dict[tuple[Any, ...], int] = {}
    numbers, n = [], np.zeros(0, dtype=np.int64)
    for types in shards:
        columns = [types[name].astype("object").where(types[name].notna(), None) for name in TYPE_COLUMNS]
        rows = zip(*(column.tolist() for column in columns), strict=True)
        numbers.append(np.array([known.setdefault(row, len(known)) for row in rows], dtype=np.int32))
        n = np.append(n, np.zeros(len(known) - len(n), dtype=np.int64))
        n[numbers[-1]] += types["n"].to_numpy()
    table = pd.DataFrame(list(known), columns=list(TYPE_COLUMNS)).assign(n=n)
    return table.astype({name: "str" for name in TYPE_COLUMNS if name != "is_stop"} | {"is_stop": bool}), numbers
