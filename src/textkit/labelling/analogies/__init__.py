"""Rhetorical analogies: cues find candidates, judges accept or refuse each with a reason.

``finding`` is the entry. Candidates: ``cues`` (over ``historical`` names and ``word_trie`` patterns), ``candidates``,
``context``. Judging: ``evidence`` from ``frames``, ``likeness``, ``comparisons``, ``clause``, ``phrases``, ``words``;
``judges``. Describing: ``spans``, ``subjects``, ``stance``, ``maker``.
"""

from textkit.labelling.analogies.finding import Analogy, find_analogies

__all__ = ["Analogy", "find_analogies"]
