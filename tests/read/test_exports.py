"""The layouts of news databases, in texts written for these tests."""

from pathlib import Path

import exported
import pandas as pd
import pytest

import textkit as tk
from textkit.read import Problem, ReadOptions, Record
from textkit.read.dates import normalise_date
from textkit.read.exports import split_export
from textkit.read.formats import read_bytes

DATA = Path(__file__).parent / "data"
LAYOUTS = ["nexis_counted", "nexis_body", "factiva_bare", "factiva_codes"]
FIRST = 'The two ministers left the hall after seven hours of talks.\n\n"We will not wait," said the younger one'


def articles(name):
    return split_export((DATA / f"{name}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_gives_the_same_two_articles(name):
    first, second = articles(name)
    assert first.text.startswith(FIRST)
    assert second.text == "Prices rose on Wednesday."
    expected = {
        "title": "Ministers return without a deal on timber",
        "author": "Ann Writer",
        "source": "The Harbour Gazette",
        "stated_words": 1212,
    }
    assert {key: first.fields[key] for key in expected} == expected
    assert second.fields["title"] == "Timber prices rise"
    assert [article.number for article in (first, second)] == [1, 2]


@pytest.mark.parametrize("name", LAYOUTS)
def test_exports_are_read_as_corpora(name):
    documents = tk.read_corpus(DATA / f"{name}.txt").documents
    assert documents.doc_id.tolist() == [f"{name}-001", f"{name}-002"]
    assert documents.date.tolist() == [pd.Timestamp("2025-05-06"), pd.Timestamp("2025-05-07")]


@pytest.mark.parametrize("name", LAYOUTS)
def test_nothing_of_head_or_tail_is_in_the_text(name):
    for word in ("Copyright", "LENGTH", "Load", "Document", "ENGLISH", "photograph", "gtrade", "HARGAZ", "10:21"):
        assert not any(word in article.text for article in articles(name))


def test_labels_of_nexis_become_fields():
    fields = articles("nexis_counted")[0].fields
    assert {key: fields[key] for key in ("section", "dateline", "edition", "language", "publication_type")} == {
        "section": "NEWS; Pg. A1",
        "dateline": "HALIFAX",
        "edition": "Final Edition",
        "language": "ENGLISH",
        "publication_type": "Newspaper",
    }


def test_a_colon_in_the_text_is_no_label():
    assert articles("nexis_counted")[0].text.endswith("The headline: a word that opens a sentence and is no label.")


def test_codes_of_factiva_need_space_behind_them():
    first = articles("factiva_codes")[0]
    assert first.text.endswith("IN the end they took the ferry.")
    assert (first.fields["regions"], first.fields["time"]) == ("canada : Canada", "10:21")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "They met.\n\nEnd of Document\n",
        "1 of 3\n\nA chapter heading.",
        "Length: 5 words\n\nA sentence.",
        "A memo.\n\nDocument HARGAZ0020250506el5600001\n",
        "500 words\n",
        "5 words\nDocument HARGAZ0020250506el5600001\n",
    ],
)
def test_texts_that_only_remind_of_an_export_are_none(text):
    assert split_export(text) == []


@pytest.mark.parametrize("name", LAYOUTS)
def test_half_an_export_does_not_break(name):
    text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    for end in range(0, len(text), 7):
        split_export(text[:end])
        split_export(text[end:])


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "1 of 2 DOCUMENTS\n" * 60_000 + "LENGTH: 5 words",
        "LENGTH: 5 words\n" * 60_000,
        "Length: 5\n" + "End of Document\n" * 60_000,
        "5 words\n" * 120_000,
        "Document HARGAZ0020250506el5600001\n" * 30_000,
        "HD\t" * 300_000,
        "HD\n" * 300_000 + "AN  Document HARGAZ0020250506el5600001",
        "Length: 1\n" + "A" * 10**6 + ":",
        "Document " + "a" * 10**6,
        " " * 10**6 + "1 of 2 DOCUMENTS",
        "Length: 1\n" + "a: b\n" * 200_000 + "End of Document",
        "Length: 1\nByline: x\n" + "more\n" * 200_000 + "End of Document",
    ],
    ids=lambda text: repr(text[:20]),
)
def test_hostile_exports_take_linear_time(text, seconds):
    with seconds(10):
        split_export(text)


def files_of_all_layouts():
    """Name of a file and its bytes: each layout in the words of each interface and in each format it comes in."""
    for language in ("en", "de", "fr", "nl"):
        for name, lines in {
            "nexis-uni": exported.nexis_uni(language),
            "nexis-uni-without-cover": exported.nexis_uni(language, cover=False),
        }.items():
            yield f"{name}-{language}.docx", exported.as_docx(lines)
            yield f"{name}-{language}.rtf", exported.as_rtf(lines).encode()
            yield f"{name}-{language}.txt", exported.as_text(lines).encode()
        for name, options in {"before": {}, "behind": {"behind": True}, "with-copyright-first": {"old": True}}.items():
            lines = exported.lexis(language, **options)
            yield f"lexis-labels-{name}-{language}.txt", exported.centred(lines).encode()
            yield f"lexis-labels-{name}-{language}.html", exported.as_html(lines).encode()
        bare, codes = exported.factiva(language), exported.factiva_codes(language)
        yield f"factiva-{language}.txt", exported.factiva_text(bare).encode()
        yield f"factiva-{language}.html", exported.factiva_html(bare).encode()
        yield f"factiva-{language}.rtf", exported.as_rtf(exported.factiva_lines(bare)).encode()
        yield f"factiva-codes-{language}.txt", exported.codes_text(codes).encode()
        yield f"factiva-codes-{language}.html", exported.codes_html(codes).encode()


@pytest.mark.parametrize(
    ("name", "data"), list(files_of_all_layouts()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_layout_in_every_language_and_format(name, data):
    items = read_bytes(data, name, ReadOptions())
    assert [item.problem for item in items if isinstance(item, Problem)] == []
    assert len(items) == len(exported.PIECES)
    for article, piece in zip(items, exported.PIECES, strict=True):
        assert article.text == "\n\n".join(piece.paragraphs)
        fields = {field: article.fields.get(field) for field in ("title", "author", "source", "stated_words")}
        assert fields == {
            "title": piece.title,
            "author": piece.author,
            "source": piece.source,
            "stated_words": piece.words,
        }
        assert normalise_date(article.fields["date"]) == piece.date
        assert article.fields.get("section", "").partition(";")[0] == (piece.section or "")


def older(*blocks, number=1, total=1):
    head = (f"{number} of {total} DOCUMENTS", "The Northern Post (London)", f"May {number}, 2025 Tuesday")
    return "\n\n".join([*head, *blocks, "LOAD-DATE: May 9, 2025"])


def modern(*blocks):
    return "\n\n".join([*blocks, "Load-Date:\xa0May 9, 2025", "End of Document"])


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        (
            older("Edition 1;\nNational Edition", "Correction: 6 May 2025 was a Tuesday", "LENGTH: 9 words", "It was."),
            {
                "title": "Correction: 6 May 2025 was a Tuesday",
                "edition": "Edition 1; National Edition",
                "date": "2025-05-01",
            },
            "It was.",
        ),
        (
            older("A ferry", "BYLINE: Ann Lee", "HIGHLIGHT: One line.\nAnd another.", "The ferry came.\n(It left.)"),
            {"title": "A ferry", "author": "Ann Lee", "highlight": "One line. And another."},
            "The ferry came. (It left.)",
        ),
        (
            older("A ferry", "LENGTH: 9 words", "It came.", "GRAPHIC: A picture.", "Its caption goes on."),
            {"title": "A ferry", "stated_words": 9},
            "It came.",
        ),
        (
            older(
                "A ferry", "LENGTH: 9 words", "It came.", "CORRECTION: so it begins.", *["A long paragraph. " * 20] * 9
            ),
            {"title": "A ferry"},
            "\n\n".join(["It came.", "CORRECTION: so it begins.", *[("A long paragraph. " * 20).strip()] * 9]),
        ),
        (
            modern(
                "Sources: ferry to go on 6 May 2025",
                "Northern Post",
                "Spring 2024",
                "Body",
                "Link to Image",
                "It went.",
            ),
            {"title": "Sources: ferry to go on 6 May 2025", "source": "Northern Post", "date": "2024"},
            "It went.",
        ),
        (
            modern(
                "A ferry\nNorthern Post\nMay 7, 2025\n\nLength: 4 words\nByline: Von der Heyde, Ann\nBody", "It went."
            ),
            {"title": "A ferry", "source": "Northern Post", "date": "2025-05-07", "author": "Von der Heyde, Ann"},
            "It went.",
        ),
        (
            modern(
                "A ferry",
                "Post",
                "May 7, 2025",
                "Length: 4 words",
                "Body",
                "ABSTRACT",
                "In short.",
                "FULL TEXT",
                "It went.",
            ),
            {"title": "A ferry", "abstract": "In short."},
            "It went.",
        ),
        (
            modern("A ferry", "Northern Post", "May 7, 2025", "Length: 4 words", "Body", "It went.\nLanguage: ENGLISH"),
            {"title": "A ferry", "language": "ENGLISH"},
            "It went.",
        ),
    ],
)
def test_heads_and_texts_of_labelled_articles(text, fields, body):
    (article,) = split_export(text)
    assert {name: article.fields.get(name) for name in fields} == fields
    assert article.text == body


def bare(
    *above, below=("6 May 2025", "Northern Post", "NPOST", "English", "(c) 2025 Northern Post"), text="The ferry came."
):
    return "\n".join([*above, "12 words", *below, "", text, "", "Document NPOST00020250506el5600001", ""])


@pytest.mark.parametrize(
    ("text", "section", "title", "author"),
    [
        (bare("A lady of letters"), None, "A lady of letters", None),
        (bare("News", "Is all well?"), "News", "Is all well?", None),
        (
            bare("Harbour Desk", "Why wait for it?", "Ann Lee; Tom Dunn"),
            "Harbour Desk",
            "Why wait for it?",
            "Ann Lee; Tom Dunn",
        ),
        (bare("Ferry stops", "BY TOM DUNN"), None, "Ferry stops", "TOM DUNN"),
        (bare("Wirtschaft", "Die Fähre hält", "Von Ann Lee"), "Wirtschaft", "Die Fähre hält", "Ann Lee"),
        (bare("# Factiva", "Isle Life", "# Ferry Stops"), "Isle Life", "Ferry Stops", None),
        (bare("# Ferry Stops", "Isle Reporter"), None, "Ferry Stops", "Isle Reporter"),
    ],
)
def test_section_title_and_author_above_the_count_of_words(text, section, title, author):
    article = next(iter(split_export(text)))
    assert (article.fields.get("section"), article.fields.get("title"), article.fields.get("author")) == (
        section,
        title,
        author,
    )


@pytest.mark.parametrize(
    "rights",
    [
        ("(c) 2025 Northern Post",),
        ("(Copyright (c) 2025, Northern Post Inc.)", "To see the page, click here", "All rights reserved."),
        ("Copyright 2025. All rights reserved.", "", "No part may be copied without permission."),
        (),
    ],
)
def test_notices_of_rights_are_no_text(rights):
    (article,) = split_export(bare("News", "Is all well?", below=("6 May 2025", "Northern Post", "English", *rights)))
    assert article.text == "The ferry came."


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("Northern Post", False),
        ("Gazette Publishing Limited", False),
        ("Verlag Nord GmbH", False),
        ("It came.", True),
        ("“We wait for the Post”", True),
        ("He joined the company", True),
    ],
)
def test_the_publishers_line_is_no_text(line, stays):
    (article,) = split_export(bare("News", "Is all well?", text=f"The ferry came.\n\n{line}"))
    assert (line in article.text) is stays


COVER = "User Name: ANN LEE\n\nDocuments (4)\n\n1. One\n\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "".join(older("A ferry", "LENGTH: 3 words", "It came.\n\n", number=n, total=5) + "\n\n" for n in (1, 2, 4)),
            "lacks number 3 of 5",
        ),
        (
            "".join(older("A ferry", "LENGTH: 3 words", "It came.", number=n, total=9) + "\n\n" for n in (1, 2)),
            "counts 9 articles; the file has the first 2",
        ),
        (
            COVER + modern("A ferry", "Post", "May 6, 2025", "Length: 9 words", "Body", "It came."),
            "counts 4 articles; 1 were found",
        ),
        (older("A ferry", "LENGTH: 3 words"), "Without a text: article 1 of 1"),
        (modern("A ferry", "Length: 9 words", "Body", "It came."), "Without a date: article 1 of 1"),
        (older("A ferry", "HAFEN: Nord", "LENGTH: 3 words", "It came."), "not understood, and left out: HAFEN (1)"),
        (
            "".join(older("A ferry", "LENGTH: 3 words", "HAFEN: Nord", number=n, total=2) + "\n\n" for n in (1, 2)),
            "look like labels begin several texts, and stay in them: HAFEN (2)",
        ),
        (
            older("A ferry", "LENGTH: 3 words", "It came.", total=2) + "\n\n2 of 2 DOCUMENTS\n\nWe are sorry.",
            "left out: part 2 of the export",
        ),
        (
            "Documento 1 de 2\n\nEl Puerto\n\nTexto.\n\nDocumento 2 de 2\n\nTexto.",
            "looks like an export of a news database (2 lines",
        ),
    ],
    ids=lambda value: value[-30:],
)
def test_what_is_odd_about_an_export_is_said(text, said):
    problems = [item.problem for item in split_export(text) if isinstance(item, Problem)]
    assert any(said in problem for problem in problems), problems


def test_a_range_of_a_longer_export_is_whole():
    text = "".join(older("A ferry", "LENGTH: 3 words", "It came.", number=n, total=2146) + "\n\n" for n in (2001, 2002))
    assert [type(item) for item in split_export(text.replace("May 2001", "May 1").replace("May 2002", "May 2"))] == [
        Record
    ] * 2


MARKS = ("Body", "End of Document", "Classification")
PAPERS = ("The Harbour Gazette", "Northern Post")
BOLD = {
    "all": lambda line: True,
    "labels and what parts articles": lambda line: ":" in line[:20] or line in MARKS,
    "counters": lambda line: "DOCUMENTS" in line,
    "titles and sources": lambda line: line.startswith("# ") or line in PAPERS,
}


@pytest.mark.parametrize("lines", [exported.nexis_uni(), exported.lexis()], ids=["nexis", "lexis"])
@pytest.mark.parametrize("is_bold", BOLD.values(), ids=BOLD)
def test_whatever_else_is_bold(lines, is_bold):
    data = exported.as_rtf([f"# {line.removeprefix('# ')}" if is_bold(line) else line for line in lines]).encode()
    items = read_bytes(data, "a.rtf", ReadOptions())
    assert [item.fields["title"] for item in items] == [piece.title for piece in exported.PIECES]
    assert [item.fields["source"] for item in items] == [piece.source for piece in exported.PIECES]
    texts = [item.text.replace("# ", "") for item in items]
    assert texts == ["\n\n".join(piece.paragraphs) for piece in exported.PIECES]


def test_what_a_page_of_factiva_marks_as_text_begins_the_text():
    head = "<div>(c) 2025 Post Ltd</div><div>Owned by the Post</div><div>Read it in print</div>"
    page = exported.factiva_html(exported.factiva())
    notice = "<div>Copyright 2025 Gazette Company.  All rights reserved.</div>"
    items = read_bytes(page.replace(notice, head).encode(), "a.html", ReadOptions())
    assert [item.text for item in items] == ["\n\n".join(piece.paragraphs) for piece in exported.PIECES]


def test_lines_in_the_source_of_a_page_are_not_lines():
    page = (
        exported.factiva_html(exported.factiva())
        .replace('enHeadline">', 'enHeadline">\n')
        .replace(" a deal", "\n a deal")
    )
    items = read_bytes(page.encode(), "a.html", ReadOptions())
    assert [item.fields["title"] for item in items] == [piece.title for piece in exported.PIECES]


def test_an_article_with_all_rows_of_its_head_in_bold_cells():
    page = (
        exported.codes_html(exported.factiva_codes())
        .replace("<td><p>", "<td>\n<p><b>")
        .replace("</p></td>", "</b></p>\n</td>")
    )
    items = read_bytes(page.encode(), "a.html", ReadOptions())
    assert [item.fields["title"] for item in items] == [piece.title for piece in exported.PIECES]
