"""A figure on disk: the picture, its numbers, and a note that says what it shows and where it comes from."""

import os
import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import pandas as pd
import yaml
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textkit.arguments import as_list
from textkit.errors import OptionError
from textkit.labelling.labels import Labels
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.output import csv_text, write_all
from textkit.schema import TABLES
from textkit.show.concordance_table import evidence_lines
from textkit.show.drawing import title_of
from textkit.show.paper import figure_of, png_bytes, quiet, settled, style, svg_bytes

__all__ = ["provenance", "save_figure"]

FORMATS = ("png", "svg", "pdf")


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
    facts["provenance"] = _origin(labels) | data.attrs.get("provenance", {})
    return yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=100)


def _origin(labels: Labels | LabelsOnDisk | None) -> dict[str, str]:
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
    return pd.DataFrame(list((_origin(labels) | sizes).items()), columns=["item", "value"])
