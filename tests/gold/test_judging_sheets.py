"""A sheet filled in row by row: every answer is in the file at once, and nothing else in the file is lost."""

import os
import sys

import pandas as pd
import pytest

import textkit as tk
from reviewing import rows_of, save_as
from textkit.gold.spreadsheets import fill_row

TEXTS = {
    "a": "“It is over,” said Ann Lee. Critics called it “a disaster”. “Never again,” Lee added.",
    "=cmd": "“We will\n\nsee,” said Bo Roe, “but not today.” It fell like a house of cards.",
}


@pytest.fixture(scope="module")
def labels():
    frame = pd.DataFrame({"doc_id": list(TEXTS), "text": list(TEXTS.values()), "title": "T", "date": "2025-05-06"})
    return tk.label(tk.read_corpus(frame))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_answers_are_in_the_file_and_a_review_goes_on_behind_them(labels, tmp_path, ending):
    path = tmp_path / f"sheet.{ending}"
    judging = tk.gold.review(labels, path=path, reader="Cy")
    first, second, *_ = judging.rows()["key"]
    shown = judging.handle({"at": 0, "key": first, "cells": {"verdict": "right", "comment": "=sure"}})
    assert (shown["at"], shown["done"], shown["place"]) == (1, 1, "T · 2025-05-06")
    judging.handle({"at": 1, "key": second, "cells": {"verdict": "wrong", "correct_kind": "none", "comment": ""}})
    again = tk.gold.review(labels, path=path)
    assert again.next_open() == 2
    assert again.view(0)["cells"] == {"verdict": "right", "correct_kind": "", "correct_speaker": "", "comment": "=sure"}
    answers = tk.gold.read_answers(path)
    assert answers["reader"].tolist()[:3] == ["Cy", "Cy", ""]
    assert answers["positive"].tolist()[1] is False
    assert repr(again).endswith(f"2 of {len(answers)} rows answered")


def test_the_sheet_of_a_precision_can_be_judged_too_and_its_rows_keep_their_order(labels, tmp_path):
    path = tmp_path / "review.csv"
    tk.gold.to_review(labels, path, table="analogies")
    judging = tk.gold.review(path)
    assert [field["name"] for field in judging.form()["fields"]] == ["correct_kind", "correct_stance"]
    judging.answer(judging.rows()["key"][0], verdict="wrong", correct_stance="denied")
    assert tk.gold.read_review(path)["correct_stance"].tolist() == ["denied"]


def test_sentences_are_rated(labels, tmp_path):
    judging = tk.gold.review(labels, what="tone", path=tmp_path / "tone.csv")
    shown = judging.handle({"at": 0, "key": judging.rows()["key"][0], "cells": {"rating": 0}})
    assert (shown["done"], shown["at"], judging.form()["ratings"]) == (1, 1, 2)
    judging.answer(judging.rows()["key"][1], rating=-2)
    assert tk.gold.read_answers(tmp_path / "tone.csv")["rating"].tolist()[:2] == [0, -1]


def test_what_is_not_understood_is_told_and_not_written(labels, tmp_path):
    path = tmp_path / "sheet.csv"
    judging = tk.gold.review(labels, path=path)
    rows = judging.rows()
    key = rows.loc[rows["kind"] == "direct", "key"].iloc[0]
    before = path.read_bytes()
    shown = judging.handle({"at": 0, "key": key, "cells": {"verdict": "wrong"}})
    assert shown["asks"]
    assert shown["said"].startswith("the verdict is wrong, but not what is right")
    for cells in ({"verdict": "perhaps"}, {"text": "other words"}, {"correct_kind": "none"}):
        assert judging.handle({"at": 0, "key": key, "cells": cells})["asks"]
    assert judging.handle({"at": 0, "key": "quotes:b#0-1", "cells": {"verdict": "right"}})["asks"]
    assert path.read_bytes() == before


def test_a_note_alone_stays_at_its_row_and_an_answer_can_be_taken_back(labels, tmp_path):
    judging = tk.gold.review(labels, path=tmp_path / "sheet.csv")
    key = judging.rows()["key"][1]
    assert judging.handle({"at": 1, "key": key, "cells": {"comment": "see page 3"}})["at"] == 1
    judging.answer(key, verdict="right")
    judging.answer(key, verdict="")
    assert judging.view(1)["cells"]["comment"] == "see page 3"
    assert judging.view(1)["done"] == 0


@pytest.mark.parametrize(("separator", "encoding"), [(";", "cp1252"), ("\t", "utf-16")])
def test_columns_and_changes_of_the_user_stay(labels, tmp_path, separator, encoding):
    path = tmp_path / "sheet.csv"
    judging = tk.gold.review(labels, path=path)
    rows = [row | {"mine": "é; x", "": "no heading"} for row in rows_of(path)]
    rows[1]["comment"] = "typed elsewhere meanwhile"
    save_as(path, list(reversed(rows)), separator=separator, encoding=encoding)
    judging.answer(rows[0]["key"], verdict="right")
    head, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert head.count(separator) == len(rows[0]) - 1
    assert sum("no heading" in line for line in lines) == len(rows)
    sheet = judging.rows()
    assert set(sheet["mine"]) == {"é; x"}
    assert sheet["comment"][1] == "typed elsewhere meanwhile"
    assert sheet["verdict"].tolist() == ["right"] + [""] * (len(rows) - 1)


def test_other_sheets_of_a_workbook_stay_and_pictures_are_not_lost(labels, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "sheet.xlsx"
    judging = tk.gold.review(labels, path=path)
    book = openpyxl.load_workbook(path)
    book.create_sheet("mine")["B2"] = "=1+1"
    book.active.column_dimensions["F"].width = 77
    book.save(path)
    key = judging.rows()["key"][0]
    judging.answer(key, verdict="right")
    book = openpyxl.load_workbook(path)
    assert (book["mine"]["B2"].value, book.active.column_dimensions["F"].width) == ("=1+1", 77)
    book["mine"].add_chart(openpyxl.chart.BarChart(), "A1")
    book.save(path)
    with pytest.raises(tk.errors.OutputError, match="charts or programs, which would be lost"):
        judging.answer(key, verdict="")


def test_a_sheet_with_answers_is_never_drawn_again(labels, tmp_path):
    path = tmp_path / "sheet.csv"
    judging = tk.gold.review(labels, path=path)
    judging.answer(judging.rows()["key"][0], verdict="right")
    with pytest.raises(tk.errors.OutputError, match="changed since textkit wrote it"):
        tk.gold.sample(labels, "quotes", path=path, seed=7)
    path.chmod(0o444)
    if not os.access(path, os.W_OK):
        with pytest.raises(tk.errors.OutputError, match="protected against writing"):
            judging.answer(judging.rows()["key"][1], verdict="right")


def test_the_sheets_of_two_readers_give_their_agreement(labels, tmp_path):
    for name, verdicts in {"Ann": "right right", "Bo": "right wrong"}.items():
        judging = tk.gold.review(labels, path=tmp_path / f"{name}.csv", reader=name)
        for key, verdict in zip(judging.rows()["key"], verdicts.split(), strict=False):
            judging.answer(key, verdict=verdict, **({"correct_kind": "none"} if verdict == "wrong" else {}))
    compared = tk.gold.compare_readers([tmp_path / "Ann.csv", tmp_path / "Bo.csv"]).set_index("question")
    assert compared.loc["positive", ["first_reader", "second_reader", "n"]].tolist() == ["Ann", "Bo", 2]


def test_a_sheet_of_other_texts_or_another_question_is_refused(labels, tmp_path):
    path = tmp_path / "sheet.csv"
    tk.gold.review(labels, path=path)
    other = tk.label(tk.read_corpus(pd.DataFrame({"doc_id": list(TEXTS), "text": "“We shall see,” said Cy Dunn."})))
    with pytest.raises(tk.errors.OptionError, match="is of other texts"):
        tk.gold.review(other, path=path)
    with pytest.raises(tk.errors.OptionError, match="about quotes, not tone"):
        tk.gold.review(labels, path=path, what="tone")
    with pytest.raises(tk.errors.OptionError, match="has other rows than the table"):
        tk.gold.review(tk.gold.sample(other, "quotes"), path=path)
    with pytest.raises(tk.errors.OptionError, match=r"sheet of tk\.gold\.sample or tk\.gold\.to_review"):
        tk.gold.review(3)
    with pytest.raises(tk.errors.CorpusError, match="nowhere"):
        tk.gold.review(tmp_path / "nowhere.csv")
    with pytest.raises(tk.errors.OptionError, match="No row has the key"):
        fill_row(path, "quotes:a#900-901", {"verdict": "right"})


def test_the_panel_needs_anywidget_and_says_so(labels, tmp_path, monkeypatch):
    judging = tk.gold.review(labels, path=tmp_path / "sheet.csv")
    assert "widget-view" in " ".join(judging._repr_mimebundle_())
    monkeypatch.setitem(sys.modules, "anywidget", None)
    shown = judging._repr_mimebundle_()
    assert list(shown) == ["text/plain"]
    assert "textkit-discourse[interactive]" in shown["text/plain"]
