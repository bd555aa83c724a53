"""One page per document with the annotated article, and the list of them that the gallery links to."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from textkit.labelling.pipeline import Labels
from textkit.output import csv_text, slug, write_own
from textkit.read.corpus import Corpus
from textkit.show.view import view

__all__ = ["choose_documents", "passage_link", "write_documents"]

MOST_DOCUMENTS, MOST_CHARACTERS = 250, 1_000_000  # more pages than these nobody reads, and they take time
LISTED = ("title", "genre", "date", "source")


def choose_documents(corpus: Corpus) -> Corpus:
    """The first documents of a corpus, as many as get a page: 250 documents or a million characters in all."""
    documents = corpus.documents.head(MOST_DOCUMENTS)
    few = documents[documents.n_chars.cumsum() - documents.n_chars < MOST_CHARACTERS]
    return replace(corpus, documents=few)


def write_documents(labels: Labels, folder: Path, *, corpus: str) -> None:
    """Write ``documents/<slug>.html`` for every document of ``labels`` and ``documents/index.csv``.

    ``corpus`` is the hash of the whole corpus: passages are linked only from figures of the same one.
    """
    for doc_id in labels.documents.doc_id:
        navigation = '<nav class="tk-bar"><a href="../index.html#documents">All documents and figures</a></nav>'
        view(labels, doc_id).save(folder / "documents" / f"{slug(doc_id)}.html", navigation=navigation, folder=folder)
    listed = labels.documents.reindex(columns=["doc_id", *LISTED])
    pages = [f"{slug(doc_id)}.html" for doc_id in listed.doc_id]
    table = listed.assign(page=pages, corpus=corpus)
    write_own(folder / "documents" / "index.csv", csv_text(table), folder=folder)


def passage_link(folder: Path, corpus: str) -> Callable[[str, int], str | None]:
    """A function from document and sentence to the address of the passage, seen from ``evidence/``."""

    def link(doc_id: str, sentence: int) -> str | None:
        key = slug(doc_id)
        return f"../documents/{key}.html#{key}-s{sentence}" if key in known else None

    index = folder / "documents" / "index.csv"
    table = pd.read_csv(index, dtype=str, keep_default_na=False) if index.exists() else pd.DataFrame()
    known = {Path(name).stem for name in table.page[table.corpus == corpus]} if len(table) else set()
    return link
