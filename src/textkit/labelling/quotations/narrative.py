"""The narrative: the words of a text as one sequence in which every quoted segment is a single word.

``He “really” said, “A. B.”`` becomes ``He ■ said , ■``, so that what stands around a quotation can be read off its
neighbours. The words inside segments follow after the narrative, one run per segment, so that speech reported
inside speech is found by the same code.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np

from textkit.language.doc import Doc
from textkit.language.names import given_names
from textkit.language.tagger import TAGS
from textkit.language.tokens import straighten
from textkit.lexicons import read_lexicon

__all__ = [
    "Narrative",
    "bare",
    "build_narrative",
    "heads_phrase",
    "is_cleft",
    "is_dateline",
    "is_empty",
    "is_office",
    "linkable",
    "organisations",
    "owns_speech",
    "paired",
    "possessors",
    "pronouns",
    "proper_words",
    "roles",
    "sites",
    "stands_before_person",
    "titles",
]

HAPPENINGS = frozenset({"event", "treaty", "doctrine", "era"})
LONGEST_DATELINE = 10  # words
BE = frozenset({"is", "was", "be", "been", "'s"})
SEEM = frozenset({"seems", "seemed", "appears", "appeared", "follows", "followed", "turns", "turned"})
CLAUSES = frozenset({"that", "whether", "if", "how", "why"})
SEGMENT = "■"  # the word that stands for a quoted segment
BREAK = "¶"  # the word between the narrative and each segment's own words
OF_SEGMENT, OF_BREAK = -1, -2  # in the place of the number of a subtoken
# What a word form may be; a form may be several things.
(DETERMINER, POSSESSIVE, PREPOSITION, AUXILIARY, NEGATION, CONJUNCTION, SUBORDINATOR, RELATIVE, ADVERB, TIME) = (
    1 << n for n in range(10)
)
PRONOUN, CUE, ROLE, SPEECH, CAPITAL = 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14
CLASSES = {
    "determiner": DETERMINER,
    "possessive": POSSESSIVE,
    "preposition": PREPOSITION,
    "auxiliary": AUXILIARY,
    "negation": NEGATION,
    "conjunction": CONJUNCTION,
    "subordinator": SUBORDINATOR,
    "relative": RELATIVE,
    "adverb": ADVERB,
    "time": TIME,
}
# Words that open or close a phrase, by what their form may be and by their part of speech.
JOINT = CONJUNCTION | SUBORDINATOR | RELATIVE | PREPOSITION | TIME
JOINING = frozenset({"PUNCT", "SCONJ", "CCONJ", "ADP"})
FUNCTION = DETERMINER | POSSESSIVE | PREPOSITION | AUXILIARY | NEGATION | CONJUNCTION | SUBORDINATOR | RELATIVE


@cache
def titles() -> dict[str, tuple[str, str]]:
    """Kind and gender of each title."""
    return {row["term"]: (row["kind"], row["gender"]) for row in read_lexicon("titles")}


@cache
def organisations() -> frozenset[str]:
    """Words that make a name an organisation's."""
    return frozenset(row["term"] for row in read_lexicon("organisations"))


@lru_cache(maxsize=1 << 14)
def bare(raw: str) -> str:
    """A title without its full stop and, in capitals, with only the first: MS. is Ms."""
    raw = raw[:-1] if raw.endswith(".") and len(raw) > 2 else raw
    if raw in titles():
        return raw  # MP
    return raw.capitalize() if len(raw) > 1 and raw.isupper() else raw


def is_office(raw: str) -> bool:
    """True of the title of an office, rather than of a rank or a form of address."""
    return titles().get(bare(raw), ("", ""))[0] == "office"


def stands_before_person(raws: Sequence[str], position: int, last: int) -> bool:
    """True if a word of a capitalised run is the role of the person behind it: the Leader of "House Leader Ann Lee"."""
    if position + 2 >= last:
        return False
    role = roles().get(raws[position].lower(), ("",))[0] or titles().get(bare(raws[position]), ("",))[0]
    given = raws[position + 1] in given_names()
    return role in ("person", "office", "rank") and (given or (position + 3 == last and _is_office_of(raws, position)))


def _is_office_of(raws: Sequence[str], position: int) -> bool:
    """True of an office behind the word it belongs to: the Secretary of "Homeland Security Secretary Jeh Johnson"."""
    named = {*raws[position + 1 : position + 3]}
    owned = position > 0 and raws[position - 1][0].isupper() and is_office(raws[position])
    return owned and named.isdisjoint(organisations()) and named.isdisjoint(titles())


@cache
def proper_words() -> dict[str, str]:
    """Capitalised words other than names of persons: times, places, peoples, things (events and eras too)."""
    past = {row["name"]: "thing" for row in read_lexicon("historical_referents") if _cannot_speak(row)}
    return past | {row["term"]: row["kind"] for row in read_lexicon("proper_words")}


def _cannot_speak(row: Mapping[str, str]) -> bool:
    """Whether a referent is something that happened, was signed or was thought, with a name that is not a person's."""
    words = row["name"].split()
    return row["type"] in HAPPENINGS and words[0] not in given_names() and organisations().isdisjoint(words)


@cache
def roles() -> dict[str, tuple[str, str, str]]:
    """Kind, number and gender of each role noun."""
    return {row["term"]: (row["kind"], row["number"], row["gender"]) for row in read_lexicon("roles")}


@cache
def pronouns() -> dict[str, tuple[str, str, str]]:
    """Person, number and gender of each pronoun."""
    return {row["term"]: (row["person"], row["number"], row["gender"]) for row in read_lexicon("pronouns")}


@cache
def linkable() -> frozenset[str]:
    """Words after which "of", "for" or "on" goes on with the name: Department of Justice, Secretary of State."""
    return organisations() | frozenset(
        {"Secretary", "Minister", "Speaker", "Attorney", "Chair", "Chairman", "of", "States"}
    )


@cache
def paired() -> frozenset[str]:
    """Fields of work after which "and" goes on with the name of an office: Securities and Exchange Commission."""
    fields = """Aeronautics Agriculture Alcohol Budget Commerce Control Customs Defense Economic Education Energy Fish
        Food Health Housing Immigration Industry Innovation Intelligence Labor Labour Management Media Medicine Natural
        Oceanic Oversight Parks Planning Research Rules Science Securities Standards Trade Transportation Ways"""
    return frozenset(fields.split())


@cache
def possessors() -> frozenset[str]:
    """Words that may own an organisation inside its name: the Prime Minister's Office, the Women's March."""
    people = {"People", "Women", "Men", "Children", "Workers", "Farmers", "Veterans", "Teachers", "Nurses"}
    return frozenset(titles()) | people


@cache
def sites() -> frozenset[str]:
    """Words that make a name a place's, if they are its last: Cherry Street."""
    words = """Airport Avenue Beach Boulevard Bridge County Highway Island Islands Lake Park Plaza River Road Square
        Street Tower Towers Valley"""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Narrative:
    """Parallel lists over the words of the narrative, then of the segments.

    Attributes
    ----------
    starts, ends : list of int
        Spans in the text; a segment's word has the span of the segment with its marks.
    raws, words : list of str
        As written, and in lower case with straight apostrophes.
    tags : list of int
        What each word form may be (bits).
    pos : list of str
        Part of speech of each word; a clitic has "PART", a segment "X".
    naming : list of int
        Positions of capitals, pronouns and role nouns, at which a mention may begin.
    reporting : list of int
        Positions of words that may report.
    joints : list of int
        Positions that open or close a phrase: there the content of a cue may end.
    segments : dict of int to int
        Number of the segment at a position.
    positions : list of int
        Position of each segment's word.
    heads : list of int
        First positions of the sentences (ascending); ``n_outer`` of the words are outside segments.
    """

    starts: list[int]
    ends: list[int]
    raws: list[str]
    words: list[str]
    tags: list[int]
    pos: list[str]
    naming: list[int]
    reporting: list[int]
    joints: list[int]
    segments: dict[int, int]
    positions: list[int]
    heads: list[int]
    n_outer: int

    def sentence(self, position: int) -> int:
        """Number of the sentence at a position."""
        return bisect_right(self.heads, position) - 1

    def bounds(self, sentence: int) -> tuple[int, int]:
        """First position of a sentence and the position after its last."""
        heads = self.heads
        return heads[sentence], heads[sentence + 1] if sentence + 1 < len(heads) else len(self.starts)


def is_dateline(story: "Narrative", first: int) -> bool:
    """True if a word in capitals opens a dateline: "DOVER, Del. (AP) —"."""
    if not story.raws[first].isupper():
        return False
    for raw in story.raws[first + 1 : first + LONGEST_DATELINE]:
        if raw in ("—", "–", "--"):
            return True
        if not raw[0].isupper() and raw not in (",", ".", "(", ")", "/"):
            return False
    return False


def is_empty(story: Narrative, position: int) -> bool:
    """True if "it" stands for a clause that follows: "it may be objected that", "it is unclear whether", "it seems"."""
    words, after = story.words, position + 1
    while after < len(words) and story.tags[after] & (AUXILIARY | ADVERB | NEGATION):
        after += 1
    following = words[after : after + 4]
    if following and following[0] in SEEM:
        return following[1:2] in (["that"], ["as"], ["to"], ["out"], [","], ["."])
    active = following and following[0].endswith("ing")
    judged = story.pos[after : after + 1] != ["VERB"] and "to" in following[1:]  # it is of use to ask
    return words[after - 1] in BE and not active and (judged or not CLAUSES.isdisjoint(following[1:]))


def is_cleft(story: Narrative, position: int) -> bool:
    """ "It was Lee who": the pronoun stands for nobody."""
    return story.raws[position + 2 : position + 3] != [] and "who" in story.words[position + 3 : position + 8]


def owns_speech(story: Narrative, position: int) -> bool:
    """True if a possessive owns words ("his claim that"); "her" may be an object instead ("told her that")."""
    after = story.tags[position + 1 : position + 4]
    if any(tag & SPEECH for tag in after):
        return True
    return story.words[position] == "her" and (
        not after or bool(after[0] & FUNCTION) or not story.raws[position + 1].isalpha()
    )


def heads_phrase(story: Narrative, position: int) -> bool:
    """True if "some", "one", "others" … stands for persons, and not before a noun."""
    if position + 1 >= len(story.raws):
        return False
    tag, raw = story.tags[position + 1], story.raws[position + 1]
    return bool(tag & (AUXILIARY | CUE | PREPOSITION | ADVERB)) or raw in ("who", SEGMENT)


def build_narrative(doc: Doc) -> Narrative:
    """Words of a document with each segment folded into one.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> build_narrative(read_doc("He “really” said so.")).raws
    ['He', '■', 'said', 'so', '.', '¶', 'really']
    """
    parts, vocabulary = doc.subtokens, doc.vocabulary
    spans = np.array([(s.outer_start, s.outer_end, s.start, s.end) for s in doc.segments], dtype=int).reshape(-1, 4)
    places = np.searchsorted(parts.starts, spans).tolist()
    order: list[int] = []  # numbers of subtokens, or OF_SEGMENT or OF_BREAK
    positions, breaks, previous = [], [], 0
    for first, last, *_ in places:
        order += range(previous, first)
        positions.append(len(order))
        order.append(OF_SEGMENT)
        previous = last
    order += range(previous, len(parts.types))
    n_outer = len(order)
    for *_, first, last in places:
        if first < last:
            breaks.append(len(order))
            order += (OF_BREAK, *range(first, last))
    chosen = np.array(order, dtype=int)
    starts, ends, types, codes = (
        np.append(column, others)[chosen]
        for column, others in (
            (parts.starts, (0, 0)),
            (parts.ends, (0, 0)),
            (parts.types, vocabulary.number_types([BREAK, SEGMENT])),
            (_parts_of_speech(doc), [TAGS.index("X")] * 2),
        )
    )
    starts[positions], ends[positions] = spans[:, 0], spans[:, 1]
    starts[breaks] = ends[breaks] = starts[np.array(breaks, dtype=int) + 1]
    forms = vocabulary.column("narrative", _form, "int32")[types]
    joints = ((forms & JOINT) > 0) | np.array([tag in JOINING for tag in TAGS])[codes]
    joints[[position + 1 for position in positions if position + 1 < len(order)]] = True
    types, ends = types.tolist(), ends.tolist()
    raws = list(map(vocabulary.strings.__getitem__, types))
    heads = _outer_heads(doc, starts[:n_outer], ends, raws)
    starts = starts.tolist()
    begins = [s.start for s in doc.sentences]
    for first, last in pairwise([*breaks, len(order)]):
        heads += _inner_heads(starts[first + 1 : last], begins, first)
    return Narrative(
        starts=starts,
        ends=ends,
        raws=raws,
        words=list(map(vocabulary.lower.__getitem__, types)),
        tags=(forms & (CAPITAL - 1)).tolist(),
        pos=list(map(TAGS.__getitem__, codes.tolist())),
        naming=np.flatnonzero(forms & (PRONOUN | ROLE | CAPITAL)).tolist(),
        reporting=np.flatnonzero(forms & (CUE | SPEECH)).tolist(),
        joints=np.flatnonzero(joints).tolist(),
        segments={position: number for number, position in enumerate(positions)},
        positions=positions,
        heads=heads,
        n_outer=n_outer,
    )


def _parts_of_speech(doc: Doc) -> np.ndarray:
    """Part of speech of each subtoken: its place in TAGS."""
    tokens = doc.subtokens.tokens
    codes = doc.tags[tokens]
    codes[1:][tokens[1:] == tokens[:-1]] = TAGS.index("PART")
    return codes


def _form(raw: str) -> int:
    """What a word may be, and whether it has a capital."""
    word = straighten(raw.lower())
    tag = word_tags().get(word) or (ADVERB if word.endswith("ly") else 0)
    return tag | CAPITAL * raw[0].isupper()


def _inner_heads(own: list[int], begins: list[int], first: int) -> list[int]:
    """Positions of the break before the words of a segment, which is put at ``first``, and of their sentences."""
    inside = begins[bisect_right(begins, own[0]) : bisect_right(begins, own[-1])]
    return [first, *(first + 1 + bisect_left(own, begin) for begin in inside)]


def _outer_heads(doc: Doc, starts: np.ndarray, ends: list[int], raws: list[str]) -> list[int]:
    """Positions at which a sentence of the narrative begins."""
    before = [False, *(paragraph.continues for paragraph in doc.paragraphs)]
    fresh = [paragraph.start for paragraph, goes_on in zip(doc.paragraphs, before, strict=False) if not goes_on]
    begins = [sentence.start for sentence in doc.sentences]
    first, last = (np.searchsorted(starts, begins, side=side) for side in ("left", "right"))
    heads = {p for p in first[first < last].tolist() if not _is_tag(doc.text, ends, raws, p)}
    heads.update(p for p in np.searchsorted(starts, fresh).tolist() if p < len(starts))
    return sorted({0, *heads})


def _is_tag(text: str, ends: list[int], raws: list[str], position: int) -> bool:
    """True if this is the tag of a quotation, as in “Why?” Smith asked, and not a sentence of its own."""
    if not position or raws[position - 1] != SEGMENT or text[ends[position - 1] - 2] not in "?!…—–-.":
        return False
    if text[ends[position - 1] - 2] == "." and text[ends[position - 1] - 3] != ".":
        return False
    tags = word_tags()
    for raw in raws[position : position + 6]:
        if tags.get(raw, 0) & (CUE | SUBORDINATOR) or not raw[0].isalnum():
            return bool(tags.get(raw, 0) & CUE)
    return False


@cache
def word_tags() -> dict[str, int]:
    """Bits of every word form that a lexicon knows."""
    tags: dict[str, int] = {}
    for row in read_lexicon("function_words"):
        tags[row["term"]] = tags.get(row["term"], 0) | CLASSES[row["class"]]
    for row in read_lexicon("pronouns"):
        tags[row["term"]] = tags.get(row["term"], 0) | PRONOUN
    for row in read_lexicon("reporting_verbs"):
        for form in (row["lemma"], row["third"], row["past"], row["participle"], row["gerund"]):
            tags[form] = tags.get(form, 0) | CUE
    tags["according"] = CUE
    for row in read_lexicon("speech_nouns"):
        tags[row["term"]] = tags.get(row["term"], 0) | SPEECH
    for row in read_lexicon("roles"):
        tags[row["term"]] = tags.get(row["term"], 0) | ROLE
    return tags
