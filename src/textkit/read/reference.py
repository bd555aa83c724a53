"""The corpus that a corpus is compared with."""

from textkit.read.corpus import Corpus
from textkit.read.reading import read_corpus

__all__ = ["reference_corpus"]


def reference_corpus(corpus: Corpus) -> Corpus | None:
    """The corpus that ``reference = "…"`` in a folder's ``corpus.toml`` names, read; None if it names none.

    A folder or file is meant as seen from the corpus's folder; near-duplicates in it are set aside. Its own
    ``corpus.toml`` says how it is read.

    Raises
    ------
    CorpusError
        If there is no such folder, file or data set, or nothing can be read from it.

    Examples
    --------
    >>> import tempfile, textkit as tk
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("mine", "others"):
    ...         Path(folder, name).mkdir()
    ...         _ = Path(folder, name, "a.txt").write_text(f"These are {name}.")
    ...     _ = Path(folder, "mine", "corpus.toml").write_text('reference = "../others"')
    ...     mine = tk.read_corpus(f"{folder}/mine")
    ...     tk.reference_corpus(mine)
    Corpus of 1 document, 3 words; no fields; no problems
    >>> tk.reference_corpus(tk.read_corpus(["Just this text."]))
    """
    named = corpus.resources.get("reference", ())
    return read_corpus(named[0]["name"], duplicates="drop") if named else None
