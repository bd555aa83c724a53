"""Tables of documents and pages as text: data as rows, transcripts as turns, layout as paragraphs."""

from collections.abc import Sequence
from statistics import median

__all__ = ["Cell", "Rows", "is_layout", "render_table"]

Cell = Sequence[str]  # its paragraphs
Rows = Sequence[Sequence[Cell]]

_MAX_DATA = 80  # characters of a cell of data, on average over those that are filled
_MAX_LABEL = 60  # characters of who speaks
_MIN_SPEECH = 30  # characters of what is said, in the middle of all rows
_MIN_ROWS = 2
_HEADERS = ("speaker", "name", "who", "participant", "member")  # of the column of who speaks


def render_table(rows: Rows) -> list[str]:
    """The table's blocks of text: turns "Name: words", or the paragraphs of its cells, or one block of tabbed rows.

    A table of turns has a short cell and a long one in most rows, and the short ones repeat or end in a colon. A table
    with several paragraphs in a cell, or with long cells, lays out a page.

    Examples
    --------
    >>> render_table([[["Yes"], ["120"]], [["No"], ["110"]]])
    ['Yes\\t120\\nNo\\t110']
    >>> render_table([[["Home"], ["We met.", "We parted."]]])
    ['Home', 'We met.', 'We parted.']
    """
    filled = [[[text for text in cell if text] for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    turns = _turns(filled)
    if turns:
        return turns
    if is_layout(filled):
        return [text for row in filled for cell in row for text in cell]
    block = "\n".join("\t".join(" ".join(cell) for cell in row).rstrip("\t") for row in filled)
    return [block] if block else []


def is_layout(rows: Rows) -> bool:
    """Whether a table lays out text: several paragraphs in a cell, or long cells."""
    cells = [cell for row in rows for cell in row if any(cell)]
    n_letters = sum(len(text) for cell in cells for text in cell)
    return any(len(cell) > 1 for cell in cells) or n_letters > _MAX_DATA * len(cells)


def _turns(rows: Rows) -> list[str]:
    """Rows as turns if they are those of a transcript; nothing if they are not."""
    pairs = [[cell for cell in row if cell] for row in rows]
    pairs = pairs[1:] if pairs and len(pairs[0]) > 1 and pairs[0][-2][0].casefold() in _HEADERS else pairs
    fit = [row for row in pairs if len(row) >= 2 and len(row[-2]) == 1 and len(row[-2][0]) <= _MAX_LABEL]
    if len(fit) < max(_MIN_ROWS, 0.5 * len(pairs)):
        return []
    labels = [row[-2][0].rstrip(" :") for row in fit]
    speeches = [sum(map(len, row[-1])) for row in fit]
    repeated = len(set(labels)) < len(labels) or all(row[-2][0].endswith(":") for row in fit)
    if not repeated or median(speeches) < _MIN_SPEECH or any(label[:1].isdigit() for label in labels):
        return []
    return [text for row in pairs for text in (_turn(row) if row in fit else [part for cell in row for part in cell])]


def _turn(row: Sequence[Cell]) -> list[str]:
    """ "Name: words", with a time or number before the name in brackets."""
    *before, label, speech = row
    aside = " ".join(f"[{text.strip('[]()')}]" for cell in before for text in cell)
    return [f"{aside} {label[0].rstrip(' :')}: {speech[0]}".lstrip(), *speech[1:]]
