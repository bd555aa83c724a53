"""The words of one sentence, and steps through them: what governs a cue, what follows it, where its clause ends.

There is no parser behind this: adverbs, quotation marks and closed word classes are enough to find the word before a
cue that governs it and the noun after it that it introduces.
"""

from dataclasses import dataclass

from textkit.labelling.analogies.words import words
from textkit.language.doc import Doc

__all__ = ["Clause", "Span", "is_be", "is_plural", "is_verb", "is_year", "read_clause"]

QUOTES = frozenset("\"“”„«»‘’'`[]") | {"''", "``"}
Span = tuple[int, int] | None  # indices of the first word and of the word behind the last
STOPS = frozenset(",;:—–()…/?!-.")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a sentence as parallel lists: code points in the text, the strings, and their lower-case forms."""

    starts: list[int]
    ends: list[int]
    strings: list[str]
    lower: list[str]

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
