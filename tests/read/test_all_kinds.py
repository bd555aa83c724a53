"""``textkit check`` on a folder of all kinds tells the truth in one table."""

import exported
import pytest
from printing import print_pdf, saved

import textkit as tk

pytest.importorskip("pypdf")
docx = pytest.importorskip("docx")
openpyxl = pytest.importorskip("openpyxl")
SENTENCE = "The ministers left the hall after seven hours of talks about the price of timber."


@pytest.fixture
def folder(write):
    book = openpyxl.Workbook()
    for row in (("Name", "Speech"), ("Ann Lee", SENTENCE), ("Tom Dunn", SENTENCE)):
        book.active.append(row)
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    files = {
        "plain.txt": SENTENCE,
        "front.md": f"---\ntitle: T\n---\n{SENTENCE}",
        "toml.md": f'+++\ntitle = "T"\n+++\n{SENTENCE}',
        "table.csv": f"sep=;\nid;text\n1;{SENTENCE}\n",
        "lines.jsonl": f'{{"text": "{SENTENCE}"}}\n',
        "book.xlsx": saved(book),
        "word.docx": saved(document),
        "rich.rtf": exported.as_rtf([SENTENCE]),
        "page.html": f"<html><head><title>T</title></head><body><p>{SENTENCE}</p></body></html>",
        "printed.pdf": print_pdf([[SENTENCE]]),
        "nexis.docx": exported.as_docx(exported.nexis_uni()),
        "lexis.html": exported.as_html(exported.lexis("de")),
        "factiva.html": exported.factiva_html(exported.factiva("fr")),
        "codes.txt": exported.codes_text(exported.factiva_codes("nl")),
        "foreign.txt": "Documento 1 de 2\n\nEl Puerto\n\nTexto.\n\nDocumento 2 de 2\n\nTexto.",
        "scan.pdf": print_pdf([[]]),
        "old.doc": b"\xd0\xcf\x11\xe0" + b"\0" * 100,
        "old.xls": b"\xd0\xcf\x11\xe0" + b"\0" * 100,
        "sheet.ods": b"PK",
    }
    for name, content in files.items():
        path = write(name, content)
    return path.parent


def test_one_table_tells_the_truth(folder):
    table = tk.check_corpus(folder).set_index("file")
    good = table[table.severity.isna()]
    assert good.n_documents.to_dict() == {
        **dict.fromkeys(["plain.txt", "front.md", "toml.md", "table.csv", "lines.jsonl", "word.docx", "rich.rtf"], 1),
        "page.html": 1,
        "printed.pdf": 1,
        "book.xlsx": 2,
        **dict.fromkeys(["nexis.docx", "lexis.html", "factiva.html", "codes.txt"], 3),
    }
    assert good.format[["nexis.docx", "lexis.html", "factiva.html", "codes.txt"]].tolist() == [
        *["Nexis export"] * 2,
        *["Factiva export"] * 2,
    ]
    assert good.n_words.drop(["nexis.docx", "lexis.html", "factiva.html", "codes.txt", "book.xlsx"]).unique() == [15]
    assert table.severity.dropna().to_dict() == {
        "foreign.txt": "warning",
        **dict.fromkeys(["scan.pdf", "old.doc", "old.xls", "sheet.ods"], "error"),
    }
    assert "not understood" in table.problem["foreign.txt"]
    assert "only pictures" in table.problem["scan.pdf"]
