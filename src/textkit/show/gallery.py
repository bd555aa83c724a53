"""The gallery: ``index.html`` over the figures of a folder, made from their notes alone."""

import os
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import frontmatter
import pandas as pd

from textkit.errors import ReportError
from textkit.output import rearmed, write_own
from textkit.show.concordance_table import evidence_page
from textkit.show.markup import element, escape, page, table_html
from textkit.show.view import passage_link

__all__ = ["Note", "read_notes", "write_gallery"]

WIDE_PIXELS = 1000  # a picture of two columns: it gets a row of its own


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
        If there is no figure in the folder.
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
    """Part by part, and in each as its notebook shows them; by name where there is no notebook."""
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
    """Width and height in pixels, from a PNG file's header; a usual size if there is no file."""
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
