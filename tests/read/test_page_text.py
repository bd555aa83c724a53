"""What a browser shows apart is apart in the text, and what is not the article is left out."""

import pytest

import textkit as tk
from textkit.read.tables import render_table

etree = pytest.importorskip("lxml.etree")
from textkit.read.page_text import find_blocks, render_blocks  # noqa: E402
from textkit.read.web import page_fields  # noqa: E402

SENTENCE = "The ministers left the hall after seven hours of talks about the price of timber."


def parsed(head, body):
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return etree.fromstring(page, etree.HTMLParser(encoding="utf-8"))


OTHER = "Nobody had signed anything, and nobody said when they would meet again."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<div>One.<div>Two.</div>Three.</div>", "One.\n\nTwo.\n\nThree."),
        ("<p>One.<br>Two.</p>", "One.\nTwo."),
        ("<p>One.<br/> <br/>Two.</p>", "One.\n\nTwo."),
        (
            "Loose one.<p>Two.</p>Loose three. <b>Bold.</b><p>Four.</p>",
            "Loose one.\n\nTwo.\n\nLoose three. Bold.\n\nFour.",
        ),
        ("<p>A <b>min</b>ister</p>", "A minister"),
        ("<p>mini&shy;ster with&#8203;out</p>", "minister without"),
        ("<p>One\n  and   two&nbsp;three</p>", "One and two three"),
        ("<h2>Head</h2>Text.", "## Head\n\nText."),
        ("<h1><span>A</span> <a href=x>B</a></h1>", "# A B"),
        ("<ul><li>One</li><li>Two<ul><li>Three</li></ul></li></ul>", "- One\n- Two\n- Three"),
        ("<ul><li><p>One.</p><p>Two.</p></li><li>Three.</li></ul>", "One.\n\nTwo.\n\nThree."),
        ("<blockquote><p>One.</p><p>Two.</p></blockquote>", "> One.\n>\n> Two."),
        ("<table><tr><th>Vote</th><th>n</th></tr><tr><td>Yes</td><td>120</td></tr></table>", "Vote\tn\nYes\t120"),
        (
            f"<table><tr><td><a href=/>Home</a></td><td><p>{SENTENCE}</p><p>{OTHER}</p></td></tr></table>",
            f"{SENTENCE}\n\n{OTHER}",
        ),
        (
            f"<table><tr><td><table><tr><td><p>{SENTENCE}</p></td></tr></table>{OTHER}</td></tr></table>",
            f"{SENTENCE}\n\n{OTHER}",
        ),
        ("<dl><dt>Q</dt><dd>Why?</dd><dt>A</dt><dd>So.</dd></dl>", "Q\n\nWhy?\n\nA\n\nSo."),
        ("<pre>one\n  two</pre>", "one\n  two"),
        ("<p>He said <q>no</q>.</p>", "He said “no”."),
        ("<section>One.</section><center>Two.</center><address>Three</address>", "One.\n\nTwo.\n\nThree"),
    ],
)
def test_blocks_never_run_together(body, text):
    assert render_blocks(find_blocks(parsed("", body).find("body"))) == text


ARTICLE = f"<h1>Talks end</h1><p>{SENTENCE}</p><p>{OTHER}</p>"
WHOLE = f"# Talks end\n\n{SENTENCE}\n\n{OTHER}"


@pytest.mark.parametrize(
    "body",
    [
        f"<nav><ul><li><a href=/>Home</a></li></ul></nav><article>{ARTICLE}</article><footer>Terms apply.</footer>",
        f"<div class='site-menu'>Home News</div><main>{ARTICLE}<aside>{SENTENCE[:40]}</aside></main>",
        f"<h1>Talks end</h1><div class='story-body'><p>{SENTENCE}</p><p>{OTHER}</p></div><div class=related>More</div>",
        f"<form id=aspnet><div>{ARTICLE}</div></form>",
        f"<div class='page-with-sidebar nav'>{ARTICLE}</div>",
        f"<article>{ARTICLE}<div class='share-bar'>Share this</div><p style='display:none'>Hidden words.</p></article>",
        f"<article>{ARTICLE}<ul><li><a href=1>Another story</a></li><li><a href=2>And one more</a></li></ul></article>",
        f"<article>{ARTICLE}<script>var x = '<p>no</p>';</script><noscript>Turn it on.</noscript></article>",
        f"<article>{ARTICLE}<figure><img><figcaption>A hall.</figcaption><i>Photo: A. Lee</i></figure></article>",
        f"<article><header><h1>Talks end</h1></header><p>{SENTENCE}</p>{OTHER}</article>",
    ],
    ids=range(10),
)
def test_the_article_without_the_furniture(write, body):
    page = f"<html><head><title>Talks end | The Gazette</title></head><body>{body}</body></html>"
    row = tk.read_corpus(write("a.html", page)).documents.iloc[0]
    assert row.text == WHOLE
    assert row.title == "Talks end"


def test_a_page_that_marks_nothing(write):
    menu = "".join(f"<li><a href={i}>Menu {i}</a></li>" for i in range(5))
    text = "".join(f"<p>{SENTENCE}</p><p>{OTHER}</p>" for _ in range(4))
    aside = f"<h4>Most read</h4><ul>{menu}</ul><p>Sign up to get the best of the Gazette in your inbox each day.</p>"
    main = f"<div><h1 class=masthead>Talks end</h1><div>{text}</div></div>"
    page = f"<div id=p><ul>{menu}</ul>{main}<div>{aside}</div></div>"
    row = tk.read_corpus(write("a.html", f"<html><body>{page}</body></html>")).documents.iloc[0]
    assert row.text == "\n\n".join(["# Talks end", *[SENTENCE, OTHER] * 4])


AUTHORS = '[{"name": "Ann Lee"}, {"name": "Tom Dunn"}]'
LINKED = (
    '{"@graph": [{"@type": "NewsArticle", "headline": "T", "datePublished": "2025-05-06T10:00:00Z", '
    f'"author": {AUTHORS}, "publisher": {{"name": "Post"}}}}]}}'
)


@pytest.mark.parametrize(
    ("head", "body", "fields"),
    [
        (
            '<meta property="og:title" content="T"><meta name="author" content="Ann Lee">',
            "",
            {"title": "T", "author": "Ann Lee"},
        ),
        (
            '<meta property="article:published_time" content="2025-05-06T10:00:00Z">',
            "",
            {"date": "2025-05-06T10:00:00Z"},
        ),
        (
            f'<script type="application/ld+json">{LINKED}</script>',
            "",
            {"title": "T", "author": "Ann Lee; Tom Dunn", "date": "2025-05-06T10:00:00Z", "source": "Post"},
        ),
        ("<title>Talks end - The Post</title>", "", {"title": "Talks end"}),
        ("<title>x</title>", "<h1>Talks end</h1>", {"title": "Talks end"}),
        (
            "",
            '<span class="byline">By Ann Lee</span><time datetime="2025-05-06">today</time>',
            {"author": "Ann Lee", "date": "2025-05-06"},
        ),
        (
            '<link rel="canonical" href="https://post.example/2025/05/06/talks">',
            "",
            {"date": "2025-05-06", "url": "https://post.example/2025/05/06/talks"},
        ),
        (
            '<meta name="author" content="https://x.example/ann"><script type="application/ld+json">{broken</script>',
            "",
            {"author": None},
        ),
    ],
)
def test_fields_of_a_page(head, body, fields):
    tree = parsed(head, f"{body}<p>They met.</p>")
    assert {name: page_fields(tree)[name] for name in fields} == fields


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "us-ascii"])
def test_a_declared_encoding_that_makes_mojibake_is_overruled_and_said(write, declared):
    page = f'<html><head><meta charset="{declared}"></head><body><article><p>{SENTENCE} In Montréal.</p></article>'
    corpus = tk.read_corpus(write("a.html", page.encode("utf-8")))
    assert corpus.documents.text[0].endswith("In Montréal.")
    assert f"declares the encoding {declared}, but is utf-8" in corpus.problems.problem[0]


def test_a_declared_encoding_that_is_right_is_not_touched(write):
    page = f'<html><head><meta charset="iso-8859-1"></head><body><article><p>{SENTENCE} In Montréal.</p></article>'
    corpus = tk.read_corpus(write("a.html", page.encode("latin-1")))
    assert corpus.documents.text[0].endswith("In Montréal.")
    assert corpus.problems.empty


LONG = "We have waited for the ferry since the spring of last year."


@pytest.mark.parametrize(
    ("rows", "blocks"),
    [
        ([], []),
        ([[["a"], []], [["b"], ["c"]]], ["a\nb\tc"]),
        (
            [[["Speaker"], ["Text"]], [["HALE"], [LONG]], [["DUNN"], [LONG]], [["HALE"], [LONG]]],
            [f"HALE: {LONG}", f"DUNN: {LONG}", f"HALE: {LONG}"],
        ),
        ([[["HALE:"], [LONG]], [["DUNN:"], [LONG]]], [f"HALE: {LONG}", f"DUNN: {LONG}"]),
        ([[["1990"], [LONG]], [["1990"], [LONG]]], [f"1990\t{LONG}\n1990\t{LONG}"]),
    ],
)
def test_tables_of_data_and_of_turns(rows, blocks):
    assert render_table(rows) == blocks
