"""Conditions on tokens, as in CQP: what a find must be, token by token, as a tree of steps.

``[pos="ADJ"]+ [lemma="tariff"]`` reads adjectives and a noun; ``textkit.measure.search`` looks for the tree in a table
of tokens. The language is described in ``docs/queries.md``.
"""

import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType

from textkit.errors import OptionError, near_names

__all__ = [
    "ANY",
    "ATTRIBUTES",
    "Chain",
    "Choice",
    "Condition",
    "Repeat",
    "Step",
    "Test",
    "Tree",
    "conditions_of",
    "first_steps",
    "has_conditions",
    "narrow",
    "one_of",
    "rarest_steps",
    "read_conditions",
    "steps_of",
]

# attributes of a condition and the columns that they are
ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {"word": "token"} | {name: name for name in ("norm", "lemma", "pos", "kind", "voice", "speaker")}
)
UNBOUNDED = 100  # what + and * and {2,} go up to
MOST_TOKENS = 500  # that one find may have
DEEPEST = 30  # parentheses within one another
STRING = r'"(?:[^"\\]++|\\.)*+"'
IS_CONDITION = re.compile(r"\[(?=\s*+\])|\[[!(\s]*+\w++\s*+!?=")
OUTER = re.compile(
    rf"""
      (?P<space> \s++ )
    | (?P<step> \[ (?: [^\]"]++ | {STRING} )*+ \] )
    | (?P<string> {STRING} (?: %[a-z]+ )? )
    | (?P<repeat> (?<=[^\s(|]) (?: [*+?] | \{{ [\d,\ ]*+ \}} ) )
    | (?P<mark> [()|] )
    | (?P<words> [^\s\[\](){{}}|"]++ )
    """,
    re.VERBOSE | re.DOTALL,
)
INNER = re.compile(
    rf"""
      (?P<space> \s++ )
    | (?P<string> {STRING} (?: \s*+ %[a-z]+ )? )
    | (?P<name> \w++ )
    | (?P<sign> !?= )
    | (?P<mark> [()!&|] )
    """,
    re.VERBOSE | re.DOTALL,
)
HINT = 'Write [word="tariff.*"], [lemma="say" & pos="VERB"], [pos="ADJ"]+ or a gap: []{0,3}; see docs/queries.md.'


@dataclass(frozen=True, slots=True)
class Test:
    """A token's value in ``column`` is the one sought: as ``how`` says, "wildcard", "regex" or "exact".

    ``flags`` hold c to ignore case and d to ignore accents.
    """

    __test__ = False  # what pytest shall not collect

    column: str
    value: str
    how: str
    flags: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Conditions joined by "and" or "or", or one that must not hold ("not"); none joined by "and" always holds."""

    joined: str
    parts: tuple["Test | Condition", ...] = ()


ANY = Condition("and")


@dataclass(frozen=True, slots=True)
class Step:
    """One token that fulfils a condition.

    ``text`` is what a message calls it; ``glued``: right behind the token before it, without a blank; ``crosses``: it
    is a mark, or ends with one, behind which the next token may stand in another sentence; ``gap``: any token will do,
    and the fewer the better.
    """

    condition: Test | Condition
    text: str = ""
    glued: bool = False
    crosses: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """One after the other."""

    items: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    items: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same so many times."""

    item: "Tree"
    least: int
    most: int


Tree = Step | Chain | Choice | Repeat


def has_conditions(query: str) -> bool:
    """Whether the query is one of conditions; a bracket of another kind is printed text.

    Examples
    --------
    >>> has_conditions('[lemma = "say"]'), has_conditions("no []{0,3} deal"), has_conditions("[applause]")
    (True, True, False)
    """
    return IS_CONDITION.search(query) is not None


def one_of(trees: tuple[Tree, ...]) -> Tree:
    return trees[0] if len(trees) == 1 else Choice(trees)


def steps_of(tree: Tree) -> Iterator[Step]:
    """All steps of a tree."""
    if isinstance(tree, Step):
        yield tree
        return
    for item in (tree.item,) if isinstance(tree, Repeat) else tree.items:
        yield from steps_of(item)


def conditions_of(condition: Test | Condition) -> Iterator[Test]:
    if isinstance(condition, Test):
        yield condition
        return
    for part in condition.parts:
        yield from conditions_of(part)


def _lengths(tree: Tree) -> tuple[int, int]:
    """The fewest and most tokens that a tree may read."""
    if isinstance(tree, Step):
        return 1, 1
    if isinstance(tree, Repeat):
        shortest, longest = _lengths(tree.item)
        return shortest * tree.least, longest * tree.most
    inner = [_lengths(item) for item in tree.items]
    shortest, longest = zip(*inner, strict=True)
    return (sum(shortest), sum(longest)) if isinstance(tree, Chain) else (min(shortest), max(longest))


def first_steps(tree: Tree) -> Iterator[Step]:
    """The steps with which a find may begin."""
    if isinstance(tree, Step):
        yield tree
    elif isinstance(tree, Repeat):
        yield from first_steps(tree.item)
    elif isinstance(tree, Chain):
        for item in tree.items:
            yield from first_steps(item)
            if _lengths(item)[0]:  # it may not lack
                return
    else:
        for item in tree.items:
            yield from first_steps(item)


def rarest_steps(tree: Tree, count: Callable[[Step], int]) -> tuple[float, list[Step]]:
    """Steps of which every find has at least one, chosen so that they have the fewest tokens, and how many these are.

    A tree that may be missing has none, and infinitely many tokens.
    """
    if isinstance(tree, Step):
        return count(tree), [tree]
    if isinstance(tree, Repeat):
        return rarest_steps(tree.item, count) if tree.least else (inf, [])
    found = [rarest_steps(item, count) for item in tree.items]
    if isinstance(tree, Chain):
        return min(found, key=lambda pair: pair[0])
    return sum(n for n, _ in found), [step for _, steps in found for step in steps]


def narrow(condition: Test | Condition, known: Collection[str]) -> Test | Condition:
    """What a condition demands of the columns that are ``known``; nothing if it may hold whatever they are."""
    if all(test.column in known for test in conditions_of(condition)):
        return condition
    if isinstance(condition, Test) or condition.joined != "and":
        return ANY
    return Condition("and", tuple(narrow(part, known) for part in condition.parts))


@dataclass(frozen=True, slots=True)
class _Reader:
    """The lexemes of a query still to be read, as (kind, text, place); ``words`` reads what is not a condition."""

    query: str
    lexemes: deque[tuple[str, str, int]]
    words: Callable[[str], Tree] | None = None

    def at(self, *texts: str) -> bool:
        return bool(self.lexemes) and self.lexemes[0][1] in texts

    def take(self, *texts: str) -> bool:
        """Whether the next lexeme is one of ``texts``, which is then read."""
        found = self.at(*texts)
        if found:
            self.lexemes.popleft()
        return found

    def next(self) -> tuple[str, str, int]:
        if not self.lexemes:
            raise self.fault("it ends too early")
        return self.lexemes.popleft()

    def fault(self, what: str, place: int | None = None) -> OptionError:
        where = "" if place is None else f" at {self.query[place : place + 20]!r}"
        return OptionError(f"The query {self.query!r} is not understood: {what}{where}. {HINT}")


def _cut(
    query: str, match_at: Callable[[str, int, int], re.Match[str] | None], start: int, stop: int
) -> deque[tuple[str, str, int]]:
    found: deque[tuple[str, str, int]] = deque()
    while start < stop:
        match = match_at(query, start, stop)
        if match is None:
            raise _Reader(query, found).fault("a mark is out of place", start)
        if match.lastgroup != "space":
            found.append((match.lastgroup or "", match[0], start))
        start = match.end()
    return found


def read_conditions(query: str, words: Callable[[str], Tree]) -> Tree:
    """The tree of a query with conditions; ``words`` makes that of a word without one.

    Raises
    ------
    OptionError
        If it is not understood, could find nothing at all, or too many tokens at once.
    """
    reader = _Reader(query, _cut(query, OUTER.match, 0, len(query)), words)
    tree = _choice(reader, 0)
    if reader.lexemes:
        raise reader.fault("a parenthesis is missing", reader.lexemes[0][2])
    shortest, longest = _lengths(tree)
    if not shortest:
        raise reader.fault("all of its tokens may be missing")
    if longest > MOST_TOKENS:
        raise reader.fault(f"it may read {longest:,} tokens, and {MOST_TOKENS} are the most")
    return tree


def _choice(reader: _Reader, depth: int) -> Tree:
    if depth > DEEPEST:
        raise reader.fault("its parentheses are nested too deeply")
    items = [_sequence(reader, depth)]
    while reader.take("|"):
        items.append(_sequence(reader, depth))
    return one_of(tuple(items))


def _sequence(reader: _Reader, depth: int) -> Tree:
    items = []
    while reader.lexemes and not reader.at("|", ")"):
        item = _atom(reader, depth)
        if reader.lexemes and reader.lexemes[0][0] == "repeat":
            item = _repeated(reader, item)
        items.append(item)
    if not items:
        raise reader.fault("something is missing before or behind | or between parentheses")
    return items[0] if len(items) == 1 else Chain(tuple(items))


def _atom(reader: _Reader, depth: int) -> Tree:
    kind, text, place = reader.next()
    if kind == "step":
        inner = _Reader(reader.query, _cut(reader.query, INNER.match, place + 1, place + len(text) - 1))
        if not inner.lexemes:
            return Step(ANY, gap=True)
        condition = _either(inner, 0)
        if inner.lexemes:
            raise reader.fault("a condition ends too late", inner.lexemes[0][2])
        return Step(condition, text)
    if kind == "string":
        return Step(_test(reader, "word", text), text)
    if kind == "words":
        return reader.words(text)
    if text != "(":
        raise reader.fault("there is nothing to repeat", place)
    tree = _choice(reader, depth + 1)
    if not reader.take(")"):
        raise reader.fault("a parenthesis is not closed", place)
    return tree


def _repeated(reader: _Reader, item: Tree) -> Tree:
    _, text, place = reader.next()
    known = {"?": (0, 1), "*": (0, UNBOUNDED), "+": (1, UNBOUNDED)}
    if text not in known:
        least, comma, most = (part.strip() for part in text.strip("{}").partition(","))
        numbers = [number for number in (least, most) if number]
        if not numbers or any(not number.isdecimal() or len(number) > 4 for number in numbers):
            raise reader.fault("write how many times as {2} or {0,3}", place)
        low = int(least or 0)
        known[text] = (low, int(most) if most else UNBOUNDED if comma else low)
    low, high = known[text]
    if low > high:
        raise reader.fault("the smaller number stands first", place)
    return Repeat(item, low, high)


def _either(reader: _Reader, depth: int) -> Test | Condition:
    return _joined(reader, depth, "|", "or", _both)


def _both(reader: _Reader, depth: int) -> Test | Condition:
    return _joined(reader, depth, "&", "and", _single)


Read = Callable[[_Reader, int], Test | Condition]


def _joined(reader: _Reader, depth: int, mark: str, joined: str, read: Read) -> Test | Condition:
    parts = [read(reader, depth)]
    while reader.take(mark):
        parts.append(read(reader, depth))
    return parts[0] if len(parts) == 1 else Condition(joined, tuple(parts))


def _single(reader: _Reader, depth: int) -> Test | Condition:
    if depth > DEEPEST:
        raise reader.fault("its parentheses are nested too deeply")
    if reader.take("!"):
        return Condition("not", (_single(reader, depth + 1),))
    if reader.take("("):
        inner = _either(reader, depth + 1)
        if not reader.take(")"):
            raise reader.fault("a parenthesis is not closed")
        return inner
    (kind, name, place), (sign, equals, _) = reader.next(), reader.next()
    if kind != "name" or sign != "sign":
        raise reader.fault('a condition is an attribute, = or != and a text in "…"', place)
    kind, text, place = reader.next()
    if kind != "string":
        raise reader.fault("the value of an attribute stands in straight quotation marks", place)
    test = _test(reader, name, text)
    return test if equals == "=" else Condition("not", (test,))


def _test(reader: _Reader, name: str, text: str) -> Test:
    """A test of one attribute by a regular expression; case counts for names and for words as they stand only."""
    if name not in ATTRIBUTES:
        raise reader.fault(
            f"tokens do not have {name!r}.{near_names(name, ATTRIBUTES)} They have {', '.join(ATTRIBUTES)}"
        )
    value, _, flags = text.rpartition('"')
    flags = flags.strip().removeprefix("%")
    if set(flags) - set("cdl"):
        raise reader.fault("behind a text stand %c (any case), %d (any accents) or %l (as it is written)")
    if name not in ("word", "speaker"):
        flags += "c"
    value, how = value[1:], "regex"
    if "l" in flags:
        value, how = value.replace('\\"', '"'), "exact"
    return Test(ATTRIBUTES[name], value, how, "".join(sorted({*flags} - {"l"})))
