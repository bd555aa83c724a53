"""The explorer: what is searched, narrowed and ticked are tables; what the browser gets are texts."""

import json
import re
import sys

import pandas as pd
import pytest

import textkit as tk
from textkit.errors import OptionError
from textkit.show import explorer as module

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\x00"
TEXTS = pd.DataFrame(
    {
        "id": ["one", "two", "three"],
        "title": ["Duties", "Wheat", "Duties"],
        "genre": ["report", "editorial", "report"],
        "date": ["2025-05-06", "2025-05-09", "2025-06-01"],
        "text": [
            "“The old tariff is a great success,” said Ann Lee. “A new tariff would be terrible,” Bo Roe said.",
            "The tariff on wheat is like a wall of stone. A tariff hurts. “Tariffs fall,” said Ann Lee.",
            "A field of wheat lies near Rome. Wheat is wheat.",
        ],
    }
)


@pytest.fixture(scope="module")
def labels():
    return tk.label(tk.read_corpus(TEXTS))


@pytest.fixture
def explorer(labels):
    return tk.explore(labels)


def ask(explorer, action, **message):
    """What the browser is shown after a message."""
    explorer.receive({"action": action, **message})
    return explorer.widget.state


def counts(explorer, name):
    facet = next((facet for facet in explorer.widget.facets if facet["name"] == name), {"values": []})
    return {value["label"]: value["n"] for value in facet["values"]}


def line_texts(explorer):
    return [
        "".join(text for part in ("left", "node", "right") for text, _ in line[part]) for line in explorer.widget.lines
    ]


def test_a_query_finds_the_lines_of_kwic(explorer, labels):
    ask(explorer, "search", query="tariff*")
    found = tk.kwic(labels, "tariff*", metadata=["speaker", "genre"])
    assert explorer.lines[list(found)].equals(pd.DataFrame(found))
    assert explorer.widget.state["n"] == 5
    assert "the old tariff is" in line_texts(explorer)[0].lower()


@pytest.mark.parametrize("sort", [["R1"], ["L1", "R2"], ["node", "R1", "L1"]])
def test_lines_are_sorted_as_kwic_sorts(explorer, labels, sort):
    ask(explorer, "search", query="tariff*|wheat")
    ask(explorer, "sort", keys=sort)
    assert explorer.lines["start"].tolist() == tk.kwic(labels, "tariff*|wheat", sort=sort)["start"].tolist()
    assert tk.explore(labels, "tariff*|wheat", sort=sort).lines.equals(explorer.lines)


def test_words_to_sort_by_are_marked(labels):
    line = tk.explore(labels, "old tariff", sort=["R1", "L1"]).widget.lines[0]
    assert ["is", "s0"] in line["right"]
    assert ["The", "s1"] in line["left"]


def test_without_a_query_the_quotations_are_shown_and_counted_as_in_their_table(explorer, labels):
    assert explorer.lines.equals(labels.quotes)
    assert (
        counts(explorer, "speaker") == labels.quotes["speaker"].value_counts().to_dict() == {"Ann Lee": 2, "Bo Roe": 1}
    )
    assert counts(explorer, "field genre") == {"report": 2, "editorial": 1}
    assert counts(explorer, "tone")["negative"] == 1


def test_facets_count_words_as_tables_do(explorer, labels):
    ask(explorer, "search", query="tariff*")
    found = tk.kwic(labels, "tariff*", metadata=["speaker", "voice", "genre", "title"])
    assert counts(explorer, "voice") == found["voice"].value_counts().to_dict()
    assert counts(explorer, "field genre") == found["genre"].value_counts().to_dict()
    assert counts(explorer, "speaker") == found["speaker"].astype("str").fillna("no speaker").value_counts().to_dict()
    assert counts(explorer, "analogy") == {"no analogy": 4, "simile": 1}
    assert counts(explorer, "date") == {}  # all in one month


def test_values_of_a_facet_add_and_facets_narrow_one_another(explorer):
    ask(explorer, "list", kind="sentences")
    ask(explorer, "choose", facet="field genre", value="report")
    assert set(explorer.lines["doc_id"]) == {"one", "three"}
    assert counts(explorer, "field genre")["editorial"] == 3  # what another click would bring
    assert counts(explorer, "date") == {"2025-05": 2, "2025-06": 2}
    ask(explorer, "choose", facet="date", value="2025-06")
    assert set(explorer.lines["doc_id"]) == {"three"}
    ask(explorer, "choose", facet="field genre", value="editorial")
    ask(explorer, "choose", facet="date", value="2025-05")
    assert set(explorer.lines["doc_id"]) == {"one", "two", "three"}
    assert ask(explorer, "widen")["n"] == 7


def test_a_query_narrows_other_kinds_of_lines_to_those_with_such_a_word(explorer, labels):
    assert ask(explorer, "search", query="fall")["kind"] == "words"
    ask(explorer, "list", kind="quotes")
    assert explorer.lines["text"].tolist() == ["Tariffs fall,"]
    line = explorer.widget.lines[0]
    assert line["node"] == [["Tariffs ", ""], ["fall", "hit"], [",", ""]]
    assert line["left"][0][0].endswith("A tariff hurts. “")
    assert line["right"] == [["” said Ann Lee.", ""]]
    ask(explorer, "search", query="")
    assert len(explorer.lines) == len(labels.quotes)
    ask(explorer, "list", kind="analogies")
    assert explorer.lines["vehicle"].tolist() == labels.analogies.query("accepted")["vehicle"].tolist()


def test_lines_that_are_ticked_stay_so_through_other_queries_and_come_back_as_a_table(explorer, labels):
    ask(explorer, "search", query="wheat")
    ask(explorer, "tick", line=1)
    assert ask(explorer, "search", query="tariff*")["ticked"] == 1
    ask(explorer, "tick", line=0)
    assert explorer.selection["node"].tolist() == ["tariff", "wheat"]
    assert list(explorer.selection) == list(explorer.lines)
    assert [line["ticked"] for line in explorer.widget.lines] == [True] + [False] * 4
    ask(explorer, "list", kind="quotes")
    assert explorer.selection.empty
    ask(explorer, "search", query="")
    ask(explorer, "tick", on=True)
    assert explorer.selection.equals(labels.quotes)
    ask(explorer, "tick")
    assert explorer.selection.empty


@pytest.mark.parametrize(
    ("query", "said", "wrong"),
    [
        ("tarif", "near it: tariff", False),
        ("[pos=", "[pos=", True),
        ('[word="(("]', "is not a regular expression", True),
        ("|", "A pattern is a word", True),
        ("wall tariff", "nowhere one behind the other", False),
    ],
)
def test_what_is_not_found_or_not_understood_is_said_in_words(explorer, query, said, wrong):
    before = explorer.widget.state["n"]
    state = ask(explorer, "search", query=query)
    assert said in state["said"]
    assert state["wrong"] == wrong
    assert state["n"] == (before if wrong else 0)


@pytest.mark.parametrize(
    "message",
    [{}, {"action": "fly"}, {"action": "open", "line": 99}, {"action": "open", "line": "0"}, {"action": "page"},
     {"action": "choose", "facet": "none", "value": 1}, {"action": "list", "kind": "rows"},
     {"action": "tick", "line": -99}],
)  # fmt: skip
def test_no_message_breaks_it(explorer, message):
    explorer.receive(message)
    assert explorer.widget.state["wrong"]
    assert len(explorer.lines) == 3


def test_the_article_shows_the_labels_and_all_lines_in_it(explorer):
    ask(explorer, "search", query="tariff*")
    ask(explorer, "open", line=3)
    html = explorer.widget.article["html"]
    assert explorer.widget.opened == 3
    assert re.findall(r'class="tk-found" data-line="(\d)"', html) == ["2", "3", "4"]
    assert 'class="tk-analogy"' in html
    assert 'data-who="Ann Lee"' in html


def test_of_a_long_article_the_part_around_the_line_is_shown():
    text = "\n\n".join(f"Paragraph {number} says nothing of the matter at hand, as before." for number in range(3000))
    explorer = tk.explore(tk.label(tk.read_corpus([text]), tables=("sentences", "tokens")), "2000")
    html = explorer.widget.article["html"]
    assert "Paragraph 2001" in html
    assert "Paragraph 100 " not in html
    assert "Paragraph 2999" not in html
    assert '<span class="tk-found" data-line="0">2000</span>' in html
    assert "Part of a long text" in explorer.widget.article["part"]


@pytest.mark.parametrize("measure", ["speaker_share", "count_terms", "count_analogies", "polarity_by"])
def test_each_row_of_a_measure_leads_to_the_passages_counted_for_it(labels, measure):
    table = getattr(tk, measure)(labels)
    explorer = tk.plot(table, labels, interactive=True)
    rows = explorer.widget.bars["rows"]
    assert len(rows) == min(len(table), 30)
    assert all(row["label"] for row in rows)
    ask(explorer, "choose", facet="row", value="0")
    passages = tk.evidence(table.iloc[0], labels)
    assert (
        explorer.lines[["start", "end", "text"]].values.tolist() == passages[["start", "end", "text"]].values.tolist()
    )


def test_a_table_without_labels_is_refused(labels):
    with pytest.raises(OptionError, match="labels, interactive=True"):
        tk.plot(tk.speaker_share(labels), interactive=True)
    with pytest.raises(OptionError, match="A table of a measure"):
        tk.explore(labels, table=labels)


def test_what_cannot_be_explored_is_refused_with_the_remedy(labels):
    with pytest.raises(OptionError, match=r"tk\.label"):
        tk.explore(tk.label(tk.read_corpus(TEXTS), tables=()))
    with pytest.raises(OptionError, match="load_labels"):
        tk.explore("my-texts")
    with pytest.raises(OptionError, match="L1, L2"):
        tk.explore(labels, "tariff", sort="X9")
    with pytest.raises(OptionError, match="not a regular expression"):
        tk.explore(labels, '[word="(("]')


def test_without_anywidget_the_error_names_the_extra(labels, monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    module._widget_class.cache_clear()
    with pytest.raises(OptionError, match=r"pip install anywidget.*\[interactive\]"):
        tk.explore(labels)
    module._widget_class.cache_clear()


def test_markup_in_every_field_is_text():
    said = f"“The tariff {EVIL} is like a wall,” said Ann {EVIL} Lee. The tariff {EVIL} fell."
    texts = pd.DataFrame({"id": [EVIL, "b"], "text": said, "title": EVIL, "genre": [EVIL, "b"], EVIL: [EVIL, "c"]})
    labels = tk.label(tk.read_corpus(texts))
    labels.quotes["speaker"] = EVIL
    for explorer in (
        tk.explore(labels, "tariff"),
        tk.explore(labels),
        tk.explore(labels, table=tk.speaker_share(labels)),
    ):
        ask(explorer, "choose", facet="field genre", value=EVIL.replace("\x00", "\ufffd"))
        html = explorer.widget.article["html"]
        assert "&lt;script&gt;alert(1)" in html
        assert not re.search(r"<(?:script|img)|<[^<>]*\sonerror=", re.sub(r'"[^"]*"', '""', html))
        assert len(set(explorer.lines["doc_id"])) == 1
        sent = json.dumps([explorer.widget.lines, explorer.widget.facets, explorer.widget.bars, explorer.widget.state])
        assert "\\u0000" not in sent


def test_assets_ask_nothing_of_the_network_and_write_no_html():
    code = explorer_asset("explorer.js")
    assert re.findall(r"innerHTML[^;]*;", code) == ['innerHTML = shown.html || "";']
    assert not re.search(r"https?:|import\(|\bfetch\(|insertAdjacentHTML|document\.write|eval\(", code)
    assert not re.search(r"https?:|@import|url\(", explorer_asset("explorer.css"))


def explorer_asset(name):
    return (module.resources.files("textkit.show") / "templates" / name).read_text(encoding="utf-8")
