"""Settings of the documentation site: ``make docs`` builds it from README, docs, notebooks and docstrings, offline.

Pages are the files of the repository where they stand, so that their links hold both there and on the site.
"""

import json
import re
from pathlib import Path

from textkit import __version__

project = "textkit"
release = __version__
copyright = "the textkit authors"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

root_doc = "README"
include_patterns = [
    "*.md",
    "docs/**",
    "notebooks/*.ipynb",
    "corpus/README.md",
    "corpus/*/README.md",
    "src/textkit/lexicons/README.md",
]
nb_execution_mode = "off"  # the gallery has the figures: make report
myst_heading_anchors = 3
autodoc_member_order = "groupwise"
autodoc_typehints = "none"  # the docstrings have them
napoleon_google_docstring = False

html_theme = "furo"
html_title = "textkit"
html_show_sourcelink = False

ROOT = Path(__file__).parents[1]
PARTS = {
    "Guides": ["docs/your-own-texts", "docs/queries", "docs/explore", "docs/reporting", "docs/cluster"],
    "Notebooks": ["notebooks/*"],
    "Methods": ["docs/methods", "docs/methods/*", "docs/compared", "docs/performance"],
    "Data": ["corpus/README", "corpus/*/README", "src/textkit/lexicons/README"],
    "Reference": ["docs/api", "docs/migration", "CHANGELOG", "CONTRIBUTING"],
}


def add_contents(app, name, source):
    """The README is the first page; the site's contents follow it."""
    if name == root_doc:
        for part, pages in PARTS.items():
            listed = "\n".join(f"/{page}" for page in pages)
            source[0] += f"\n```{{toctree}}\n:caption: {part}\n:hidden:\n:glob:\n\n{listed}\n```\n"


def add_figures(app, name, source):
    """A notebook's figures stand below the cells that save them, as ``make report`` drew them on the sample corpus."""
    if not name.startswith("notebooks/"):
        return
    notebook = json.loads(source[0])
    cells = []
    for cell in notebook["cells"]:
        saved = re.findall(r'"(\d\d_\w+)"', "".join(cell["source"])) if cell["cell_type"] == "code" else []
        shown = [figure for figure in saved if (ROOT / "figures" / f"{figure}.png").exists()]
        images = [f"![{figure}](../figures/{figure}.png)\n\n" for figure in shown]
        shown_cell = {"cell_type": "markdown", "id": f"figures-{len(cells)}", "metadata": {}, "source": images}
        cells += [cell, shown_cell] if images else [cell]
    source[0] = json.dumps(notebook | {"cells": cells})


def open_at_first_page(app, error):
    """A folder is opened at its index.html."""
    moved = f'<meta http-equiv="refresh" content="0; url={root_doc}.html">'
    page = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>textkit</title>{moved}</head></html>'
    (app.outdir / "index.html").write_text(page, encoding="utf-8")


def setup(app):
    app.connect("source-read", add_contents)
    app.connect("source-read", add_figures)
    app.connect("build-finished", open_at_first_page)
    return {"parallel_read_safe": True}
