"""Rhetorical analogies: what is likened to what, which kind, by whom, affirmed or rejected, and why a cue was refused.

Two steps are kept apart. Cues find candidates (``cues``); the judge accepts or refuses each with a named reason
(``evidence``, ``judges``). All candidates are returned; only accepted ones are analogies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from textkit.labelling.analogies.candidates import read_contexts
from textkit.labelling.analogies.clause import Span
from textkit.labelling.analogies.context import OLD_AFTER_YEARS, PAST_AFTER_YEARS, Context, is_past_name, past_words
from textkit.labelling.analogies.cues import Cues, build_cues, standard_cues
from textkit.labelling.analogies.evidence import evidence_for
from textkit.labelling.analogies.historical import Name, Referents, build_referents, standard_referents
from textkit.labelling.analogies.judges import judge
from textkit.labelling.analogies.maker import Quoted, Speech, maker_of, read_speech
from textkit.labelling.analogies.spans import tenor_of, vehicle_of
from textkit.labelling.analogies.stance import stance_of
from textkit.labelling.analogies.words import words
from textkit.language.doc import Doc
from textkit.lexicons import read_lexicon

__all__ = ["Analogy", "find_analogies"]

Row = Mapping[str, str]
COVERED = "part of another analogy"
NEAR = 8  # accepted candidates on either side among which the same analogy is sought
APTNESS = {kind: rank for rank, kind in enumerate(("event", "treaty", "doctrine", "era", "person", "regime"))}
FRAMES = frozenset({"new", "moment", "comparison", "-style", "-like", "-type", "-esque"})  # make ambiguous names clear


@dataclass(frozen=True, slots=True)
class Analogy:
    """One candidate analogy; see the table ``analogies`` of the schema."""

    start: int
    end: int
    kind: str
    cue_start: int
    cue_end: int
    tenor_start: int | None
    tenor_end: int | None
    vehicle_start: int | None
    vehicle_end: int | None
    referent: str | None
    referent_year: int | None
    stance: str
    speaker: str | None
    accepted: bool
    reason: str


def find_analogies(
    doc: Doc,
    quotes: Sequence[Quoted] = (),
    *,
    referents: Iterable[Row] = (),
    cues: Iterable[Row] = (),
) -> list[Analogy]:
    """Candidates for rhetorical analogies in a document, accepted and refused.

    Parameters
    ----------
    doc : Doc
        Cues outside its sentences are ignored. Its date tells how far a referent lies in the past; without one that
        evidence is off.
    quotes : sequence of quotes
        Spans with ``kind`` and ``speaker``: who makes an analogy inside them.
    referents, cues : rows
        An analyst's own rows, with the columns of the lexicons ``historical_referents`` and ``comparison_cues``.

    Examples
    --------
    >>> from textkit.language.doc import read_doc
    >>> text = "He ran the ministry like a pirate ship."
    >>> [found] = find_analogies(read_doc(text))
    >>> found.kind, text[found.tenor_start : found.tenor_end], text[found.vehicle_start : found.vehicle_end]
    ('simile', 'the ministry', 'a pirate ship')
    """
    contexts = read_contexts(doc, cues=_with_own_cues(tuple(cues)), referents=_with_own_referents(tuple(referents)))
    if not contexts:
        return []
    speech = read_speech(quotes)
    return _uncovered([_analogy(context, speech) for context in contexts], contexts)


def _with_own_cues(rows: tuple[Row, ...]) -> Cues:
    return build_cues([*read_lexicon("comparison_cues"), *rows]) if rows else standard_cues()


def _with_own_referents(rows: tuple[Row, ...]) -> Referents:
    return build_referents([*read_lexicon("historical_referents"), *rows]) if rows else standard_referents()


def _analogy(context: Context, speech: Speech) -> Analogy:
    verdict = judge(evidence_for(context))
    vehicle = vehicle_of(context) if verdict.accepted else None
    tenor = tenor_of(context) if verdict.accepted else None
    name = _referent(context, vehicle)
    cue = context.candidate
    spans = [cue.start, cue.end, *_points(context, tenor), *_points(context, vehicle)]
    return Analogy(
        start=min(s for s in spans if s is not None),
        end=max(s for s in spans if s is not None),
        kind=_kind(context, vehicle, name),
        cue_start=cue.start,
        cue_end=cue.end,
        **dict(zip(("tenor_start", "tenor_end"), _points(context, tenor), strict=True)),
        **dict(zip(("vehicle_start", "vehicle_end"), _points(context, vehicle), strict=True)),
        referent=name.referent.name if name else None,
        referent_year=name.referent.start_year if name else None,
        stance=stance_of(context) if verdict.accepted else "affirmed",
        speaker=maker_of(context, speech),
        accepted=verdict.accepted,
        reason=verdict.reason,
    )


def _points(context: Context, span: Span) -> tuple[int | None, int | None]:
    """Code points of a span of words, without the verb of a contraction (we in we’re)."""
    if span is None:
        return None, None
    start, last = context.clause.starts[span[0]], span[1] - 1
    pronoun, clitic, _ = context.clause.lower[last].partition("'")
    cut = len(pronoun) if clitic and pronoun in words("subject", "object") else None
    return start, context.clause.ends[last] if cut is None else context.clause.starts[last] + cut


def _referent(context: Context, vehicle: Span) -> Name | None:
    """The first name of the past inside the vehicle or the cue."""
    if context.candidate.name:
        return context.candidate.name
    framed = context.family in FRAMES
    inside = context.names_between(*vehicle, ambiguous=framed) if vehicle else []
    inside += context.names_between(context.first, context.after, ambiguous=framed)
    return min(inside, key=_aptness, default=None)


def _aptness(name: Name) -> tuple[bool, int]:
    """Nouns before adjectives, events and treaties before the persons and regimes that made them."""
    return name.form == "adjective", APTNESS.get(name.referent.type, len(APTNESS))


def _kind(context: Context, vehicle: Span, name: Name | None) -> str:
    """Historical if the vehicle is past; otherwise what the cue suggests."""
    years = OLD_AFTER_YEARS if context.family == "type" else PAST_AFTER_YEARS
    if name and is_past_name(name, context.year, after=years):
        return "historical"
    if vehicle and past_words(context, range(*vehicle)):
        return "historical"
    return context.candidate.kind


def _uncovered(found: list[Analogy], contexts: list[Context]) -> list[Analogy]:
    """Refuse a candidate inside the cue or vehicle of another accepted one, so that each analogy counts once.

    Cues of likeness come before names, so that of two candidates that contain each other one stays.
    """
    accepted = [i for i, analogy in enumerate(found) if analogy.accepted]
    place = {i: k for k, i in enumerate(accepted)}
    covered: set[int] = set()
    for i in sorted(accepted, key=lambda i: (contexts[i].candidate.name is not None, i)):
        around = accepted[max(0, place[i] - NEAR) : place[i] + NEAR + 1]
        covered |= {j for j in around if j != i and i not in covered and _covers(found[i], found[j])}
    return [replace(a, accepted=False, reason=COVERED) if i in covered else a for i, a in enumerate(found)]


def _covers(outer: Analogy, inner: Analogy) -> bool:
    """Whether the cue or the vehicle of one contains the cue of the other."""
    spans = ((outer.cue_start, outer.cue_end), (outer.vehicle_start, outer.vehicle_end))
    return any(s is not None and e is not None and s <= inner.cue_start and inner.cue_end <= e for s, e in spans)
