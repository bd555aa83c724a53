"""Whatever is in a file, reading it gives a corpus in order or a TextkitError, and nothing else."""

import io
import json
import os
import tempfile
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from exported import NEXIS
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from printing import print_pdf

import textkit as tk
from textkit.read.formats import READERS

EXAMPLES = int(os.environ.get("TEXTKIT_FUZZ_EXAMPLES", "100"))
fuzz = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
FACTIVA = (Path(__file__).parent / "data" / "factiva_codes.txt").read_text(encoding="utf-8")
SUFFIXES = sorted(READERS)
KINDS = [".txt", ".md", ".csv", ".html", ".rtf", ".json", ".pdf", ".docx", ".zip", ".parquet"]
TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)  # with lone surrogates
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.lists(st.integers(), max_size=3))
PIECES = st.sampled_from(
    [
        *("---\n", "title: ", "date: 06/05/2025\n", "# ", "\n\n", "a,b\n", '"', "text\n", "{", "}", "[", "]", ":"),
        *("{\\rtf1 ", "\\par ", "\\u8220?", "<html><body>", "<p>", "</p>", "&amp;", "<!--", "1 of 2 DOCUMENTS\n"),
        *("LENGTH: 5 words\n", "End of Document\n", "Body\n", "\ufeff", "\u202e", "\f", "\r", "\0", "\t", "\\"),
        *("!!python/name:os", "*a", "&a ", "- ", "'", "%PDF-1.7\n", "PK\x03\x04", "name,term\n"),
        *('{"text": "They met."}\n', "5 words\n", "Document HARGAZ0020250506el5600001\n", "HD\tx\n", "é", "“", "😀"),
    ]
)


def check_order(corpus):
    """What every corpus promises."""
    documents = corpus.documents
    assert documents.doc_id.is_unique
    assert documents.text.notna().all()
    assert documents.n_chars.tolist() == [len(text) for text in documents.text]
    assert "\r" not in "".join(documents.text)
    assert documents.date.dropna().dt.year.between(1, 9999).all()
    assert list(corpus.problems) == ["path", "problem", "remedy", "severity"]
    assert corpus.problems[["problem", "remedy", "severity"]].notna().all(axis=None)
    "".join(documents.text).encode("utf-8")
    assert repr(corpus).startswith("Corpus of")
    assert len(corpus.hash) == 64


def read_bytes_as_file(data, name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        with suppress(tk.errors.TextkitError):
            corpus = tk.read_corpus(path)
            check_order(corpus)
            assert tk.read_corpus(path).hash == corpus.hash
        assert os.listdir(folder) == [name]


@fuzz
@given(st.binary(max_size=400), st.sampled_from(SUFFIXES))
def test_any_bytes_under_any_suffix(data, suffix):
    read_bytes_as_file(data, f"a{suffix}")


@fuzz
@given(st.lists(PIECES, max_size=30), st.sampled_from(SUFFIXES), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_any_pieces_of_the_formats_under_any_suffix(pieces, suffix, encoding):
    read_bytes_as_file("".join(pieces).encode(encoding, "replace"), f"a{suffix}")


@fuzz
@given(st.sampled_from(KINDS), st.data())
def test_damaged_files_of_every_format(suffix, data):
    whole = bytearray(examples()[suffix])
    for _ in range(data.draw(st.integers(0, 5))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.one_of(st.just(len(whole)), st.integers(0, len(whole))))
    read_bytes_as_file(bytes(whole[:end]), f"a{suffix}")


@fuzz
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_any_list_of_texts(texts):
    corpus = tk.read_corpus(texts)
    check_order(corpus)
    assert [len(text) for text in corpus.documents.text] == [len(merged(text)) for text in texts]


@fuzz
@given(
    st.lists(
        st.dictionaries(
            st.one_of(st.sampled_from(["title", "date", "doc_id", "text", "path", "id"]), TEXTS),
            st.one_of(VALUES, st.dates()),
            max_size=4,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_table(rows):
    frame = None
    with suppress(UnicodeEncodeError):  # column names that pandas itself refuses
        frame = pd.DataFrame([{"body": "They met.", **row} for row in rows], dtype=object)
    assume(frame is not None)
    before = frame.copy()
    with suppress(tk.errors.TextkitError):
        check_order(tk.read_corpus(frame))
    pd.testing.assert_frame_equal(frame, before)


@fuzz
@given(st.lists(st.dictionaries(st.one_of(st.sampled_from(["title", "text"]), TEXTS), VALUES, max_size=4), max_size=4))
def test_any_json(rows):
    read_bytes_as_file(json.dumps(rows).encode(), "a.json")
    read_bytes_as_file("\n".join(map(json.dumps, rows)).encode(), "a.jsonl")


def merged(text):
    """The text with surrogate pairs as single characters and one kind of newline."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "\n".join(whole.replace("\r\n", "\n").split("\r"))


@cache
def examples():
    """A whole file of each format, made by the format's own library."""
    docx, _ = pytest.importorskip("docx"), pytest.importorskip("pyarrow")
    for module in ("pypdf", "trafilatura"):
        pytest.importorskip(module)
    word, packed = io.BytesIO(), io.BytesIO()
    document = docx.Document()
    document.add_paragraph("They met.", style="Quote")
    document.save(word)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/one.txt", "One " * 50)
        archive.writestr("two.md", "---\ntitle: T\n---\nTwo.")
    page = "<html><head><meta charset='utf-8'><title>Talks</title></head><body><article><h1>Talks</h1>"
    page += "<p>The ministers left the hall after seven hours of talks.</p>" * 3 + "</article></body></html>"
    return {
        ".txt": NEXIS.encode("utf-16"),
        ".md": "---\ntitle: “Talks”\ntags: [a, b]\ndate: 2025-05-06\n---\n\n# Talks\n\nThey met.".encode(),
        ".csv": 'text,date,n\n"They met, twice",May 6 2025,1\n"Part\nted",,2.5\n'.encode("cp1252"),
        ".html": page.encode(),
        ".rtf": (r"{\rtf1\ansi{\fonttbl\f0 A;}" + FACTIVA.replace("\n", r"\par ") + r"\u8220?caf\'e9}").encode(),
        ".json": b'[{"text": "They met.", "tags": ["a"]}, {"text": "Twice.", "at": {"x": 1}}]',
        ".pdf": print_pdf([["The Gazette", "They met-", "ings"], ["The Gazette", "went on."]], title="Talks"),
        ".docx": word.getvalue(),
        ".zip": packed.getvalue(),
        ".parquet": pd.DataFrame({"text": ["They met.", "Twice."], "n": [1, 2]}).to_parquet(),
    }
