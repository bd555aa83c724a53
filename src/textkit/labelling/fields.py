"""Document fields (genre, source, date, …) beside the rows of another table."""

from collections.abc import Collection, Sequence

import pandas as pd

from textkit.errors import MissingColumnError, near_names
from textkit.schema import GIVEN

__all__ = ["find_field", "join_fields", "say_unknown_fields"]


def find_field(name: str, fields: Collection[str]) -> str | None:
    """The field of ``fields`` that ``name`` means: of that name, or a namesake of a column of ours; None if none.

    Examples
    --------
    >>> find_field("party", ["party"]), find_field("size", ["size_given"]), find_field("size_given", ["size"])
    ('party', 'size_given', 'size')
    >>> find_field("genre", ["party"]) is None
    True
    """
    for other in (name, f"{name}{GIVEN}", name.removesuffix(GIVEN)):
        if other in fields:
            return other
    return None


def join_fields(frame: pd.DataFrame, documents: pd.DataFrame, names: Sequence[str], *, table: str) -> pd.DataFrame:
    """``frame`` with every column of ``names``: those it lacks are taken from its rows' documents.

    Raises
    ------
    MissingColumnError
        If a column is neither in ``frame`` nor a document field.

    Examples
    --------
    >>> documents = pd.DataFrame({"doc_id": ["a", "b"], "genre": ["report", "speech"]})
    >>> join_fields(pd.DataFrame({"doc_id": ["b"]}), documents, ["genre"], table="quotes").genre.tolist()
    ['speech']
    """
    known = list(documents)
    fields = {name: find_field(name, known) for name in names if name not in frame}
    unknown = [name for name, field in fields.items() if field is None]
    if unknown:
        raise MissingColumnError(say_unknown_fields(unknown, list(frame), known, table=table))
    joined = frame.copy(deep=False)
    index = documents[list({"doc_id": None, **dict.fromkeys(fields.values())})].set_index("doc_id", drop=False)
    doc_ids = joined["doc_id"].astype("category").cat if fields else None
    for name, field in fields.items():  # looked up once per document, then taken for each row
        of_document = index[field].reindex(doc_ids.categories.astype("str")).array
        joined[name] = of_document.take(doc_ids.codes.to_numpy(), allow_fill=True)
    return joined


def say_unknown_fields(unknown: Sequence[str], columns: Sequence[str], fields: Sequence[str], *, table: str) -> str:
    """The message about names that are neither columns of a table nor document fields."""
    kinds = {f"a column of {table}": columns, "a document field": fields}
    places = [f"{kind} ({', '.join(map(str, names))})" for kind, names in kinds.items() if names]
    neither = "neither " if len(places) > 1 else "not "
    hint = near_names(unknown[0], [*columns, *fields])
    return f"Cannot group by {', '.join(map(str, unknown))}: {neither}{' nor '.join(places)}.{hint}"
