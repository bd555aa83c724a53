"""Growth of reading and labelling on hostile texts, against prose of the same length.

    python benchmarks/reading_hostile.py [--megabytes 1] [--limit 10] [PATTERN ...]

Prints, for each pattern, seconds of processor time for reading and for labelling, and how many times longer than prose
that is. A pattern that takes more than ``--limit`` times as long is stopped there, and the exit status is 1. A pattern
that grows faster than linearly shows with ``--megabytes 10``.
"""

import argparse
import json
import signal
import sys
import time
from pathlib import Path

import textkit as tk

PROSE = (
    "The ministers left the hall after seven hours of talks. “We will not wait,” said Ann Lee, who had a ferry to "
    "catch. Her colleague called it a second Munich, and the crowd agreed.\n\n"
)
CASES = Path(__file__).parents[1] / "tests" / "cases" / "hostile.json"
PATTERNS = {"prose": PROSE} | {case["name"]: case["unit"] for case in json.loads(CASES.read_text(encoding="utf-8"))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("patterns", nargs="*", choices=[[], *PATTERNS], metavar="PATTERN")
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--limit", type=float, default=10.0)
    options = parser.parse_args()
    tk.label(tk.read_corpus([PROSE]))  # load what is loaded once
    base = sum(measure(PROSE, options.megabytes))
    print(f"{'prose':30} {base:7.2f} s", flush=True)
    signal.signal(signal.SIGPROF, stop)
    slow = []
    for name in options.patterns or PATTERNS:
        signal.setitimer(signal.ITIMER_PROF, options.limit * base)
        try:
            reading, labelling = measure(PATTERNS[name], options.megabytes)
            factor = (reading + labelling) / base
            print(f"{name:30} read {reading:7.2f} s  label {labelling:7.2f} s  {factor:6.1f} times prose", flush=True)
        except Slow:
            slow.append(name)
            print(f"{name:30} stopped at {options.limit} times prose", flush=True)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    print("Slow: " + ", ".join(slow) if slow else "All within the limit.", file=sys.stderr)
    return 1 if slow else 0


class Slow(BaseException):
    """A pattern has used up its time (not an Exception: reading and labelling must not take it for bad input)."""


def stop(*_: object) -> None:
    raise Slow


def measure(unit: str, megabytes: float) -> tuple[float, float]:
    """CPU seconds for reading and for labelling a text of that many million characters."""
    text = unit * max(1, int(megabytes * 1e6 / len(unit)))
    start = time.process_time()
    corpus = tk.read_corpus([text])
    read = time.process_time()
    tk.label(corpus)
    return read - start, time.process_time() - read


if __name__ == "__main__":
    sys.exit(main())
