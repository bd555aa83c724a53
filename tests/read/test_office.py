import io
import zipfile
from contextlib import suppress

import pytest
from exported import NEXIS

import textkit as tk

docx = pytest.importorskip("docx")


def word(*blocks, title=""):
    document = docx.Document()
    document.core_properties.title = title
    for text, style in blocks:
        document.add_paragraph(text, style=style)
    return document


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(path):
    return tk.read_corpus(path).documents.iloc[0]


def test_paragraphs_headings_and_quotations(write):
    blocks = [
        ("The talks", "Title"),
        ("A round", "Heading 2"),
        ("They met.", None),
        ("", None),
        ("No.", "Intense Quote"),
    ]
    row = read(write("a.docx", saved(word(*blocks))))
    assert row.text == "# The talks\n\n## A round\n\nThey met.\n\n> No."
    assert row.title == "The talks"


def test_title_and_author_of_the_file(write):
    document = word(("They met.", None), title="Timber talks")
    document.core_properties.author = "Ann Writer"
    row = read(write("a.docx", saved(document)))
    assert row[["title", "author"]].tolist() == ["Timber talks", "Ann Writer"]


def test_tables_stand_where_they_stood(write):
    document = word(("Before.", None))
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "timber", "5"
    document.add_paragraph("After.")
    assert read(write("a.docx", saved(document))).text == "Before.\n\ntimber\t5\n\nAfter."


def test_an_export_in_a_word_file_is_split(write):
    blocks = [(line, None) for line in NEXIS.split("\n") if line.strip()]
    documents = tk.read_corpus(write("a.docx", saved(word(*blocks)))).documents
    assert documents.title.tolist() == ["Ministers return without a deal on timber", "Timber prices rise"]


def test_an_empty_document_is_read_and_reported(write):
    corpus = tk.read_corpus(write("a.docx", saved(docx.Document())))
    assert corpus.documents.text.tolist() == [""]
    assert corpus.problems.problem.str.contains("no text").any()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 100, b"\xd0\xcf\x11\xe0" + b"\0" * 100])
def test_damaged_and_encrypted_documents_are_refused(write, data):
    with pytest.raises(tk.CorpusError, match=r"damaged|encrypted"):
        tk.read_corpus(write("a.docx", data))


def test_a_zip_that_is_no_document_is_refused(write):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "They met.")
    with pytest.raises(tk.CorpusError, match="damaged"):
        tk.read_corpus(write("a.docx", out.getvalue()))


def test_entities_in_its_xml_are_not_expanded(write):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    data, out = saved(word(("They met.", None))), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/document.xml":
                text = text.replace(b"<w:document", bomb.encode() + b"<w:document", 1).replace(b"They met.", b"&b;")
            new.writestr(name, text)
    with suppress(tk.CorpusError):
        assert "aaa" not in read(write("a.docx", out.getvalue())).text


def test_the_old_word_format_is_refused(write):
    with pytest.raises(tk.CorpusError, match=r"old Word format"):
        tk.read_corpus(write("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 100))


@pytest.mark.parametrize("property_", ['<w:gridSpan w:val="2000000000"/>', "<w:vMerge/>"])
def test_a_cell_is_read_once_however_many_it_claims_to_be(write, seconds, property_):
    document = word(("Before.", None))
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "timber", "5"
    data = saved(document)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"<w:tcPr>", b"<w:tcPr>" + property_.encode()))
    with seconds(5):
        assert read(write("a.docx", out.getvalue())).text == "Before.\n\ntimber\t5"
