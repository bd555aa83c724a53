"""Who says what: quotations, reported speech and their speakers, without a parser.

Words become a narrative (``narrative``), possible sources and cues are found (``mentions``, ``cues``, ``subjects``), a
ranker chooses (``ranking``), segments become utterances and block quotations (``utterances``), turns of transcripts are
added (``transcripts``), and mentions are resolved to names (``coreference``, ``entities``).

Indirect speech is found here: every cue that no quotation used gets a probability from a logistic regression over
readable features (``lexicons/reported_weights.csv``); likely ones become findings of kind ``indirect``.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from textkit.labelling.quotations.clauses import reported_clause
from textkit.labelling.quotations.coreference import SpeakerEntry, resolve_speakers
from textkit.labelling.quotations.cues import Cue, cue_span, takes_object
from textkit.labelling.quotations.narrative import AUXILIARY, NEGATION, SEGMENT
from textkit.labelling.quotations.ranking import word_class
from textkit.labelling.quotations.scenes import Finding, Scene, build_scene, end_with_relative, renumber
from textkit.labelling.quotations.transcripts import (
    Label,
    find_headlines,
    find_labels,
    find_turns,
    layout_of,
    outside_turns,
)
from textkit.labelling.quotations.utterances import find_block_quotes, find_utterances
from textkit.language.doc import Doc
from textkit.language.linear_model import fill, logistic, read_model, scorer
from textkit.language.paragraphs import Paragraph
from textkit.lexicons import read_lexicon

__all__ = [
    "QuotationLabels",
    "Quote",
    "SpeakerEntry",
    "attribution_of",
    "confidence_features",
    "cue_categories",
    "cue_features",
    "find_all",
    "find_quotations",
    "is_reported",
]

REPORTED = 0.5  # probability from which a cue reports; F1 on news is flat from .4 to .6
UNCLEAR = 0.6  # the same for contents without a verb and cues without a source
WINDOW = 150  # words of the sentence looked at on either side
TELLING = frozenset({"that", "to", "whether", "if", "how", "about", "for", "of", "on", "by", "with", "against", "as",
                     "in", "at"})  # fmt: skip
ATTRIBUTIONS = {"think": "thought", "seem": "thought", "show": "thought", "intend": "intention"}  # others: speech
JUDGING = frozenset({"judge", "name"})
NOUNS = frozenset({"noun", "thing"})
CUE_FEATURES = (
    ("bias", "lemma={lemma}", "lemma+form={lemma},{form}", "category={category},{form},{voice}"),
    ("strength={strength},{form}",),
    ("strength+next={strength},{after}", "category+next={category},{after}", "form+next={form},{after}"),
    ("subject={kind},{relation}", "subject+category={kind},{category}", "relation={relation},{form}"),
    ("helper={helper},{category}", "helper+form={helper},{form}", "clause+form={clause},{form},{helper}"),
    ("place={place},{kind}", "place+category={place},{category}"),
    ("size={size},{side},{category}", "quotes={quotes},{side}"),
    ("size+next={size},{after}",),
    ("earlier={earlier}",),
    ("clause={clause},{category}", "clause+next={clause},{after},{category}"),
    ("clause+lemma={clause},{lemma}", "subject+lemma={kind},{lemma}"),
)
# What the content of a cue may be, which is found only where one of them would do.
CONTENTS = (("size", ("1", "2-3", "4-8", "9-20", "21+")), ("side", ("before", "after")), ("clause", ("verb", "none")))
# How often the name is right where the mention is; set on general news, where it makes little difference by outlet.
RESOLVED = {"pronoun": 0.95, "noun": 0.85, "thing": 0.85, "office": 0.85}
# Confidence from which words in marks, pieces of sentences, those that no verb says of a body (in an act of Congress),
# reports and doubtful cues have a name: it is right six times in ten there.
SURE, SURE_OF_FRAGMENT, SURE_OF_TEXT, SURE_OF_REPORT, SURE_OF_DOUBTFUL = 0.5, 0.6, 0.9, 0.6, 0.8
CLAUSES = frozenset({"that", "how", "whether", "why", "what", "if"})  # words that open one
UNSAID = frozenset({"not", "modal", "to"})
STEPS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.995)  # of chances, between which confidence differs
MODALS = frozenset({"would", "could", "should", "might", "may", "must", "can", "will", "shall"})


def find_reported(scene: Scene, quoted: Iterable[Finding], used: Iterable[int], first_group: int) -> list[Finding]:
    """Findings for reported speech beside what is ``quoted``; ``used`` are positions of cues that quotations took.

    A quoted segment belongs to one utterance: what is reported around it by another cue is cut there.
    """
    taken = set(used)
    owned = [cue.first for cue in scene.cues if cue.relation == "owner"]
    spoken = sorted((f.start - 1, f.end + 1) for f in quoted if f.kind in ("direct", "mixed"))
    findings: list[Finding] = []
    group = first_group
    score, most = (scorer(CUE_FEATURES, "reported_weights", unknown=unknown) for unknown in ((), CONTENTS))
    for cue in scene.cues:
        if cue.first in taken:
            continue
        described = _describe_cue(scene, cue)
        least = REPORTED if _may_be_clear(cue, described) else UNCLEAR
        if logistic(most(described)) < least or takes_object(scene.story, cue, owned):
            continue
        if not (spans := reported_clause(scene, cue)):
            continue
        described |= _describe_content(scene, cue, spans)
        chance = logistic(score(described))
        if chance < (least if described["clause"] == "verb" else UNCLEAR):
            continue
        findings += [
            Finding(
                start,
                end,
                "indirect",
                -1 if cue.relation == "passive" else cue.subject,  # she who was asked or told does not say it
                *(cue_span(scene.story, cue), f"reported:{cue.relation}", round(chance, 4), group),
                attribution_of(scene, cue, spans),
            )
            for span in spans
            for start, end in _without(span, spoken)
        ]
        group += 1
    return findings


def calibrated(scene: Scene, findings: Sequence[Finding]) -> list[Finding]:
    """Findings whose confidence is the probability that they are right and so is the name of their source.

    For reported speech the chances of the models are calibrated on publishers that the models were not fitted on.
    """
    model, categories = read_model("confidence_weights"), cue_categories(scene)
    settled = []
    for finding in findings:
        chance = finding.confidence
        if is_reported(finding):
            chance = model.probability(confidence_features(scene, finding, categories))
        if finding.mention >= 0 and finding.rule != "turn":
            chance *= RESOLVED.get(scene.mentions[finding.mention].kind, 1.0)
        settled.append(finding._replace(confidence=round(chance, 4)))
    return settled


def is_reported(finding: Finding) -> bool:
    """True if the rules of clauses found it, and it is reported speech."""
    return finding.kind == "indirect" and finding.rule != "headline"


def sure_of(scene: Scene, findings: Iterable[Finding]) -> set[tuple[int, int]]:
    """Utterances and sources with a row sure enough for a name; thoughts and intentions keep that of their clause."""
    cues = {scene.story.starts[cue.first]: cue for cue in scene.cues}
    return {(f.group, f.mention) for f in findings if f.attribution != "speech" or _is_sure(scene, f, cues)}


def _is_sure(scene: Scene, finding: Finding, cues: Mapping[int, Cue]) -> bool:
    kind = scene.mentions[finding.mention].kind if finding.mention >= 0 else "none"
    if not is_reported(finding):
        piece = SURE_OF_TEXT if not finding.cue and kind == "organisation" else SURE_OF_FRAGMENT
        return finding.confidence >= (piece if finding.kind == "mixed" else SURE) or finding.rule.endswith(":inverted")
    if (clause := scene.text.startswith("that ", finding.start)) and finding.rule.endswith(":owner"):
        return True
    if finding.cue and _is_doubtful(scene, cues[finding.cue[0]]):
        return finding.confidence >= SURE_OF_DOUBTFUL
    clear = clause or finding.rule.endswith(":inverted")
    return clear or finding.confidence >= (SURE if kind in NOUNS else SURE_OF_REPORT)  # that of nouns is lowered


def _is_doubtful(scene: Scene, cue: Cue) -> bool:
    """True if the cue is within what somebody else reports, or was perhaps never said: "did not say", "to say"."""
    low = max(scene.story.bounds(scene.story.sentence(cue.first))[0], cue.first - WINDOW)
    subject = scene.mentions[cue.subject].last if cue.subject >= 0 else low
    after_subject = subject if low <= subject <= cue.first else cue.first
    outer = reversed(scene.cues_between(low, cue.first))
    within = next((c for c in outer if c.relation != "according" and c.verb.category != "noun"), cue)
    return within.subject != cue.subject or _helper(scene, cue, after_subject) in UNSAID


def cue_categories(scene: Scene) -> dict[int, str]:
    """Category of the verb of each cue, by where the cue begins in the text."""
    return {scene.story.starts[cue.first]: cue.verb.category for cue in scene.cues}


def confidence_features(scene: Scene, finding: Finding, categories: Mapping[int, str]) -> list[str]:
    """Features of a row of reported speech: the chance a model gave it, rule, attribution, cue and kind of source."""
    how, _, relation = finding.rule.partition(":")
    kind = scene.mentions[finding.mention].kind if finding.mention >= 0 else "none"
    return [
        "bias",
        f"how={how}",
        f"mention={how},{kind}",
        f"rule={how},{relation}",
        f"attribution={how},{finding.attribution}",
        f"category={how},{categories.get(finding.cue[0], 'none') if finding.cue else 'none'}",
        *(f"chance={how},{step}" for step in STEPS if finding.confidence >= step),
    ]


def _may_be_clear(cue: Cue, described: Mapping[str, Any]) -> bool:
    """True if the cue has a source and it was said: not denied, possible or still to be said."""
    return cue.subject >= 0 and described["helper"] not in UNSAID


def attribution_of(scene: Scene, cue: Cue, spans: Sequence[tuple[int, int]]) -> str:
    """Speech, thought or intention, by the class of the cue and by what it reports.

    Who judges or names a thing ("criticized the plan") says so only in a clause of its own ("criticized that …"); who
    says that he will do something, in an infinitive, has the intention. Persons suggest in words, things by being so.
    """
    verb = cue.verb
    if verb.category == "noun":
        return _noun_attributions()[verb.lemma]
    first, _ = positions_of(scene, cue, spans[-1])
    somebody = cue.subject >= 0 and scene.mentions[cue.subject].kind not in ("thing", "noun", "place")
    hinted = verb.lemma == "suggest" and somebody and scene.story.words[first] in CLAUSES
    if verb.category in ATTRIBUTIONS and not hinted:
        return ATTRIBUTIONS[verb.category]
    if verb.category in JUDGING and scene.story.words[first] not in CLAUSES:
        return "thought"
    story = scene.story
    infinitive = story.words[first : first + 1] == ["to"] and story.pos[first + 1 : first + 2] in (["VERB"], ["AUX"])
    return "intention" if infinitive else "speech"


def positions_of(scene: Scene, cue: Cue, span: tuple[int, int]) -> tuple[int, int]:
    """Positions of the words of a span in the sentence of its cue."""
    low, high = scene.story.bounds(scene.story.sentence(cue.first))
    return bisect_left(scene.story.starts, span[0], low, high), bisect_left(scene.story.starts, span[1], low, high)


def _has_verb(scene: Scene, cue: Cue, span: tuple[int, int]) -> bool:
    first, last = positions_of(scene, cue, span)
    return scene.verbs[last] > scene.verbs[first]


@cache
def _noun_attributions() -> dict[str, str]:
    return {row["term"]: row["attribution"] for row in read_lexicon("speech_nouns")}


def _without(span: tuple[int, int], holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Parts of a span outside the holes (sorted)."""
    parts, (start, end) = [], span
    for a, b in holes[max(0, bisect_left(holes, (start, 0)) - 1) :]:
        if a >= end:
            break
        if b > start:
            parts.append((start, a))
            start = b
    return [(a, b) for a, b in [*parts, (start, end)] if b - a > 3]


def cue_features(scene: Scene, cue: Cue, spans: list[tuple[int, int]]) -> list[str]:
    """Features of a cue that may report; ``spans`` is what it would report."""
    return fill(CUE_FEATURES, _describe_cue(scene, cue) | _describe_content(scene, cue, spans))


def _describe_content(scene: Scene, cue: Cue, spans: list[tuple[int, int]]) -> dict[str, str]:
    """The values in the features of a cue that depend on what it would report."""
    words = scene.text.count(" ", spans[0][0], spans[0][1]) + 1
    return {
        "size": "1" if words == 1 else "2-3" if words < 4 else "4-8" if words < 9 else "9-20" if words < 21 else "21+",
        "side": "before" if spans[0][0] < scene.story.starts[cue.first] else "after",
        "clause": "verb" if any(_has_verb(scene, cue, span) for span in spans) else "none",
    }


def _describe_cue(scene: Scene, cue: Cue) -> dict[str, Any]:
    """The other values in the features of a cue."""
    story, verb = scene.story, cue.verb
    low, high = story.bounds(story.sentence(cue.first))
    low, high = max(low, cue.first - WINDOW), min(high, cue.first + WINDOW)
    return {
        "lemma": verb.lemma,
        "form": verb.form,
        "category": verb.category,
        "voice": "passive" if cue.passive else "active",
        "strength": int(verb.strength * 5),
        "relation": cue.relation,
        "kind": scene.mentions[cue.subject].kind if cue.subject >= 0 else "none",
        "after": _after(scene, cue, high),
        "place": "narration" if cue.first < story.n_outer else "quotation",
        "helper": _helper(scene, cue, low),
        "quotes": "yes" if SEGMENT in story.raws[low:high] else "no",
        "earlier": _earlier(scene, cue, low),
    }


def _after(scene: Scene, cue: Cue, high: int) -> str:
    """The word after the cue, or its class."""
    position = cue.last
    if position >= high:
        return "end"
    word = scene.story.words[position]
    if word in TELLING:
        return word
    if position in scene.at and scene.mentions[scene.at[position]].kind in ("pronoun", "first"):
        return "pronoun"
    return word_class(scene.story, position)


def _helper(scene: Scene, cue: Cue, low: int) -> str:
    """Negation, modal or auxiliary before the cue."""
    story = scene.story
    first, tags = max(low, cue.first - 4), 0
    words = story.words[first : cue.first]
    for tag in story.tags[first : cue.first]:
        tags |= tag
    if tags & NEGATION or "n't " in f"{' '.join(words)} ":
        return "not"
    if not MODALS.isdisjoint(words):
        return "modal"
    if words and words[-1] == "to":
        return "to"
    return "auxiliary" if tags & AUXILIARY else "plain"


def _earlier(scene: Scene, cue: Cue, low: int) -> str:
    """The category of the cue before, in whose content this one may stand, and whether it has the same subject."""
    before = scene.cues_between(low, cue.first)
    same = before and before[-1].subject == cue.subject
    return f"{before[-1].verb.category},{'same' if same else 'other'}" if before else "first"


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of quoted or reported speech; offsets are code points of the text, marks excluded."""

    utterance_id: int
    start: int
    end: int
    kind: str
    speaker: str | None = None
    mention_start: int | None = None
    mention_end: int | None = None
    cue_start: int | None = None
    cue_end: int | None = None
    rule: str = ""
    confidence: float = 0.0
    attribution: str | None = None


@dataclass(frozen=True, slots=True)
class QuotationLabels:
    """Quotes in text order and the speakers they name; the layout of a transcript, and what its labels left unclear."""

    quotes: list[Quote]
    speakers: list[SpeakerEntry]
    layout: str | None = None
    unknown_labels: Sequence[str] = ()


def find_quotations(doc: Doc, *, speakers: Sequence[Mapping[str, str]] = ()) -> QuotationLabels:
    """Find quotations and reported speech in a document and say whose they are.

    Parameters
    ----------
    doc : Doc
    speakers : rows with name, alias and kind
        Known names that override what the document says.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> text = "Ann Lee left early. “I was tired,” she said."
    >>> [(text[q.start : q.end], q.speaker) for q in find_quotations(read_doc(text)).quotes]
    [('I was tired,', 'Ann Lee')]
    """
    scene = build_scene(doc)
    labels, unknown = find_labels(scene, doc.paragraphs)
    findings = renumber(find_all(scene, doc.paragraphs, labels))
    turns = [f for f in findings if f.rule == "turn"]
    settled = calibrated(scene, findings)
    sure = sure_of(scene, settled)
    names, entries = resolve_speakers(scene, [mention for _, mention in sure], speakers, turns)
    quotes = [_quote(scene, f, names.get(f.mention) if (f.group, f.mention) in sure else None) for f in settled]
    return QuotationLabels(quotes, entries, layout_of(labels), unknown)


def find_all(scene: Scene, paragraphs: Sequence[Paragraph], labels: Sequence[Label]) -> list[Finding]:
    """Findings of every kind; speech set off by layout displaces what the clause rules find inside it."""
    quoted, used = find_utterances(scene)
    blocks = find_block_quotes(scene, paragraphs, 2_000_000)
    turns = find_turns(scene, paragraphs, labels, 3_000_000)
    headlines = [] if turns else find_headlines(scene, paragraphs, 4_000_000)
    reported = find_reported(scene, quoted, used, 1_000_000)
    announced = {f.cue for f in blocks if f.cue}
    found = quoted + [f for f in reported if f.cue not in announced] + blocks
    return outside_turns(found, scene.text, paragraphs, labels) + turns + headlines


def _quote(scene: Scene, finding: Finding, speaker: str | None) -> Quote:
    mention = scene.mentions[finding.mention] if finding.mention >= 0 else None
    end = mention and (end_with_relative(scene.story, mention) if finding.rule.endswith(":relative") else mention.end)
    cue = finding.cue or (None, None)
    return Quote(
        *(finding.group, finding.start, finding.end, finding.kind, speaker),
        mention.start if mention else None,
        end,
        *cue,
        finding.rule,
        finding.confidence,
        None if finding.kind == "scare" else finding.attribution,
    )
