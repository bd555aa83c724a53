"""Rhetorical analogies: what is likened to what, which kind, by whom, affirmed or rejected, and why a cue was refused.

Two steps are kept apart. Cues find candidates (``candidates``); the judge accepts or refuses each with a named reason:
a linear model whose evidence has its weights in ``lexicons/analogy_evidence.csv`` and, that of the setting, in
``lexicons/analogy_weights.csv`` (log-odds, fitted by ``benchmarks/fit_analogy_judge.py``). All candidates are returned
with their probability; only accepted ones are analogies.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from textkit.labelling.analogies.candidates import (
    OLD_AFTER_YEARS,
    PAST_AFTER_YEARS,
    Context,
    Cues,
    build_cues,
    is_past_name,
    past_words,
    read_contexts,
    referent_of,
    standard_cues,
)
from textkit.labelling.analogies.clause import subject_of
from textkit.labelling.analogies.frames import (
    form_evidence,
    moment_evidence,
    name_evidence,
    new_evidence,
    type_evidence,
)
from textkit.labelling.analogies.likeness import (
    asking,
    comparing,
    comparison_noun,
    complement,
    echoing,
    equality,
    example,
    figure,
    governor,
    intensity,
    perception,
    phrase,
    same_way,
    standard,
    supposing,
    version_of,
)
from textkit.labelling.analogies.sentence_words import (
    Name,
    Referents,
    Span,
    build_referents,
    is_be,
    standard_referents,
    words,
)
from textkit.labelling.analogies.setting import setting
from textkit.labelling.analogies.spans import tenor_of, vehicle_of
from textkit.labelling.voices import Quoted, Speech, read_speech
from textkit.language.doc import Doc
from textkit.language.governors import is_negator
from textkit.language.linear_model import logistic, read_model
from textkit.lexicons import read_lexicon

__all__ = ["NO_VERDICTS", "Analogy", "Verdict", "evidence_for", "find_analogies", "judge", "verdict_on"]

ACCEPT_ABOVE = 0.485  # so that seven in ten are right on kinds of text that the weights were not fitted on
LEAST_WEIGHT = 0.4  # log-odds below which a piece of evidence is not a reason
UNKNOWN_PHRASE = "phrase of likeness"
RARITY = "type: in running text"  # weight of names used as types among those that have their form
COVERED = "part of another analogy"
DENIED_WITHIN = 10  # words before a cue in which it may be negated
NEAR = 8  # accepted candidates on either side among which the same analogy is sought


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a candidate is accepted, why, and the probability that the weights give it."""

    accepted: bool
    reason: str
    probability: float


NO_VERDICTS: Mapping[tuple[int, int], Verdict] = MappingProxyType({})


@cache
def _reasons() -> Mapping[str, str]:
    return MappingProxyType({row["evidence"]: row["reason"] for row in read_lexicon("analogy_evidence")})


def judge(evidence: Sequence[str], surrounding: Iterable[str] = ()) -> Verdict:
    """Weigh the evidence on one candidate; the reason is a named piece of it, most of ``surrounding`` has none.

    Examples
    --------
    >>> judge(["base: like", "right: indefinite article", "right: figurative thing"]).accepted
    True
    >>> judge(["base: like", "like: is a verb"]).reason
    'verb'
    """
    model, reasons, surrounding = read_model("analogy_evidence", feature="evidence"), _reasons(), [*surrounding]
    named = [*evidence, *(name for name in surrounding if name in reasons)]
    weighed = [(model.weights.get(name, 0.0), reasons.get(name, UNKNOWN_PHRASE)) for name in named]
    probability = logistic(model.score(named) + read_model("analogy_weights").score(surrounding))
    accepted = probability > ACCEPT_ABOVE
    return Verdict(accepted, _reason(weighed, accepted), probability)


def _reason(weighed: Sequence[tuple[float, str]], accepted: bool) -> str:
    """The evidence that weighs most in one direction; the base of the family only where nothing else speaks."""
    sign = 1 if accepted else -1
    weight, reason = max(weighed[1:], key=lambda w: sign * w[0], default=(0.0, ""))
    return reason if sign * weight >= LEAST_WEIGHT else weighed[0][1]


Evidence = Callable[[Context], Iterator[str]]
PHRASES: tuple[Evidence, ...] = (phrase, complement, figure)

BY_FAMILY: Mapping[str, tuple[Evidence, ...]] = MappingProxyType(
    {
        "like": (governor, intensity, asking, complement, example, figure, perception),
        "unlike": (),
        "as_if": (supposing, complement, figure),
        "as_as": (equality, complement, figure),
        "compare": (comparing, standard),
        "comparison": (comparison_noun, standard),
        "likeness": PHRASES,
        "resemble": PHRASES,
        "echo": (echoing, figure),
        "version": (version_of, complement, figure),
        "that_of": (governor, complement, figure),
        "same_way": (same_way, figure),
        "new": (new_evidence,),
        "type": (type_evidence,),
        "moment": (moment_evidence,),
        "name": (name_evidence,),
        "-style": (form_evidence,),
        "-like": (form_evidence,),
        "-type": (form_evidence,),
        "-era": (form_evidence,),
        "-esque": (form_evidence,),
    }
)


def evidence_for(context: Context) -> list[str]:
    """Names of all evidence on a candidate, its family's base first.

    Examples
    --------
    >>> from textkit.labelling.analogies.candidates import read_contexts
    >>> from textkit.language.doc import read_doc
    >>> [context] = read_contexts(read_doc("He fought like a lion."))
    >>> evidence_for(context)
    ['base: like', 'like: after a verb of manner', 'right: indefinite article', 'right: figurative thing']
    """
    found = {f"base: {context.family}": None}
    for function in BY_FAMILY.get(context.family, PHRASES):
        found |= dict.fromkeys(function(context))
    return list(found)


Row = Mapping[str, str]


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
    probability: float


def find_analogies(
    doc: Doc,
    quotes: Sequence[Quoted] = (),
    *,
    referents: Iterable[Row] = (),
    cues: Iterable[Row] = (),
    verdicts: Mapping[tuple[int, int], Verdict] = NO_VERDICTS,
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
    verdicts : mapping
        Of another judge, by start and end of the cue; candidates that it does not have are judged here.

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
    return _uncovered([_analogy(context, speech, verdicts) for context in contexts], contexts)


def _with_own_cues(rows: tuple[Row, ...]) -> Cues:
    return build_cues([*read_lexicon("comparison_cues"), *rows]) if rows else standard_cues()


def _with_own_referents(rows: tuple[Row, ...]) -> Referents:
    return build_referents([*read_lexicon("historical_referents"), *rows]) if rows else standard_referents()


def verdict_on(context: Context) -> Verdict:
    """The judge's verdict on a candidate in its sentence.

    Names used as types are accepted on their evidence alone; how rare they are in running text is in the probability.
    Names of the past are judged without the setting, of which they depend less than on how much a text narrates.
    """
    evidence = evidence_for(context)
    if context.family == "type":
        return replace(judge(evidence), probability=judge(evidence, [RARITY]).probability)
    return judge(evidence, () if context.family == "name" else setting(context))


def _analogy(context: Context, speech: Speech, verdicts: Mapping[tuple[int, int], Verdict]) -> Analogy:
    verdict = verdicts.get((context.candidate.start, context.candidate.end)) or verdict_on(context)
    vehicle = vehicle_of(context) if verdict.accepted else None
    tenor = tenor_of(context) if verdict.accepted else None
    name = referent_of(context, vehicle)
    cue = context.candidate
    spans = [cue.start, cue.end, *_points(context, tenor), *_vehicle_points(context, vehicle)]
    return Analogy(
        start=min(s for s in spans if s is not None),
        end=max(s for s in spans if s is not None),
        kind=_kind(context, vehicle, name),
        cue_start=cue.start,
        cue_end=cue.end,
        **dict(zip(("tenor_start", "tenor_end"), _points(context, tenor), strict=True)),
        **dict(zip(("vehicle_start", "vehicle_end"), _vehicle_points(context, vehicle), strict=True)),
        referent=name.referent.name if name else None,
        referent_year=name.referent.start_year if name else None,
        stance=stance_of(context) if verdict.accepted else "affirmed",
        speaker=maker_of(context, speech),
        accepted=verdict.accepted,
        reason=verdict.reason,
        probability=verdict.probability,
    )


def _points(context: Context, span: Span) -> tuple[int | None, int | None]:
    """Code points of a span of words, without the verb of a contraction (we in we’re)."""
    if span is None:
        return None, None
    start, last = context.clause.starts[span[0]], span[1] - 1
    pronoun, clitic, _ = context.clause.lower[last].partition("'")
    cut = len(pronoun) if clitic and pronoun in words("subject", "object") else None
    return start, context.clause.ends[last] if cut is None else context.clause.starts[last] + cut


def _vehicle_points(context: Context, span: Span) -> tuple[int | None, int | None]:
    """Code points of a vehicle, without the suffix of a likeness: Salem in Salem-style."""
    start, end = _points(context, span)
    suffix = context.family if context.family.startswith("-") and context.family != "-esque" else ""
    return start, end and end - len(suffix)


def maker_of(context: Context, speech: Speech) -> str | None:
    """The speaker of an analogy; None = the writer, or unknown.

    Outside quotations, a subject of "compared" that is one of the document's speakers made the comparison.
    """
    around = speech.around(context.candidate.start)
    if around >= 0:
        return speech.speakers[around]
    return _comparer(context, speech) if context.family == "compare" else None


def _comparer(context: Context, speech: Speech) -> str | None:
    clause = context.clause
    if is_be(clause.word(context.left)) or clause.word(context.after) in ("to", "with"):
        return None
    span = subject_of(clause, context.first)
    subject = set(clause.strings[slice(*span)]) if span else set()
    speakers = set().union(*(speech.by_surname.get(word, ()) for word in subject))
    return speakers.pop() if len(speakers) == 1 else None


def _kind(context: Context, vehicle: Span, name: Name | None) -> str:
    """Historical if the vehicle is past; otherwise what the cue suggests."""
    years = OLD_AFTER_YEARS if context.family == "type" else PAST_AFTER_YEARS
    if name and is_past_name(name, context.year, after=years):
        return "historical"
    if vehicle and past_words(context, range(*vehicle)):
        return "historical"
    return context.candidate.kind


def stance_of(context: Context) -> str:
    """affirmed, denied or meta.

    Examples
    --------
    >>> from textkit.labelling.analogies.candidates import read_contexts
    >>> from textkit.language.doc import read_doc
    >>> [context] = read_contexts(read_doc("The mayor is not like a king."))
    >>> stance_of(context)
    'denied'
    """
    if _talked_about(context):
        return "meta"
    return "denied" if _denied(context) else "affirmed"


def _denied(context: Context) -> bool:
    """A negation or a rejecting word in the clause before the cue, or inside it."""
    clause, start = context.clause, context.first
    borders = (words("conjunction") - {"than", "as", "so"}) | words("relative")
    least = max(0, start - DENIED_WITHIN)
    while start > least and clause.lower[start - 1] not in borders and not clause.is_stop(start - 1):
        start -= 1
    before = set(clause.lower[start : context.first])
    if "only" in before or ("just" in before and "not" in before):
        return False
    negated = any(is_negator(word, reversals=False) for word in before)
    nearer = set(clause.lower[max(0, context.first - 5) : context.first])
    rejected = context.family != "like" and bool(nearer & words("rejecting"))
    return negated or rejected


def _talked_about(context: Context) -> bool:
    """The analogy as a topic: NAME comparisons, the NAME analogy; with a verb of drawing it is made, not discussed."""
    clause = context.clause
    if context.family == "comparison":
        drawn = set(context.back(6)) & words("drawing")
        introduced = clause.word(context.after) in ("to", "with", "between", "of", "that")
        return not drawn and (not introduced or bool(set(context.back(8) + context.ahead(8)) & words("meta")))
    if context.family == "name":
        return bool(set(context.ahead(2)) & words("talk"))
    return False


def _uncovered(found: list[Analogy], contexts: list[Context]) -> list[Analogy]:
    """Refuse a candidate inside the cue or vehicle of another accepted one, so that each analogy counts once.

    Cues of likeness come before names, so that of two candidates that contain each other one stays.
    """
    accepted = [i for i, analogy in enumerate(found) if analogy.accepted]
    place = {i: k for k, i in enumerate(accepted)}
    covered: set[int] = set()
    kinds: dict[int, str] = {}
    for i in sorted(accepted, key=lambda i: (contexts[i].candidate.name is not None, i)):
        around = accepted[max(0, place[i] - NEAR) : place[i] + NEAR + 1]
        inside = {j for j in around if j != i and i not in covered and _covers(found[i], found[j])}
        covered |= inside
        if found[i].kind == "simile" and any(found[j].kind == "antonomasia" for j in inside):
            kinds[i] = "antonomasia"  # like the Mozart of ledgers: the vehicle decides before the wording
    refused = {"accepted": False, "reason": COVERED, "probability": 0.0}
    return [
        replace(a, **refused) if i in covered else replace(a, kind=kinds.get(i, a.kind)) for i, a in enumerate(found)
    ]


def _covers(outer: Analogy, inner: Analogy) -> bool:
    """Whether the cue or the vehicle of one contains the cue of the other."""
    spans = ((outer.cue_start, outer.cue_end), (outer.vehicle_start, outer.vehicle_end))
    return any(s is not None and e is not None and s <= inner.cue_start and inner.cue_end <= e for s, e in spans)
