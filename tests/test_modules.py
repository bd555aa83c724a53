"""Rooms and modules: one direction, one name for one thing, one idea in a module; imported in each of Python's ways."""

import ast
import pkgutil
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import textkit

SOURCE = Path(textkit.__file__).parent
FILES = {
    ".".join(("textkit", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in SOURCE.rglob("*.py")
}
ROOMS = ("ground", "read", "language", "labelling", "measure", "gold", "show")  # each may import from those before it
FACES = {
    "textkit",
    *(f"textkit.{name}" for name in ("__main__", "cli", "plots", "sentiment", "stats")),
}  # import from all rooms and are imported by none
MOST_LINES = 400


def room_of(module):
    parts = module.split(".")
    return ROOMS.index(parts[1]) if len(parts) > 1 and parts[1] in ROOMS else 0


def imports_of(module):
    """The modules that a module imports when it is imported itself."""
    found = set()
    for line in ast.parse(FILES[module].read_text(encoding="utf-8")).body:
        if isinstance(line, ast.ImportFrom) and line.module.startswith("textkit"):
            names = {f"{line.module}.{name.name}" for name in line.names}
            found |= (names & FILES.keys()) or {line.module}
    return found - {module}


def test_a_module_imports_from_its_own_room_and_those_before_it():
    wrong = [
        f"{module} imports {other}"
        for module in FILES.keys() - FACES
        for other in imports_of(module)
        if room_of(other) > room_of(module) or other in FACES
    ]
    assert wrong == []


def test_html_is_made_in_show_only():
    makes = ("_repr_html_", "html.escape", "from html import escape", "markupsafe", "jinja2")
    texts = {module: path.read_text(encoding="utf-8") for module, path in FILES.items()}
    others = {module: text for module, text in texts.items() if room_of(module) != ROOMS.index("show")}
    assert [module for module, text in others.items() if any(name in text for name in makes)] == []


def test_no_modules_import_one_another():
    TopologicalSorter({module: imports_of(module) for module in FILES}).prepare()  # an error names the cycle


def test_a_name_is_that_of_one_module():
    names = Counter(path.stem for path in FILES.values() if path.stem != "__init__")
    assert [name for name, n in names.items() if n > 1] == []


def test_modules_are_short():
    lines = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in FILES.items()}
    assert {module: n for module, n in lines.items() if n > MOST_LINES} == {}


def test_import_as_gives_the_module():
    code = "import textkit.labelling.pipeline as p, textkit; assert p is textkit.labelling.pipeline; p.label"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_module_is_hidden_by_a_name_of_its_package():
    for name in [module.name for module in pkgutil.walk_packages(textkit.__path__, "textkit.")]:
        if not name.endswith("__main__"):
            module = import_module(name)
            package, _, last = name.rpartition(".")
            assert getattr(sys.modules[package], last) is module, name


BENCHMARKS = sorted((Path(__file__).parents[1] / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("script", BENCHMARKS, ids=lambda path: path.stem)
def test_benchmarks_import_what_is_there(script):
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "textkit":
            module = import_module(node.module)
            for name in (alias.name for alias in node.names):
                assert hasattr(module, name) or f"{node.module}.{name}" in FILES, f"{script.name}: {node.module}.{name}"
