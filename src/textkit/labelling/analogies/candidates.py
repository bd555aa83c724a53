"""Where an analogy might be: words of likeness, productive forms and names of the past. High recall, no judgement.

A candidate is a cue and its family; ``judges`` accepts or refuses it. Work is done only where a pattern
matches, and every pattern is linear in the text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from textkit.labelling.analogies.historical import Name, Referents, any_of, at_word_start, find_names
from textkit.language.tokens import straighten
from textkit.lexicons import read_lexicon

__all__ = ["Candidate", "Cues", "build_cues", "find_candidates", "standard_cues"]

Row = Mapping[str, str]

SUFFIX = re.compile(r"[-‑–] (?P<form> style | like | type | esque | era ) \b", re.VERBOSE)  # Nixon-style, Gestapo-like
ESQUE = re.compile(r"esque\b")  # Trumpesque
CAPITAL = r"""(?= [ \n] ["“‘']{0,2} [A-Z] )"""
MOMENT = r"(?: own [ \n] )? (?: [A-Z] [\w’'-]* [ \n] ){1,3} [Mm]oment \b"
FRAMES = at_word_start(
    r"""
    [Aa] (?: s [ \n] (?P<as_as> [a-z] [\w’'-]* ) [ \n] as \b                        # as slippery as
           | (?P<another> nother | [ \n] (?: new | second | modern | latter[- ]day ) ) CAP    # another Watergate
           | n? [ \n] (?P<a_moment> MOMENT ) )                                          # a Sister Souljah moment
  | [Tt] (?: oday['’]s (?P<todays> CAP )                                               # today’s Nixon
           | he [ \n] (?: (?P<next> ["“‘']{0,2} (?: next | new | second | modern ) ) CAP          # the next Reagan
                       | (?P<moment> MOMENT )
                       | ["“‘']{0,2} (?P<type> [A-Z] [\w.’'-]* (?: [ \n] [A-Z] [\w.’'-]* ){0,3} ) ["”’']{0,2}
                         [ \n] (?: of | for | among ) (?: [ \n] the )? (?= [ \n] ) )   # the Berlusconi of New York
           | heir [ \n] (?P<their_moment> MOMENT ) )
  | (?: [Mm]odern | [Ll]atter ) [- ]day (?P<modern> CAP )                              # modern-day McCarthy
  | (?: [Hh]is | [Hh]er | [Oo]ur | [Mm]y ) [ \n] (?P<own_moment> MOMENT )              # our own Dunkirk moment
    """.replace("CAP", CAPITAL).replace("MOMENT", MOMENT)
)


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
    pattern = at_word_start(rf"{any_of(forms)}(?![\w-])")
    return Cues(pattern, MappingProxyType(by_phrase))


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
    >>> from textkit.labelling.analogies.historical import standard_referents
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


COUNTED = (" a", " an", " no", " A", " An", " No")


def _named(name: Name, text: str) -> Candidate:
    """A name of the past; an ambiguous one that nothing makes a type only serves the frames around it."""
    counted = text[max(0, name.start - 4) : name.start].rstrip(" “‘\"'").endswith(COUNTED)
    family = "ambiguous" if name.form == "ambiguous" and not counted else "name"
    return Candidate(name.start, name.end, family, "historical", name)


FRAME_KINDS = MappingProxyType({"as_as": "simile", "type": "antonomasia"})  # the others make a type of a past name


def _frame(match: re.Match[str]) -> Candidate:
    """A productive frame around a word or a name, matched in the padded text."""
    group = str(match.lastgroup)
    family = group if group in FRAME_KINDS else "moment" if group.endswith("moment") else "new"
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
