"""textkit: who speaks in political news, in which tone, with which rhetorical analogies.

>>> import textkit as tk
>>> labels = tk.label(tk.read_corpus(["“Never say never,” said Ann Lee."]))
>>> labels.quotes[["speaker", "text"]].values.tolist()
[['Ann Lee', 'Never say never,']]

The public functions are loaded from their modules when first used, so that importing textkit is cheap.
"""

import ast
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any


def _read_imports(file: str) -> dict[str, str]:
    """Name → module, of the imports in a file of this folder."""
    tree = ast.parse((Path(__file__).parent / file).read_text(encoding="utf-8"))
    return {name.name: line.module for line in tree.body if isinstance(line, ast.ImportFrom) for name in line.names}


_MODULE_OF = _read_imports("__init__.pyi")  # the list of the public names, which editors read too
_RENAMED = {"load_dataset": "read_corpus", "unite_speakers": "link_speakers"}  # of 0.1.0
_CLASSES = {"LabelsOnDisk": "textkit.labelling.on_disk"}  # that nobody makes by hand
_NAMESPACES = [name for name, module in _MODULE_OF.items() if module == "textkit"]

__all__ = ["__version__", *sorted(_MODULE_OF)]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        globals()[name] = import_module("importlib.metadata").version("textkit-discourse")
        return globals()[name]
    if name in _NAMESPACES:
        space = import_module(f"textkit.{name}")
        import_module("textkit.show.markup").register_displays()
        return space
    if name not in _MODULE_OF:
        return _moved(name)
    value = getattr(import_module(_MODULE_OF[name]), name)
    import_module("textkit.show.markup").register_displays()
    globals()[name] = value
    return value


def _moved(name: str) -> Any:
    """What stood at the top in version 0.1.0 and has a namespace now."""
    from textkit import errors

    files = {"gold": "gold/__init__.py", **{space: f"{space}.py" for space in ("plots", "sentiment", "stats")}}
    names = {key: space for space, file in files.items() for key in _read_imports(file)}
    names |= {key: "errors" for key in errors.__all__ if key[0].isupper()}
    if name == "reference_corpus":
        warnings.warn("tk.reference_corpus(corpus) is corpus.reference() now.", DeprecationWarning, stacklevel=3)
        return __getattr__("Corpus").reference
    if name in _RENAMED:
        warnings.warn(f"tk.{name} is tk.{_RENAMED[name]} now.", DeprecationWarning, stacklevel=3)
        return __getattr__(_RENAMED[name])
    if name in _CLASSES:
        warnings.warn(f"tk.{name} is {_CLASSES[name]}.{name} now.", DeprecationWarning, stacklevel=3)
        return getattr(import_module(_CLASSES[name]), name)
    if name not in names:
        near = errors.near_names(name, [*__all__, *(f"{space}.{key}" for key, space in names.items())])
        raise AttributeError(f"textkit has no {name!r}.{near or ' dir(textkit) lists what it has.'}")
    space = import_module(f"textkit.{names[name]}")
    warnings.warn(f"tk.{name} is tk.{names[name]}.{name} now.", DeprecationWarning, stacklevel=3)
    return getattr(space, name)


def __dir__() -> list[str]:
    return sorted(__all__)
