import csv
import json
from contextlib import suppress

import pandas as pd
import pytest

import textkit as tk
from textkit.read import Problem, ReadOptions, Record, UnreadableError
from textkit.read.assemble import assemble_documents
from textkit.read.formats import read_bytes
from textkit.read.tables import choose_text_column

LONG = "They met on Tuesday in the capital and talked about trade for an hour."


def records(data, name, **options):
    data = data if isinstance(data, bytes) else data.encode()
    return [item for item in read_bytes(data, name, ReadOptions(**options)) if isinstance(item, Record)]


def problems(data, name):
    return [str(item) for item in read_bytes(data.encode(), name, ReadOptions()) if isinstance(item, Problem)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_rows_become_documents_whatever_the_separator(separator):
    data = f'id{separator}Text\n007{separator}"One{separator} two\nthree"\n8{separator}Four\n'
    found = records(data, "a.csv")
    assert [(r.text, dict(r.fields), r.number) for r in found] == [
        (f"One{separator} two\nthree", {"doc_id": "007"}, 1),
        ("Four", {"doc_id": "8"}, 2),
    ]


@pytest.mark.parametrize("mark", ["\ufeff", "\ufeff\ufeff", "sep=;\n", "\ufeffsep=;\n"])
def test_marks_before_the_first_line_are_passed_over(mark):
    assert [r.text for r in records(f"{mark}text;n\nOne, two;1\n", "a.csv")] == ["One, two"]


def test_cells_that_look_missing_are_texts_and_empty_ones_are_not():
    found = read_bytes(b"text,party\nNA,None\n,x\nnull,\n", "a.csv", ReadOptions())
    assert [(r.text, dict(r.fields)) for r in found if isinstance(r, Record)] == [
        ("NA", {"party": "None"}),
        ("null", {}),
    ]
    assert [str(p) for p in found if isinstance(p, Problem)] == [
        "No text in column 'text': row 2. Fill in the text or delete the row."
    ]


def test_rows_with_too_many_cells_are_named_and_the_others_read():
    data = "text,page\nOne,1\nTwo, three,2\nFour\n"
    assert [(r.text, dict(r.fields)) for r in records(data, "a.csv")] == [("One", {"page": "1"}), ("Four", {})]
    assert "More cells than the first line has: row 2." in problems(data, "a.csv")[0]


def test_texts_longer_than_the_csv_modules_limit_are_read():
    assert len(records(f"text\n{'word ' * 60_000}\n", "a.csv")[0].text) == 300_000
    assert csv.field_size_limit() == 131_072


def test_equal_column_names_get_numbers():
    (found,) = records("text,note,note\nOne,a,b\n", "a.csv")
    assert dict(found.fields) == {"note": "a", "note_2": "b"}


def test_columns_keep_their_types():
    (found,) = assemble_documents(records("text,year,ratio,kept\nOne,2025,0.5,True\n", "a.csv"), ReadOptions())[
        0
    ].itertuples()
    assert (found.year, found.ratio, found.kept) == (2025, 0.5, True)


LOOKALIKES = ["1.10", "1.1", "007", "+5", "-0", "TRUE", "None", "1e5", "123456789012345678901", "2025-01-01"]
WRITTEN_AS = {
    "a.csv": lambda values: "text,id,title,other\n" + "".join(f"{LONG} {v},{v},{v},{v}\n" for v in values),
    "a.jsonl": lambda values: "".join(
        json.dumps({"text": f"{LONG} {v}", "id": v, "title": v, "other": v}) + "\n" for v in values
    ),
}


@pytest.mark.parametrize("name", WRITTEN_AS)
def test_ids_titles_and_mixed_columns_come_out_as_they_went_in(name):
    table, _ = assemble_documents(records(WRITTEN_AS[name](LOOKALIKES), name), ReadOptions())
    assert [table[column].tolist() for column in ("doc_id", "title", "other")] == [LOOKALIKES] * 3


def test_numbers_in_json_keep_their_digits():
    rows = ['{"text": "a", "id": 1.10, "v": 1.10}', '{"text": "b", "id": 1.1, "v": "1.1"}', '{"text": "c", "v": true}']
    table, _ = assemble_documents(records("\n".join(rows), "a.jsonl"), ReadOptions())
    assert table.doc_id.tolist()[:2] == ["1.10", "1.1"]
    assert table.v.tolist() == ["1.10", "1.1", "true"]


@pytest.mark.parametrize("number", ["1" + "0" * 400, "-1" + "0" * 400, "1e400", "-Infinity", "NaN"])
def test_odd_numbers_in_json_cost_nothing(number):
    found = records(f'{{"text": "One", "page": {number}}}\n{{"text": "Two", "page": 1}}', "a.jsonl")
    assert len(assemble_documents(found, ReadOptions())[0]) == 2


def test_a_new_key_in_each_row_takes_linear_time(seconds):
    rows = "".join(f'{{"text":"They met.","k{i}":1}}\n' for i in range(20_000))
    with seconds(10):
        assert len(assemble_documents(records(rows, "a.jsonl"), ReadOptions())[0].columns) < 100


def test_a_wide_header_over_short_rows_costs_no_more_than_its_cells(seconds):
    header = "text," + ",".join(f"c{i}" for i in range(1900))
    with seconds(10):
        found = records(header + "\n" + "They met.\n" * 20_000, "a.csv")
    assert [dict(r.fields) for r in found[:1]] == [{}]
    with pytest.raises(UnreadableError, match="more rows of 1,901 columns"):
        records(header + "\n" + "a\n" * 160_000, "a.csv")


def test_rows_with_quotation_marks_that_do_not_pair_cost_only_themselves():
    data = 'text,page\n"One",1\n"Two" said,2\nThree,3\n"Four,4\n'
    assert [r.text for r in records(data, "a.csv")] == ["One", "Three"]
    assert [problem[:36] for problem in problems(data, "a.csv")] == [
        "The table is damaged in line 3: ',' ",
        "The table is damaged in line 5: unex",
    ]


def test_documents_read_again_stay_as_they_are_and_nothing_is_told_twice(tmp_path):
    table = pd.DataFrame({"text": ["One.", "“Two,” he said."], "speaker": ["a", "b"], "n_chars": [1, 2]})
    first = tk.read_corpus(table)
    assert len(first.problems) == 1
    first.documents.to_csv(tmp_path / "documents.csv", index=False)
    for again in (tk.read_corpus(first.documents), tk.read_corpus(tmp_path / "documents.csv")):
        assert again.problems.empty
        assert again.documents.drop(columns="path").equals(first.documents.drop(columns="path"))


def test_a_text_column_may_be_named():
    assert records(f"text,other\nA,{LONG}\n", "a.csv", text_column="other")[0].text == LONG


def test_an_unknown_text_column_is_refused_with_the_columns_there_are():
    with pytest.raises(UnreadableError, match="No column is called 'body'; the columns are a, b"):
        records("a,b\n1,2\n", "a.csv", text_column="body")


def test_without_a_usual_name_the_longest_texts_are_taken():
    rows = [{"name": "Ann", "what_they_said": LONG, "year": 1}, {"name": "Bo", "what_they_said": LONG}]
    assert choose_text_column(rows, ["name", "what_they_said", "year"]) == "what_they_said"


def test_a_table_of_names_has_no_text_column():
    with pytest.raises(UnreadableError, match="No column looks like texts"):
        choose_text_column([{"name": "Ann", "party": "A"}], ["name", "party"])


@pytest.mark.parametrize(
    "data",
    [
        "",
        "\n",
        "a,b\n",
        'text,x\n"unclosed,1\n',
        "text,x\n1,2,3\n4,5,6,7\n",
        'text,x\n"a"b,2\n',
        "text\n",
        "text" + ",x" * 2000 + "\na\n",
    ],
)
def test_damaged_tables_are_refused(data):
    with pytest.raises(UnreadableError):
        records(data, "a.csv", text_column="text")


def test_json_lines_leave_out_what_is_no_object():
    data = '{"text": "One", "tags": ["a", "b"]}\n\nnot json\n[1]\n{"text": "Two"}\n{"text": 5}\n'
    assert [r.text for r in records(data, "a.jsonl")] == ["One", "Two"]
    assert problems(data, "a.jsonl") == [
        "Not a JSON object: lines 3, 4. Write one object {...} a line.",
        "No text in column 'text': row 3. Fill in the text or delete the row.",
    ]


@pytest.mark.parametrize(
    "value",
    [
        [{"text": "One"}, {"text": "Two"}],
        {"n": 2, "articles": [{"text": "One"}, {"text": "Two"}]},
    ],
)
def test_json_lists_of_objects(value):
    assert [r.text for r in records(json.dumps(value), "a.json")] == ["One", "Two"]


def test_a_single_object_is_one_document():
    assert records('{"text": "One", "title": "T"}', "a.json")[0].fields == {"title": "T"}


def test_json_lines_in_a_json_file():
    assert [r.text for r in records('{"text": "One"}\n{"text": "Two"}\n', "a.json")] == ["One", "Two"]


@pytest.mark.parametrize("data", ["[1, 2]", "5", "{", "[" * 100_000, "[]", '{"text": ' + "9" * 10_000 + "}"])
def test_json_without_texts_is_refused(data):
    with pytest.raises(UnreadableError):
        records(data, "a.json")


@pytest.mark.parametrize("unit", ["[{}]", '{{"a": {}}}'])
def test_deep_nesting_is_no_obstacle(unit):
    value = "1"
    for _ in range(400):
        value = unit.format(value)
    (found,) = records(f'[{{"text": "They met.", "deep": {value}}}]', "a.json")
    assert found.text == "They met."


def test_lone_surrogates_in_json_become_replacement_characters():
    rows = [{"text": "a\ud800b", "\ud800": "x\ud800"}]
    found = records(json.dumps(rows), "a.json")
    documents, _ = assemble_documents(found, ReadOptions())
    assert documents.text.tolist() == ["a\ufffdb"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "unit", "name"),
    [
        ("text\n", '"', "a.csv"),
        ("text\n", '""', "a.csv"),
        ("text\n", ",", "a.csv"),
        ("", "a,", "a.csv"),
        ("text\n", "x\n", "a.csv"),
        ("text\t", "\t", "a.tsv"),
        ("", '{"text": "x"}\n', "a.jsonl"),
        ("", "[" * 100 + "\n", "a.jsonl"),
        ("", '{"a":', "a.json"),
        ('{"text": "', "\\u00e9", "a.json"),
    ],
)
def test_hostile_tables_are_read_or_refused_in_bounded_time(start, unit, name, seconds):
    with seconds(30), suppress(UnreadableError):
        records(start + unit * (10**6 // len(unit)), name)


@pytest.mark.parametrize(
    ("index", "known"),
    [
        (pd.Index(["x", "y"], name="slug"), {"slug": ["x", "y"], "doc_id": ["text-001", "text-002"]}),
        (pd.Index(["x", "y"], name="ID"), {"doc_id": ["x", "y"]}),
        (pd.Index([1990, 2000], name="Year"), {"year": [1990, 2000]}),
        (pd.Index(["x", "y"]), {"index": ["x", "y"]}),
        (pd.MultiIndex.from_tuples([("x", 1), ("y", 2)], names=["Outlet", "round"]), {"source": ["x", "y"]}),
        (pd.Index([7, 3]), {"doc_id": ["text-001", "text-002"], "index": None}),
    ],
)
def test_the_index_of_a_table_is_a_field_if_it_says_something(index, known):
    for table in (pd.DataFrame({"text": ["One.", "Two."]}, index=index), pd.Series(["One.", "Two."], index=index)):
        documents = tk.read_corpus(table).documents
        assert {name: documents[name].tolist() if name in documents else None for name in known} == known
