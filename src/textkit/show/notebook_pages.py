"""Executed notebooks as small pages: their pictures are the figures beside them, nothing comes from elsewhere."""

import hashlib
import logging
import re
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from textkit.output import write_own
from textkit.show.gallery import read_notes
from textkit.show.markup import escape, only_safe
from textkit.show.pages import page

__all__ = ["write_notebook_pages"]

# As nbconvert writes a picture among a cell's outputs.
PICTURE = re.compile(
    r'<img alt="[^"<]*"(?P<before>[^<>]*) src="data:image/png;base64,(?P<data>[^"<]+)"(?P<after>[^<>]*)/>'
)
STYLER_ID = re.compile(r"\bT_[0-9a-f]{5}(?![0-9a-zA-Z])")
NAVIGATION = '<nav class="tk-bar"><a href="../index.html">All figures</a></nav>'


def write_notebook_pages(notebooks: Mapping[str, NotebookNode], folder: Path) -> None:
    """Write ``notebooks/<name>.html`` into ``folder`` for each executed notebook, by name."""
    exporter = _exporter()
    pictures = {_digest((folder / f"{note.name}.png").read_bytes()): note for note in read_notes(folder)}
    style = HtmlFormatter(style="bw").get_style_defs(".highlight")
    for name, notebook in notebooks.items():
        body, _ = exporter.from_notebook_node(notebook)
        linked = PICTURE.sub(lambda match: _picture(match, pictures), body)
        title = name.split("_", 1)[-1].replace("_", " ").capitalize()
        content = f"{NAVIGATION}<main>{only_safe(_steady_ids(linked))}</main>"
        write_own(folder / "notebooks" / f"{name}.html", page(title, content, extra_style=style), folder=folder)


def _exporter() -> HTMLExporter:
    """Cells without prompts; silent about pictures without description, which get theirs afterwards."""
    silent = logging.getLogger("textkit.nbconvert")
    silent.setLevel(logging.CRITICAL)
    options = {"exclude_input_prompt": True, "exclude_output_prompt": True, "exclude_anchor_links": True}
    # nbconvert would look for templates, which are programs, in the current folder as well
    return HTMLExporter(template_name="basic", extra_template_basedirs=[], log=silent, **options)


def _steady_ids(body: str) -> str:
    """The random ids of styled tables (pandas' ``T_1a2b3``) as numbers in order of appearance: the same every time."""
    ids = dict.fromkeys(STYLER_ID.findall(body))
    numbers = {name: f"T_{number:05}" for number, name in enumerate(ids)}
    return STYLER_ID.sub(lambda match: numbers[match[0]], body)


def _picture(match: re.Match[str], pictures: Mapping[str, object]) -> str:
    """A picture that a figure file holds becomes a link to it, with its title as description."""
    note = pictures.get(_digest(b64decode(match["data"])))
    if note is None:
        return match[0]
    return f'<img alt="Chart: {escape(note.title)}"{match["before"]} src="../{note.name}.png"{match["after"]}/>'


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
