"""The annotated article: marks where the labels are, well-formed markup, nothing that a browser would run."""

import re
from dataclasses import replace

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.errors import OptionError
from textkit.show.markup import Mark, render_marks
from textkit.show.view import view

NS = "{http://www.w3.org/1999/xhtml}"


def tree(source):
    return html5lib.HTMLParser(strict=True).parse(source)


def page_of(labels, folder):
    path = folder / "page.html"
    view(labels).save(path)
    return path.read_text(encoding="utf-8")


def by_class(root, name):
    return [e for e in root.iter() if name in e.get("class", "").split() and "tk-legend" not in e.get("class")]


def words(element):
    return "".join(element.itertext())


def marked(root, name):
    return [words(e) for e in by_class(root, name) if e.get("id")]


def test_marks_stand_where_the_labels_are(labels, tmp_path):
    root = tree(page_of(labels, tmp_path))
    assert marked(root, "tk-quote") == ["We are a lighthouse in a storm of prices,", "and we stay."]
    assert marked(root, "tk-scare") == ["deal"]
    assert marked(root, "tk-indirect") == ["prices would fall"]
    assert marked(root, "tk-analogy") == ["We are a lighthouse in a storm"]


def test_refused_analogies_are_not_boxed(labels):
    assert "refused" not in view(labels).body


def test_a_split_utterance_names_its_speaker_once(labels, tmp_path):
    root = tree(page_of(labels, tmp_path))
    assert [e.get("data-who") for e in by_class(root, "tk-quote") if e.get("id")] == ["Ann Lee", None]


def test_notes_tell_cue_rule_and_confidence(labels, tmp_path):
    titles = [e.get("title", "") for e in tree(page_of(labels, tmp_path)).iter()]
    assert "direct · speaker: Ann Lee · named as: Ann Lee · cue: said · rule: made by hand · confidence: 0.90" in titles


def test_bars_show_polarity(labels, tmp_path):
    bars = list(tree(page_of(labels, tmp_path)).iter(f"{NS}i"))
    assert [e.get("class") for e in bars] == ["tk-positive", "tk-negative"]
    assert "width:50%" in bars[0].get("style")


def test_every_mark_is_reached_with_the_keyboard_once(labels, tmp_path):
    stops = [e.get("id") for e in tree(page_of(labels, tmp_path)).iter() if e.get("tabindex") == "0"]
    assert sorted(stops) == ["one-a0", "one-q0", "one-q1", "one-q2", "one-q3"]


def test_links_lead_to_marks(labels, tmp_path):
    root = tree(page_of(labels, tmp_path))
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {e.get("href")[1:] for e in root.iter(f"{NS}a")} <= set(ids)


def test_nothing_of_a_hostile_corpus_runs(hostile, tmp_path):
    root = tree(page_of(hostile, tmp_path))
    assert not {e.tag for e in root.iter()} & {f"{NS}script", f"{NS}img", f"{NS}iframe", f"{NS}object"}
    assert not [key for e in root.iter() for key in e.keys() if key.startswith("on")]  # noqa: SIM118
    assert all(e.get("href", "#").startswith("#") for e in root.iter())
    assert "<script>alert(1)</script>" in words(by_class(root, "tk-par")[0])


def test_a_page_asks_nothing_of_the_network(labels, tmp_path):
    page = page_of(labels, tmp_path)
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|//[a-z]|url\(|@import", page)


def test_unknown_documents_are_refused_with_those_there_are(labels):
    with pytest.raises(OptionError, match="'one'"):
        view(labels, "two")


def test_the_repr_is_a_page_for_notebooks(labels):
    shown = view(labels)._repr_html_()
    assert shown.startswith("<style>")
    assert "tk-view" in shown


spans = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 3)), max_size=8)


@given(st.text(alphabet="ab<>&\"' ", min_size=20, max_size=20), spans, st.integers(0, 5), st.integers(10, 20))
def test_marks_of_any_shape_keep_the_text_and_are_well_formed(text, spans, start, end):
    marks = [Mark(a, b, layer, {"class": f"m{i}", "id": f"i{i}"}) for i, (a, b, layer) in enumerate(spans)]
    root = html5lib.parseFragment(render_marks(text, start, end, marks))
    assert words(root) == text[start:end]
    for i, mark in enumerate(marks):
        pieces = [e for e in root.iter() if f"m{i}" in (e.get("class") or "").split()]
        assert "".join(map(words, pieces)) == text[max(mark.start, start) : max(min(mark.end, end), start)]
        assert sum(1 for e in pieces if e.get("id")) == (mark.start < mark.end and start <= mark.start < end)


def test_doubtful_marks_are_dashed_and_denied_analogies_say_so(labels, tmp_path):
    quotes = labels.quotes.assign(confidence=[0.9, 0.9, 0.9, 0.4])
    analogies = labels.analogies.assign(stance="denied", probability=0.55)
    root = tree(page_of(replace(labels, quotes=quotes, analogies=analogies), tmp_path))
    assert [words(e) for e in by_class(root, "tk-doubtful") if e.get("id")] == [
        "We are a lighthouse in a storm", "prices would fall"]  # fmt: skip
    assert [e.get("data-stance") for e in by_class(root, "tk-analogy") if e.get("id")] == ["denied"]
    legend = next(e for e in root.iter(f"{NS}nav") if "tk-legend" in e.get("class", ""))
    assert {"simile", "dashed: doubtful"} <= {words(e) for e in legend.iter(f"{NS}span")}


def test_a_page_has_one_main_part_and_lists_what_is_marked(labels, tmp_path):
    root = tree(page_of(labels, tmp_path))
    assert len(list(root.iter(f"{NS}h1"))) == len(list(root.iter(f"{NS}main"))) == 1
    listed = [words(e) for e in root.iter(f"{NS}li")]
    assert listed == [
        "Ann Lee We are a lighthouse in a storm of prices, direct",
        "Ann Lee prices would fall indirect",
        "a lighthouse in a storm (simile, affirmed) by Ann Lee",
    ]
