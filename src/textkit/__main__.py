"""``python -m textkit`` is the command ``textkit``."""

import os
import sys

if __name__ == "__main__":
    # python -m looks for modules in the current folder first: a pickle.py among the texts would be run
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]

    from textkit.cli import main

    sys.exit(main())
