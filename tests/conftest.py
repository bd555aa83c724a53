"""Make the slow oracles (``import naive``) importable in every test; the same Hypothesis examples in every run.

There are few of them, and on demand (TEXTKIT_LONG_TESTS) many. A shell that starts the tests in the background has them
ignore Ctrl-C, and all commands that they start: undone here.
"""

import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
SAMPLE = Path(__file__).parents[1] / "corpus" / "us-canada-2025"
EXAMPLES = 250 if os.environ.get("TEXTKIT_LONG_TESTS") else 25
settings.register_profile("textkit", deadline=None, derandomize=True, max_examples=EXAMPLES)  # busy is no failure
settings.load_profile("textkit")
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def sample():
    """The labels of the sample corpus: made once for all tests, which leave them as they are."""
    import textkit as tk

    return tk.label(SAMPLE)
