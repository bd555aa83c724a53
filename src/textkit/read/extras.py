"""Libraries of the extra ``formats``: imported when the first file needs them, kept from writing to the screen."""

import logging
from importlib import import_module
from types import ModuleType

from textkit.read.records import UnreadableError

__all__ = ["load_extra"]


def load_extra(module: str, kind: str) -> ModuleType:
    """The module that reads files of a kind, or how to install it.

    Raises
    ------
    UnreadableError
        If it is not installed.
    """
    try:
        found = import_module(module)
    except ImportError:
        package = {"docx": "python-docx", "lxml.etree": "lxml"}.get(module, module)
        problem = f"{kind} files need the package {package}, which is not installed."
        raise UnreadableError(problem, 'Run: pip install "textkit[formats]".') from None
    logger = logging.getLogger(module)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())  # what matters is in the corpus's problems
    return found
