"""What the parts of quotation finding hand to each other: spans of speech with their source and cue."""

from typing import NamedTuple

__all__ = ["Finding", "renumber"]


class Finding(NamedTuple):
    """A span of quoted or reported speech.

    ``mention`` numbers a mention of the scene (-1: source not named), ``cue`` is a span of the text or None; findings
    with the same ``group`` are pieces of one utterance. ``attribution`` is speech, thought or intention: whether
    something is said, believed or wanted (assertion, belief and eventuality in the Penn Discourse TreeBank).
    """

    start: int
    end: int
    kind: str
    mention: int
    cue: tuple[int, int] | None
    rule: str
    confidence: float
    group: int
    attribution: str = "speech"


def renumber(findings: list[Finding]) -> list[Finding]:
    """Sort by place in the text and number the groups by their first span."""
    ordered = sorted(findings, key=lambda f: (f.start, f.end, f.kind))
    numbers: dict[int, int] = {}
    for finding in ordered:
        numbers.setdefault(finding.group, len(numbers))
    return [f._replace(group=numbers[f.group]) for f in ordered]
