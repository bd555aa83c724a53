"""Files that were damaged at rest: each is told, with its name and a remedy, and never gives other numbers."""

import re
import shutil
from functools import partial

import openpyxl
import pandas as pd
import pytest

import textkit as tk
from textkit.schema import TABLES

TEXTS = {
    "one": "“We shall see,” said Ann Lee. It fell like a house of cards.",
    "two": "“Never again,” Bo Roe said. “It was a mistake.”",
}
REMEDY = re.compile(
    r"(Delete|Run|Export|Give|Write|Move|Take|Make|Pass|Put|Save|Repair|Download|Load|Label|Open|take|export) "
)


@pytest.fixture(scope="module")
def corpus():
    return tk.read_corpus(pd.DataFrame({"doc_id": list(TEXTS), "text": list(TEXTS.values())}))


@pytest.fixture(scope="module")
def rests(tmp_path_factory, corpus):
    """All that textkit keeps of labels, each in a folder."""
    root, labels = tmp_path_factory.mktemp("rests"), tk.label(corpus)
    tk.label_to(root / "dataset", corpus, workers=1, shard_size=1)
    for format in ("csv", "jsonl", "parquet"):
        labels.save(root / format, format=format)
    tk.gold.export_brat(labels, root / "brat")
    tk.gold.export_webanno(labels, root / "webanno")
    for ending in ("csv", "xlsx"):
        (root / f"sheet-{ending}").mkdir()
        tk.gold.to_review(labels, root / f"sheet-{ending}" / f"review.{ending}")
    return root


def load(folder):
    """What stands in a folder, whatever it is."""
    match folder.name.partition("-"):
        case "dataset", *_:
            return tk.scan_labels(folder).load().tables()
        case ("brat" | "webanno") as name, *_:
            return vars(getattr(tk.gold, f"import_{name}")(folder))
        case "sheet", _, ending:
            return {"review": tk.gold.read_review(folder / f"review.{ending}")}
    return tk.load_labels(folder).tables()


def cut(path, share=0.5):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def change(old, new, path):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def swap(path):
    """The file and its neighbour, each in the place of the other."""
    other = next(one for one in sorted(path.parent.iterdir()) if one != path and one.suffix == path.suffix)
    mine = path.read_bytes()
    path.write_bytes(other.read_bytes())
    other.write_bytes(mine)


def folder_instead(path):
    path.unlink()
    path.mkdir()


def set_cell(column, value, path):
    book = openpyxl.load_workbook(path)
    sheet = book.active
    names = [cell.value for cell in sheet[1]]
    sheet.cell(2, names.index(column) + 1).value = value
    book.save(path)


def drop_column(column, path):
    if path.suffix == ".parquet":
        pd.read_parquet(path).drop(columns=column).to_parquet(path)
    elif path.suffix == ".csv":
        pd.read_csv(path).drop(columns=column).to_csv(path, index=False)
    else:
        pd.read_json(path, lines=True).drop(columns=column).to_json(path, orient="records", lines=True)


empty, binary = (lambda path: path.write_bytes(b"")), (lambda path: path.write_bytes(b"\x00\xff" * 500))
GENERAL = {"cut": cut, "empty": empty, "binary": binary, "folder": folder_instead}
WHOLE = [("dataset", f"{name}/*.parquet") for name in ("documents", "tokens", "quotes")]
WHOLE += [("dataset", "labels.json"), ("parquet", "quotes.parquet"), ("parquet", "tokens.parquet")]
WHOLE += [(format, f"{name}.{format}") for format in ("csv", "jsonl") for name in ("documents", "quotes", "sentences")]
WHOLE += [("csv", "provenance.json"), ("sheet-xlsx", "review.xlsx"), ("webanno", "one.tsv"), ("brat", "one.txt")]

DAMAGE = [
    *((kind, pattern, how) for kind, pattern in WHOLE for how in GENERAL.items()),
    ("dataset", "tokens/*.parquet", ("exchanged", swap)),
    ("dataset", "quotes/*.parquet", ("missing", lambda path: path.unlink())),
    ("dataset", "quotes/*.parquet", ("a column gone", partial(drop_column, "start"))),
    ("dataset", "labels.json", ("another shard", partial(change, '"shards": [\n  "', '"shards": [\n  "0'))),
    ("dataset", "labels.json", ("no problems", partial(change, '"problems"', '"troubles"'))),
    *(
        (format, f"quotes.{format}", ("a column gone", partial(drop_column, "start")))
        for format in ("csv", "jsonl", "parquet")
    ),
    ("csv", "quotes.csv", ("a word for a number", partial(change, "one,0,", "one,first,"))),
    ("csv", "quotes.csv", ("another document", partial(change, "one,0,", "three,0,"))),
    ("jsonl", "quotes.jsonl", ("no object", partial(change, "{", "["))),
    ("jsonl", "quotes.jsonl", ("another document", partial(change, '"one"', '"three"'))),
    ("csv", "quotes.csv", ("missing", lambda path: path.unlink())),
    ("brat", "one.ann", ("another span", partial(change, "We shall", "He shall"))),
    ("brat", "one.ann", ("no kind of line", partial(change, "T1\t", "T1 "))),
    ("brat", "one.txt", ("missing", lambda path: path.unlink())),
    ("brat", "one.txt", ("another text", partial(change, "We", "Well, we"))),
    ("brat", "documents.csv", ("no names", partial(change, "doc_id", "document"))),
    ("brat", "documents.csv", ("twice", partial(change, "two,two", "two,one"))),
    ("brat", "one.ann", ("binary", binary)),
    ("webanno", "one.tsv", ("another format", partial(change, "TSV 3.3", "TSV 2"))),
    ("webanno", "one.tsv", ("a short line", partial(change, "\t_\t\n", "\n"))),
    ("webanno", "documents.csv", ("no names", partial(change, "doc_id", "document"))),
    ("sheet-csv", "review.csv", ("binary", binary)),
    ("sheet-csv", "review.csv", ("empty", empty)),
    ("sheet-csv", "review.csv", ("folder", folder_instead)),
    ("sheet-csv", "review.csv", ("a damaged key", partial(change, "quotes:one#0", "quotes one"))),
    ("sheet-xlsx", "review.xlsx", ("an unknown verdict", partial(set_cell, "verdict", "maybe"))),
    ("sheet-xlsx", "review.xlsx", ("a damaged key", partial(set_cell, "key", "one"))),
]


@pytest.mark.parametrize(
    ("kind", "pattern", "damage"),
    [(k, p, how[1]) for k, p, how in DAMAGE],
    ids=[f"{p} {how[0]}" for _, p, how in DAMAGE],
)
def test_damage_is_told_with_file_and_remedy(rests, tmp_path, kind, pattern, damage):
    folder = tmp_path / kind
    shutil.copytree(rests / kind, folder)
    path = min(folder.glob(pattern))
    damage(path)
    with pytest.raises(tk.errors.TextkitError) as caught:
        load(folder)
    said = str(caught.value)
    assert path.name in said or path.parent.name in said
    assert REMEDY.search(said), said
    assert "Traceback" not in said


def test_what_is_whole_is_read(rests):
    for folder in rests.iterdir():
        assert all(isinstance(table, pd.DataFrame) for table in load(folder).values()), folder


@pytest.mark.parametrize("damage", [cut, empty, binary], ids=["cut", "empty", "binary"])
def test_a_data_set_with_a_damaged_note_is_read_and_not_written_over(rests, tmp_path, corpus, damage):
    """The notes are for the next run: what can be read does not depend on them."""
    folder = tmp_path / "dataset"
    shutil.copytree(rests / "dataset", folder)
    note = min(folder.glob("shards/*.json"))
    damage(note)
    with pytest.raises(tk.errors.OutputError, match=rf"{note.name} is not as textkit wrote it\. Move or delete it"):
        tk.label_to(folder, corpus, workers=1, shard_size=1)
    before, after = load(rests / "dataset"), load(folder)
    assert all(after[name].equals(before[name]) for name in TABLES)
