"""Figures saved with their notes, and the gallery: ``index.html`` over a folder, made from the notes alone."""

import os
import re
import struct
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import frontmatter
import numpy as np
import pandas as pd
import yaml
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textkit.checks import as_list, checked_call
from textkit.errors import OptionError, ReportError
from textkit.gold.corrected_tables import error_note
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.output import csv_text, rearmed, write_all, write_own
from textkit.read.corpus import count_of
from textkit.schema import TABLES
from textkit.show.markup import render
from textkit.show.text_tables import articles_table, evidence_lines, evidence_page, key_numbers, statements_page
from textkit.show.theme.colours import style
from textkit.show.theme.drawing import NOTHING
from textkit.show.theme.paper import (
    describe,
    figure_of,
    letters_note,
    one_line,
    png_bytes,
    quiet,
    settled,
    svg_bytes,
    title_of,
)
from textkit.show.view import passage_link

__all__ = [
    "Note",
    "provenance",
    "read_notes",
    "save_figure",
    "write_gallery",
]

FORMATS = ("png", "svg", "pdf")
PASSAGES = "Passages"  # the link to what was counted
STATEMENTS = "-statements.html"  # ending of the page with one statement as each text prints it
READ = ("doc_id", "speaker", "text")  # columns of texts, also where they are numbers
WIDE_PIXELS = 1000  # a picture of two columns: it gets a row of its own


@checked_call
def save_figure(
    fig: Figure | Axes,
    name: str,
    *,
    data: pd.DataFrame | None = None,
    caption: str = "",
    figures: str | os.PathLike[str] = ".",
    labels: Labels | None = None,
    parameters: Mapping[str, Any] | None = None,
    formats: Sequence[str] = ("png", "svg"),
) -> Figure:
    """Write a figure with the numbers drawn and a note: ``name.png``, ``.svg``, ``.csv`` and ``.md``.

    Of a measure that found nothing only the note is written: the gallery has its sentence in place of a frame.
    The same input gives the same bytes: no dates, fixed ids. Each file is written whole or not at all. A figure of your
    own that runs beyond its paper is laid out; without a title, notes and pages take the caption's first sentence.
    Letters that the font lacks are drawn with an installed font that has them; if none has, the caption names them.

    Parameters
    ----------
    fig : Figure or Axes
        What a plot function returned.
    name : str
        File name without ending, such as ``"03_speakers_by_words"``: letters, digits, ``_`` and ``-``.
    data : DataFrame
        Needed: the very numbers drawn. With ``labels``, the passages behind them are written to ``evidence/name.csv``:
        concordance lines of a column ``term``, and whatever a measure counted that ``tk.evidence`` can show.
    caption : str
        Needed: which question the figure answers, and how it may mislead. What is known of the errors in the labels
        that were counted is added: by how many rows read they were corrected (``tk.gold.correct_counts``), or else
        which accuracy was measured on other texts of this kind.
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
        If the name or a format is not usable, or the figure, its numbers or its caption are missing.
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
    figure, files = _check_parts(fig, data, caption), {}
    title = _title(figure, caption)
    if nothing := _says_nothing(figure):
        facts = {"figure": name, "title": title, "formats": [], "nothing": nothing}
        note = yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=100)
        write_all({f"{name}.md": f"---\n{note}---\n\n{caption.strip()}\n"}, figures)
        return figure
    with style(), quiet(), settled(figure) as boxes:
        for kind in formats:
            files[f"{name}.{kind}"] = _picture(figure, kind, title=title)
        note = _note(figure, name, title, data=data, formats=formats, labels=labels, parameters=parameters or {})
    files[f"{name}.csv"] = csv_text(data)
    lines = None if labels is None else evidence_lines(labels, data)
    if lines is not None and len(lines):
        files[f"evidence/{name}.csv"] = csv_text(lines)
    said = "\n\n".join(filter(None, [caption.strip(), error_note(data, labels), letters_note(boxes)]))
    files[f"{name}.md"] = f"---\n{note}---\n\n{said}\n"
    write_all(files, figures)
    return figure


def _says_nothing(figure: Figure) -> str:
    """The sentence of a figure that only says why there is nothing to see; empty for the others."""
    axes = figure.get_axes()
    empty = bool(axes) and all(ax.get_gid() == NOTHING for ax in axes)
    return one_line(axes[0].texts[0].get_text()) if empty else ""


def _check(name: str, formats: Sequence[str]) -> None:
    if not re.fullmatch(r"\w[\w-]*", name, flags=re.ASCII):
        raise OptionError(f"A figure's name has letters, digits, '_' and '-', as in '03_speakers'; not {name!r}.")
    unknown = [kind for kind in formats if kind not in FORMATS]
    if unknown:
        raise OptionError(f"Unknown picture formats: {', '.join(unknown)}. Use {', '.join(FORMATS)}.")


def _check_parts(fig: object, data: object, caption: str) -> Figure:
    """The figure, if it is one and has what belongs to it."""
    figure = figure_of(fig) if isinstance(fig, Figure | Axes | np.ndarray) and np.size(fig) else None
    if not isinstance(figure, Figure):
        raise OptionError(
            f"A Figure or Axes is saved, what a plot returned, not {type(fig).__name__}: fig = tk.plot(table)."
        )
    if not isinstance(data, pd.DataFrame):
        came = "nothing" if data is None else type(data).__name__
        raise OptionError(f"The numbers drawn are saved beside the figure: data=table, the DataFrame; it was {came}.")
    if not str(caption).strip():
        raise OptionError("The caption is empty: caption='Which question the figure answers, and how it may mislead.'")
    return figure


def _title(figure: Figure, caption: str) -> str:
    """That of the figure; of panels without one, theirs; without any the first sentence of the caption."""
    titles = [figure.get_suptitle()] if figure.get_suptitle() else [title_of(ax) for ax in figure.get_axes()]
    return one_line(" ".join(dict.fromkeys(filter(None, titles)))) or re.split(r"(?<=[.?!])\s", caption.strip())[0]


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
    title: str,
    *,
    data: pd.DataFrame,
    formats: Sequence[str],
    labels: Labels | None,
    parameters: Mapping[str, Any],
) -> str:
    facts: dict[str, Any] = {"figure": name, "title": title, "formats": list(formats)}
    facts["alt"] = describe(figure, title)
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

    The page works from disk and loads nothing from elsewhere. Its one script, for search and sorting, is textkit's: the
    browser is told its hash and runs no other.

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
    script = resources.files("textkit.show").joinpath("templates", "gallery.js").read_bytes()
    text = render(
        "gallery.html.j2",
        title=title,
        origin=_origin(notes),
        parts=[_part(folder, number, group) for number, group in groupby(notes, key=lambda note: note.part)],
        documents=articles_table(folder),
        numbers=key_numbers(folder),
        notebooks=[(page.name, _say_part(page)) for page in sorted((folder / "notebooks").glob("*.html"))],
        script_hash=f"sha256-{b64encode(sha256(script).digest()).decode()}",
    )
    return write_own(folder / "index.html", text)


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
        link_to = passage_link(folder, str(note.facts.get("provenance", {}).get("corpus")))
        text = evidence_page(note.name, note.title, lines, link_to=link_to)
        write_own(source.with_suffix(".html"), text, folder=folder)
        if {"statement", "left_out"} <= set(note.facts.get("columns", [])):
            table = pd.read_csv(folder / f"{note.name}.csv", dtype=dict.fromkeys(READ, str), keep_default_na=False)
            text = statements_page(note.name, note.title, rearmed(table), lines, link_to=link_to)
            write_own(source.with_name(f"{note.name}{STATEMENTS}"), text, folder=folder)


def _origin(notes: Sequence[Note]) -> list[str]:
    """The corpus that most figures are about."""
    origins = [tuple(note.facts.get("provenance", {}).items()) for note in notes]
    facts = dict(max(origins, key=origins.count))
    if "corpus" not in facts:
        return []
    aside, n_documents = facts.get("near-duplicates set aside"), str(facts.get("documents", ""))
    return [
        count_of(int(n_documents), "document") if n_documents.isdecimal() else "? documents",
        *([f"near-duplicates set aside: {aside}"] if aside else []),
        f"textkit {facts.get('textkit', '?')}",
        f"corpus {str(facts['corpus'])[:16]}",
    ]


def _notebook(folder: Path, number: str) -> Path | None:
    return next(iter(sorted((folder / "notebooks").glob(f"{number}_*.html"))), None)


def _part(folder: Path, number: str, notes: Iterable[Note]) -> dict[str, Any]:
    """ "03" and notebooks/03_speaker_attribution.html make "Speaker attribution"."""
    notebook = _notebook(folder, number)
    title = _say_part(notebook) if notebook else f"Part {number}"
    figures = [_figure(folder, note) for note in notes]
    return {"number": number, "title": title, "notebook": notebook, "figures": figures}


def _say_part(notebook: Path) -> str:
    return notebook.stem.split("_", 1)[-1].replace("_", " ").capitalize()


def _figure(folder: Path, note: Note) -> dict[str, Any]:
    """Half as many pixels as the picture has: screens with small pixels show them all."""
    width, height = png_size(folder / f"{note.name}.png")
    return {
        "name": note.name,
        "title": note.title,
        "alt": str(note.facts.get("alt") or f"Chart: {note.title} Its numbers are in {note.name}.csv."),
        "nothing": note.facts.get("nothing", ""),
        "wide": width > WIDE_PIXELS,
        "width": width // 2,
        "height": height // 2,
        "caption": note.caption.split("\n\n"),
        "links": _links(folder, note),
        "facts": _facts(note),
    }


def png_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, from a PNG file's header; a usual size without a file."""
    if not path.exists():
        return 661, 472
    with path.open("rb") as file:
        return struct.unpack(">II", file.read(24)[16:24])


def _links(folder: Path, note: Note) -> list[tuple[str, str]]:
    links = [(f"{note.name}.csv", "Numbers (CSV)")] if note.facts.get("formats") else []
    links += [(f"{note.name}.{kind}", kind.upper()) for kind in note.facts.get("formats", [])]
    pages = {f"evidence/{note.name}.html": PASSAGES, f"evidence/{note.name}{STATEMENTS}": "Each statement as printed"}
    return links + [(page, title) for page, title in pages.items() if (folder / page).exists()]


def _facts(note: Note) -> dict[str, Any]:
    parameters, origin = note.facts.get("parameters", {}), note.facts.get("provenance", {})
    return parameters | origin | {"rows": note.facts.get("rows", "")}
