"""Make the slow oracles (``import naive``) importable in every test; the same Hypothesis examples in every run.

A shell that starts the tests in the background has them ignore Ctrl-C, and all commands that they start: undone here.
"""

import signal
import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
settings.register_profile("textkit", deadline=None, derandomize=True)  # a busy machine is no failure
settings.load_profile("textkit")
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
