"""Rhetorical analogies: cues find candidates, judges accept or refuse each with a reason.

``detection`` is the entry, and the judge. Candidates: ``candidates`` (over the names of ``historical``), ``context``.
Evidence: ``likeness`` and ``frames``, over ``clause``. Describing: ``spans``.
"""

from textkit.labelling.analogies.detection import NO_VERDICTS, Analogy, Verdict, find_analogies

__all__ = ["NO_VERDICTS", "Analogy", "Verdict", "find_analogies"]
