"""The explorer: a query, facets with counts, a concordance and the article beside it, in one widget of a notebook.

Everything is found and counted here; the browser gets one page of lines and the counts. Its part is
``templates/explorer.js``, which shows every text as text. The article is that of ``tk.view``.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from textkit.checks import as_list
from textkit.errors import OptionError, TextkitError
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk, in_memory
from textkit.measure.concordance import PLACE, Concordance, lines_at
from textkit.measure.evidence import evidence
from textkit.measure.facets import (
    Facet,
    Texts,
    find_lines,
    marked_words,
    read_texts,
    rows_of_kind,
    some_hits,
    sort_lines,
)
from textkit.measure.terms import Hits
from textkit.show.markup import Mark, is_missing, pieces, plain
from textkit.show.theme.colours import make_palette
from textkit.show.view import FOUND, annotate

__all__ = ["Explorer", "explore"]

KINDS = MappingProxyType(
    {"words": "Words", "quotes": "Quotations", "analogies": "Analogies", "sentences": "Sentences", "rows": "Table"}
)
PAGE = 50  # lines
SHORT, NEAR, LONG = 100, 60, 600  # characters shown: beside a word, beside the row of a table, of the row
BEFORE, AFTER = 20_000, 40_000  # characters of a long article around what is opened
LISTED = 60  # values of a facet
BARS = 30  # rows of a table
MOST_KEYS = 3
ASK = "Type a word or a phrase, such as tariff* or trade war, and press Enter."


def explore(
    labels: Labels | LabelsOnDisk, query: str = "", *, table: pd.DataFrame | None = None, sort: str | Sequence[str] = ()
) -> "Explorer":
    """Search, narrow, sort and read a corpus in a notebook.

    A query box (``docs/queries.md``), facets with counts, the lines, and beside them the article with its labels. Lines
    can be words, quotations, analogies or sentences. Those that are ticked come back as a table,
    ``explorer.selection``. All of it works with the keyboard: Tab goes from part to part, arrows in the list, Enter
    opens the article, Space ticks.

    Parameters
    ----------
    labels : Labels or LabelsOnDisk
    query : str
        What is searched at the beginning; without it the quotations are shown.
    table : DataFrame, optional
        The table of a measure of these labels. Its first 30 rows are bars, each of which leads to the passages that
        were counted for it (``tk.evidence``). ``tk.plot(table, labels, interactive=True)`` is the same.
    sort : str or sequence of str
        Up to three keys: L1, L2, L3 (words to the left), R1, R2, R3 (to the right), node.

    Returns
    -------
    Explorer
        Shows itself in JupyterLab and Notebook 7. ``.lines`` is the table of what it shows, ``.selection`` that of the
        lines ticked.

    Raises
    ------
    OptionError
        If the query or the table is not understood, or the package anywidget is missing.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“Tariffs rise,” said Ann Lee. A tariff hurts."]))
    >>> explorer = tk.explore(labels, "tariff*")
    >>> explorer.lines[["node", "speaker"]].values.tolist()
    [['Tariffs', 'Ann Lee'], ['tariff', nan]]
    """
    labels, keys = in_memory(labels, "explore"), tuple(as_list(sort))
    if len(keys) > MOST_KEYS or not all(PLACE.fullmatch(str(key)) for key in keys):
        raise OptionError(f"Sort by up to three of L1, L2, L3, R1, R2, R3 and node, not {', '.join(map(str, keys))}.")
    texts, bars = read_texts(labels), _bars(table, labels)
    kind = "words" if query else "rows" if bars else "quotes" if len(labels.quotes) else "sentences"
    return Explorer(texts, bars, _Asked(kind=kind, query=query, sort=keys))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be shown; ``opened`` is the number of a line, ``picked`` are kind, first and last token, and row."""

    kind: str
    query: str = ""
    forms: bool = False
    sort: tuple[str, ...] = ()
    chosen: Mapping[str, frozenset[str | None]] = field(default_factory=dict)
    page: int = 0
    opened: int | None = None
    picked: frozenset[tuple[str, int, int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Bars:
    """The rows of a measure's table: their passages, and what is shown of them."""

    spans: pd.DataFrame
    shown: Mapping[str, Any]


def _bars(table: pd.DataFrame | None, labels: Labels) -> _Bars | None:
    if table is None:
        return None
    if not isinstance(table, pd.DataFrame):
        raise OptionError(
            f"A table of a measure is needed, such as tk.speaker_share(labels), not {type(table).__name__}."
        )
    rows = table.head(BARS).reset_index(drop=True)
    rows.attrs = dict(table.attrs)
    numbers = [name for name in rows if rows[name].dtype.kind in "iuf"]
    value = next((name for name in ["n", *numbers] if name in numbers), None)
    sizes = rows[value].abs().astype(float) if value else pd.Series(0.0, index=rows.index)
    shares = (sizes / sizes.max()).fillna(0.0)
    names = rows.drop(columns=numbers).to_dict("split")["data"]
    shown = [
        {"key": str(i), "label": " · ".join(filter(None, map(plain, name)))[:200] or "unknown", "share": shares[i],
         "value": "" if value is None or is_missing(rows[value][i]) else f"{rows[value][i]:,.4g}"}
        for i, name in enumerate(names)
    ]  # fmt: skip
    what = " of ".join(filter(None, [plain(value or "rows"), table.attrs.get("measure", "")]))
    more = f" (the first {BARS} of {len(table):,})" if len(table) > BARS else ""
    return _Bars(evidence(rows, labels), {"title": what + more, "rows": shown})


class Explorer:
    """What ``tk.explore`` shows in a notebook; ``lines`` and ``selection`` are tables of it.

    Examples
    --------
    >>> import textkit as tk
    >>> tk.explore(tk.label(tk.read_corpus(["“No,” said Ann Lee."])))
    Explorer of 1 lines, 0 ticked: ends a notebook cell
    """

    def __init__(self, texts: Texts, bars: _Bars | None, asked: _Asked) -> None:
        self._texts, self._bars, self._asked = texts, bars, asked
        self._palette = make_palette(texts.labels)
        self._key: Any = None
        self._settle(asked)  # says what is wrong with the query
        self.widget = _widget_class()()
        self.widget.kinds = [[kind, name] for kind, name in KINDS.items() if kind != "rows" or bars]
        self.widget.bars = dict(bars.shown) if bars else {}
        self.widget.on_msg(lambda _, message, __: self.receive(message))
        self._show(self._lines.note, False, time.perf_counter())

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"Explorer of {len(self._order):,} lines, {len(self._ticked()):,} ticked: ends a notebook cell"

    @property
    def lines(self) -> pd.DataFrame:
        """All lines of what is shown, in its order: as ``kwic`` gives them, or rows of the labels."""
        return self._table(self._lines.hits, self._lines.rows, self._order)

    @property
    def selection(self) -> pd.DataFrame:
        """The lines of this kind that are ticked, in the order of the texts, from whatever query and facet."""
        first, last, rows = np.array(self._ticked(), dtype=np.int64).reshape(-1, 3).T
        places = self._texts.places
        hits = Hits(first, last, places.starts[first], places.ends[last], np.zeros(len(first), dtype=np.int64))
        return self._table(hits, rows, np.arange(len(first)))

    def _ticked(self) -> list[list[int]]:
        return sorted(place for kind, *place in self._asked.picked if kind == self._asked.kind)

    def _table(self, hits: Hits, rows: np.ndarray, order: np.ndarray) -> pd.DataFrame:
        texts, kind = self._texts, self._asked.kind
        if kind != "words":
            return rows_of_kind(texts, kind, self._bars and self._bars.spans).iloc[rows[order]].reset_index(drop=True)
        fields = [name.removeprefix("field ") for name in texts.fields if name.startswith("field ")]
        fields = ["sent_id", "voice", "speaker", *(["date"] if "date" in texts.documents else []), *fields]
        lines = Concordance(lines_at(texts.labels, texts.places, some_hits(hits, order), metadata=fields))
        lines.attrs |= {"pattern": self._asked.query, "measure": "kwic", "provenance": dict(texts.labels.provenance)}
        return lines

    def receive(self, message: Mapping[str, Any]) -> None:
        """Do what a message of the browser asks for, and show the outcome; what cannot be done is said in words."""
        begun, asked = time.perf_counter(), self._asked
        try:
            asked = ACTIONS[message["action"]](self, asked, message)
            self._settle(asked)
            self._asked, said, wrong = asked, self._lines.note, False
        except TextkitError as error:
            said, wrong = str(error), True
        except (LookupError, TypeError, ValueError) as error:  # no message of ours
            said, wrong = f"This was not understood: {error}.", True
        self._show(said, wrong, begun)

    def _settle(self, asked: _Asked) -> None:
        """Find lines if others are asked for than before, narrow and sort them."""
        key = (asked.kind, asked.query, asked.forms)
        lines = self._lines if key == self._key else find_lines(
            self._texts, asked.kind, asked.query, forms=asked.forms, spans=self._bars and self._bars.spans
        )  # fmt: skip
        narrowed = {
            name: facet.holds(asked.chosen[name]) for name, facet in lines.facets.items() if name in asked.chosen
        }
        keep = np.flatnonzero(np.logical_and.reduce([*narrowed.values(), np.ones(len(lines.rows), dtype=bool)]))
        order = sort_lines(self._texts, lines, keep, asked.sort if asked.kind == "words" else ())
        self._key, self._lines, self._narrowed, self._order = key, lines, narrowed, order

    def _show(self, said: str, wrong: bool, begun: float) -> None:
        asked, order, texts = self._asked, self._order, self._texts
        said = said or (ASK if asked.kind == "words" and not asked.query.strip() else "")
        page = min(asked.page, max(0, len(order) - 1) // PAGE)
        shown = order[page * PAGE : (page + 1) * PAGE]
        marked = marked_words(texts, self._lines, shown, asked.sort)
        documents = int(np.count_nonzero(np.bincount(texts.places.documents[self._lines.hits.first[order]])))
        with self.widget.hold_sync():
            self.widget.lines = [self._line(int(i), words) for i, words in zip(shown, marked, strict=True)]
            self.widget.facets = self._facets()
            self.widget.state = {
                "kind": asked.kind, "query": asked.query, "forms": asked.forms, "sort": list(asked.sort), "page": page,
                "pages": -(-len(order) // PAGE), "first": page * PAGE, "n": len(order), "documents": documents,
                "of": len(texts.labels.documents), "ticked": len(self._ticked()), "said": plain(said), "wrong": wrong,
                "seconds": round(time.perf_counter() - begun, 3), "answer": self.widget.state.get("answer", 0) + 1,
            }  # fmt: skip
        opened = asked.opened if asked.opened is not None else int(shown[0]) if len(shown) else None
        self.widget.article = {} if opened is None else self._article(opened)
        self.widget.opened = opened

    def _line(self, number: int, marked: Iterable[tuple[int, int, str]]) -> dict[str, Any]:
        facets = self._lines.facets
        who = _value(facets["speaker"], number)
        document = self._texts.documents.iloc[self._document(number)]
        date = "" if is_missing(document.get("date")) else str(document["date"])[:10]
        return self._pieces(number, marked) | {
            "number": number, "who": plain(who), "colour": self._palette[who], "date": plain(date),
            "where": plain(_value(facets["document"], number)), "ticked": self.place(number) in self._asked.picked,
        }  # fmt: skip

    def _pieces(self, number: int, marked: Iterable[tuple[int, int, str]]) -> dict[str, Any]:
        """Left, node and right of a line; what stands around the row of a table ends with its paragraph."""
        text, words = self._texts.documents["text"].iat[self._document(number)], self._lines.rows[number] < 0
        start, end = int(self._lines.hits.starts[number]), int(self._lines.hits.ends[number])
        around = SHORT if words else 0 if self._asked.kind == "sentences" else NEAR
        before, behind = text[max(0, start - around) : start], text[end : end + around]
        before = before.partition(" ")[2] if start > around else before
        behind = behind.rpartition(" ")[0] if end + around < len(text) else behind
        if not words:
            before, behind = before.rpartition("\n\n")[2], behind.partition("\n\n")[0]
        left, right = start - len(before), end + len(behind)
        end = end if words else min(end, start + LONG)
        parts = {"left": (left, start), "node": (start, end), "right": (right - len(behind), right)}
        return {part: pieces(text, *span, marked if (part == "node") != words else ()) for part, span in parts.items()}

    def _document(self, number: int) -> int:
        return int(self._texts.places.documents[self._lines.hits.first[number]])

    def place(self, number: int) -> tuple[str, int, int, int]:
        """What a line is known by when other ones are shown: its kind, its first and last token, its row."""
        hits = self._lines.hits
        return self._asked.kind, int(hits.first[number]), int(hits.last[number]), int(self._lines.rows[number])

    def _facets(self) -> list[dict[str, Any]]:
        """Each facet with the counts of the lines that the other facets leave."""
        shown, n = [], len(self._lines.rows)
        for name, facet in self._lines.facets.items():
            others = [holds for other, holds in self._narrowed.items() if other != name]
            counts = facet.counts(np.logical_and.reduce([*others, np.ones(n, dtype=bool)]))
            chosen = self._asked.chosen.get(name, frozenset())
            if chosen or name == "row" or np.count_nonzero(counts) > 1:
                shown.append(_shown(name, facet, counts, chosen))
        return shown

    def _article(self, number: int) -> dict[str, str]:
        """The article of a line, or the part of a long one around it, with all lines in it marked."""
        texts, hits, of = self._texts, self._lines.hits, self._document(number)
        block = int(hits.starts[number]) // BEFORE * BEFORE
        long = len(texts.documents["text"].iat[of]) > BEFORE + AFTER
        low, high = (block - BEFORE, block + AFTER) if long else (0, len(texts.documents["text"].iat[of]))
        here = self._order[texts.places.documents[hits.first[self._order]] == of]
        here = np.sort(here[(hits.starts[here] < high) & (hits.ends[here] > low)])
        marks = [Mark(int(hits.starts[i]), int(hits.ends[i]), FOUND, {"class": "tk-found", "data-line": str(i)})
                 for i in here]  # fmt: skip
        key = str(hash((of, low, high, here.tobytes(), hits.starts[here].tobytes(), hits.ends[here].tobytes())))
        if self.widget.article.get("key") == key:
            return self.widget.article
        within = (low, high) if long else None
        shown = annotate(texts.labels, str(texts.names[of]), marks=marks, within=within, palette=self._palette)
        part = "Part of a long text; a passage elsewhere in it opens its own part." if long else ""
        return {"key": key, "title": plain(shown.title), "html": str(shown.body), "part": part}


def _value(facet: Facet, number: int) -> str | None:
    code = facet.codes[number]
    return facet.values[code] if code >= 0 else None


def _shown(name: str, facet: Facet, counts: np.ndarray, chosen: Collection[str | None]) -> dict[str, Any]:
    """The values that lines have, the most frequent first, and those chosen."""
    values = [*facet.values, None]
    there = [i for i, value in enumerate(values) if counts[i] or value in chosen]
    by_count = sorted(there, key=lambda i: (values[i] not in chosen, -counts[i], i))[:LISTED]
    listed = sorted(by_count, key=lambda i: i if facet.ordered else (-counts[i], i))
    shown = [
        {"value": None if values[i] is None else plain(values[i]), "n": int(counts[i]), "on": values[i] in chosen,
         "label": facet.unnamed if values[i] is None else plain(values[i]) or "(empty)"} for i in listed
    ]  # fmt: skip
    return {"name": name, "title": plain(facet.title), "values": shown, "more": len(there) - len(listed)}


# what the browser may ask for


def _search(explorer: Explorer, asked: _Asked, message: Mapping[str, Any]) -> _Asked:
    query, forms = str(message["query"]), bool(message.get("forms"))
    kind = "words" if query.strip() and not asked.query.strip() else asked.kind
    return replace(asked, query=query, forms=forms, kind=kind, page=0, opened=None)


def _list(explorer: Explorer, asked: _Asked, message: Mapping[str, Any]) -> _Asked:
    known = [kind for kind, _ in explorer.widget.kinds]
    return replace(asked, kind=known[known.index(message["kind"])], page=0, opened=None)


def _sort(explorer: Explorer, asked: _Asked, message: Mapping[str, Any]) -> _Asked:
    keys = tuple(key for key in message["keys"] if PLACE.fullmatch(str(key)))[:MOST_KEYS]
    return replace(asked, sort=keys, page=0, opened=None)


def _choose(explorer: Explorer, asked: _Asked, message: Mapping[str, Any]) -> _Asked:
    """Choose a value of a facet, or no longer."""
    name, shown = message["facet"], message["value"]
    known = {None: None} | {plain(value): value for value in explorer._lines.facets[name].values}
    chosen = asked.chosen.get(name, frozenset()) ^ {known.get(shown, shown)}
    others = {other: values for other, values in asked.chosen.items() if other != name}
    return replace(asked, chosen=others | ({name: chosen} if chosen else {}), page=0, opened=None)


def _open(explorer: Explorer, asked: _Asked, message: Mapping[str, Any]) -> _Asked:
    return replace(asked, opened=range(len(explorer._lines.rows))[message["line"]])


def _tick(explorer: Explorer, asked: _Asked, message: Mapping[str, Any]) -> _Asked:
    """Tick a line, or no longer; without a number all lines, or none of this kind."""
    if message.get("line") is not None:
        return replace(asked, picked=asked.picked ^ {explorer.place(_open(explorer, asked, message).opened)})
    if message.get("on"):
        return replace(asked, picked=asked.picked.union(map(explorer.place, explorer._order.tolist())))
    return replace(asked, picked=frozenset(place for place in asked.picked if place[0] != asked.kind))


ACTIONS: Mapping[str, Callable[[Explorer, _Asked, Mapping[str, Any]], _Asked]] = MappingProxyType(
    {
        "search": _search,
        "list": _list,
        "sort": _sort,
        "choose": _choose,
        "tick": _tick,
        "widen": lambda _, asked, __: replace(asked, chosen={}, page=0, opened=None),
        "page": lambda _, asked, message: replace(asked, page=max(0, int(message["page"])), opened=None),
        "open": _open,
    }
)


@cache
def _widget_class() -> type:
    """The widget, whose package is in the extra ``interactive``."""
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise OptionError(
            "tk.explore needs the package anywidget, which is not installed. Run: pip install anywidget (or, in the "
            'folder of textkit, pip install ".[interactive]"), and load the page of the notebook again.'
        ) from None
    files = resources.files("textkit.show") / "templates"
    styles = "\n".join((files / name).read_text(encoding="utf-8") for name in ("view.css", "explorer.css"))
    kinds = {"kinds": traitlets.List, "bars": traitlets.Dict, "lines": traitlets.List, "facets": traitlets.List,
             "state": traitlets.Dict, "article": traitlets.Dict}  # fmt: skip
    traits = {name: kind().tag(sync=True) for name, kind in kinds.items()}
    traits |= {"opened": traitlets.Int(None, allow_none=True).tag(sync=True)}
    code = (files / "explorer.js").read_text(encoding="utf-8")
    return type("ExplorerWidget", (anywidget.AnyWidget,), traits | {"_esm": code, "_css": styles})
