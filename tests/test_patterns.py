"""No regular expression of the package takes more than linear time, on strings made to be its worst case."""

import ast
import importlib
import os
import pkgutil
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain, islice, permutations
from pathlib import Path
from re import _constants as op
from re import _parser

import pytest

import textkit as tk

SIZES = (2_000, 16_000, 125_000)  # characters
if os.environ.get("TEXTKIT_LONG_TESTS"):
    SIZES += (1_000_000,)
MOST = 24  # times as long for 8 times the text: more than linear, and no mere noise
LINEAR = 10  # times as long, of times above the floor: a part that is quadratic would show; no need of a longer text
FLOOR = 0.005  # seconds of the processor that are taken for no more than noise
COMMON = [
    "a",
    "A",
    "1",
    " ",
    "\n",
    "\t",
    ".",
    ",",
    "-",
    '"',
    "'",
    "“",
    "”",
    "’",
    "said ",
    "like a ",
    "A. ",
    "a\n",
    "\n\n",
    "> ",
]
TRIES = 3  # a busy machine may be slow for once
METHODS = {
    "match": re.Pattern.match,
    "fullmatch": re.Pattern.fullmatch,
    "search": re.Pattern.search,
    "finditer": lambda pattern, text: sum(1 for _ in pattern.finditer(text)),
    "findall": re.Pattern.findall,
    "sub": lambda pattern, text: pattern.sub("", text),
    "split": re.Pattern.split,
}
MODULES = sorted(m.name for m in pkgutil.walk_packages(tk.__path__, "textkit.") if "__main__" not in m.name)


def patterns_in(value, depth=4):
    """The patterns in a value: itself, its items, its fields."""
    inner = ()
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        inner = value.values()
    elif isinstance(value, tuple | list | set | frozenset):
        inner = value
    elif is_dataclass(value) and not isinstance(value, type):
        inner = (getattr(value, field.name) for field in fields(value))
    if depth:
        yield from chain.from_iterable(patterns_in(item, depth - 1) for item in inner)


def made(value):
    """What a cached function gives without a corpus's own words: lexicons, and the patterns made of them."""
    for arguments in ((), ((),)) if hasattr(value, "cache_info") else ():
        with suppress(TypeError, AttributeError, KeyError, OSError, tk.errors.TextkitError):
            return value(*arguments)
    return value


def written_in(path):
    """Patterns in calls such as ``re.sub(r"…", …)``, with the method that is called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
        if is_call and ast.unparse(node.func.value) == "re" and isinstance(node.args[0], ast.Constant):
            flags = [keyword.value for keyword in node.keywords if keyword.arg == "flags"]
            value = eval(ast.unparse(flags[0]), {"re": re}) if flags else 0
            if node.func.attr != "compile":  # those have names
                yield repr(node.args[0].value), re.compile(node.args[0].value, value), {node.func.attr}


def uses_of(key):
    """The methods used of a pattern of that name anywhere in the package; all if it has another name there."""
    return all_uses().get(key) or set(METHODS)


@cache
def all_uses():
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(tk.__path__[0]).rglob("*.py"))
    uses = {}
    for name, method in re.findall(rf"\b(\w+)\.({'|'.join(METHODS)})\b", sources):
        uses.setdefault(name, set()).add(method)
    return uses


@cache
def all_patterns():
    """Name → pattern and the methods it is used with: those in the names of modules, then those without a name."""
    found = {}
    for name in MODULES:
        module = importlib.import_module(name)
        named = [(key, made(value)) for key, value in vars(module).items() if not key.startswith("__")]
        held = [(f"{key}[{i}]", p, uses_of(key)) for key, value in named for i, p in enumerate(patterns_in(value))]
        for key, pattern, uses in [*held, *written_in(Path(module.__file__))]:
            if isinstance(pattern.pattern, str):
                found.setdefault(pattern, (f"{name.removeprefix('textkit.')}.{key.removesuffix('[0]')}", uses))
    return {name: (pattern, uses) for pattern, (name, uses) in found.items()}


def literals(parsed):
    """Characters and words that a pattern speaks of, as they come: each literal run, one character of each class."""
    run = ""
    for kind, value in parsed:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        if run:
            yield run
            run = ""
        if kind is op.NOT_LITERAL:
            yield "a" if value != ord("a") else "b"
        elif kind is op.IN:
            yield from islice(filter(None, map(member, value)), 4)
        else:
            yield from chain.from_iterable(literals(part) for part in parts_of(value))
    if run:
        yield run


def member(item):
    """A character of a part of a class."""
    kind, value = item
    classes = {op.CATEGORY_SPACE: " ", op.CATEGORY_DIGIT: "1", op.CATEGORY_WORD: "a"}
    return {op.LITERAL: lambda: chr(value), op.RANGE: lambda: chr(value[0])}.get(kind, lambda: classes.get(value))()


def parts_of(value):
    """The patterns inside a group, repetition, alternative or look-around."""
    for part in value if isinstance(value, tuple | list) else ():
        if isinstance(part, _parser.SubPattern):
            yield part
        elif isinstance(part, tuple | list):
            yield from parts_of(part)


def worst_cases(pattern):
    """What to repeat: the pattern's own characters and words, common ones, and pairs of these."""
    own = list(dict.fromkeys(literals(_parser.parse(pattern.pattern, pattern.flags))))
    own = own[:: max(1, len(own) // 16)]
    whole = "".join(own)
    pairs = ["".join(pair) for pair in permutations([*own[:8], "a", " ", "\n"], 2)]
    return list(dict.fromkeys(filter(None, [*own, *COMMON, whole, *pairs])))


def seconds(pattern, uses, unit, size):
    """Processor time of the pattern's uses on the repeated unit with a misfit behind."""
    text = (unit * (size // len(unit) + 1))[:size] + "\0"
    start = time.process_time()
    for use in uses:
        METHODS[use](pattern, text)
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("name", list(all_patterns()))
def test_time_grows_no_more_than_the_text(name):
    pattern, uses = all_patterns()[name]
    first = {unit: seconds(pattern, uses, unit, SIZES[0]) for unit in worst_cases(pattern)}
    for unit in sorted(first, key=first.get)[-2:]:
        before = first[unit]
        for size in SIZES[1:]:
            most = MOST * max(before, FLOOR)
            taken = next((t for _ in range(TRIES) if (t := seconds(pattern, uses, unit, size)) < most), None)
            assert taken is not None, f"{unit!r}: {size:,} characters take more than {most:.2f} s"
            if before > FLOOR and taken < LINEAR * before:
                break
            before = taken
