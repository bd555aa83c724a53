import pytest

import textkit as tk
from textkit.read.page_text import cut_tags

lxml_html = pytest.importorskip("lxml.html")
pytest.importorskip("trafilatura")
PARAGRAPH = "<p>The ministers left the hall after seven hours of talks, and nobody had signed anything.</p>"


def page(rest, head=""):
    article = f"<article><h1>Timber talks</h1>{PARAGRAPH * 5}{rest}</article>"
    return f"<html><head>{head}<title>T</title></head><body>{article}</body></html>"


def attributes(n, value="1"):
    return "<div " + " ".join(f"a{i}={value}" for i in range(n)) + ">x</div>"


BROKEN = '<script type="application/ld+json">{"author":[' + '{"@type":"Person","name":"Ann Lee",' * 5000 + "</script>"
HOSTILE = {
    "attributes": page(attributes(40_000)),
    "attributes with brackets in quotes": page(attributes(40_000, "'>'")),
    "attributes of a script": page("<script " + attributes(40_000)[5:]),
    "links in one paragraph": page("<p>" + "<a href=x>a</a> " * 40_000 + "</p>"),
    "marks in one paragraph": page("<p>" + "<b>a</b> <i>b</i> " * 20_000 + "</p>"),
    "cells in one row": page("<table><tr>" + "<td>a</td>" * 40_000),
    "broken metadata": page("", BROKEN),
}
LINEAR = {
    "scripts that do not end": page("<script>" * 20_000),
    "comments that do not end": page("<!--" * 40_000),
    "quotation marks that do not end": page('<a "' * 20_000 + "<a '"),
    "nested lists": page("<ul><li>" * 40_000),
    "nested tables": page("<table><tr><td>" * 8000),
    "entities": page("&" * 100_000),
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_what_takes_quadratic_time_is_cut_out_and_told(write, seconds, html):
    with seconds(8):
        corpus = tk.read_corpus(write("a.html", html))
    assert "The ministers left the hall" in corpus.documents.text[0]
    assert "were cut out" in corpus.problems.problem[0]


@pytest.mark.parametrize("html", LINEAR.values(), ids=LINEAR)
def test_other_pages_are_read_in_linear_time(write, seconds, html):
    with seconds(8):
        corpus = tk.read_corpus(write("a.html", html))
    assert "The ministers left the hall" in corpus.documents.text[0]


ORDINARY = {
    "links": "<p>" + "<a href='x'>word</a> " * 200 + "</p>",
    "picture in the page": '<img alt="a > b" src="data:image/png;base64,' + "iVBORw0KGgo/AAA=" * 5000 + '">',
    "script": '<script>if (a<b && c>d) { s = "don\'t"; }' + "x = a < b ? 'x' : \"y\";\n" * 2000 + "</script>",
    "apostrophes": "<p>It isn't, he said, the firm's: rock 'n' roll < blues.</p>" * 200,
    "style": '<div style="' + "margin: 0 auto; " * 300 + '">x</div>',
    "whole metadata": '<script type="application/ld+json">[' + '{"name": "Ann"},' * 3000 + "{}]</script>",
}


@pytest.mark.parametrize("rest", ORDINARY.values(), ids=ORDINARY)
def test_ordinary_pages_are_not_cut(write, rest):
    assert cut_tags(page(rest)) == (page(rest), 0)
    assert len(tk.read_corpus(write("a.html", page(rest))).problems) == 0


def test_words_of_links_stay_in_their_place(write):
    links = "".join(f"<a href=x>w{i}</a> and " for i in range(1500))
    text = tk.read_corpus(write("a.html", page(f"<p>{links}<br>end</p>"))).documents.text[0]
    assert "w0 and w1 and w2 and" in text
    assert "w1499 and" in text


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "utf-7", "undefined", "hex"])
def test_a_charset_that_is_not_one_of_texts_is_passed_over(write, seconds, charset):
    html = page(PARAGRAPH * 3000 + "<p>-" + "zzzz99999a" * 20_000, f"<meta charset={charset}>")
    with seconds(10):
        assert "The ministers left" in tk.read_corpus(write("a.html", html)).documents.text[0]
