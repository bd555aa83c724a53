"""What the judge sees of a candidate: its sentence as words, the words around the cue, the names of the past nearby."""

from collections.abc import Sequence
from dataclasses import dataclass

from textkit.labelling.analogies.clause import QUOTES, Clause, is_year
from textkit.labelling.analogies.cues import Candidate
from textkit.labelling.analogies.historical import Name
from textkit.labelling.analogies.words import kind_of_thing, words

__all__ = ["Context", "is_past_name", "past_words"]

PAST_AFTER_YEARS = 8  # a referent is "past" if it ended so long before the document
OLD_AFTER_YEARS = 25
CENTURIES = frozenset({"16", "17", "18", "19", "20"})  # of the ordinals 16th … 20th


@dataclass(frozen=True, slots=True)
class Context:
    """A candidate in its sentence.

    ``first`` and ``after`` are the indices of the cue's first word and of the word behind it; ``left`` of the word
    that governs it (-1: none), ``right`` of the word it introduces (length: none). ``names`` are the names of the
    past in the sentence, ``year`` that of the document or None.
    """

    candidate: Candidate
    clause: Clause
    first: int
    after: int
    left: int
    right: int
    names: Sequence[Name]
    year: int | None

    @property
    def family(self) -> str:
        return self.candidate.family

    @property
    def cue(self) -> str:
        return " ".join(self.clause.lower[self.first : self.after])

    def back(self, n: int) -> list[str]:
        """Up to n lower-case words before the cue, nearest first."""
        return self.clause.lower[max(0, self.first - n) : self.first][::-1]

    def ahead(self, n: int) -> list[str]:
        """Up to n lower-case words after the cue."""
        return self.clause.lower[self.after : self.after + n]

    def complement(self, n: int = 9) -> range:
        """Indices of the words after the cue up to a mark that ends a clause, n at most."""
        return self._ahead_to(frozenset(), n)

    def phrase(self, n: int = 9) -> range:
        """The complement up to its first relative, conjunction or finite auxiliary."""
        return self._ahead_to(words("relative", "be", "auxiliary", "modal", "conjunction") - {"and", "or"}, n)

    def _ahead_to(self, borders: frozenset[str], n: int) -> range:
        clause, last = self.clause, self.right
        while (
            last < min(len(clause), self.right + n) and not clause.is_stop(last) and clause.lower[last] not in borders
        ):
            last += 1
        return range(self.right, last)

    def names_between(self, first: int, last: int, *, ambiguous: bool = False) -> list[Name]:
        """Names of the past among the words first..last-1, those that may also be a town or a surname on request."""
        if first >= last or first >= len(self.clause):
            return []
        start, end = self.clause.starts[first], self.clause.ends[min(last, len(self.clause)) - 1]
        return [n for n in self.names if start <= n.start < end and (ambiguous or n.form != "ambiguous")]

    def past_names_ahead(self, n: int = 10) -> list[Name]:
        """Names of the past in the complement that are past for this document."""
        span = self.phrase(n)
        return [x for x in self.names_between(span.start, span.stop) if is_past_name(x, self.year)]

    def figurative(self) -> str | None:
        """Kind of the figurative thing that the complement's head or the noun before it names; else None."""
        head = self.head()
        if head is None:
            return None
        compound = [i for i in (head, head - 1) if i >= self.right and not self.clause.is_name(i)]
        return next((kind for i in compound if (kind := kind_of_thing(self.clause.lower[i]))), None)

    def head(self) -> int | None:
        """Index of the head noun of the complement: the last word before a preposition, a verb or a mark."""
        span = self.complement()
        borders = words("preposition", "conjunction", "relative", "be", "auxiliary", "modal", "subject", "object")
        last = span.start
        while last < span.stop and self.clause.lower[last] not in borders and self.clause.lower[last] not in QUOTES:
            last += 1
        return last - 1 if last > span.start else None


def is_past_name(name: Name, year: int | None, *, after: int = PAST_AFTER_YEARS) -> bool:
    """Whether a referent was over years before the document; without a date every referent counts as past."""
    end = name.referent.end_year
    if year is None:
        return True
    return end is not None and year - end >= after


def past_words(context: Context, span: range) -> bool:
    """Whether the span dates its thing before the document: a year, a decade, or a word such as former or bygone."""
    clause = context.clause
    for i in span:
        word = clause.lower[i]
        if word in words("past"):
            return True
        if clause.word(i + 1) in ("century", "centuries") and word[:2] in CENTURIES:
            return True
        if is_year(word) and (word.endswith("s") or context.year is None or int(word) < context.year):
            return True
    return False
