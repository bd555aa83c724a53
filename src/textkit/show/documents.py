"""One page per document with the annotated article, and the list of them that the gallery links to."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from textkit.labelling.exchange.folders import stems_of
from textkit.labelling.pipeline import Labels
from textkit.output import csv_text, rearmed, slug, write_own
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
    """Write a page in ``documents/`` for every document of ``labels`` and ``documents/index.csv``, which lists them.

    ``corpus`` is the hash of the whole corpus: passages are linked only from figures of the same one.
    """
    navigation = '<nav class="tk-bar"><a href="../index.html#documents">All documents and figures</a></nav>'
    pages = {doc_id: f"{stem}.html" for doc_id, stem in stems_of(labels.documents.doc_id).items()}
    for doc_id, name in pages.items():
        view(labels, doc_id).save(folder / "documents" / name, navigation=navigation, folder=folder)
    table = labels.documents.reindex(columns=["doc_id", *LISTED]).assign(page=list(pages.values()), corpus=corpus)
    write_own(folder / "documents" / "index.csv", csv_text(table), folder=folder)


def passage_link(folder: Path, corpus: str) -> Callable[[str, int], str | None]:
    """A function from document and sentence to the address of the passage, seen from ``evidence/``."""

    def link(doc_id: str, sentence: int) -> str | None:
        return f"../documents/{pages[doc_id]}#{slug(doc_id)}-s{sentence}" if doc_id in pages else None

    index = folder / "documents" / "index.csv"
    table = rearmed(pd.read_csv(index, dtype=str, keep_default_na=False)) if index.exists() else pd.DataFrame()
    pages = dict(table.loc[table.corpus == corpus, ["doc_id", "page"]].to_numpy()) if len(table) else {}
    return link
