"""The spans behind a number: from a row of a measure's table back to the words that were counted, and to cite them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from textkit.errors import OptionError
from textkit.labelling.labels import Labels, join_fields
from textkit.labelling.on_disk import LabelsOnDisk
from textkit.labelling.voices import QUOTED_KINDS
from textkit.measure.calls import ALL, as_list, measure
from textkit.measure.concordance import lines_at, lines_with
from textkit.measure.polarity import polarity_passages
from textkit.measure.polarity_towards import target_mentions
from textkit.measure.queries import Queries, compile_queries
from textkit.measure.search import Columns, find_queries
from textkit.measure.speakers import attributed, attributions, name_cues
from textkit.measure.terms import TokenPlaces, place_tokens

__all__ = ["evidence", "has_evidence", "some_evidence"]

CONTEXT = 60  # characters shown on either side of a span
SPAN = ["doc_id", "start", "end", "before", "text", "after"]
VOICES = {"voice", "speaker", "holder"}
TABLES = {  # what a measure counts, if it does not count words
    "speaker_share": "quotes",
    "count_cues": "cues",
    "quoted_share": "verbatim",
    **dict.fromkeys(("polarity_by", "polarity_arc", "polarity_extremes"), "sentences"),
    **dict.fromkeys(("count_analogies", "list_analogies", "analogy_pairs", "past_referents"), "analogies"),
    "paragraph_roles": "paragraphs",
    **dict.fromkeys(("polarity_towards", "target_mentions"), "targets"),
}
MARKS = {  # columns that tell what was counted, where a row does not say which measure it comes from
    "term": "terms",
    "n_mentions": "targets",
    "collocate": "collocations",
    "n_indirect": "quotes",
    "category": "cues",
    "n_sentences": "sentences",
    "per_10k_words": "analogies",
    "referent": "analogies",
    "stance": "analogies",
    "role": "paragraphs",
}
OWN = {  # columns of a measure's table that divide what was counted, whatever it was measured by
    "quotes": ("speaker",),
    "cues": ("cue", "stance"),
    "verbatim": ("voice", "speaker"),
    "paragraphs": ("role",),
    "targets": ("target",),
    "analogies": ("kind", "stance", "referent", "cue", "tenor", "vehicle", "start"),
}
SCORES = {"targets": ("polarity",), "quotes": ("kind",)}  # what else is told of a span
TELLS = ("speaker",)  # of a row that is itself a span
NO_KEYS = frozenset({"text", "path", "sha256", "n_chars", "polarity", "start", "end", "confidence", "category"})


@measure(reads=ALL)
def evidence(
    row: Mapping[str, Any] | pd.Series | pd.DataFrame, labels: Labels | LabelsOnDisk, *, table: str | None = None
) -> pd.DataFrame:
    """The spans that were counted for one row of a measure's table, in their context.

    The row is read by its columns: those that name a group (speaker, genre, doc_id, kind …) choose the spans; a column
    ``term`` (or ``node`` and ``collocate``) chooses words. What was counted is told from the measure, which tables of
    textkit know, or else from the columns. For measures of whole texts (readability, diversity, sizes) the evidence are
    the sentences, or, if the row names a voice or speaker, the quotations. A row that is itself a span (a mention of a
    target, a line of a concordance, a shared quotation) is shown in its context.

    Parameters
    ----------
    row : Series, dict or DataFrame
        A row (``table.iloc[0]``) or several; a table gives the spans of all its rows.
    labels : Labels or LabelsOnDisk
        The labels that were measured.
    table : str, optional
        What was counted, if it cannot be told: terms, collocations, quotes (scare quotes left out), verbatim (those of
        them with quoted words), cues, sentences, analogies (accepted ones), targets or paragraphs.

    Returns
    -------
    DataFrame
        doc_id, start, end, before, text, after, then the columns of the group, and ``row`` (its index) for a table.
        Collocations: the lines of the node, then of the other one (``against``), with the collocate in the window, as
        words (boundaries are not looked at).

    Raises
    ------
    OptionError
        If it cannot be told what was counted.
    MissingColumnError
        If the row has a group that the labels do not know.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["“Never say never,” said Ann Lee. “No,” said Bo Roe."]))
    >>> shares = tk.speaker_share(labels)
    >>> tk.evidence(shares.iloc[0], labels).text.tolist()
    ['Never say never,']
    >>> tk.evidence(tk.count_terms(labels).iloc[0], labels)[["before", "text"]].values.tolist()
    [['“', 'Never'], ['“Never say', 'never']]
    """
    if isinstance(row, pd.DataFrame):
        found = _of_rows(row, labels, table, None)
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_columns_of(row, table))
    return _evidence(row, labels, table, {})


def some_evidence(table: pd.DataFrame, labels: Labels, most: int) -> list[pd.DataFrame]:
    """The evidence of each row of a measure's table: at most so many spans, evenly spread, of ``n_lines`` in all.

    Examples
    --------
    >>> import textkit as tk
    >>> labels = tk.label(tk.read_corpus(["Rain. More rain. No rain."]))
    >>> [part] = some_evidence(tk.polarity_by(labels, by="genre_or_none" if False else "voice"), labels, 2)
    >>> part[["text", "n_lines"]].values.tolist()
    [['Rain.', 3], ['No rain.', 3]]
    """
    return _of_rows(table, labels, None, most)


def _of_rows(rows: pd.DataFrame, labels: Labels, table: str | None, most: int | None) -> list[pd.DataFrame]:
    made: dict[str, Any] = {"most": most}
    return [_evidence(part, labels, table, made).assign(row=index) for index, part in _rows(rows)]


def _thin(rows: pd.DataFrame, most: int | None) -> pd.DataFrame:
    """At most so many rows, evenly spread, with the number of all in ``n_lines``; all of them without a limit."""
    if most is None:
        return rows
    spread = np.unique(np.linspace(0, len(rows) - 1, most).round().astype(int)) if len(rows) else []
    return rows.iloc[spread].reset_index(drop=True).assign(n_lines=len(rows))


def has_evidence(table: pd.DataFrame) -> bool:
    """Whether the rows of a table count spans of the texts, as its measure tells."""
    return table.attrs.get("measure") in {*TABLES, "collocations", "shared_quotations"}


def _columns_of(rows: pd.DataFrame, table: str | None) -> list[str]:
    """The columns of the evidence of a table without rows."""
    kind = table or TABLES.get(rows.attrs.get("measure", ""), "")
    own = [name for name in [*as_list(rows.attrs.get("parameters", {}).get("by")), *OWN.get(kind, ())] if name in rows]
    return list(dict.fromkeys([*SPAN, *own, *SCORES.get(kind, ()), "row"]))


def _evidence(
    row: Mapping[str, Any] | pd.Series, labels: Labels, table: str | None, made: dict[str, Any]
) -> pd.DataFrame:
    """The spans of one row; ``made`` keeps what was counted for the next row of the same table."""
    attrs = row.attrs if isinstance(row, pd.Series) else {}
    cells = dict(row)
    if (
        table is None
        and attrs.get("measure") not in TABLES
        and SPAN[:3] == [name for name in SPAN[:3] if name in cells]
    ):
        told = [name for name in TELLS if name in cells]
        span = pd.DataFrame({name: [cells[name]] for name in [*SPAN[:3], *told]})
        return _thin(_in_context(span, labels, told), made.get("most"))
    kind = table or _counted(attrs.get("measure"), cells)
    parameters = attrs.get("parameters", {})
    if kind == "terms":
        made["searched"] = made.get("searched") or (place_tokens(labels.tokens), {})
        return _thin(_term_lines(cells, labels, parameters, made["searched"]), made.get("most"))
    if kind == "collocations":
        return _thin(_collocation_lines(cells, labels, parameters, made), made.get("most"))
    if kind not in made:
        made[kind] = _countable(kind, labels, parameters, voices=bool(VOICES & set(cells)))
    return _spans(kind, made, cells, labels, parameters)


def _rows(table: pd.DataFrame) -> list[tuple[object, pd.Series]]:
    rows = [(index, table.loc[index]) for index in table.index]
    for _, row in rows:
        row.attrs = dict(table.attrs)
    return rows


def _counted(measure: str | None, cells: Mapping[str, Any]) -> str:
    if measure in TABLES:
        return TABLES[measure]
    kind = next((kind for column, kind in MARKS.items() if column in cells), None)
    if kind or measure:
        return kind or ("verbatim" if VOICES & set(cells) else "sentences")
    raise OptionError(
        f"What a row with the columns {', '.join(map(str, cells))} counts cannot be told. Take the row from the "
        "measure's table (table.iloc[0]), or name the table: evidence(row, labels, table='quotes')."
    )


def _keys(cells: Mapping[str, Any], known: Sequence[str], parameters: Mapping[str, Any]) -> list[str]:
    """The columns of the row that name its group: those measured by, or else all that the labels know."""
    if parameters.get("by") is not None:
        return [key for key in as_list(parameters["by"]) if key in cells]
    return [key for key in cells if key in known and key not in NO_KEYS]


def _matching(rows: pd.DataFrame, cells: Mapping[str, Any], keys: Sequence[str]) -> pd.DataFrame:
    keep = np.ones(len(rows), dtype=bool)
    for key in keys:
        same = rows[key].isna() if pd.isna(cells[key]) else (rows[key] == cells[key]).fillna(False)
        keep &= same.to_numpy(dtype=bool)
    return rows[keep].reset_index(drop=True)


def _spans(
    kind: str, made: dict[str, pd.DataFrame], cells: Mapping[str, Any], labels: Labels, parameters: Mapping[str, Any]
) -> pd.DataFrame:
    rows = made[kind]
    own = [key for key in OWN.get(kind, ()) if key in cells]
    keys = list(dict.fromkeys([*_keys(cells, [*rows, *labels.documents], parameters), *own]))
    keys = [key for key in keys if not (kind == "verbatim" and key == "voice")]  # all of them are quotation
    joined = f"{kind} with {' '.join(keys)}"
    if joined not in made:
        made[joined] = join_fields(rows, labels.documents, keys, table=kind)
    chosen = _matching(made[joined], cells, keys)
    told = [*keys, *SCORES.get(kind, ()), *(["n_lines"] if made.get("most") else [])]
    return _in_context(_thin(chosen, made.get("most")), labels, told)


def _countable(kind: str, labels: Labels, parameters: Mapping[str, Any], *, voices: bool) -> pd.DataFrame:
    """The rows that measures of this kind count."""
    kinds = labels.quotes["kind"].astype("str")
    wanted = attributions(parameters.get("attribution", "speech"))
    tables = {
        "analogies": lambda: labels.analogies[labels.analogies["accepted"]],
        "quotes": lambda: attributed(labels.quotes[kinds != "scare"], wanted),
        "cues": lambda: name_cues(attributed(labels.quotes, wanted)),
        "verbatim": lambda: labels.quotes[kinds.isin(QUOTED_KINDS)],
        "sentences": lambda: polarity_passages(labels) if voices else labels.sentences,
        "targets": lambda: target_mentions(labels, targets=parameters.get("targets")),
        "paragraphs": lambda: labels.paragraphs,
    }
    if kind not in tables:
        raise OptionError(f"A table {kind!r} has no evidence; name one of terms, collocations, {', '.join(tables)}.")
    return tables[kind]()


def _in_context(rows: pd.DataFrame, labels: Labels, keys: Sequence[str]) -> pd.DataFrame:
    own = labels.documents[labels.documents["doc_id"].isin(rows["doc_id"].unique())]
    texts = dict(zip(own["doc_id"].astype("str"), own["text"], strict=True))
    places = zip(rows["doc_id"].astype("str"), rows["start"], rows["end"], strict=True)
    lines = [
        (t[max(0, a - CONTEXT) : a], t[a:b], t[b : b + CONTEXT]) for t, a, b in ((texts[d], a, b) for d, a, b in places)
    ]
    words = pd.DataFrame([[" ".join(part.split()) for part in line] for line in lines], columns=SPAN[3:], dtype="str")
    spans = pd.concat([rows[SPAN[:3]].reset_index(drop=True), words], axis=1)
    return spans.assign(**{key: rows[key].array for key in keys if key not in spans})


def _term_lines(
    cells: Mapping[str, Any], labels: Labels, parameters: Mapping[str, Any], searched: tuple[TokenPlaces, Columns]
) -> pd.DataFrame:
    unit = parameters.get("unit")
    keys = _keys(cells, [*labels.tokens, *labels.documents], parameters)
    keys = [key for key in keys if key not in ("term", "norm", "lemma", "token", "kind")]
    metadata = list(dict.fromkeys(["sent_id", "token_id", *keys]))
    if parameters.get("terms") is not None:
        lines = _lines_of(cells["term"], parameters["terms"], labels, unit=unit or "norm", metadata=metadata)
    elif parameters.get("skip"):
        query = _gapped(str(cells["term"]), unit or "norm", parameters["skip"])
        lines = _lines_of(query, query, labels, unit=unit or "norm", metadata=metadata)
    else:
        lines = lines_with(labels, cells["term"], unit=unit, metadata=metadata, searched=searched)
    return _as_spans(_matching(lines, cells, keys), keys)


def _gapped(term: str, unit: str, skip: int) -> str:
    """A query for a skip-gram; words of a term have no quotation marks or backslashes."""
    attribute = "word" if unit == "token" else unit
    return f' [kind="word"]{{0,{skip}}} '.join(f'[{attribute}="{word}" %l]' for word in term.split(" "))


def _lines_of(name: str, patterns: Queries, labels: Labels, *, unit: str, **options: Any) -> pd.DataFrame:
    """Concordance lines of the pattern, or of the group of patterns, that has this name."""
    queries = compile_queries(patterns, unit=unit, ignore_case=unit != "token")
    places = place_tokens(labels.tokens)
    hits = find_queries([query for query in queries if query.name == name], labels.tokens, places)
    return lines_at(labels, places, hits, **options)


def _collocation_lines(
    cells: Mapping[str, Any], labels: Labels, parameters: Mapping[str, Any], made: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    window = parameters.get("window", 5)
    left, right = (window, window) if isinstance(window, int) else window
    unit, parts = parameters.get("unit", "norm"), []
    for key in ("node", "against"):
        if key in cells:
            node = str(cells[key])
            if f"lines of {node}" not in made:
                patterns = parameters.get(key) or node
                made[f"lines of {node}"] = _lines_of(node, patterns, labels, unit=unit, window=max(left, right))
            parts.append(made[f"lines of {node}"])
    lines = pd.concat(parts, ignore_index=True)
    forms = labels.tokens["token"][labels.tokens[unit].eq(cells["collocate"])]
    wanted = {str(form) for form in forms.unique()}
    keep = [_has_word(a, wanted) or _has_word(b, wanted) for a, b in zip(lines["left"], lines["right"], strict=True)]
    return _as_spans(lines[np.array(keep, dtype=bool)].reset_index(drop=True), [])


def _has_word(side: str, wanted: set[str]) -> bool:
    return not wanted.isdisjoint(word.strip("“”‘\"'(),.;:!?—–…") for word in side.split())


def _as_spans(lines: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    named = lines.rename(columns={"left": "before", "node": "text", "right": "after"})
    return named[[*SPAN, *(key for key in keys if key not in SPAN)]]
