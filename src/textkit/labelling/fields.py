"""Document fields (genre, source, date, …) beside the rows of another table."""

from collections.abc import Sequence

import pandas as pd

from textkit.errors import MissingColumnError

__all__ = ["join_fields"]


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
    fields = [name for name in names if name not in frame]
    unknown = [name for name in fields if name not in documents]
    if unknown:
        raise MissingColumnError(
            f"Cannot group by {', '.join(unknown)}: neither a column of {table} ({', '.join(frame)}) nor a document "
            f"field ({', '.join(documents)})."
        )
    joined, index = frame.copy(deep=False), documents.set_index("doc_id")
    doc_ids = joined["doc_id"].astype("category").cat if fields else None
    for name in fields:  # looked up once per document, then taken for each row
        of_document = index[name].reindex(doc_ids.categories.astype("str")).array
        joined[name] = of_document.take(doc_ids.codes.to_numpy(), allow_fill=True)
    return joined
