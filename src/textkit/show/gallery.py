"""Figures saved with their notes, and the gallery: ``index.html`` over a folder, made from the notes alone."""

import os
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import frontmatter
import pandas as pd
import yaml
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textkit.arguments import as_list
from textkit.errors import OptionError, ReportError
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.output import csv_text, rearmed, write_all, write_own
from textkit.schema import TABLES
from textkit.show.drawing import title_of
from textkit.show.markup import element, escape, page, table_html
from textkit.show.paper import figure_of, png_bytes, quiet, settled, style, svg_bytes
from textkit.show.text_tables import evidence_lines, evidence_page
from textkit.show.view import passage_link

__all__ = [
    "Note",
    "provenance",
    "read_notes",
    "save_figure",
    "write_gallery",
]

FORMATS = ("png", "svg", "pdf")
WIDE_PIXELS = 1000  # a picture of two columns: it gets a row of its own


def save_figure(
    fig: Figure | Axes,
    name: str,
    *,
    data: pd.DataFrame,
    caption: str,
    figures: str | os.PathLike[str] = ".",
    labels: Labels | None = None,
    parameters: Mapping[str, Any] | None = None,
    formats: Sequence[str] = ("png", "svg"),
) -> Figure:
    """Write a figure with the numbers drawn and a note: ``name.png``, ``.svg``, ``.csv`` and ``.md``.

    The same input gives the same bytes: no dates, fixed ids. Each file is written whole or not at all.

    Parameters
    ----------
    fig : Figure or Axes
        What a plot function returned.
    name : str
        File name without ending, such as ``"03_speakers_by_words"``: letters, digits, ``_`` and ``-``.
    data : DataFrame
        The very numbers drawn. If it has a column ``term`` and ``labels`` are given, concordance lines of these
        terms are written to ``evidence/name.csv``.
    caption : str
        Which question the figure answers, and how it may mislead.
    figures : path
        Folder, made if missing. Figures that were saved there are replaced; a file of yours in the way, or one that you
        changed, is not: then none of the files is written.
    labels : Labels, optional
        Where the numbers come from: corpus hash, textkit version and parameters of labelling go into the note.
    parameters : mapping, optional
        Options of the measure that are worth telling.
    formats : sequence of {"png", "svg", "pdf"}
        PNG has 200 dots per inch; text in SVG stays text.

    Returns
    -------
    Figure
        So that a notebook cell that ends with this call shows it.

    Raises
    ------
    OptionError
        If the name or a format is not usable.
    OutputError
        If the folder cannot be written, or a file is in the way.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> from textkit.show import theme
    >>> table = pd.DataFrame({"genre": ["report"], "n": [3]})
    >>> ax = theme.finish(theme.new_axes(), title="How many?")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     figure = tk.save_figure(ax, "01_n", data=table, caption="How many reports?", figures=folder)
    ...     sorted(os.listdir(folder))
    ['01_n.csv', '01_n.md', '01_n.png', '01_n.svg', 'textkit-manifest.jsonl']
    """
    formats = as_list(formats)
    _check(name, formats)
    figure, files = figure_of(fig), {}
    with style(), quiet(), settled(figure):
        for kind in formats:
            files[f"{name}.{kind}"] = _picture(figure, kind, title=_title(figure))
    files[f"{name}.csv"] = csv_text(data)
    if labels is not None and "term" in data:
        files[f"evidence/{name}.csv"] = csv_text(evidence_lines(labels, data["term"]))
    note = _note(figure, name, data=data, formats=formats, labels=labels, parameters=parameters or {})
    files[f"{name}.md"] = f"---\n{note}---\n\n{caption.strip()}\n"
    write_all(files, figures)
    return figure


def _check(name: str, formats: Sequence[str]) -> None:
    if not re.fullmatch(r"\w[\w-]*", name, flags=re.ASCII):
        raise OptionError(f"A figure's name has letters, digits, '_' and '-', as in '03_speakers'; not {name!r}.")
    unknown = [kind for kind in formats if kind not in FORMATS]
    if unknown:
        raise OptionError(f"Unknown picture formats: {', '.join(unknown)}. Use {', '.join(FORMATS)}.")


def _title(figure: Figure) -> str:
    titles = [title_of(ax) for ax in figure.get_axes()]
    return " ".join(dict.fromkeys(title for title in titles if title))


def _picture(figure: Figure, kind: str, *, title: str) -> bytes:
    if kind == "png":
        return png_bytes(figure)
    if kind == "svg":
        return svg_bytes(figure, title=title)
    buffer = BytesIO()
    figure.savefig(buffer, format=kind, metadata={"CreationDate": None, "Producer": None, "Title": title})
    return buffer.getvalue()


def _note(
    figure: Figure,
    name: str,
    *,
    data: pd.DataFrame,
    formats: Sequence[str],
    labels: Labels | None,
    parameters: Mapping[str, Any],
) -> str:
    facts: dict[str, Any] = {"figure": name, "title": _title(figure), "formats": list(formats)}
    facts |= {"rows": len(data), "columns": [str(column) for column in data.columns]}
    if parameters:
        facts["parameters"] = {str(key): str(value) for key, value in parameters.items()}
    facts["provenance"] = _figure_origin(labels) | data.attrs.get("provenance", {})
    return yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=100)


def _figure_origin(labels: Labels | LabelsOnDisk | None) -> dict[str, str]:
    from textkit import __version__

    return {"textkit": __version__} | (dict(labels.provenance) if labels is not None else {})


def _n_rows(table: Any) -> int:
    return table.count_rows() if hasattr(table, "count_rows") else len(table)  # of a table on disk


def provenance(labels: Labels | LabelsOnDisk) -> pd.DataFrame:
    """What the results rest on: version, corpus hash, parameters of labelling and the size of every table.

    Returns
    -------
    DataFrame
        item, value (both text).

    Examples
    --------
    >>> import textkit as tk
    >>> origin = tk.provenance(tk.label(tk.read_corpus(["“It is over,” Ann Lee said."])))
    >>> origin.set_index("item").value["rows in quotes"]
    '1'
    """
    tables = {name: getattr(labels, name) for name in TABLES}
    sizes = {f"rows in {name}": f"{_n_rows(table):,}" for name, table in tables.items()}
    return pd.DataFrame(list((_figure_origin(labels) | sizes).items()), columns=["item", "value"])


@dataclass(frozen=True, slots=True)
class Note:
    """What ``save_figure`` wrote about a figure."""

    name: str
    title: str
    caption: str
    facts: Mapping[str, Any]

    @property
    def part(self) -> str:
        """The number before the first underscore: notebook and figure share it."""
        return self.name.split("_")[0]


def read_notes(folder: str | os.PathLike[str]) -> list[Note]:
    """Notes of the figures in ``folder``, by name; other Markdown files are passed over."""
    posts = [(path, frontmatter.load(str(path))) for path in sorted(Path(folder).glob("*.md"))]
    return [
        Note(path.stem, str(post.get("title") or path.stem), post.content, post.metadata)
        for path, post in posts
        if post.get("figure") == path.stem
    ]


def write_gallery(folder: str | os.PathLike[str], *, title: str = "Figures of this corpus") -> Path:
    """Write ``index.html`` and the pages ``evidence/*.html`` for the figures in ``folder``.

    The page works from disk, loads nothing from elsewhere and runs no script.

    Returns
    -------
    Path
        of ``index.html``.

    Raises
    ------
    ReportError
        If the folder has no figure.
    OutputError
        If a page cannot be written, or a file is in the way.
    """
    folder = Path(folder)
    notes = _in_order(folder, read_notes(folder))
    if not notes:
        raise ReportError(f"{folder} holds no figure that tk.save_figure wrote; run the notebooks first.")
    for note in notes:
        _write_evidence(folder, note)
    parts = {number: list(group) for number, group in groupby(notes, key=lambda note: note.part)}
    sections = [_section(folder, number, group) for number, group in parts.items()]
    head = f"<h1>{escape(title)}</h1>{_origin(notes)}{_contents(folder, parts)}"
    body = f"<main>{head}{''.join(sections)}{_documents(folder)}</main>"
    return write_own(folder / "index.html", page(title, body))


def _in_order(folder: Path, notes: Sequence[Note]) -> list[Note]:
    """Part by part, and in each as its notebook shows them; by name without a notebook."""
    pages = {part: _notebook(folder, part) for part in {note.part for note in notes}}
    texts = {part: path.read_text(encoding="utf-8") if path else "" for part, path in pages.items()}

    def place(note: Note) -> tuple[str, int, str]:
        found = re.search(rf"\b{re.escape(note.name)}\b", texts[note.part])
        return note.part, found.start() if found else len(texts[note.part]), note.name

    return sorted(notes, key=place)


def _write_evidence(folder: Path, note: Note) -> None:
    source = folder / "evidence" / f"{note.name}.csv"
    if source.exists():
        lines = rearmed(pd.read_csv(source, dtype={"term": str, "doc_id": str}, keep_default_na=False))
        link = passage_link(folder, str(note.facts.get("provenance", {}).get("corpus")))
        text = evidence_page(note.name, note.title, lines, link=link)
        write_own(source.with_suffix(".html"), text, folder=folder)


def _origin(notes: Sequence[Note]) -> str:
    """The corpus that most figures are about."""
    origins = [tuple(note.facts.get("provenance", {}).items()) for note in notes]
    facts = dict(max(origins, key=origins.count))
    if "corpus" not in facts:
        return ""
    aside = facts.get("near-duplicates set aside")
    shown = [
        f"{facts.get('documents', '?')} documents",
        *([f"near-duplicates set aside: {aside}"] if aside else []),
        f"textkit {facts.get('textkit', '?')}",
        f"corpus {str(facts['corpus'])[:16]}",
    ]
    return f"<p>{escape(' · '.join(shown))}</p>"


def _notebook(folder: Path, number: str) -> Path | None:
    return next(iter(sorted((folder / "notebooks").glob(f"{number}_*.html"))), None)


def _part_title(folder: Path, number: str) -> str:
    """ "03" and notebooks/03_speaker_attribution.html make "Speaker attribution"."""
    notebook = _notebook(folder, number)
    return notebook.stem.split("_", 1)[1].replace("_", " ").capitalize() if notebook else f"Part {number}"


def _contents(folder: Path, parts: Mapping[str, Sequence[Note]]) -> str:
    items = [
        f'<li><a href="#part-{escape(number)}">{escape(_part_title(folder, number))}</a> ({len(group)})</li>'
        for number, group in parts.items()
    ]
    if (folder / "documents" / "index.csv").exists():
        items.append('<li><a href="#documents">Annotated articles</a></li>')
    return f'<nav aria-label="Parts"><ul>{"".join(items)}</ul></nav>'


def _section(folder: Path, number: str, notes: Sequence[Note]) -> str:
    notebook = _notebook(folder, number)
    about = f'<p><a href="notebooks/{notebook.name}">Notebook with code and explanation</a></p>' if notebook else ""
    figures = "\n".join(_figure(folder, note) for note in notes)
    heading = f"<h2>{escape(_part_title(folder, number))}</h2>"
    return f'<section id="part-{escape(number)}">{heading}{about}<div class="tk-figures">{figures}</div></section>\n'


def _figure(folder: Path, note: Note) -> str:
    width, height = png_size(folder / f"{note.name}.png")
    alt = f"Chart: {note.title} The caption follows; its numbers are in {note.name}.csv."
    size = {"width": str(width // 2), "height": str(height // 2), "loading": "lazy"}
    picture = element("a", _image({"src": f"{note.name}.png", "alt": alt} | size), {"href": f"{note.name}.png"})
    caption = "".join(f"<p>{escape(text)}</p>" for text in note.caption.split("\n\n"))
    about = f"<figcaption>{caption}{_links(folder, note)}{_facts(note)}</figcaption>"
    inner = f'<h3 class="tk-hidden">{escape(note.title)}</h3>{picture}{about}'
    return element("figure", inner, {"id": note.name, "class": "tk-wide" if width > WIDE_PIXELS else "tk-narrow"})


def _image(attributes: Mapping[str, str]) -> str:
    return element("img", "", attributes).removesuffix("</img>")


def png_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, from a PNG file's header; a usual size without a file."""
    if not path.exists():
        return 661, 472
    with path.open("rb") as file:
        return struct.unpack(">II", file.read(24)[16:24])


def _links(folder: Path, note: Note) -> str:
    links = [(f"{note.name}.csv", "Numbers (CSV)")]
    links += [(f"{note.name}.{kind}", kind.upper()) for kind in note.facts.get("formats", [])]
    if (folder / "evidence" / f"{note.name}.csv").exists():
        links.append((f"evidence/{note.name}.html", "Lines behind the words"))
    return f'<p class="tk-links">{" · ".join(element("a", text, {"href": to}) for to, text in links)}</p>'


def _facts(note: Note) -> str:
    facts = {f"{key}": value for key, value in note.facts.get("parameters", {}).items()}
    facts |= note.facts.get("provenance", {}) | {"rows": note.facts.get("rows", "")}
    items = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in facts.items())
    return f"<details><summary>Where the numbers come from</summary><dl>{items}</dl></details>"


def _documents(folder: Path) -> str:
    index = folder / "documents" / "index.csv"
    if not index.exists():
        return ""
    table = pd.read_csv(index, dtype=str, keep_default_na=False)
    names = [row.title or row.doc_id for row in table.itertuples()]
    table["document"] = [
        element("a", escape(name), {"href": f"documents/{to}"}) for name, to in zip(names, table.page, strict=True)
    ]
    shown = ["document", *(column for column in ("genre", "date", "source") if table[column].nunique() > 1)]
    listing = table_html(table[shown], html_columns=["document"])
    return f'<section id="documents"><h2>Annotated articles</h2><div class="tk-scroll">{listing}</div></section>'
