"""Who says what: quotations, reported speech and their speakers, without a parser.

The parts: marks are paired (``marks``), words become a narrative (``narrative``), possible sources and cues are
found (``mentions``, ``cues``, ``subjects``), a ranker chooses (``features``, ``ranking``), segments become utterances
(``utterances``), unmarked block quotations, transcripts and indirect speech are added (``block_quotes``,
``transcripts``, ``reported``), and mentions are resolved to names (``speakers``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textkit.labelling.quotations.coreference import SpeakerEntry, resolve_speakers
from textkit.labelling.quotations.mentions import end_with_relative
from textkit.labelling.quotations.reported import calibrated, find_reported
from textkit.labelling.quotations.scenes import Finding, Scene, build_scene, renumber
from textkit.labelling.quotations.transcripts import find_headlines, find_turns
from textkit.labelling.quotations.utterances import find_block_quotes, find_utterances
from textkit.language.doc import Doc
from textkit.language.paragraphs import Paragraph

__all__ = ["QuotationLabels", "Quote", "SpeakerEntry", "find_all", "find_quotations"]


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
    """Quotes in text order and the speakers they name."""

    quotes: list[Quote]
    speakers: list[SpeakerEntry]


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
    findings = renumber(find_all(scene, doc.paragraphs))
    turns = [f for f in findings if f.rule == "turn"]
    names, entries = resolve_speakers(scene, [f.mention for f in findings], speakers, turns)
    quotes = [_quote(scene, f, names.get(f.mention)) for f in calibrated(scene, findings)]
    return QuotationLabels(quotes, entries)


def find_all(scene: Scene, paragraphs: Sequence[Paragraph]) -> list[Finding]:
    """Findings of every kind; speech set off by layout displaces what the clause rules find inside it."""
    quoted, used = find_utterances(scene)
    blocks = find_block_quotes(scene, paragraphs, 2_000_000)
    turns = find_turns(scene, paragraphs, 3_000_000)
    headlines = [] if turns else find_headlines(scene, paragraphs, 4_000_000)
    reported = find_reported(scene, quoted, used, 1_000_000)
    laid_out = blocks + turns
    announced = {f.cue for f in laid_out if f.cue}
    reported = [f for f in reported if f.cue not in announced and not _inside(f, turns)]
    return quoted + reported + laid_out + headlines


def _inside(finding: Finding, others: Sequence[Finding]) -> bool:
    return any(o.start <= finding.start and finding.end <= o.end for o in others)


def _quote(scene: Scene, finding: Finding, speaker: str | None) -> Quote:
    mention = scene.mentions[finding.mention] if finding.mention >= 0 else None
    end = mention and (end_with_relative(scene.story, mention) if finding.rule.endswith(":relative") else mention.end)
    cue = finding.cue or (None, None)
    return Quote(
        finding.group,
        finding.start,
        finding.end,
        finding.kind,
        speaker,
        mention.start if mention else None,
        end,
        *cue,
        finding.rule,
        finding.confidence,
        None if finding.kind == "scare" else finding.attribution,
    )
