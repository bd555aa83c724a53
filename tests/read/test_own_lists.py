"""An analyst's own word lists: every bad row is told and left out, and the others count."""

from dataclasses import replace

import pytest

import textkit as tk
from textkit.read.resources import LISTS, check_rows

TEXT = "“It is over,” Sheila O’Brien said. “We lost,” he said. It is like the Harbour Mutiny, akin to O’Brien’s law.\n"


@pytest.mark.parametrize(
    ("name", "row", "problem", "remedy"),
    [
        ("speakers", {"name": "Ann", "kind": "dog"}, "('Ann'): its kind is 'dog'", "Use person, organisation, role"),
        ("speakers", {"name": " ", "alias": "A"}, ": it has no name", "Write one"),
        ("speakers", {"name": [1, 2]}, ": its name is '[1, 2]', not a text", "quotation marks"),
        ("speakers", {"name": "Ann", "alias": 7}, "('Ann'): its alias is '7', not a text", "quotation marks"),
        ("speakers", "x", ": it is 'x'", "Write its columns: name, alias, kind"),
        ("stop_words", {"term": 1}, ": its term is '1', not a text", "quotation marks"),
        ("historical_referents", {"name": "X", "type": "movement"}, "('X'): its type is 'movement'", "Use event"),
        ("historical_referents", {"name": "X", "start_year": "c. 1300"}, "its start_year is 'c. 1300'", "such as 1938"),
        ("historical_referents", {"name": "X", "end_year": "²"}, "its end_year is '²'", "such as 1938"),
        ("comparison_cues", {"cue": "as a", "family": "akin"}, "('as a'): its family is 'akin'", "Use like"),
        ("comparison_cues", {"cue": "as a", "kind": "metaphor"}, "('as a'): its kind is 'metaphor'", "Use simile"),
    ],
)
def test_a_bad_row_is_told(name, row, problem, remedy):
    good = {next(iter(LISTS[name])): "Good"}
    rows, [told] = check_rows(name, [good, row, good], "list.csv")
    assert rows == (good, good)
    assert told.problem.startswith("Row 2")
    assert problem in told.problem
    assert remedy in told.remedy
    assert (told.path, told.severity) == ("list.csv", "error")


def test_many_bad_rows_are_counted():
    rows, problems = check_rows("speakers", [{"name": "Ann", "kind": str(n)} for n in range(1000)], "speakers.csv")
    assert rows == ()
    assert [problem.problem for problem in problems[4:]] == [
        "Row 5 ('Ann'): its kind is '4'.",
        "995 more rows of the list are left out.",
    ]


@pytest.mark.parametrize("name", LISTS)
def test_only_the_first_column_must_be_there(tmp_path, write, name):
    """And what the list says has an effect, or none, but no error."""
    first = next(iter(LISTS[name]))
    write(f"{name}.csv", f"{first}\nO'Brien\n")
    write("a.txt", TEXT)
    corpus = tk.read_corpus(tmp_path)
    assert corpus.problems.empty
    assert corpus.resources[name] == ({first: "O'Brien"},)
    assert tk.label(corpus).problems.empty


@pytest.mark.parametrize("name", LISTS)
def test_a_list_without_its_first_column_is_told_and_ignored(tmp_path, write, name):
    write(f"{name}.csv", "word,alias\nlike,x\n")
    write("a.txt", TEXT)
    corpus = tk.read_corpus(tmp_path)
    assert name not in corpus.resources
    [problem] = corpus.problems.problem
    assert f"no column '{next(iter(LISTS[name]))}'" in problem
    assert tk.label(corpus).problems.equals(corpus.problems)


def test_lists_of_the_settings_are_checked_too(tmp_path, write):
    write(
        "corpus.toml",
        'speakers = [1, "x", {name=[1,2]}, {name="Ann Lee", alias=7}, {alias="x"}, {name="Sheila O\'Brien"}]\n'
        'stop_words = [1, [2], {a=1}, "over"]\nboilerplate = [1, "(a+)+$", ""]\n',
    )
    write("a.txt", TEXT)
    corpus = tk.read_corpus(tmp_path)
    assert [row["name"] for row in corpus.resources["speakers"]] == ["Sheila O'Brien"]
    assert corpus.resources["stop_words"] == ({"term": "over"},)
    assert corpus.problems.path.unique().tolist() == ["corpus.toml"]
    told = " ".join(corpus.problems.problem)
    assert all(f"speakers: Row {number}" in told for number in range(1, 6))
    assert all(f"stop_words: Row {number}" in told for number in range(1, 4))
    assert "boilerplate: 2 of its entries" in told
    assert set(tk.label(corpus).quotes.speaker.dropna()) == {"Sheila O'Brien"}


ROWS = {
    "speakers": {"kind": "person"},
    "historical_referents": {"name": "Harbour Mutiny", "type": "movement"},
    "comparison_cues": {"cue": "akin to", "kind": "metaphor", "family": "own"},
    "stop_words": {"term": "O’Brien"},
}


def test_rows_that_no_reader_checked_cost_no_label():
    """As of a corpus made by hand."""
    corpus = replace(tk.read_corpus([TEXT]), resources={name: (row,) for name, row in ROWS.items()})
    labels = tk.label(corpus)
    assert labels.problems.empty
    assert "metaphor" in set(labels.analogies.kind)
    labels.analogies.loc[:, "accepted"] = True
    assert "akin to" in tk.view(labels, "text-001")._repr_html_()


@pytest.mark.parametrize("cue", ["cousin’s", "far‑fetched", "ﬁne as", "ß as", "’tis", "ΣΑΣ", "a_b", "_", "don't", "İx"])
def test_any_cue_is_found_as_it_is_written(cue):
    corpus = replace(
        tk.read_corpus([f"It was {cue} a lion. {cue} a lion."]), resources={"comparison_cues": ({"cue": cue},)}
    )
    assert tk.label(corpus).problems.empty
