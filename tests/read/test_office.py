import io
import zipfile
from contextlib import suppress

import pytest
from exported import NEXIS
from printing import saved, with_body

import textkit as tk

docx = pytest.importorskip("docx")


def word(*blocks, title=""):
    document = docx.Document()
    document.core_properties.title = title
    for text, style in blocks:
        document.add_paragraph(text, style=style)
    return document


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
    with pytest.raises(tk.errors.CorpusError, match=r"damaged|encrypted"):
        tk.read_corpus(write("a.docx", data))


def test_a_zip_that_is_no_document_is_refused(write):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "They met.")
    with pytest.raises(tk.errors.CorpusError, match="damaged"):
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
    with suppress(tk.errors.CorpusError):
        assert "aaa" not in read(write("a.docx", out.getvalue())).text


def test_the_old_word_format_is_refused(write):
    with pytest.raises(tk.errors.CorpusError, match=r"old Word format"):
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


def run(words):
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def para(*inner):
    return f"<w:p>{''.join(inner)}</w:p>"


def table(*rows):
    cells = ["".join(f"<w:tc>{''.join(para(run(p)) for p in cell)}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


BOX = f"<w:txbxContent>{para(run('Boxed.'))}</w:txbxContent>"
CHOICE = f"<mc:Choice><wps:txbx>{BOX}</wps:txbx></mc:Choice>"
ALTERNATIVES = f"<mc:AlternateContent>{CHOICE}<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent>"
DELETED = "<w:del><w:r><w:delText>no </w:delText></w:r></w:del>"
DELETED_MARK = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
LONG = "We have waited for the ferry since the spring."


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (para(run("Two "), f"<w:ins>{run('or three ')}</w:ins>", DELETED, run("met.")), "Two or three met."),
        (
            para(run("They "), f"<w:moveTo>{run('met.')}</w:moveTo>", f"<w:moveFrom>{run('met ')}</w:moveFrom>"),
            "They met.",
        ),
        (f"<w:p>{DELETED_MARK}{run('They ')}</w:p>" + para(run("met.")), "They met."),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{para(run('They met.'))}</w:sdtContent></w:sdt>", "They met."),
        (para(run("They "), f"<w:sdt><w:sdtContent>{run('met.')}</w:sdtContent></w:sdt>"), "They met."),
        (para(run("They "), f"<w:smartTag><w:smartTag>{run('met.')}</w:smartTag></w:smartTag>"), "They met."),
        (para(run("On "), f'<w:fldSimple w:instr="DATE">{run("Monday")}</w:fldSimple>', run(".")), "On Monday."),
        (para("<w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>", run("On Monday.")), "On Monday."),
        (para(f'<w:hyperlink w:anchor="x">{run("They met.")}</w:hyperlink>'), "They met."),
        (
            para(
                run("They"),
                "<w:r><w:br/></w:r>",
                run("met"),
                "<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>",
                run("again."),
            ),
            "They\nmet-again.",
        ),
        (para(run("They met."), "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r>"), "They met."),
        (
            para(run("They met."), f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>")
            + para(run("After.")),
            "They met.\n\nBoxed.\n\nAfter.",
        ),
        (para(f"<w:r>{ALTERNATIVES}</w:r>"), "Boxed."),
        (para(run("So "), "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>", run(" holds.")), "So x=2 holds."),
        (table((["Yes"], ["120"]), (["No"], ["110"])), "Yes\t120\nNo\t110"),
        (table((["Home"], ["They met.", "They parted."])), "Home\n\nThey met.\n\nThey parted."),
        (
            table((["HALE"], [LONG]), (["DUNN"], [LONG, "It came."]), (["HALE:"], [LONG])),
            f"HALE: {LONG}\n\nDUNN: {LONG}\n\nIt came.\n\nHALE: {LONG}",
        ),
        (
            table((["0:01"], ["HALE"], [LONG]), (["0:09"], ["DUNN"], [LONG]), (["1:00"], ["HALE"], [LONG])),
            f"[0:01] HALE: {LONG}\n\n[0:09] DUNN: {LONG}\n\n[1:00] HALE: {LONG}",
        ),
        (
            table((["Place"], ["Remark"]), (["Halifax"], [LONG]), (["Gimli"], [LONG])),
            f"Place\tRemark\nHalifax\t{LONG}\nGimli\t{LONG}",
        ),
    ],
)
def test_text_is_as_word_shows_it(write, xml, text):
    assert read(write("a.docx", with_body(xml))).text == text


def test_footnotes_stand_behind_the_text_as_such(write):
    notes = f'<w:footnote w:id="0" w:type="separator">{para(run("-"))}</w:footnote>'
    notes += f'<w:footnote w:id="2">{para("<w:r><w:footnoteRef/></w:r>", run(" See the map."))}</w:footnote>'
    body = para(run("They met"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run("."))
    assert read(write("a.docx", with_body(body, footnotes=notes))).text == "They met.\n\n[1] See the map."


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (para(run("They met."), f"<w:ins>{run(' Twice.')}</w:ins>"), "tracked changes"),
        (
            para(run("They met."), "<w:r><w:object/></w:r><w:r><w:object/></w:r>"),
            "2 embedded objects, whose text is not read",
        ),
        (para(run("They met.")) + "<w:altChunk/>", "1 imported file, whose text"),
        (para(run("They met."), '<a:graphic><a:graphicData uri="http://x/chart"/></a:graphic>'), "1 chart, whose text"),
    ],
)
def test_what_cannot_be_read_is_said(write, xml, said):
    assert tk.read_corpus(write("a.docx", with_body(xml))).problems.problem.str.contains(said).any()
