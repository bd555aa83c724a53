"""Tables with texts that wrap, concordance lines to explore (search, sort, filter), and those behind a figure."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote
from zlib import crc32

import numpy as np
import pandas as pd
from markupsafe import Markup

from textkit.checks import as_list
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.language.tokens import describe_type, tokenize
from textkit.measure.concordance import some_lines_with
from textkit.measure.evidence import has_evidence, some_evidence
from textkit.output import slug
from textkit.schema import RESULTS
from textkit.show.markup import NO_FORMULAS, escape, is_missing, link, render, table_html
from textkit.show.plots import require_result

__all__ = [
    "ConcordanceTable",
    "TextTable",
    "articles_table",
    "concordance_table",
    "evidence_lines",
    "evidence_page",
    "key_numbers",
    "statements_page",
    "text_table",
]

SHORT = 24  # characters: a column of nothing longer is not wrapped
TERMS, CELLS, LINES = 25, 40, 20  # at most so many terms or cells per figure and lines per each
COLUMNS = ("term", "n_lines", "doc_id", "sent_id", "left", "node", "right", "speaker")
NAMES = {  # columns that tell rows of a measure apart, besides those it was measured by
    "speaker_share": ("speaker",),
    "count_cues": ("cue", "stance"),
    "polarity_towards": ("target",),
    "polarity_arc": ("doc_id", "par_id"),
    "analogy_pairs": ("tenor", "vehicle"),
    "past_referents": ("referent",),
    "collocations": ("node", "collocate"),
    "shared_quotations": ("statement",),
}
COUNTED = {  # columns of documents/index.csv in the gallery
    "n_words": "words",
    "n_quoted": "quoted words",
    "n_speakers": "speakers",
    "n_quotes": "quotations",
    "n_analogies": "analogies",
    "polarity": "tone",
}
FAR = 1 << 40  # more characters than a document has
MARKUP = re.compile(r"[<>&\"'`]")
PLACES = ("start", "end", "sent_id")  # columns for programs, not shown


@dataclass(frozen=True, slots=True, repr=False)
class TextTable:
    """A table that shows itself in a notebook; ``table`` is what it was made from."""

    table: pd.DataFrame
    rows: int

    def _repr_html_(self) -> str:
        shown = self.table.head(self.rows)
        cells = {name: _column(shown.iloc[:, i]) for i, name in enumerate(_names(shown))}
        left_out = f"the first {len(shown):,} of {len(self.table):,} rows" if len(shown) < len(self.table) else ""
        return str(render("text_table.html.j2", table=table_html(cells, caption=left_out)))

    def __repr__(self) -> str:
        return f"TextTable of {len(self.table):,} rows: ends a notebook cell"


def text_table(table: pd.DataFrame, *, rows: int = 200) -> TextTable:
    """A table of texts as it is read: sentences wrap at 60 characters, what is missing is blank.

    Everything is escaped, so that markup in a text is shown and not obeyed. pandas' own ``table.style`` does not
    escape: a text with HTML in it would be part of the notebook's page.

    Parameters
    ----------
    table : DataFrame
        Such as ``list_analogies``, ``evidence`` or ``gold_errors`` give.
    rows : int
        So many are shown at most.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["He fought like a <b>lion</b>."]))
    >>> tk.plots.text_table(tk.list_analogies(labels)[["doc_id", "sentence"]])
    TextTable of 1 rows: ends a notebook cell
    """
    return TextTable(table, rows)


def _names(table: pd.DataFrame) -> list[str]:
    """Names of the columns, told apart where two are equal."""
    names: list[str] = []
    for name in map(str, table.columns):
        names.append(name if name not in names else f"{name} ({len(names)})")
    return names


def _column(values: pd.Series) -> list[str]:
    texts = [_plain_text(value) for value in values]
    longest = max(map(len, texts), default=0)
    kind = "tk-short" if longest <= SHORT else "tk-some" if longest <= 2 * SHORT else "tk-long"
    return [Markup('<div class="{}">{}</div>').format(kind, text) if text else "" for text in texts]


def _plain_text(value: object) -> str:
    if is_missing(value):
        return ""
    return f"{value:.3g}" if isinstance(value, float) and value % 1 else str(value)


def evidence_lines(labels: Labels | LabelsOnDisk, table: pd.DataFrame) -> pd.DataFrame | None:
    """Passages behind the first rows of a table, evenly spread over those that a row has; None if it counts none.

    Of a table with a column ``term`` they are the lines of 25 terms, of the other measures that count spans those of 40
    rows: mentions of a target, quotations of a speaker, sentences of a mean, analogies.

    Returns
    -------
    DataFrame or None
        term (of the row: its word, or what names the cell, such as the writer → Ann Lee), n_lines (all that it has in
        the corpus), doc_id, sent_id, left, node, right, speaker (of the passage; empty in a writer's words).

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["Tariffs rise. Nobody likes tariffs.", "The brave Ann Lee won."]))
    >>> evidence_lines(labels, tk.count_terms(labels, terms="tariffs"))[["n_lines", "left", "node"]].values.tolist()
    [[2, '', 'Tariffs'], [2, 'Tariffs rise. Nobody likes', 'tariffs']]
    >>> evidence_lines(labels, tk.polarity_towards(labels, "Ann Lee"))[["term", "left"]].values.tolist()
    [['the writer → Ann Lee', 'The brave']]
    """
    if "term" not in table and not has_evidence(table):
        return None
    labels = labels.load() if isinstance(labels, LabelsOnDisk) else labels
    if "term" in table:
        terms = list(dict.fromkeys(term for term in table["term"] if isinstance(term, str) and term.strip()))
        return some_lines_with(labels, terms[:TERMS], most=LINES, metadata=["sent_id", "speaker"])[list(COLUMNS)]
    return _cell_lines(labels, table)


def _cell_lines(labels: Labels, table: pd.DataFrame) -> pd.DataFrame:
    rows = _strongest(table).head(CELLS).reset_index(drop=True)
    rows.attrs = dict(table.attrs)
    names = _names_of_rows(rows)
    parts = [part.assign(term=name) for name, part in zip(names, some_evidence(rows, labels, LINES), strict=True)]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    chosen = pd.concat(parts, ignore_index=True)
    chosen = chosen.rename(columns={"before": "left", "text": "node", "after": "right"})
    at = labels.tokens.iloc[_tokens_at(chosen, labels)]
    return chosen.assign(sent_id=at["sent_id"].to_numpy(), speaker=at["speaker"].array)[list(COLUMNS)]


def _strongest(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of an arc from the most to the least outspoken paragraph; other tables as they are."""
    if table.attrs.get("measure") != "polarity_arc":
        return table
    return table.loc[table["mean"].abs().sort_values(ascending=False, kind="stable").index]


def _names_of_rows(rows: pd.DataFrame) -> list[str]:
    """What names each row: the values that it was measured by, then the columns that tell its rows apart."""
    measured = as_list(rows.attrs.get("parameters", {}).get("by"))
    own = NAMES.get(rows.attrs.get("measure", ""), ())
    keys = list(dict.fromkeys(name for name in [*measured, *own] if name in rows))
    if not keys:
        return ["all texts"] * len(rows)
    return [" → ".join(_plain_text(value) or "unknown" for value in row) for row in rows[keys].itertuples(index=False)]


def _tokens_at(spans: pd.DataFrame, labels: Labels) -> np.ndarray:
    """The row of the token in which each span begins."""
    ids = labels.tokens["doc_id"].astype("category").cat
    codes, numbers = pd.factorize(ids.codes)
    own = pd.Series(range(len(numbers)), index=ids.categories[numbers].astype("str"))[
        spans["doc_id"].astype("str")
    ].to_numpy()
    keys = codes.astype(np.int64) * FAR + labels.tokens["start"].to_numpy(dtype=np.int64)
    places = own.astype(np.int64) * FAR + spans["start"].to_numpy(dtype=np.int64)
    return np.maximum(np.searchsorted(keys, places, side="right") - 1, np.searchsorted(codes, own))


def evidence_page(name: str, title: str, lines: pd.DataFrame, *, link_to: Callable[[str, int], str | None]) -> str:
    """A page with the lines of one figure, a table per term; ``link_to(doc_id, sent_id)`` is the passage's address."""
    terms = [_term(str(term), part, link_to) for term, part in lines.groupby("term", sort=False)]
    return render("evidence.html.j2", name=name, title=title, terms=terms)


def statements_page(
    name: str, title: str, table: pd.DataFrame, lines: pd.DataFrame, *, link_to: Callable[[str, int], str | None]
) -> str:
    """A page with each statement of ``shared_quotations`` as each text prints it, the fullest version first.

    ``lines`` are the passages of the figure: the first of a document and statement is linked.
    """
    places = lines.drop_duplicates(["term", "doc_id"]).set_index(["term", "doc_id"])["sent_id"].to_dict()
    addresses = {place: link_to(place[1], int(sent_id)) for place, sent_id in places.items()}
    statements = [_statement(str(number), part, addresses) for number, part in table.groupby("statement", sort=False)]
    return render("evidence.html.j2", name=name, title=title, terms=statements)


def _statement(number: str, part: pd.DataFrame, addresses: Mapping[tuple[str, str], str | None]) -> dict[str, str]:
    """One statement: how many print it, whom they credit, and a row per text with what it prints and leaves out."""
    fields = [name for name in part if name not in RESULTS["shared_quotations"]]
    rows = []
    for doc_id, own in part.groupby("doc_id", sort=False):
        row = {"document": _place(str(doc_id), addresses.get((number, str(doc_id))))} | dict(own.iloc[0][fields])
        row |= {"credited to": ", ".join(filter(None, own["speaker"].unique())) or "nobody"}
        share = own["share_in_document"].iloc[0]
        row |= {"share": f"{100 * share:.0f}\N{NO-BREAK SPACE}%", "prints": " […] ".join(own["text"])}
        rows.append(row | {"leaves out": own["missing"].iloc[0]})
    credits = Counter(row["credited to"] for row in rows).most_common()
    told = f"Printed by {len(rows):,}; credited to {', '.join(f'{who} ({n:,})' for who, n in credits)}."
    table = table_html({column: [row[column] for row in rows] for column in rows[0]})
    return {"words": f"“{part['text'].iloc[0]}”", "anchor": f"statement-{number}", "count": told, "table": table}


def _anchor(term: str) -> str:
    return "term-" + quote(term, safe="").replace("%", "-")


def _term(term: str, part: pd.DataFrame, link_to: Callable[[str, int], str | None]) -> dict[str, str]:
    total = max(int(part["n_lines"].iloc[0]), len(part))
    count = f"{len(part)} of {total:,} lines" if total > len(part) else f"{total:,} lines"
    places = [_place(str(row.doc_id), link_to(str(row.doc_id), int(row.sent_id))) for row in part.itertuples()]
    cells = {name: part[name] for name in ("left", "node", "right")} | {"document": places}
    cells |= {"speaker": part["speaker"]} if "speaker" in part and part["speaker"].ne("").any() else {}
    table = table_html(cells)
    return {"words": term, "anchor": _anchor(term), "count": count, "table": table}


def _place(doc_id: str, address: str | None) -> str:
    return link(address, doc_id) if address else doc_id


@dataclass(frozen=True, slots=True, repr=False)
class ConcordanceTable:
    """Lines that show themselves in a notebook; ``cells`` are columns of escaped HTML by name."""

    cells: Mapping[str, list[Markup]]
    interactive: bool

    def _repr_html_(self) -> str:
        if self.interactive:
            return _interactive(self.cells)
        return str(render("concordance_table.html.j2", table=table_html(self.cells)))

    def __repr__(self) -> str:
        return f"ConcordanceTable of {len(self.cells['node']):,} lines: ends a notebook cell"


def concordance_table(lines: pd.DataFrame, *, interactive: bool | None = None) -> ConcordanceTable:
    """Concordance lines as a table to search, sort and filter.

    With the package ``itables`` installed each column can be searched and sorted: ``L1`` and ``R1`` are the words
    next to the node, so sorting by them groups the patterns. Otherwise it is a plain table in the order of ``kwic``.
    Everything is in the page, nothing is loaded from elsewhere. With the metadata column ``sent_id`` the document's
    name leads to the passage, if ``tk.view`` shows the document in the same notebook.

    Parameters
    ----------
    lines : DataFrame
        From ``kwic``, such as ``tk.kwic(labels, "tariff*", metadata=["speaker", "sent_id"])``.
    interactive : bool, optional
        Use itables; by default if it is installed.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["Tariffs rise. A tariff hurts."]))
    >>> tk.plots.concordance_table(tk.kwic(labels, "tariff*"))
    ConcordanceTable of 2 lines: ends a notebook cell
    """
    require_result(lines, ["doc_id", "left", "node", "right"], measure="kwic")
    wanted = find_spec("itables") is not None if interactive is None else interactive
    return ConcordanceTable(_cells(lines), wanted)


def _cells(table: pd.DataFrame) -> dict[str, list[Markup]]:
    """What is shown: the document with a link to the passage, the line, the words beside the node."""
    texts = {name: [_text(value) for value in table[name]] for name in table if name not in PLACES}
    if "sent_id" in table:
        texts["doc_id"] = [_passage(doc, sent) for doc, sent in zip(table["doc_id"], table["sent_id"], strict=True)]
    line = {name: texts.pop(name) for name in ("left", "node", "right")}
    first = [_word(str(left), -1) for left in table["left"]]
    last = [_word(str(right), 0) for right in table["right"]]
    return line | {"L1": first, "R1": last} | texts


def _text(value: object) -> Markup:
    return escape("" if is_missing(value) else value)


def _word(context: str, place: int) -> Markup:
    """The first or last word of a context, without punctuation."""
    words = [token for token in tokenize(context).strings if describe_type(token).kind == "word"]
    return escape(words[place].lower() if words else "")


def _passage(doc_id: str, sentence: int) -> Markup:
    return link(f"#{slug(str(doc_id))}-s{int(sentence)}", doc_id)


def _interactive(cells: Mapping[str, list[Markup]]) -> str:
    """The table with the library inside, so that it works without a network and needs no set-up cell."""
    from itables.javascript import generate_init_offline_itables_html, to_html_datatable
    from itables.options import dt_bundle

    shown = pd.DataFrame(cells, dtype="str")
    table = to_html_datatable(
        shown.rename(columns=lambda name: MARKUP.sub("\ufffd", str(name))),  # itables makes HTML of names
        connected=False,
        allow_html=True,
        column_filters="footer",
        showIndex=False,
        maxBytes=0,
        columnDefs=[{"className": "dt-right", "targets": [0]}],
        display_logo_when_loading=False,
        table_id=f"tk-lines-{crc32(shown.to_csv().encode()):08x}",
    )
    return f'{generate_init_offline_itables_html(dt_bundle)}<div class="{NO_FORMULAS}">{table}</div>'


def _listed(folder: Path) -> pd.DataFrame:
    """The annotated articles with their counts, as the pages were written."""
    index = folder / "documents" / "index.csv"
    return pd.read_csv(index, dtype=str, keep_default_na=False) if index.exists() else pd.DataFrame()


def articles_table(folder: Path) -> str:
    """The table of the annotated articles."""
    table = _listed(folder)
    if table.empty:
        return ""
    columns = {"document": [link(f"documents/{row.page}", row.title or row.doc_id) for row in table.itertuples()]}
    columns |= {name: table[name] for name in ("genre", "date", "source") if table[name].nunique() > 1}
    numbers = table.reindex(columns=list(COUNTED)).apply(pd.to_numeric, errors="coerce")
    forms = {name: "{:+.2f}" if name == "polarity" else "{:,.0f}" for name in COUNTED}
    for name, title in COUNTED.items():
        shown = ["" if pd.isna(n) else forms[name].format(n).replace("-", "−") for n in numbers[name]]
        columns |= {title: shown} if any(shown) else {}
    return table_html(columns)


def key_numbers(folder: Path) -> dict[str, str]:
    """What the annotated articles have in all."""
    table = _listed(folder)
    if "n_words" not in table:
        return {}
    sums = table[[name for name in COUNTED if name.startswith("n_")]].apply(pd.to_numeric, errors="coerce").sum()
    share = 100 * sums["n_quoted"] / max(sums["n_words"], 1)
    return {"articles": f"{len(table):,}", "words": f"{sums['n_words']:,.0f}", "quoted": f"{share:.1f} %",
            "quotations": f"{sums['n_quotes']:,.0f}", "analogies": f"{sums['n_analogies']:,.0f}"}  # fmt: skip
