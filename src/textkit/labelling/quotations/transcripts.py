"""Speakers named by layout: transcript turns ("THE PRESIDENT: …", "Q: …"), signatures ("“…” – Ann Lee") and
headlines ("Lee: I will run")."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from textkit.labelling.quotations.narrative import roles, titles
from textkit.labelling.quotations.scenes import Finding, Scene
from textkit.language.names import given_names
from textkit.language.paragraphs import Paragraph
from textkit.language.quotation_marks import Segment

__all__ = [
    "Label",
    "find_headlines",
    "find_labels",
    "find_turns",
    "layout_of",
    "outside_turns",
    "signature_of",
    "turn_in_segment",
    "words_of_turn",
]

LABEL = re.compile(
    r"""
    ["“]? \s*
    (?P<name>
        (?: [A-Z][A-Z.’'-]* | (?:Mr|Ms|Mrs|Dr)\. ) (?: [ ] (?: [A-Z][A-Z.’'-]+ | [A-Z]\. ) ){0,4}  # MR. LEE
      | [A-Z][\w.’'-]+ (?: [ ] [A-Z][\w.’'-]* ){0,3}       # Ann Lee
    )
    (?: \s* \( [^()\n]{1,40} \) )?                                                               # (D-Ohio)
    : (?= \s* \S)
    """,
    re.VERBOSE,
)
BEFORE = r"(?: [\[(]? \d{1,2} : \d{2} (?: :\d{2} )? [\])]? \s{0,3} (?: [-–—] \s{0,3} )? )? [*_]{0,2}"  # time, bold
NAME = r"[A-Z] [\w.’'-]{0,40}"
SURNAME = r"[A-Z] [A-Z’'-]{1,40}"
PARENTHESES = r"(?: \s{0,3} \( [^()\n]{1,60} \) ){0,3}"
OFFICE = r"""
    (?: President | PRESIDENT | Speaker | SPEAKER | Chair(?:man|woman)? | CHAIR(?:MAN|WOMAN)? | PRESIDING [ ] OFFICER )
"""
WORDS = rf"{NAME} (?: [ ] (?: {NAME} | of | for | the | and | pro | tempore | de | van | la ) ){{0,8}}"
LABELS = {
    style: re.compile(rf"{BEFORE} {pattern}", re.VERBOSE)
    for style, pattern in {
        "question": r"""
            (?P<name> Q | A | QUESTION | Question ) [*_]{0,2} (?: [:.] [*_]{0,2} (?=\s) | (?= [ \t]{2} | \xa0 ) )
        """,
        "colon": rf"""
            (?P<name> {WORDS} )
            (?P<role> , [ ] [A-Z] [^:\n]{{1,80}}? )? {PARENTHESES}                 # the role, a remark
            [*_]{{0,2}} \s? : [*_]{{0,2}} (?= \s | $ )
        """,
        "stop": rf"""
            (?P<name> (?:Mr|Mrs|Ms|Miss|Dr)\. (?: [ ] {SURNAME} ){{1,6}} (?: [ ] of (?: [ ] [A-Z]\w{{1,40}} ){{1,2}} )?
              | The [ ] (?: Acting [ ] )? (?: Vice [ ] )? {OFFICE} (?: [ ] pro [ ] tempore )? )
            {PARENTHESES} \. (?= \s{{1,9}} \S )
        """,
    }.items()
}
LINE = re.compile(rf"{BEFORE} (?P<name> {WORDS} ) {PARENTHESES} [*_]{{0,2}} (?= \n | $ )", re.VERBOSE)
HOLDER = re.compile(
    r"\( (?P<name> [A-Z][\w.’'-]+ (?: [ ] [A-Z][\w.’'-]+ ){1,3} ) \)", re.VERBOSE
)  # The Minister (Tom Roe)
DIRECTION = re.compile(r"[\s\"“]* (?: \( [^()]{1,80} \) | \[ [^\[\]]{1,80} \] ) [.\s\"”]*", re.VERBOSE)  # (Applause.)
OPENING, CLOSING = frozenset('"“'), frozenset('"”')
INTERVIEW = frozenset({"q", "a", "question", "questions", "reporter", "reporters", "participant", "audience member"})
SPOKEN_ROLES = frozenset({"body", "blockquote", "heading"})
FEWEST_UNKNOWN = 4  # paragraphs that open like turns of nobody known before a reader is told
SPARSE = 0.1  # the same for names on lines of their own, behind which a turn has paragraphs of its own
FEWEST_TURNS = 2  # labels in a document before unquoted labels count as a transcript
DENSE = 0.3  # share of paragraphs with a label from which names in capitals that recur count without being known
ALONE = " on a line of its own"
LONGEST_TURN = 60  # paragraphs after a label that may go on with the turn


def turn_in_segment(scene: Scene, segment: Segment) -> int | None:
    """Mention that labels a quoted turn ("“WALLACE: Why?”"), -1 if the label is not a name, None without label."""
    match = LABEL.match(scene.text, segment.start, segment.end)
    if not match or not match["name"].isupper():
        return None
    return mention_at(scene, match.start("name"), match.end("name"))


def words_of_turn(scene: Scene, segment: Segment) -> int:
    """Where the words of a quoted turn begin, behind its label."""
    match = LABEL.match(scene.text, segment.start, segment.end)
    return next((p for p in range(match.end(), segment.end) if not scene.text[p].isspace()), segment.start)


def mention_at(scene: Scene, start: int, end: int) -> int:
    """Number of a mention that begins within a span, -1 if none does."""
    place = bisect_left(scene.by_start, start, key=lambda number: scene.mentions[number].start)
    number = scene.by_start[place] if place < len(scene.by_start) else -1
    return number if number >= 0 and scene.mentions[number].start < end else -1


def signature_of(scene: Scene, position: int) -> int | None:
    """Mention behind a quotation and a dash at the end of its paragraph."""
    story = scene.story
    after = position + 1
    if after + 1 >= story.n_outer or story.raws[after][0] not in "–—―-" or after + 1 not in scene.at:
        return None
    number = scene.at[after + 1]
    mention = scene.mentions[number]
    if mention.first != after + 1 or mention.kind not in ("name", "single", "titled", "organisation"):
        return None
    rest, _, _ = scene.text[mention.end : mention.end + 80].partition("\n")
    return number if len(rest) < 80 and not any(mark in rest for mark in '“"') else None


def find_turns(
    scene: Scene, paragraphs: Sequence[Paragraph], labels: Sequence["Label"], first_group: int
) -> list[Finding]:
    """Findings for the turns of a transcript, each to the end of its last paragraph; stage directions are nobody's."""
    findings = []
    for order, (label, limit) in enumerate(zip(labels, _limits(scene.text, paragraphs, labels), strict=True)):
        mention = -1 if label.name.casefold() in INTERVIEW else mention_at(scene, label.start, label.end)
        for start, end in _spoken(scene.text, paragraphs, label, limit):
            findings.append(Finding(start, end, "direct", mention, None, "turn", 0.9, first_group + order))
    return findings


def outside_turns(
    findings: Iterable[Finding], text: str, paragraphs: Sequence[Paragraph], labels: Sequence["Label"]
) -> list[Finding]:
    """The findings without those within turns, their labels and stage directions: marks there quote nobody else."""
    limits = _limits(text, paragraphs, labels)
    places = [(label.start, paragraphs[limit - 1].end) for label, limit in zip(labels, limits, strict=True)]
    return [f for f in findings if not _overlaps(f, places)]


def _overlaps(finding: Finding, places: Sequence[tuple[int, int]]) -> bool:
    """True if a part of a finding lies in one of the places, which follow one another."""
    place = bisect_left(places, (finding.end, 0)) - 1
    return place >= 0 and finding.start < places[place][1]


def _limits(text: str, paragraphs: Sequence[Paragraph], labels: Sequence["Label"]) -> list[int]:
    """The paragraph before which each turn ends."""
    firsts = [*(label.paragraph for label in labels), len(paragraphs)]
    return [_limit(text, paragraphs, label, after) for label, after in zip(labels, firsts[1:], strict=True)]


def _limit(text: str, paragraphs: Sequence[Paragraph], label: "Label", after: int) -> int:
    """Where a turn ends: at the next label (``after``), or, where there is none, with its first paragraph.

    A turn in quotation marks ends with the marks; behind the last label, all its paragraphs open with one.
    """
    is_last, most = after == len(paragraphs), min(after, label.paragraph + LONGEST_TURN)
    limit = label.paragraph + 1 + label.is_alone
    if not label.is_marked:
        return min(limit, most) if is_last else most
    while limit < most and not _closes(text, paragraphs[limit - 1]):
        if is_last and text[paragraphs[limit].start] not in OPENING:
            break
        limit += 1
    return min(limit, most)


def _closes(text: str, paragraph: Paragraph) -> bool:
    """True if a quotation that goes on in a paragraph, whether or not it begins with a mark again, ends in it."""
    start, end = paragraph.start + (text[paragraph.start] in OPENING), paragraph.end
    return text.count("”", start, end) > text.count("“", start, end) or text.count('"', start, end) % 2 == 1


class Label(NamedTuple):
    """Who speaks next, at the beginning of a paragraph: the span of the name, and where the words begin.

    ``style`` is question, colon or stop, or role if the name's role stands behind it; ``form`` is how it is written.
    Where ``is_alone``, it fills its paragraph, and the words follow in the next; ``is_marked`` behind a quotation mark.
    """

    paragraph: int
    start: int
    end: int
    name: str
    style: str
    words: int
    form: str
    is_alone: bool
    is_marked: bool = False

    @property
    def surname(self) -> str:
        """The last word of the name, in small letters."""
        return self.name.split()[-1].casefold()


def find_labels(scene: Scene, paragraphs: Sequence[Paragraph]) -> tuple[list[Label], list[str]]:
    """The labels of a transcript, and the names in what looks like labels of another one and names nobody known.

    There are none if there are too few of them, or if they name nobody who could speak.

    Lines such as "READ MORE: …" are not labels: a label is a person, an office, Q or A, or one of the names in capitals
    that open a good part of all paragraphs again and again.
    """
    found = [label for number, p in enumerate(paragraphs) if (label := _read_label(scene.text, number, p))]
    labels, unknown = _known_labels(scene, paragraphs, found)
    return (labels, unknown) if labels else (_read_lines(scene, paragraphs), unknown)


def _read_lines(scene: Scene, paragraphs: Sequence[Paragraph]) -> list[Label]:
    """Labels without a mark, as in Hansard: names of persons on lines of their own, some of them again and again."""
    found = []
    for number, p in enumerate(paragraphs):
        match = LINE.match(scene.text, p.start, p.end)
        if match and p.role not in ("boilerplate", "blockquote"):
            found.append(_label(scene.text, number, p, match, "line"))
    lines = [label for label in found if " " in label.name and _names_somebody(label, frozenset())]
    often = Counter(label.name for label in lines)
    recur = len(often) > 1 and max(often.values()) > 1 and len(lines) >= SPARSE * len(paragraphs)
    return lines if recur else []


def _known_labels(
    scene: Scene, paragraphs: Sequence[Paragraph], found: Sequence[Label]
) -> tuple[list[Label], list[str]]:
    """The labels that are somebody's, and the names in the others where labels are dense."""
    found = found[_is_headline(found) :]
    often = Counter(label.name for label in found)
    persons = _persons(scene, found)
    dense = len(found) >= DENSE * sum(p.role in SPOKEN_ROLES for p in paragraphs)
    persons |= {label.surname for label in found if " " in label.name and _names_somebody(label, persons)}
    sure = [label for label in found if _names_somebody(label, persons)]
    known = {label.name for label in sure}
    if dense:  # in a transcript the others that recur speak as well, and all if most are known
        most = len(sure) * 2 > len(found)
        known |= {label.name for label in found if label.name.isupper() and (most or often[label.name] > 1)}
    labels = [label for label in found if label.name in known and (dense or label.name.isupper())]
    enough = len(labels) >= FEWEST_TURNS and len({label.name for label in labels}) > 1
    asked = any(label.name in ("Q", "Question", "QUESTION") for label in labels)
    labels = [label for label in labels if asked or label.name != "A"] if enough else []
    speak = {label.name for label in labels}
    unknown = [label for label in found if label.name not in speak] if dense else []
    return labels, list(dict.fromkeys(label.name for label in unknown)) if len(unknown) >= FEWEST_UNKNOWN else []


def _is_headline(found: Sequence[Label]) -> bool:
    """True if the first label is a headline, "Lee: I Will Run", above a transcript with labels in capitals."""
    later = found[1:]
    return (
        bool(later)
        and found[0].paragraph == 0
        and all(label.name.isupper() > found[0].name.isupper() for label in later)
    )


def layout_of(labels: Sequence[Label]) -> str | None:
    """How the labels of a transcript are written, those of names and of questions: ``NAME:``, ``[time] Name:``, ``Q.``.

    Of several forms it is the most frequent; None without labels.
    """
    forms = [Counter(label.form for label in labels if (label.style == "question") == asked) for asked in (False, True)]
    return ", ".join(form.most_common(1)[0][0] for form in forms if form) or None


def _read_label(text: str, number: int, paragraph: Paragraph) -> Label | None:
    marked = text[paragraph.start] in OPENING
    if paragraph.role not in SPOKEN_ROLES or (marked and _resumes(text, paragraph)):
        return None
    for style, pattern in LABELS.items():
        match = pattern.match(text, paragraph.start + marked, paragraph.end)
        if match and (match["name"].isupper() or not (marked or (paragraph.role == "heading" and style == "colon"))):
            kind = "role" if style == "colon" and match["role"] else style
            return _label(text, number, paragraph, match, kind)._replace(is_marked=marked)
    return None


def _resumes(text: str, paragraph: Paragraph) -> bool:
    """True if the reporter speaks behind the quotation that opens a paragraph."""
    return _closes(text, paragraph) and text[paragraph.end - 1] not in CLOSING


def _label(text: str, number: int, paragraph: Paragraph, match: re.Match[str], style: str) -> Label:
    """A label of the person in parentheses who holds the office before them, if there is one."""
    holder = HOLDER.search(text, match.end("name"), match.end())
    first = holder["name"].split()[0] if holder else ""
    named = holder if first in given_names() or first in titles() else match
    rest = text[match.end() : paragraph.end]
    form = _form(match, style) + (ALONE if not rest or rest[0] == "\n" else "")
    return Label(number, *named.span("name"), named["name"], style, match.end(), form, not rest.strip())


def _form(match: re.Match[str], style: str) -> str:
    """How a label is written: ``[time] **NAME, ROLE:**``, ``Name.``, ``Q``."""
    text, first = match.group(), match.start("name") - match.start()
    before, behind = text[:first], text[first + len(match["name"]) :]
    name = match["name"][0] if style == "question" else "NAME" if match["name"].split()[-1].isupper() else "Name"
    role = ", ROLE" if style == "role" else ""
    remark = " (remark)" if "(" in behind else ""
    mark = next((mark for mark in reversed(behind) if mark in ":."), "")
    bold = "**" if "*" in before or "_" in before else ""
    time = "[time] " if any(sign.isdigit() for sign in before) else ""
    return f"{time}{bold}{name}{role}{remark}{mark}{bold}"


def _names_somebody(label: Label, persons: Set[str]) -> bool:
    """True if the label is an office, a title or given name with a name, a role (HOST), or a known person's name."""
    words = [word.strip(".,").casefold() for word in label.name.split()]
    first = words[0].capitalize()
    if label.style not in ("colon", "line") or label.name.casefold() in INTERVIEW:
        return True
    if (
        first in titles()
        or words[-1].capitalize() in titles()
        or roles().get(words[-1], ("",))[0] in ("person", "office")
    ):
        return True
    return first in given_names() if len(words) > 1 else words[0] in persons


def _persons(scene: Scene, labels: Sequence[Label]) -> Set[str]:
    """Surnames of those whom the text names as persons outside its labels."""
    starts = {label.start for label in labels}
    return {m.key for m in scene.mentions if m.kind in ("name", "titled") and m.start not in starts}


def _spoken(text: str, paragraphs: Sequence[Paragraph], label: Label, limit: int) -> Iterator[tuple[int, int]]:
    """Spans of a turn between stage directions that stand alone, (Applause.), and page furniture.

    Where each paragraph opens with a quotation mark, each is a span without its marks.
    """
    start = end = label.words
    for paragraph in paragraphs[label.paragraph : limit]:
        begin = max(paragraph.start, label.words)
        apart = paragraph.role == "boilerplate" or DIRECTION.fullmatch(text, begin, paragraph.end)
        opens = label.is_marked and text[begin] in OPENING and begin == paragraph.start
        if apart or opens:
            yield from _stripped(text, start, end)
            start = paragraph.end if apart else begin + 1
        end = paragraph.end - (label.is_marked and not apart and _closes(text, paragraph))
    yield from _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    if start < end:
        yield start, end


def find_headlines(scene: Scene, paragraphs: Sequence[Paragraph], first_group: int) -> list[Finding]:
    """A title "Lee: I Will Run" reports what Lee says, if the document goes on to name Lee."""
    findings = []
    for paragraph in paragraphs[:2]:
        match = LABEL.match(scene.text, paragraph.start, paragraph.end)
        if not match or paragraph.end - paragraph.start > 140 or match["name"].isupper():
            continue
        number = mention_at(scene, match.start("name"), match.end("name"))
        if number < 0 or scene.counts.get(scene.mentions[number].key, 0) < 2:
            continue
        start = match.end() + (scene.text[match.end()] == " ")
        end = paragraph.end - (scene.text[paragraph.end - 1] == ".")
        if end > start and not _has_segment(scene, start, end):
            findings.append(Finding(start, end, "indirect", number, None, "headline", 0.7, first_group + len(findings)))
    return findings


def _has_segment(scene: Scene, start: int, end: int) -> bool:
    starts = [s.outer_start for s in scene.segments]
    place = bisect_left(starts, start)
    return place < len(starts) and starts[place] < end
