"""The words of one sentence: what governs a cue, its subject, the noun phrase behind it, where its clause ends.

Nothing is parsed: adverbs, quotation marks and closed word classes are enough to find the word before a
cue that governs it and the noun after it that it introduces. Spans are pairs of word indices, end exclusive; an empty
span is None.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from textkit.language.doc import Doc
from textkit.language.tagger import TAGS
from textkit.lexicons import read_lexicon

__all__ = [
    "Clause",
    "Span",
    "antecedent",
    "clause_start",
    "first_verb",
    "is_be",
    "is_plural",
    "is_verb",
    "is_year",
    "kind_of_thing",
    "noun_phrase",
    "read_clause",
    "subject_of",
    "trim",
    "words",
]

QUOTES = frozenset("\"“”„«»‘’'`[]") | {"''", "``"}
STOPS = frozenset(",;:—–()…/?!-.")
LONGEST_PHRASE = 12  # words
LONGEST_CLAUSE = 45  # words before the cue, so that time stays linear
LONGEST_ANTECEDENT = 7  # words
LONGEST_ACT = 16  # words of a subject that is a gerund or an infinitive
LONGEST_INTERJECTION = 6  # words of ", Mr. Lee said,"
NOMINATIVES = frozenset({"i", "he", "she", "we", "they"})
CLITICS = frozenset({"'ve", "'ll"})


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    classes: dict[str, set[str]] = defaultdict(set)
    for row in read_lexicon("analogy_grammar"):
        classes[row["class"]].add(row["term"])
    return MappingProxyType({name: frozenset(terms) for name, terms in classes.items()})


@cache
def words(*names: str) -> frozenset[str]:
    """The words of one or more classes of ``lexicons/analogy_grammar.csv``.

    Examples
    --------
    >>> "looks" in words("perception"), "looks" in words("be", "modal")
    (True, False)
    """
    return frozenset().union(*(_classes()[name] for name in names))


@cache
def _kinds() -> Mapping[str, str]:
    return MappingProxyType({row["term"]: row["kind"] for row in read_lexicon("vehicle_kinds")})


def kind_of_thing(word: str) -> str | None:
    """The figurative kind of a noun (animal, role, villain …) or of its plural; None if it has none.

    Examples
    --------
    >>> kind_of_thing("hounds"), kind_of_thing("budget")
    ('animal', None)
    """
    kinds = _kinds()
    singular = word.removesuffix("'s").removesuffix("s")
    return kinds.get(word) or kinds.get(singular) or kinds.get(word.rpartition("-")[2])


Span = tuple[int, int] | None  # indices of the first word and of the word behind the last


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a sentence as parallel lists: code points in the text, strings, lower-case forms, tags."""

    starts: list[int]
    ends: list[int]
    strings: list[str]
    lower: list[str]
    tags: list[str]

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, position: int) -> int:
        """Index of the first word that ends after a code point."""
        low, high = 0, len(self.ends)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.ends[middle] <= position else (low, middle)
        return low

    def before(self, index: int) -> int:
        """The word that governs a cue: the next to the left that is not an adverb or quotation mark; -1 if none."""
        index -= 1
        while index >= 0 and (self.lower[index] in QUOTES or self.lower[index] in words("adverb")):
            index -= 1
        return index

    def after(self, index: int) -> int:
        """The first word at or after ``index`` that is not a quotation mark; the length if none."""
        while index < len(self) and self.lower[index] in QUOTES:
            index += 1
        return index

    def word(self, index: int) -> str:
        """Lower-case word, or "" beyond either end."""
        return self.lower[index] if 0 <= index < len(self.lower) else ""

    def within(self, span: Span) -> Span:
        """The part of a span that has words here; None if it has none."""
        first, last = span or (0, 0)
        first, last = max(0, first), min(len(self), last)
        return (first, last) if first < last else None

    def is_stop(self, index: int) -> bool:
        """Whether a mark that ends a clause stands there; a full stop within a sentence is of an abbreviation."""
        word = self.word(index)
        if word[:1] not in STOPS or word[0].isalnum():
            return False
        return word != "." or index >= len(self) - 3

    def is_name(self, index: int) -> bool:
        """Whether the word is capitalised (not the pronoun I)."""
        return 0 <= index < len(self.strings) and self.strings[index][0].isupper() and self.strings[index] != "I"


def read_clause(doc: Doc, start: int, end: int) -> Clause:
    """The tokens of ``doc`` that begin in ``text[start:end]``.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> read_clause(read_doc("It isn’t like a U.S. “Mad Max”."), 0, 31).lower
    ['it', "isn't", 'like', 'a', 'u.s.', '“', 'mad', 'max', '”', '.']
    """
    span = doc.tokens_of(start, end)
    types, vocabulary = doc.types[span].tolist(), doc.vocabulary
    return Clause(
        doc.starts_list[span],
        doc.ends[span].tolist(),
        [vocabulary.strings[number] for number in types],
        [vocabulary.lower[number] for number in types],
        [TAGS[code] for code in doc.tags[span].tolist()],
    )


def is_be(word: str) -> bool:
    """Whether a word is, or ends in, a form of be.

    Examples
    --------
    >>> is_be("we're"), is_be("it's"), is_be("Ohio's")
    (True, True, False)
    """
    if word in words("be") or word.endswith(("'re", "'m")):
        return True
    return word.endswith("'s") and word[:-2] in words("subject", "relative", "determiner", "be", "object")


def is_plural(word: str) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    return (len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))) or word in words(
        "exemplar"
    )


def is_verb(word: str) -> bool:
    """Whether a lower-case word is known as a verb form or looks like a past tense."""
    if is_be(word) or word in words("auxiliary", "modal", "verb", "manner", "perception"):
        return True
    return len(word) > 4 and word.endswith("ed") and not word.endswith(("eed", "hundred", "sacred"))


def is_year(word: str) -> bool:
    """Whether a word is a year or a decade of the last four centuries."""
    digits = word.removesuffix("s")
    return len(digits) == 4 and digits.isdecimal() and "16" <= digits[:2] <= "20"


def trim(clause: Clause, first: int, last: int, *, leading: frozenset[str] = frozenset()) -> Span:
    """A span without quotation marks and stops at its edges, and without the given leading words."""
    while first < last and (clause.lower[first] in QUOTES or clause.is_stop(first) or clause.lower[first] in leading):
        first += 1
    hanging = words("preposition", "conjunction") - {"that"}
    while last > first and (
        clause.lower[last - 1] in QUOTES or clause.lower[last - 1] in hanging or clause.is_stop(last - 1)
    ):
        last -= 1
    return (first, last) if last > first else None


def noun_phrase(clause: Clause, first: int, *, longest: int = LONGEST_PHRASE) -> Span:
    """The phrase that begins at a word: up to a mark, a conjunction, a relative or a finite auxiliary.

    Examples
    --------
    >>> from textkit.labelling.analogies.clause import read_clause
    >>> from textkit.language.doc import read_doc
    >>> clause = read_clause(read_doc("a sprinter in a marathon, starting fast"), 0, 39)
    >>> clause.strings[slice(*noun_phrase(clause, 0))]
    ['a', 'sprinter', 'in', 'a', 'marathon']
    """
    last = first
    while last < min(len(clause), first + longest) and not clause.is_stop(last):
        if last > first and _breaks(clause, first, last):
            break
        last += 1
    while last > first + 1 and clause.lower[last - 1] in words(
        "preposition", "determiner", "subject", "adverb", "article"
    ):
        last -= 1
    return trim(clause, first, last)


def _breaks(clause: Clause, first: int, i: int) -> bool:
    """Whether a noun phrase from ``first`` ends before a word; between A and B is one."""
    word, before = clause.lower[i], clause.lower[i - 1]
    if before in words("article", "determiner", "possessive"):
        return word in words("be", "modal", "relative")
    if word == "and" and "between" in clause.lower[first:i] and "and" not in clause.lower[first:i]:
        return False
    breaks = words("relative", "conjunction", "be", "auxiliary", "modal") | NOMINATIVES
    said = word in words("speech") and clause.tags[i] != "NOUN"
    return word in breaks or said or _is_finite(clause, i)


def _is_finite(clause: Clause, i: int) -> bool:
    """A verb behind a noun, or behind a name that a preposition governs: the shooting in Ohio drew rebukes."""
    if clause.tags[i] != "VERB" or clause.lower[i].endswith(("ing", "ed", "en")):
        return False
    k = i - 1
    while k > 0 and clause.tags[k] == "PROPN":
        k -= 1
    return clause.tags[k] == ("NOUN" if k == i - 1 else "ADP")


def clause_start(clause: Clause, end: int) -> int:
    """First word of the clause that ends before a word: after a stop, a conjunction or a relative."""
    borders = (words("conjunction") - {"than", "as", "so"}) | words("relative")
    start = end
    least = max(0, end - LONGEST_CLAUSE)
    while start > least and clause.lower[start - 1] not in borders and not clause.is_stop(start - 1):
        start -= 1
    while start < end and clause.lower[start] in QUOTES:
        start += 1
    return start


def first_verb(clause: Clause, start: int, end: int) -> int:
    """Index of the first word in the span that can be a finite verb; end if none.

    A word that is noun or verb (talk, hit) counts after a plural or a pronoun, else only if no other verb is there.
    """
    doubtful = end
    for i in range(start, end):
        if _may_be_verb(clause, i, start):
            if clause.lower[i] not in words("noun_verb") or i == start or _calls_for_verb(clause.word(i - 1)):
                return i
            doubtful = min(doubtful, i)
    return doubtful


def _may_be_verb(clause: Clause, i: int, start: int) -> bool:
    before = clause.word(i - 1) if i > start else ""
    nominal = before in words("article", "determiner", "possessive", "preposition") or before.endswith("'s")
    word = clause.lower[i]
    tagged = clause.tags[i] == "VERB" and not word.endswith(("ing", "en")) and before != "to"
    return is_be(word) or ((is_verb(word) or tagged) and not nominal and not clause.is_name(i))


def _calls_for_verb(before: str) -> bool:
    return is_plural(before) or before in words("subject", "adverb", "modal", "auxiliary")


def subject_of(clause: Clause, end: int, *, depth: int = 4) -> Span:
    """The subject of what stands at ``end``: the words before the first verb of its clause.

    A pronoun nearer to it is preferred (said he was like), a clause that begins with its verb takes the subject of the
    one before, a relative clause its antecedent; interjections such as ", he said," are skipped.

    Examples
    --------
    >>> from textkit.labelling.analogies.clause import read_clause
    >>> from textkit.language.doc import read_doc
    >>> clause = read_clause(read_doc("Over the years, the firm has played like a grandmaster."), 0, 55)
    >>> clause.strings[slice(*subject_of(clause, 8))]
    ['the', 'firm']
    """
    start = clause_start(clause, end)
    act = _act(clause, end)
    if act:
        return act
    verb = first_verb(clause, start, end)
    inner = _reported(clause, verb, end) or _last_pronoun(clause, start, end)
    span = inner or trim(clause, start + _is_participle(clause, start), verb, leading=words("adverb", "conjunction"))
    if span:
        return _without_leading_phrase(clause, span)
    if start == 0 or depth == 0:
        return None
    if clause.lower[start - 1] in words("relative"):
        return antecedent(clause, start - 1) or subject_of(clause, start - 1, depth=depth - 1)
    return subject_of(clause, _before_interjection(clause, start - 1), depth=depth - 1)


def _act(clause: Clause, end: int) -> Span:
    """To split them is like …, expecting him to change is like …: the act is the subject."""
    last, nominal = clause.before(end), words("determiner", "possessive", "article", "object")
    if clause.word(last) not in words("be"):
        return None
    start, least = last, max(0, last - LONGEST_ACT)
    while start > least and not clause.is_stop(start - 1):
        start -= 1
    start += clause.word(start) in ("but", "and")
    gerund = clause.word(start).endswith("ing") and clause.tags[start] == "VERB"
    infinitive = clause.word(start) == "to" and clause.word(start + 1) not in nominal
    return trim(clause, start, last) if gerund or infinitive else None


def _is_participle(clause: Clause, i: int) -> bool:
    """A gerund before a determiner opens a participle phrase: Outlining a strategy akin to …"""
    return clause.word(i).endswith("ing") and clause.word(i + 1) in words("article")


def _last_pronoun(clause: Clause, start: int, end: int) -> Span:
    """The last subject pronoun of the clause, contracted with its verb or not."""
    for i in range(end - 1, start - 1, -1):
        stem = clause.lower[i].partition("'")[0]
        contracted = is_be(clause.lower[i]) or clause.lower[i][-3:] in CLITICS
        governed = not contracted and clause.word(i - 1) in words("preposition")
        if (stem in words("subject") and not governed and (contracted or clause.lower[i] == stem)) or clause.lower[
            i
        ] == "that's":
            return i, i + 1
    return None


def _reported(clause: Clause, verb: int, end: int) -> Span:
    """In "said A was like B" the subject is A."""
    if clause.word(verb) not in words("speech"):
        return None
    second = first_verb(clause, verb + 1, end)
    span = trim(clause, verb + 1, second, leading=words("adverb", "conjunction", "object"))
    return span if second < end else None


def _before_interjection(clause: Clause, end: int) -> int:
    """Skip ", he said," and ", which …," backwards; otherwise stay."""
    last = end
    while last > 0 and clause.lower[last - 1] in QUOTES:
        last -= 1
    first = last
    while first > 0 and not clause.is_stop(first - 1):
        first -= 1
    said = any(word in words("speech") for word in clause.lower[first:last]) and last - first <= LONGEST_INTERJECTION
    relative = clause.word(first) in words("relative") and clause.word(first - 1) == ","
    return first - 1 if first > 0 and (said or relative) else end


def _without_leading_phrase(clause: Clause, span: tuple[int, int]) -> Span:
    """Drop a prepositional phrase at the start if another noun phrase follows it without a comma."""
    first, last = span
    if clause.lower[first] in words("preposition") and last - first > 3:
        for i in range(first + 2, last):
            opens = clause.lower[i] in words("determiner", "possessive", "subject", "article")
            if opens and clause.lower[i - 1] not in words("determiner"):
                return i, last
    return span


def antecedent(clause: Clause, end: int) -> Span:
    """The noun phrase that ends before a word (a relative, a comma, "as")."""
    last = end
    while last > 0 and (clause.is_stop(last - 1) or clause.lower[last - 1] in QUOTES):
        last -= 1
    first, least = last, max(0, last - LONGEST_ANTECEDENT)
    while first > least and not clause.is_stop(first - 1) and not is_verb(clause.lower[first - 1]):
        first -= 1
    return trim(clause, first, last, leading=words("preposition", "adverb", "conjunction", "relative"))
