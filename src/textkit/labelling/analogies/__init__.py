"""Rhetorical analogies: cues find candidates, judges accept or refuse each with a reason.

``detection`` is the entry, and the judge. Candidates: ``candidates`` (over the names of ``historical``), ``context``.
Evidence: ``likeness`` and ``frames``, over ``clause``. Describing: ``spans``.
"""

from textkit.labelling.analogies.detection import Analogy, find_analogies

__all__ = ["Analogy", "find_analogies"]
