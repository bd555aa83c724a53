"""Samples to be read: what is drawn from, how, and that a part of the sheet is a sample, too."""

import numpy as np
import pandas as pd
import pytest

import textkit as tk
from textkit.gold.sampling import QUESTIONS, draw_order, find_units

TEXTS = {
    "a": "“We shall see,” Ann Lee said. The so-called “deal” is off, like a bad dream. “=1+1 is two,” Bo Roe wrote.",
    "b": "Bo Roe claimed that trade hurts. He is no Nixon. I like it. She fought like a lion.",
    "c": "The great Ann Lee lied. “No,” said Bo Roe. It rained, and the “quick fix” failed.",
}


@pytest.fixture(scope="module")
def labels():
    table = pd.DataFrame({"doc_id": list(TEXTS), "text": list(TEXTS.values()), "genre": ["x", "y", "y"]})
    return tk.label(tk.read_corpus(table))


def words(labels, units):
    texts = labels.documents.set_index("doc_id").text
    return [
        texts[doc_id][start:end] for doc_id, start, end in units[["doc_id", "start", "end"]].itertuples(index=False)
    ]


def test_quotes_are_drawn_from_all_that_stands_between_marks(labels):
    units = find_units(labels, "quotes")
    assert words(labels, units) == ["We shall see,", "deal", "=1+1 is two,", "No,", "quick fix"]
    assert units.positive.tolist() == [True, False, True, True, False]


def test_marks_that_the_labels_know_nothing_of_are_units_too(labels):
    from dataclasses import replace

    fewer = replace(labels, quotes=labels.quotes[labels.quotes.doc_id == "a"].reset_index(drop=True))
    units = find_units(fewer, "quotes")
    assert words(labels, units) == words(labels, find_units(labels, "quotes"))
    assert units[units.doc_id == "c"].kind.tolist() == ["none", "none"]


def test_reported_speech_and_tone_are_drawn_from_all_sentences(labels):
    reported, tone = (find_units(labels, what) for what in ("reported", "tone"))
    assert words(labels, reported) == words(labels, tone)
    assert len(reported) == len(labels.sentences)
    row = reported[[text.startswith("Bo Roe claimed") for text in words(labels, reported)]].iloc[0]
    assert (row.kind, row.speaker) == ("indirect", "Bo Roe")


def test_analogies_are_drawn_from_candidates_accepted_and_refused(labels):
    units = find_units(labels, "analogies")
    assert set(units.kind[~units.positive]) == {"none"}
    assert units.positive.sum() == labels.analogies.accepted.sum() > 0
    assert (~units.positive).any()


def test_targets_are_mentions(labels):
    assert set(find_units(labels, "targets").target) >= {"Ann Lee", "Bo Roe"}


@pytest.mark.parametrize("what", QUESTIONS)
def test_places_are_drawn_once_and_stand_for_all(what, labels):
    sheet = tk.gold.sample(labels, what, n=10_000)
    units = find_units(labels, what)
    assert sorted(sheet.key) == sorted(set(sheet.key))
    assert len(sheet) == len(units)
    assert (sheet.inclusion == 1).all()
    assert sheet.drop_duplicates("stratum").stratum_size.sum() == len(units)


def test_the_sheet_depends_on_the_seed_alone(labels):
    one, again, other = (tk.gold.sample(labels, "tone", 6, seed=seed) for seed in (0, 0, 1))
    assert one.equals(again)
    assert one.key.tolist() != other.key.tolist()


@pytest.mark.parametrize("stop", [10, 33, 100])
def test_every_beginning_of_a_sheet_is_a_stratified_sample(stop):
    strata = np.repeat([0, 1, 2], [50, 20, 300])
    times = sum(np.isin(np.arange(370), draw_order(strata, np.random.default_rng(seed))[:stop]) for seed in range(200))
    read = np.bincount(strata[draw_order(strata, np.random.default_rng(0))[:stop]])
    assert read.max() - read.min() <= 1 or read.min() == 20
    for h in range(3):  # within a stratum every unit is as likely
        assert times[strata == h].std() < 2.5 * np.sqrt(times[strata == h].mean())


def test_rows_are_shared_out_over_groups(labels):
    sheet = tk.gold.sample(labels, "tone", 6, by="genre")
    assert sheet.doc_id.map({"a": "x", "b": "y", "c": "y"}).value_counts().tolist() == [3, 3]


@pytest.mark.parametrize(("share", "rows"), [(0, []), (0.2, [5, 10]), (1, [*range(1, 11)])])
def test_a_second_reader_has_a_share_of_the_rows(labels, share, rows):
    sheet = tk.gold.sample(labels, "tone", 10, second_reader=share)
    assert sheet.order[sheet.second == "yes"].tolist() == rows


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_written_is_read_and_no_cell_is_a_formula(labels, tmp_path, ending):
    sheet = tk.gold.sample(labels, "quotes", path=tmp_path / f"sheet.{ending}")
    if ending == "csv":
        assert "\n=1" not in (tmp_path / "sheet.csv").read_text(encoding="utf-8-sig").replace(",", "\n")
    answers = tk.gold.read_answers(tmp_path / f"sheet.{ending}")
    assert answers[["doc_id", "start", "end", "order"]].values.tolist() == (
        sheet[["doc_id", "start", "end", "order"]].values.tolist()
    )
    assert not answers.answered.any()


def test_a_sheet_that_was_filled_in_is_never_overwritten(labels, tmp_path):
    path = tmp_path / "sheet.csv"
    sheet = tk.gold.sample(labels, "quotes", path=path)
    path.write_text(path.read_text(encoding="utf-8-sig") + "x", encoding="utf-8")
    with pytest.raises(tk.errors.OutputError):
        tk.gold.sample(labels, "quotes", path=path)
    assert len(sheet)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("quote", 5), "'quote' is not a sample.*quotes"),
        (("tone", 0), "n must be"),
        (("tone", 3, "doc_id"), "n=3 rows are too few for 3 groups of doc_id"),
        (("tone", 5, "colour"), "colour"),
    ],
)
def test_what_cannot_be_drawn_is_said(labels, arguments, message):
    what, n, *by = arguments
    with pytest.raises(tk.errors.TextkitError, match=message):
        tk.gold.sample(labels, what, n, by=by[0] if by else None)


def test_of_nothing_there_is_no_sample():
    with pytest.raises(tk.errors.OptionError, match="nothing to read: the labels have no analogies"):
        tk.gold.sample(tk.label(tk.read_corpus(["It rained."])), "analogies")
