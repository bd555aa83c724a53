import io
from itertools import pairwise
from pathlib import Path

import exported
import pytest
from printing import print_columns, print_pdf

import textkit as tk

pypdf = pytest.importorskip("pypdf")
DATA = Path(__file__).parent / "data"
LINE = "The ministers talked about timber and fish until the evening and they"


def test_text_and_title(write):
    path = write("a.pdf", print_pdf([[LINE, "said “no” (twice)."]], title="Timber talks"))
    documents = tk.read_corpus(path).documents
    assert documents.text.tolist() == [f"{LINE} said “no” (twice)."]
    assert documents.title.tolist() == ["Timber talks"]


def test_running_heads_page_numbers_and_hyphens_are_mended(write):
    pages = [["The Gazette", LINE, "spoke of tar-", "1"], ["The Gazette", "iffs again.", "2"]]
    assert tk.read_corpus(write("a.pdf", print_pdf(pages))).documents.text[0] == f"{LINE} spoke of tariffs again."


def test_columns_whose_lines_the_file_gives_in_turn_are_read_one_after_the_other(write):
    left = [
        "The ministers left the hall after seven",
        "hours of talks about the price of tim-",
        "ber, and nobody had signed",
        "anything. It was late and it",
        "rained on the harbour.",
    ]
    right = [
        "Nobody knows how long the talks will",
        "go on. The ferry leaves at six in the",
        "evening, and the pier closes an",
        "hour later, as the mayor said",
        "on Monday to the papers.",
    ]
    data = print_columns(left, right, head=["Talks end without a deal on timber and fish"])
    text = tk.read_corpus(write("a.pdf", data)).documents.text[0]
    assert text == (
        "Talks end without a deal on timber and fish\n\n"
        "The ministers left the hall after seven hours of talks about the price of timber, and nobody had signed "
        "anything. It was late and it rained on the harbour.\n\n"
        "Nobody knows how long the talks will go on. The ferry leaves at six in the evening, and the pier closes an "
        "hour later, as the mayor said on Monday to the papers."
    )


def test_columns_title_and_page_heads_of_a_browsers_pdf():
    row = tk.read_corpus(DATA / "chromium_columns.pdf").documents.iloc[0]
    words = " ".join(row.text.split())
    assert words.startswith(
        "Talks end The ministers left the hall after seven hours of talks about the price of timber,"
    )
    assert words.endswith(
        "promised transparency. The ministers left the hall after seven hours of talks about the "
        "price of timber, and nobody had signed anything."
    )
    assert words.count(".") == 5
    assert row.title == "Talks end"


def test_an_export_in_a_pdf_is_split(write):
    lines = [line.removeprefix("# ") for line in exported.nexis_uni(space=" ")]
    ends = [i for i, line in enumerate(lines, 1) if line == "End of Document" or line.startswith("News\t")]
    pages = [lines[a:b] for a, b in pairwise([0, *ends])]
    documents = tk.read_corpus(write("a.pdf", print_pdf(pages)), duplicates="keep").documents
    assert documents.title.tolist() == [piece.title for piece in exported.PIECES]
    assert documents.source.tolist() == [piece.source for piece in exported.PIECES]
    assert [" ".join(text.split()) for text in documents.text] == [" ".join(p.paragraphs) for p in exported.PIECES]


def test_a_table_is_not_two_columns(write):
    data = print_columns([f"Place {i}" for i in range(6)], [f"{i} votes" for i in range(6)])
    assert "Place 0 0 votes" in tk.read_corpus(write("a.pdf", data)).documents.text[0].replace("\n", " ")


def test_a_pdf_under_another_name_is_still_a_pdf(write):
    assert tk.read_corpus(write("a.txt", print_pdf([["They met."]]))).documents.text[0] == "They met."


def test_a_pdf_of_pictures_is_refused(write):
    with pytest.raises(tk.errors.CorpusError, match="only pictures"):
        tk.read_corpus(write("a.pdf", print_pdf([[]])))


@pytest.mark.parametrize("password", ["secret", ""])
def test_encrypted_pdfs_are_refused_unless_they_open_without_password(write, password):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(print_pdf([["They met."]])))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    path = write("a.pdf", out.getvalue())
    if password:
        with pytest.raises(tk.errors.CorpusError, match="encrypted"):
            tk.read_corpus(path)
    else:
        assert tk.read_corpus(path).documents.text[0] == "They met."


def test_a_pdf_cut_off_anywhere_is_read_or_refused(write):
    data = print_pdf([["They met."], ["They parted."]])
    write("whole.txt")
    for end in range(5, len(data), 97):
        path = write("a.pdf", data[:end])
        assert len(tk.read_corpus(path.parent)) in (1, 2)


def test_garbage_is_refused(write):
    with pytest.raises(tk.errors.CorpusError, match="damaged"):
        tk.read_corpus(write("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 10))


def test_a_pdf_of_which_no_page_can_be_read_says_so(write):
    data = print_pdf([["They met."], ["They parted."]]).replace(b"<< /Length", b"<< /Filter /Nope /Length")
    with pytest.raises(tk.errors.CorpusError, match=r"No page of the PDF can be read: .*Nope"):
        tk.read_corpus(write("a.pdf", data))


def test_a_page_that_cannot_be_read_costs_no_other(write):
    data = print_pdf([["They met."], ["They parted."]]).replace(b"<< /Length", b"<< /Filter /Nope /Length", 1)
    corpus = tk.read_corpus(write("a.pdf", data))
    assert corpus.documents.text.tolist() == ["They parted."]
    assert "Of 2 pages not read: page 1" in corpus.problems.problem[0]


def test_one_page_many_times_is_read_once_and_told(write):
    kids = b"/Kids [" + b"5 0 R " * 300 + b"]"
    corpus = tk.read_corpus(write("a.pdf", print_pdf([["They met."]]).replace(b"/Kids [5 0 R]", kids)))
    assert corpus.documents.text.tolist() == ["They met."]
    assert "pages are other pages again" in corpus.problems.problem[0]


def test_pages_that_unpack_to_far_more_than_the_file_are_cut(write):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(print_pdf([["They met."], [" " * 13_000_000]])))
    for page in writer.pages:
        page.compress_content_streams()
    out = io.BytesIO()
    writer.write(out)
    corpus = tk.read_corpus(write("a.pdf", out.getvalue()))
    assert corpus.documents.text.tolist() == ["They met."]
    assert "unpack to more than" in corpus.problems.problem[0]
