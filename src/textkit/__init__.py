"""textkit: who speaks in political news, in which tone, with which rhetorical analogies.

>>> import textkit as tk
>>> labels = tk.label(tk.read_corpus(["“Never say never,” said Ann Lee."]))
>>> labels.quotes[["speaker", "text"]].values.tolist()
[['Ann Lee', 'Never say never,']]

The public functions are loaded from their modules when first used, so that importing textkit is cheap.
"""

import ast
from importlib import import_module
from pathlib import Path
from typing import Any


def _read_stub() -> dict[str, str]:
    """Name → module, of the imports in ``__init__.pyi``: the list of the public names, which editors read too."""
    tree = ast.parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    return {name.name: line.module for line in tree.body if isinstance(line, ast.ImportFrom) for name in line.names}


_MODULE_OF = _read_stub()

__all__ = ["__version__", *sorted(_MODULE_OF)]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        globals()[name] = import_module("importlib.metadata").version("textkit")
        return globals()[name]
    if name not in _MODULE_OF:
        from textkit.errors import near_names

        hint = near_names(name, __all__) or " dir(textkit) lists what it has."
        raise AttributeError(f"textkit has no {name!r}.{hint}")
    value = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
