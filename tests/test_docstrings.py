"""Every example in a docstring runs and gives what it says, and every public function has one."""

import ast
import doctest
import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import textkit as tk

MODULES = sorted(module.name for module in pkgutil.walk_packages(tk.__path__, "textkit."))
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("name", ["textkit", *(name for name in MODULES if not name.endswith("__main__"))])
def test_examples_run(name, capsys):
    failed = doctest.testmod(import_module(name), optionflags=FLAGS).failed
    assert not failed, capsys.readouterr().out


SPACES = (tk, tk.gold, tk.plots, tk.sentiment, tk.stats)
FUNCTIONS = {name: getattr(space, name) for space in SPACES for name in space.__all__}


@pytest.mark.parametrize("name", [name for name, value in FUNCTIONS.items() if inspect.isfunction(value)])
def test_public_function_has_an_example_and_typed_return(name):
    function = FUNCTIONS[name]
    assert ">>>" in function.__doc__, f"{name} has no example"
    assert "return" in inspect.get_annotations(inspect.unwrap(function)), f"{name} does not say what it returns"


def test_no_docstring_begins_with_a_question():
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for path in Path(tk.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            first = (ast.get_docstring(node) or "") if isinstance(node, documented) else ""
            assert not re.search(r"\?(\s|$)", first.split("\n")[0]), f"{path.name}, {first!r}: say what it does"
