"""Templates escape whatever they are given; HTML of notebooks is written again without what a browser would obey."""

from html.parser import HTMLParser
from importlib.resources import files

import jinja2
import pytest
from jinja2 import meta, nodes

from textkit.show.markup import ATTRIBUTES, ELEMENTS, only_safe, render

TEMPLATES = {path.name: path for path in files("textkit.show").joinpath("templates").iterdir() if path.suffix == ".j2"}
EVIL = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>\x00"""

KEPT = [
    '<h1 id="a">Title</h1>\n<p>One <em>two</em> &lt;b&gt; &amp;amp; “three”</p>',
    '<table class="dataframe"><thead><tr style="text-align: right;"><th>a</th></tr></thead><tbody></tbody></table>',
    '<div class="highlight"><pre><span></span><span class="n">x</span> <span class="o">=</span> "y"\n\n</pre></div>',
    '<a href="#a">in</a><a href="../index.html">up</a><a href="https://example.org/x?y=1">out</a>',
    '<img alt="Chart" class="" src="../02_terms.png"><img src="data:image/png;base64,iVBORw0KGgo=">',
    "<style>#T_1 td { width: 32em; }</style>",
]
HOSTILE = {
    '<meta http-equiv="refresh" content="0;url=http://x/">t': "t",
    '<META HTTP-EQUIV="refresh" content="0"/>t': "t",
    "<!--><meta http-equiv=refresh content=0>--><b>t</b>": "<b>t",
    "<script>alert(1)</script>t<script src=x></script>": "t",
    "<svg><style><meta http-equiv=refresh content=0></style></svg>t": "t",
    "<svg onload=alert(1)><svg></svg><p>in</p></svg>t": "t",
    "<style>a{}<meta http-equiv=refresh content=0></style>t": "<style>a{}meta",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></math>t": "t",
    '<a href="javascript:alert(1)">t</a>': "<a>t</a>",
    '<a href=" java&#10;script:alert(1)">t</a>': "<a>t</a>",
    '<a href="data:text/html,<b>">t</a><a href="//evil.example">u</a>': "<a>t</a><a>u</a>",
    '<img src="http://evil.example/x.png"><img src="//e/x"><img src=x onerror=alert(1)>': '<img><img><img src="x">',
    '<p onclick="alert(1)" style="color:red" formaction=x>t</p>': '<p style="color:red">t</p>',
    "<form action=http://evil.example><input name=q><button>t</button></form>": "t",
    "<base href=http://evil.example/><link rel=stylesheet href=x>t": "t",
    "<iframe src=http://evil.example></iframe><object data=x></object><embed src=x>t": "t",
    "<textarea><meta></textarea><title><meta></title><xmp><meta></xmp><noscript><meta></noscript>t": "t",
    "<![CDATA[<meta>]]>t<?php x ?>u<!DOCTYPE html>v": None,
    '<p title="&quot;><meta>">t</p>': '<p title="&#34;&gt;&lt;meta&gt;">t</p>',
    "<b": None,
    '<a title="': None,
}


class Seen(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.names = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]


class Anything:
    """A value for every name of a template: its attributes, items and text are hostile."""

    def __init__(self, truth):
        self.truth = truth

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key):
        return self

    def __iter__(self):
        return iter((self, self))

    def __bool__(self):
        return self.truth

    def __len__(self):
        return 2

    def __str__(self):
        return EVIL

    def items(self):
        return [("title", EVIL)]


def names_in(template):
    """The names that a template asks for, its base and what it includes among them."""
    tree = jinja2.Environment().parse(TEMPLATES[template].read_text(encoding="utf-8"))
    others = {name for name in meta.find_referenced_templates(tree) if name in TEMPLATES}
    return meta.find_undeclared_variables(tree).union(*map(names_in, others)) - {"no_formulas"}


@pytest.mark.parametrize("truth", [True, False])
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_escapes_every_value(template, truth):
    written = render(template, **dict.fromkeys(names_in(template), Anything(truth)))
    assert "&lt;script&gt;" in written
    assert "\x00" not in written
    seen = Seen(written)
    own = ["script"] * ('include "gallery.js"' in TEMPLATES[template].read_text(encoding="utf-8"))
    assert [tag for tag in seen.tags if tag == "script"] == own
    assert not [name for name in seen.names if name.startswith("on")]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_without_its_values_fails(template):
    with pytest.raises(jinja2.UndefinedError, match="is undefined"):
        render(template)


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_turns_the_escaping_off(template):
    tree = jinja2.Environment().parse(TEMPLATES[template].read_text(encoding="utf-8"))
    assert "safe" not in {node.name for node in tree.find_all(nodes.Filter)}
    assert not list(tree.find_all(nodes.EvalContextModifier))


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (float("nan"), ""), (0, "0"), ("a\x85b", "a\ufffdb")])
def test_a_missing_value_is_blank_and_a_forbidden_character_replaced(value, shown):
    assert render("corpus.html.j2", name=value, facts=[]) == f"<p><b>{shown}</b>: </p>\n"


@pytest.mark.parametrize("page", KEPT)
def test_what_a_notebook_shows_is_kept_to_the_letter(page):
    assert only_safe(page) == page


@pytest.mark.parametrize(("page", "safe"), HOSTILE.items())
def test_what_a_browser_would_obey_is_gone(page, safe):
    written = only_safe(page)
    assert safe is None or written.startswith(safe)
    seen = Seen(written)
    assert set(seen.tags) <= set(ELEMENTS.split())
    assert set(seen.names) <= {*ATTRIBUTES.split(), "href", "src"}
    assert "meta" not in seen.tags
    assert only_safe(written) == written


def test_a_page_nested_a_million_deep_takes_linear_time():
    assert only_safe("<b>" * 300_000).count("<b>") == 300_000
