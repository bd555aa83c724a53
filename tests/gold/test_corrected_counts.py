"""From a sheet to corrected figures: groups, refusals, whose answers count, and how much to read."""

import warnings
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk

SAMPLE = Path(__file__).parents[2] / "corpus/us-canada-2025"


@pytest.fixture(scope="module")
def labels(sample):
    return sample


@pytest.fixture(scope="module")
def gold():
    return tk.gold.read_gold(SAMPLE)


def filled(labels, gold, what="quotes", n=100, **options):
    return tk.gold.fill_from_gold(tk.gold.sample(labels, what, n, **options), gold)


def first_row(table, **values):
    for name, value in values.items():
        table = table[table[name] == value]
    return table.iloc[0]


@pytest.mark.parametrize(
    ("what", "measure"), [("quotes", "count"), ("quotes", "words"), ("reported", "count"), ("analogies", "count")]
)
def test_when_all_is_read_the_truth_is_known(labels, gold, what, measure):
    sheet = filled(labels, gold, what, 10_000)
    answers = tk.gold.read_answers(sheet)
    row = tk.gold.estimate(sheet, labels, measure).iloc[0]
    if measure == "count":
        assert row.corrected == pytest.approx(answers.positive.sum())
    assert row[["low", "high"]].tolist() == pytest.approx([row.corrected] * 2)
    assert row.naive != row.corrected


def test_a_sample_comes_near_it_and_says_how_near(labels, gold):
    truth = tk.gold.estimate(filled(labels, gold, n=10_000), labels, "share", by="speaker")
    table = tk.gold.estimate(filled(labels, gold), labels, "share", by="speaker")
    for speaker in ("Donald Trump", "Mark Carney"):
        row, known = first_row(table, speaker=speaker), first_row(truth, speaker=speaker)
        assert row.low <= known.corrected <= row.high
        assert row.high - row.low < row.sample_high - row.sample_low
        assert row.worth > 100


@pytest.mark.parametrize("what", ["quotes", "analogies"])
def test_the_sheets_of_the_sample_corpus_are_of_its_labels(labels, what):
    """If not, since labels changed, write them again: python benchmarks/sample_sheets.py."""
    row = tk.gold.estimate(SAMPLE / f"gold/sample-{what}.csv", labels).iloc[0]
    assert row.n_read == 100
    assert row.low < row.corrected < row.high


def test_naive_figures_are_those_of_the_labels(labels, gold):
    sheet = filled(labels, gold, "analogies", 60)
    table = tk.gold.estimate(sheet, labels, by="kind", least=2)
    counted = tk.count_analogies(labels, by="kind").set_index("kind")
    for row in table.itertuples():
        assert row.naive == pytest.approx(counted.per_10k_words[row.kind], rel=0.05)  # a cue may be that of two


def test_groups_of_which_too_little_was_read_are_refused(labels, gold):
    table = tk.gold.estimate(filled(labels, gold, n=60), labels, by="speaker")
    few = table[table.n_read < 10]
    assert len(few)
    assert few[["corrected", "low", "high", "worth"]].isna().all(axis=None)
    assert few.refused.str.contains("of 10 rows needed were read").all()
    assert table[table.n_read >= 10].refused.eq("").all()


def test_reading_may_stop_half_way_but_not_before_each_stratum_was_read(labels, gold):
    sheet = filled(labels, gold)
    answers = ["verdict", "correct_kind", "correct_speaker"]
    half = sheet.assign(**{name: sheet[name].where(sheet.order <= 50, "") for name in answers})
    assert tk.gold.estimate(half, labels).n_read.tolist() == [50]
    little = sheet.assign(**{name: sheet[name].where(sheet.order <= 3, "") for name in answers})
    with pytest.raises(
        tk.errors.OptionError, match=r"Too little was read: 3 rows\. Read on, at least to the row of order 5"
    ):
        tk.gold.estimate(little, labels)


def test_a_larger_sheet_goes_on_where_the_smaller_one_ends(labels, gold):
    first, more = filled(labels, gold, n=80), filled(labels, gold, n=120)
    assert more.key[:80].tolist() == first.key.tolist()
    answers = ["verdict", "correct_kind", "correct_speaker"]
    rest = more.assign(**{name: more[name].where(more.order > 80, "") for name in answers})
    assert tk.gold.estimate([first, rest], labels).n_read.tolist() == [120]


def test_sheets_that_were_drawn_differently_are_not_put_together(labels, gold):
    with pytest.raises(tk.errors.OptionError, match=r"stratum 1 has \d+ places in one row and \d+ in another"):
        tk.gold.estimate([filled(labels, gold, n=30), filled(labels, gold)], labels)


def test_gaps_are_told(labels, gold):
    sheet = filled(labels, gold)
    answers = ["verdict", "correct_kind", "correct_speaker"]
    with pytest.warns(UserWarning, match="2 rows before the last one that was read are blank"):
        tk.gold.estimate(sheet.assign(**{name: sheet[name].where(sheet.order > 2, "") for name in answers}), labels)


@pytest.mark.parametrize("by", ["genre", ["genre", "speaker"]])
def test_groups_add_up_when_all_is_read(labels, gold, by):
    sheet = filled(labels, gold, n=10_000)
    table = tk.gold.estimate(sheet, labels, by=by)  # of a group that was read as a whole, however few rows it has
    assert table.corrected.sum() == pytest.approx(tk.gold.estimate(sheet, labels).corrected[0])


def test_a_name_is_that_of_the_labels_however_a_reader_writes_it(labels, gold):
    sheet = filled(labels, gold)
    wrong = sheet.assign(
        verdict="wrong", correct_kind="", correct_speaker=["MARK CARNEY" if n % 2 else "carney" for n in range(100)]
    )
    names = tk.gold.estimate(wrong, labels, by="speaker").query("n_read > 20").speaker
    assert set(names.dropna()) <= {"Mark Carney", "Donald Trump"}


def test_the_claim_about_texts_like_these_is_less_sure(labels, gold):
    sheet = filled(labels, gold)
    here, there = (
        tk.gold.estimate(sheet, labels, "per_10k_words", claim=claim).iloc[0] for claim in ("corpus", "texts")
    )
    assert here.corrected == there.corrected
    assert there.high - there.low > here.high - here.low


def test_tone_is_corrected_to_the_scale_of_the_readers(labels, gold):
    rated = tk.gold.sample(labels, "tone", 60)
    table = tk.gold.estimate(rated.assign(rating="1"), labels)
    assert table.corrected[0] == pytest.approx(0.5, abs=0.05)
    assert set(tk.gold.estimate(rated.assign(rating="1"), labels, "negative", by="voice", least=2).voice) >= {
        "narration"
    }


def test_only_the_reference_corrects(labels, gold):
    sheet = filled(labels, gold)
    readers = {"Ann": sheet, "model": sheet.assign(verdict="right", correct_kind="", correct_speaker="")}
    with pytest.raises(tk.errors.OptionError, match=r"Several readers answered the same rows.*reference="):
        tk.gold.estimate(readers, labels)
    one, other = (tk.gold.estimate(readers, labels, reference=name).corrected[0] for name in readers)
    assert one == tk.gold.estimate(sheet, labels).corrected[0]
    assert other == pytest.approx(tk.gold.estimate(sheet, labels).naive[0])


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({}, {"measure": "mean"}, "'mean' is not a measure of this sample.*count"),
        ({}, {"measure": "share"}, "A share is that of a group"),
        ({}, {"by": "colour"}, "colour"),
        ({}, {"claim": "world"}, "claim must be 'corpus' or 'texts'"),
        ({"key": "quotes:nowhere#0-5"}, {}, "100 of its 100 rows are not in them"),
    ],
)
def test_what_cannot_be_estimated_is_said(labels, gold, change, options, message):
    sheet = filled(labels, gold)
    if change:
        sheet["key"] = [f"quotes:nowhere#{n}-{n + 5}" for n in range(100)]
    with pytest.raises(tk.errors.TextkitError, match=message):
        tk.gold.estimate(sheet, labels, **options)


def test_a_sheet_is_needed_first_and_a_width_is_a_number(labels):
    with pytest.raises(tk.errors.OptionError, match="A sheet is needed, its path or a table, not Labels"):
        tk.gold.estimate(labels, labels)
    with pytest.raises(tk.errors.OptionError, match="width must be a number above 0"):
        tk.gold.plan(labels, "tone", width="wide")


def test_the_sheet_of_another_corpus_is_refused(labels, gold):
    with pytest.raises(tk.errors.OptionError, match="does not belong to these labels"):
        tk.gold.estimate(filled(labels, gold), labels.where(genre="editorial"))


@pytest.mark.parametrize(
    ("what", "options"),
    [
        ("quotes", {"measure": "share", "by": "speaker", "width": 0.1}),
        ("analogies", {"width": 20.0}),
        ("tone", {"width": 0.1}),
        ("tone", {"measure": "negative", "by": "genre", "width": 0.2}),
    ],
)
def test_a_narrower_interval_needs_more_rows(labels, what, options):
    wide = tk.gold.plan(labels, what, **options)
    narrow = tk.gold.plan(labels, what, **(options | {"width": options["width"] / 2}))
    assert (narrow.n >= wide.n).all()
    assert (narrow.n > wide.n).any()
    assert (wide.rests_on == "the labels' probabilities").all()


def test_as_many_rows_are_planned_as_an_estimate_needs_of_a_group(labels):
    planned = tk.gold.plan(labels, "quotes", "share", by="speaker", width=0.5)
    n_all = len(tk.gold.sample(labels, "quotes", 10_000))
    few = planned.n_units < 10
    assert few.any()
    assert (planned.n[few] == n_all).all()
    assert (planned.n * planned.n_units / n_all)[~few].ge(9.99).all()


def test_what_was_read_replaces_the_labels_own_opinion(labels, gold):
    sheet = filled(labels, gold)
    found = tk.gold.estimate(sheet, labels).iloc[0]
    planned = tk.gold.plan(labels, "quotes", width=found.high - found.low, sheet=sheet).iloc[0]
    assert planned.rests_on == "100 rows read"
    assert planned.n == pytest.approx(100, rel=0.35)


def test_no_warning_is_given_for_a_whole_sheet(labels, gold):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tk.gold.estimate(filled(labels, gold), labels, "share", by="speaker")
        tk.gold.estimate(pd.DataFrame(filled(labels, gold)), labels, by="genre")


def test_precision_is_the_share_of_labels_that_are_right(labels, gold):
    everything = tk.gold.sample(labels, "quotes", 10_000)
    sheet = tk.gold.fill_from_gold(everything, gold)
    labelled = sheet[~sheet.kind.isin(["scare", "none"])]
    for by, speaker in ((None, slice(None)), ("speaker", "Donald Trump")):
        rows = labelled if by is None else labelled[labelled.speaker == speaker]
        table = tk.gold.estimate(sheet, labels, "precision", by=by)
        row = table.iloc[0] if by is None else first_row(table, speaker=speaker)
        assert row.corrected == pytest.approx((rows.verdict == "right").mean())
        assert [row.low, row.high, row.n_read] == pytest.approx([row.corrected, row.corrected, len(rows)])
    truth = tk.gold.estimate(sheet, labels, "precision").corrected[0]
    for claim in ("corpus", "texts"):
        row = tk.gold.estimate(filled(labels, gold, n=40), labels, "precision", claim=claim).iloc[0]
        assert 0 < row.low <= truth <= row.high <= 1
    assert tk.gold.plan(labels, "quotes", "precision", width=0.2).n[0] > 10


def test_too_few_rows_for_every_group_are_told_with_what_they_suffice_for(labels, gold):
    sheet = filled(labels, gold, n=20)
    with pytest.warns(tk.errors.UncorrectedWarning, match=r"20 rows .*no speaker.*'count'.*'precision'.*tk.gold.plan"):
        table = tk.gold.estimate(sheet, labels, "share", by="speaker", least=19)
    assert table.refused.ne("").all()


def test_precision_by_kind_has_rows_for_kinds_that_are_labels():
    labels = tk.label(tk.read_corpus(["“We shall see,” said Ann Lee of the so-called “deal”. “No,” said Bo Roe."] * 2))
    sheet = tk.gold.sample(labels, "quotes").assign(verdict="right")
    table = tk.gold.estimate(sheet, labels, "precision", by="kind", least=1)
    assert table[["kind", "n_units", "corrected"]].values.tolist() == [["direct", 4, 1.0]]


@pytest.mark.parametrize("what", ["quotes", "reported", "analogies"])
def test_every_sample_of_verdicts_has_a_precision(sample, what):
    sheet = tk.gold.sample(sample, what, 40).assign(verdict="right")
    assert tk.gold.estimate(sheet, sample, "precision")[["naive", "corrected"]].values.tolist() == [[1.0, 1.0]]
