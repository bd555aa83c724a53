"""Concordance lines in a notebook: all there, in order, and nothing of the corpus runs."""

import html5lib
import pandas as pd
import pytest

from textkit.errors import MissingColumnError
from textkit.show.text_tables import concordance_table

NS = "{http://www.w3.org/1999/xhtml}"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def lines(word="tariff"):
    return pd.DataFrame({"doc_id": [word, "b"], "start": [0, 9], "end": [3, 12], "left": ["The old", f"{word}: "],
                         "node": [word, "tax"], "right": ["’s end, now", ""], "speaker": [None, word],
                         "sent_id": [0, 4]})  # fmt: skip


def rows(table):
    root = html5lib.parseFragment(table._repr_html_(), treebuilder="etree")
    return [["".join(cell.itertext()) for cell in row.iter(f"{NS}td")] for row in root.iter(f"{NS}tr")][1:]


def test_plain_lines_show_neighbours_and_metadata():
    shown = rows(concordance_table(lines(), interactive=False))
    assert shown == [
        ["The old", "tariff", "’s end, now", "old", "s", "tariff", ""],
        ["tariff: ", "tax", "", "tariff", "", "b", "tariff"],
    ]


def test_the_document_leads_to_the_passage():
    assert 'href="#b-s4"' in concordance_table(lines(), interactive=False)._repr_html_()


@pytest.mark.parametrize("interactive", [False, True])
def test_nothing_of_a_hostile_corpus_runs(interactive):
    if interactive:
        pytest.importorskip("itables")
    page = concordance_table(lines(EVIL), interactive=interactive)._repr_html_()
    assert "alert(1)" in page
    assert EVIL not in page
    assert "<img src=x" not in page


def test_interactive_tables_are_the_same_twice_and_carry_their_library():
    pytest.importorskip("itables")
    first, second = (concordance_table(lines(), interactive=True)._repr_html_() for _ in range(2))
    assert first == second
    assert "unpkg.com" not in first.split("<table")[1]


def test_no_lines_are_an_empty_table():
    assert rows(concordance_table(lines().head(0), interactive=False)) == []


def test_other_tables_are_refused():
    with pytest.raises(MissingColumnError, match="node"):
        concordance_table(pd.DataFrame({"x": [1]}))
