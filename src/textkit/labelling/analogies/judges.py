"""Accept or refuse a candidate: a sum of named evidence, and the name of what decided.

The judge is linear: each piece of evidence has a weight in ``lexicons/analogy_evidence.csv`` (log-odds; fitted by
``benchmarks/fit_analogy_judge.py`` towards the prior that linguistics suggests); the logistic of the sum is a
probability. The reason is the evidence that weighs most in the direction of the verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from textkit.language.linear_model import logistic, read_model
from textkit.lexicons import read_lexicon

__all__ = ["Verdict", "judge"]

ACCEPT_ABOVE = 0.5
LEAST_WEIGHT = 0.4  # log-odds below which a piece of evidence is not a reason
UNKNOWN_PHRASE = "phrase of likeness"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a candidate is accepted, why, and the probability that the weights give it."""

    accepted: bool
    reason: str
    probability: float


@cache
def _reasons() -> Mapping[str, str]:
    return MappingProxyType({row["evidence"]: row["reason"] for row in read_lexicon("analogy_evidence")})


def judge(evidence: Sequence[str]) -> Verdict:
    """Weigh the evidence on one candidate.

    Examples
    --------
    >>> judge(["base: like", "like: after a verb of manner", "right: indefinite article"]).accepted
    True
    >>> judge(["base: like", "like: is a verb"]).reason
    'verb'
    """
    model, reasons = read_model("analogy_evidence", feature="evidence"), _reasons()
    weighed = [(model.weights.get(name, 0.0), reasons.get(name, UNKNOWN_PHRASE)) for name in evidence]
    probability = logistic(model.score(evidence))
    accepted = probability > ACCEPT_ABOVE
    return Verdict(accepted, _reason(weighed, accepted), probability)


def _reason(weighed: Sequence[tuple[float, str]], accepted: bool) -> str:
    """The evidence that weighs most in one direction; the base of the family only where nothing else speaks."""
    sign = 1 if accepted else -1
    weight, reason = max(weighed[1:], key=lambda w: sign * w[0], default=(0.0, ""))
    return reason if sign * weight >= LEAST_WEIGHT else weighed[0][1]
