import struct

import pandas as pd
import pytest

from textkit.read import Problem, ReadOptions, Record, UnreadableError
from textkit.read.formats import read_bytes

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def packed(table, **options):
    out = pa.BufferOutputStream()
    parquet.write_table(table, out, **options)
    return out.getvalue().to_pybytes()


def records(data):
    return [item for item in read_bytes(data, "a.parquet", ReadOptions()) if isinstance(item, Record)]


def test_parquet_rows(tmp_path):
    pd.DataFrame({"text": ["One", None], "year": [2024, 2025]}).to_parquet(tmp_path / "a.parquet")
    found = read_bytes((tmp_path / "a.parquet").read_bytes(), "a.parquet", ReadOptions())
    assert [(r.text, dict(r.fields)) for r in found if isinstance(r, Record)] == [("One", {"year": 2024})]


def test_damage_in_the_notes_that_pandas_leaves_in_parquet_does_no_harm():
    data = pd.DataFrame({"text": ["They met."]}).to_parquet()
    damaged = data.replace(b'"unicode"', b'"unico]e"')
    assert damaged != data
    assert records(damaged)[0].text == "They met."


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\0" * 50 + b"PAR1"])
def test_damaged_parquet_is_refused(data):
    with pytest.raises(UnreadableError, match="damaged"):
        records(data)


def bomb_of_one_long_value():
    indices = pa.array([0] * 3000, pa.int32())
    return packed(pa.table({"text": pa.DictionaryArray.from_arrays(indices, pa.array(["They met. " * 200_000]))}))


def bomb_of_many_rows():
    values = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000_000, pa.int8()), pa.array(["They met."]))
    return packed(pa.table({"text": values}), compression="zstd")


@pytest.mark.parametrize("make", [bomb_of_one_long_value, bomb_of_many_rows])
def test_what_would_decode_to_far_more_than_its_size_is_refused(make, seconds):
    data = make()
    assert len(data) < 200_000
    with seconds(5), pytest.raises(UnreadableError, match="would decode to more than"):
        records(data)


def test_texts_that_repeat_are_read():
    found = records(packed(pa.table({"text": ["They met on Tuesday."] * 20_000, "party": ["A"] * 20_000})))
    assert (len(found), dict(found[-1].fields)) == (20_000, {"party": "A"})


def test_bytes_that_are_not_utf8_are_replaced_and_told():
    offsets = pa.py_buffer(struct.pack("<iii", 0, 4, 12))
    texts = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"ab\xff\xfeTheymet.")])
    problem, *found = read_bytes(packed(pa.table({"text": texts})), "a.parquet", ReadOptions())
    assert [record.text for record in found] == ["ab\ufffd\ufffd", "Theymet."]
    assert isinstance(problem, Problem)
    assert "Column 'text' has values that cannot be read or are not UTF-8: row 1." in problem.problem


def test_nested_and_odd_columns_become_fields():
    table = pa.table(
        {
            "text": ["They met."],
            "tags": [["a", "b"]],
            "place": [{"city": "Ottawa"}],
            "map": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int32())),
            "big": pa.array([2**64 - 1], pa.uint64()),
            "time": pa.array([2**40], pa.timestamp("s")),
            "raw": [b"\xff"],
            "nothing": pa.nulls(1),
        }
    )
    (found,) = records(packed(table))
    assert found.fields["tags"] == "a | b"
    assert found.fields["place"] == '{"city": "Ottawa"}'
    assert found.fields["big"] == 2**64 - 1
    assert "nothing" not in found.fields


def test_two_columns_of_one_name_are_refused():
    table = pa.Table.from_arrays([pa.array(["One"]), pa.array(["Two"])], names=["text", "text"])
    with pytest.raises(UnreadableError, match="Two columns have one name"):
        records(packed(table))
