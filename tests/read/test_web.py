import pandas as pd
import pytest
from exported import NEXIS

import textkit as tk

pytest.importorskip("trafilatura")
PAGE = """<!DOCTYPE html><html lang="en"><head>{meta}<title>Timber talks end | The Gazette</title>
<meta name="author" content="Ann Writer"><meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="2025-05-06T10:00:00Z"></head><body>
<nav><a href="/">Home</a><a href="/news">News</a></nav>
<article><h1>Timber talks end</h1>
<p>The ministers left the hall after seven hours of talks about timber, and nobody had signed anything at all.</p>
<h2>A second round</h2>
<p>“We will not wait,” said the younger one, who had a ferry to catch at six in the naïve hope of being home.</p>
<blockquote><p>Timber is the oldest of our quarrels and the one that outlives every government.</p></blockquote>
<ul><li>Talks resume in the autumn of the coming year</li><li>Duties stay where they are for the time being</li></ul>
</article><footer>Copyright 2025 The Gazette. <a href="/terms">Terms of use</a></footer>
<script>document.write("unsafe")</script></body></html>"""


def read(path):
    return tk.read_corpus(path).documents.iloc[0]


def test_the_article_and_its_metadata(write):
    row = read(write("a.html", PAGE.format(meta='<meta charset="utf-8">')))
    assert row[["title", "author", "date", "source"]].tolist() == [
        "Timber talks end",
        "Ann Writer",
        pd.Timestamp("2025-05-06"),
        "The Gazette",
    ]
    paragraphs = row.text.split("\n\n")
    assert paragraphs[0] == "# Timber talks end"
    assert "## A second round" in paragraphs
    assert any(p.startswith("> Timber is the oldest") for p in paragraphs)
    assert (
        "- Talks resume in the autumn of the coming year\n- Duties stay where they are for the time being" in paragraphs
    )


def test_the_furniture_of_the_page_is_left_out(write):
    text = read(write("a.html", PAGE.format(meta=""))).text
    assert not any(word in text for word in ("Home", "Terms of use", "Copyright", "unsafe"))


@pytest.mark.parametrize(
    ("meta", "encoding"),
    [
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ("", "cp1252"),
        ("", "utf-16"),
        ("", "utf-8-sig"),
        ('<meta charset="utf-8">', "cp1252"),
    ],
)
def test_encodings_declared_or_not(write, meta, encoding):
    text = read(write("a.htm", PAGE.format(meta=meta).encode(encoding))).text
    assert "“We will not wait,” said" in text
    assert "naïve" in text


@pytest.mark.parametrize("data", ["", "   ", "<html></html>", "<html><body><script>x</script></body></html>"])
def test_pages_without_an_article_are_refused(write, data):
    with pytest.raises(tk.errors.CorpusError, match=r"empty|No article|damaged"):
        tk.read_corpus(write("a.html", data))


def test_a_page_of_exported_articles_is_split(write):
    body = "".join(f"<p>{line}</p>" for line in NEXIS.split("\n") if line.strip())
    page = f"<html><head><title>LexisNexis</title></head><body>{body}</body></html>"
    titles = tk.read_corpus(write("a.html", page)).documents.title.tolist()
    assert titles == ["Ministers return without a deal on timber", "Timber prices rise"]


def test_the_coded_layout_in_table_cells_is_split(write):
    cells = [("HD", "Timber prices rise"), ("WC", "98 words"), ("PD", "7 May 2025"), ("SN", "The Harbour Gazette")]
    rows = "".join(f"<tr><td><b>{code}</b></td><td>{value}</td></tr>" for code, value in cells)
    rows += "<tr><td><b>TD</b></td><td><p>Prices rose on Wednesday.</p></td></tr>"
    rows += "<tr><td><b>AN</b></td><td>Document HARGAZ0020250507el5700002</td></tr>"
    page = f"<html><head><title>Factiva</title></head><body><table>{rows}</table></body></html>"
    row = read(write("a.html", page))
    assert row[["text", "title"]].tolist() == ["Prices rose on Wednesday.", "Timber prices rise"]
    assert row.date == pd.Timestamp("2025-05-07")


def test_without_the_library_the_file_is_named_with_the_remedy(write, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "lxml.etree", None)
    write("b.txt")
    corpus = tk.read_corpus(write("a.html", PAGE).parent)
    assert corpus.problems.remedy.tolist() == ["Run: pip install lxml."]
    assert len(corpus) == 1


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + "They met." + "</div>" * 20_000,
        "<p>" + "They met. " * 50_000,
        "<a " + 'href="x" ' * 50_000 + ">",
        "<" * 200_000,
        "&amp;" * 100_000,
        "<table>" + "<tr><td>x" * 20_000,
        "<meta " * 50_000,
    ],
    ids=lambda page: page[:6],
)
def test_hostile_pages_are_read_or_refused_in_bounded_time(write, page, seconds):
    write("b.txt")
    path = write("a.html", f"<html><body>{page}</body></html>")
    with seconds(20):
        assert len(tk.read_corpus(path.parent)) in (1, 2)
