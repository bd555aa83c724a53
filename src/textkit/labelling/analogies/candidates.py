"""Where an analogy might be: words of likeness, productive forms and names of the past. High recall, no judgement.

A candidate is a cue and its family; ``judges`` accepts or refuses it. Work is done only where a pattern
matches, and every pattern is linear in the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from textkit.labelling.analogies.sentence_words import (
    QUOTES,
    Clause,
    Name,
    Referents,
    Span,
    any_of,
    at_word_start,
    find_names,
    first_letters,
    is_year,
    kind_of_thing,
    read_clause,
    standard_referents,
    words,
)
from textkit.language.doc import Doc
from textkit.language.tokens import straighten
from textkit.lexicons import read_lexicon

__all__ = [
    "Candidate",
    "Context",
    "Cues",
    "build_cues",
    "find_candidates",
    "is_past_name",
    "past_words",
    "read_contexts",
    "referent_of",
    "standard_cues",
]

Row = Mapping[str, str]

SUFFIX = re.compile(r"(?<![-‑–]) [-‑–] (?P<form> style | like | type | esque | era ) \b", re.VERBOSE)  # Nixon-style
ESQUE = re.compile(r"esque\b")  # Trumpesque
CAPITAL = r"""(?= [ \n] ["“‘']{0,2} [A-Z] )"""
MOMENT = r"(?: own [ \n] )? (?: [A-Z] [\w’'-]* [ \n] ){1,3} [Mm]oment \b"
NAMED = r"""
    ["“‘']{0,2} (?: [A-ZÀ-Þ] [\w.’'-]* (?: (?: [ \n] PARTICLE ){0,2} [ \n] [A-ZÀ-Þ] [\w.’'-]* ){0,3} ) ["”’']{0,2}
    [ \n] (?: of | for | among ) (?: [ \n] the )? (?= [ \n] )
    """.replace("PARTICLE", "(?: d[aeiu] | del | della | l[ae] | van | von | de[rn] | bin | ibn | al | the | and )")
FRAMES = at_word_start(
    r"""
    [Aa] (?: s [ \n] (?P<as_as> [a-z] [\w’'-]* ) [ \n] as \b                        # as slippery as
           | (?P<another> nother | [ \n] (?: new | second | modern | latter[- ]day ) ) CAP    # another Watergate
           | n? [ \n] (?: (?P<a_moment> MOMENT )                                        # a Sister Souljah moment
                         | (?P<a_type> NAMED ) ) )                                      # a Picasso of the pumpkins
  | [Tt] (?: oday['’]s (?P<todays> CAP )                                               # today’s Nixon
           | he [ \n] (?: (?P<next> ["“‘']{0,2} (?: next | new | second | modern ) ) CAP          # the next Reagan
                       | (?P<moment> MOMENT )
                       | (?P<the_type> NAMED ) )                                        # the Berlusconi of New York
           | heir [ \n] (?P<their_moment> MOMENT ) )
  | (?: [Mm]odern | [Ll]atter ) [- ]day (?P<modern> CAP )                              # modern-day McCarthy
  | (?: [Hh]is | [Hh]er | [Oo]ur | [Mm]y ) [ \n] (?P<own_moment> MOMENT )              # our own Dunkirk moment
    """.replace("CAP", CAPITAL)
    .replace("MOMENT", MOMENT)
    .replace("NAMED", NAMED),
    "AaTtMmLlHhOo",
)

COUNTED = (" a", " an", " no", " A", " An", " No")
FRAME_KINDS = MappingProxyType({"as_as": "simile", "type": "antonomasia"})  # the others make a type of a past name
PAST_AFTER_YEARS = 8  # a referent is "past" if it ended so long before the document
OLD_AFTER_YEARS = 25
APTNESS = {kind: rank for rank, kind in enumerate(("event", "treaty", "doctrine", "era", "person", "regime"))}
FRAME_FAMILIES = frozenset(
    {"new", "moment", "comparison", "-style", "-like", "-type", "-esque"}
)  # make ambiguous names clear
CENTURIES = frozenset({"16", "17", "18", "19", "20"})  # of the ordinals 16th … 20th
USUAL_OFFICIALESE = 0.02  # of plain prose
DRAWN = 30  # words that the usual share counts as
MOST_CUES = 24  # in a sentence; one with more is not prose, and is not read to its end for each of them
MOST_CHARS = 1200  # of a sentence read around a cue; longer ones are windowed, so that time stays linear


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cue: its span, its family (a row of ``comparison_cues`` or a productive form) and the kind it suggests.

    ``name`` is the referent's mention where a name of the past is itself the cue.
    """

    start: int
    end: int
    family: str
    kind: str
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue lexicon ready for use."""

    pattern: re.Pattern[str]
    by_phrase: Mapping[str, tuple[str, str]]


def build_cues(rows: Iterable[Row]) -> Cues:
    """Index cue rows (cue, family, kind); a row without family is a phrase of likeness, without kind a comparison.

    Examples
    --------
    >>> build_cues([{"cue": "cut from the same cloth as"}]).by_phrase
    mappingproxy({'cut from the same cloth as': ('likeness', 'comparison')})
    """
    by_phrase, forms = {}, []
    for row in rows:
        phrase = _norm(row.get("cue") or "")
        both = (phrase, phrase[:1].upper() + phrase[1:])
        forms += both
        by_phrase |= dict.fromkeys(map(_norm, both), (row.get("family") or "likeness", row.get("kind") or "comparison"))
    pattern = at_word_start(rf"{any_of(forms)}(?![\w-])", first_letters(forms))
    return Cues(pattern, MappingProxyType(by_phrase))


@lru_cache(maxsize=1 << 12)
def _norm(phrase: str) -> str:
    """A phrase as the lexicon is asked for it: what the pattern takes for equal is equal."""
    return " ".join(re.sub("[‑–]", "-", straighten(phrase.lower())).split())


@cache
def standard_cues() -> Cues:
    """The cues that come with textkit."""
    return build_cues(read_lexicon("comparison_cues"))


def find_candidates(text: str, cues: Cues, referents: Referents) -> list[Candidate]:
    """Every candidate of a text, by place.

    Examples
    --------
    >>> from textkit.labelling.analogies.sentence_words import standard_referents
    >>> text = "Like a preacher, he warned of another Watergate."
    >>> found = find_candidates(text, standard_cues(), standard_referents())
    >>> [(c.family, c.kind) for c in found]
    [('like', 'simile'), ('new', 'historical'), ('name', 'historical')]
    """
    padded = f" {text}"
    found = [_cue(match, cues) for match in cues.pattern.finditer(padded)]
    found += [_frame(match) for match in FRAMES.finditer(padded)]
    found += [_suffixed(match) for pattern in (SUFFIX, ESQUE) for match in pattern.finditer(text)]
    found += [_named(name, text) for name in find_names(text, referents)]
    return sorted(found, key=lambda c: (c.start, c.end))


def _cue(match: re.Match[str], cues: Cues) -> Candidate:
    """A cue of the lexicon, matched in the padded text with the character before it."""
    return Candidate(match.start(), match.end() - 1, *cues.by_phrase[_norm(match[0][1:])])


def _named(name: Name, text: str) -> Candidate:
    """A name of the past; an ambiguous one that nothing makes a type only serves the frames around it."""
    counted = text[max(0, name.start - 4) : name.start].rstrip(" “‘\"'").endswith(COUNTED)
    family = "ambiguous" if name.form == "ambiguous" and not counted else "name"
    return Candidate(name.start, name.end, family, "historical", name)


def _frame(match: re.Match[str]) -> Candidate:
    """A productive frame around a word or a name, matched in the padded text."""
    group = str(match.lastgroup)
    family = group.rpartition("_")[2] if group.endswith(("moment", "_type")) else group if group == "as_as" else "new"
    return Candidate(match.start(), match.end() - 1, family, FRAME_KINDS.get(family, "historical"))


def _suffixed(match: re.Match[str]) -> Candidate:
    """A suffix of likeness together with the word before it."""
    suffix = match[0].strip("-‑–")
    start = _word_start(match.string, match.start())
    return Candidate(start, match.end(), f"-{suffix}", "simile" if suffix == "like" else "comparison")


def _word_start(text: str, end: int) -> int:
    start = end
    while start > 0 and end - start < 40 and (text[start - 1].isalnum() or text[start - 1] in "-'’."):
        start -= 1
    return start


@dataclass(frozen=True, slots=True)
class Context:
    """A candidate in its sentence.

    ``first`` and ``after`` are the indices of the cue's first word and of the word behind it; ``left`` of the word
    that governs it (-1: none), ``right`` of the word it introduces (length: none). ``names`` are the names of the
    past in the sentence, ``year`` that of the document or None; ``officialese`` is the share of figures and words of
    administration in the document.
    """

    candidate: Candidate
    clause: Clause
    first: int
    after: int
    left: int
    right: int
    names: Sequence[Name]
    year: int | None
    officialese: float

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
        return self._ahead_to(_ends_of_phrases(), n)

    def _ahead_to(self, borders: frozenset[str], n: int) -> range:
        clause, last = self.clause, self.right
        end = min(len(clause), self.right + n)
        while last < end and not clause.is_stop(last) and clause.lower[last] not in borders:
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


@cache
def _ends_of_phrases() -> frozenset[str]:
    return words("relative", "be", "auxiliary", "modal", "conjunction") - {"and", "or"}


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


def read_contexts(doc: Doc, *, cues: Cues | None = None, referents: Referents | None = None) -> list[Context]:
    """All candidates of a document in their sentences, by place; cues that go beyond a sentence are left out.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> [context.cue for context in read_contexts(read_doc("She spoke like a preacher. I like it."))]
    ['like', 'like']
    """
    candidates = find_candidates(doc.text, cues or standard_cues(), referents or standard_referents())
    if not candidates:
        return []
    sentences = [(sentence.start, sentence.end) for sentence in doc.sentences]
    of_document = _year(doc.date), _officialese(doc)
    return [
        _context(candidate, clause, names, *of_document)
        for start, end, group in _by_window(candidates, sentences)
        for clause, names in [(read_clause(doc, start, end), [c.name for c in group if c.name])]
        for candidate in group
        if candidate.family != "ambiguous" and clause.at(candidate.start) < len(clause)
    ]


def _year(date: str | None) -> int | None:
    match = re.match(r"\d{4}", date or "")
    return int(match[0]) if match else None


def _officialese(doc: Doc) -> float:
    """Share of figures and words of administration among the tokens, drawn to the usual one in a short text."""
    official = doc.vocabulary.column("official", _is_official, "bool")[doc.types]
    return float((official.sum() + USUAL_OFFICIALESE * DRAWN) / (len(doc.types) + DRAWN))


def _is_official(string: str) -> bool:
    return string[:1].isdigit() or straighten(string.lower()) in words("administration")


def _by_window(
    candidates: Iterable[Candidate], sentences: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, list[Candidate]]]:
    """Windows of text with their candidates: a sentence, or a stretch of it if it is longer than MOST_CHARS."""
    starts = [start for start, _ in sentences]
    groups: dict[tuple[int, int], list[Candidate]] = {}
    for candidate in candidates:
        k = bisect_right(starts, candidate.start) - 1
        window = _window(candidate, *sentences[k]) if k >= 0 else (0, 0)
        if candidate.end <= window[1]:
            group = groups.setdefault(window, [])
            if len(group) < MOST_CUES:
                group.append(candidate)
    yield from ((start, end, group) for (start, end), group in groups.items())


def _window(candidate: Candidate, start: int, end: int) -> tuple[int, int]:
    if end - start <= MOST_CHARS:
        return start, end
    step = MOST_CHARS // 2
    first = start + max(0, (candidate.start - start) // step * step - step // 2)
    return first, min(end, first + MOST_CHARS)


def _context(
    candidate: Candidate, clause: Clause, names: Sequence[Name], year: int | None, officialese: float
) -> Context:
    first = clause.at(candidate.start)
    after = min(len(clause), max(first, clause.at(candidate.end - 1)) + 1)
    return Context(candidate, clause, first, after, clause.before(first), clause.after(after), names, year, officialese)


def referent_of(context: Context, vehicle: Span) -> Name | None:
    """The first name of the past inside the vehicle or the cue."""
    if context.candidate.name:
        return context.candidate.name
    framed = context.family in FRAME_FAMILIES
    inside = context.names_between(*vehicle, ambiguous=framed) if vehicle else []
    inside += context.names_between(context.first, context.after, ambiguous=framed)
    return min(inside, key=_aptness, default=None)


def _aptness(name: Name) -> tuple[bool, int]:
    """Nouns before adjectives, events and treaties before the persons and regimes that made them."""
    return name.form == "adjective", APTNESS.get(name.referent.type, len(APTNESS))
