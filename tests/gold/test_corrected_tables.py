"""Tables of measures with corrected counts: which sheets are found, what they correct, and what is said of it."""

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import textkit as tk
from textkit.gold.corrected_tables import CORRECTABLE

SAMPLE = Path(__file__).parents[2] / "corpus/us-canada-2025"
SHEETS = tk.gold.find_sheets(SAMPLE)
TEXTS = ["“We shall see the deal,” said Ann Lee. “No,” said Bo Roe, “never.” It was a triumph."] * 12


@pytest.fixture(scope="module")
def labels():
    return tk.label(tk.read_corpus(pd.DataFrame({"text": TEXTS, "genre": ["report", "speech"] * 6})))


@pytest.fixture(scope="module")
def sheet(labels):
    """As somebody fills it in who finds every third speaker wrong."""
    drawn = tk.gold.sample(labels, "quotes", 100)
    wrong = drawn["order"] % 3 == 0
    return drawn.assign(
        verdict=np.where(wrong, "wrong", "right"), correct_speaker=np.where(wrong, "Cy Fox", drawn["speaker"] * 0)
    )


def whole(estimates, **group):
    for name, value in group.items():
        estimates = estimates[estimates[name] == value]
    return estimates.iloc[0]


def test_sheets_lie_in_the_folder_gold_of_a_corpus():
    assert {what: [path.name for path in paths] for what, paths in SHEETS.items()} == {
        "analogies": ["sample-analogies.csv"],
        "quotes": ["sample-quotes.csv"],
    }


@pytest.mark.parametrize("name", ["my-texts", "my-texts.jsonl"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_or_beside_it_under_its_name_as_a_spreadsheet_saved_them(tmp_path, name, encoding, sheet):
    corpus = tmp_path / name
    corpus.write_text("") if corpus.suffix else corpus.mkdir()
    sheet.to_csv(tmp_path / "my-texts-quotes.csv", index=False, encoding=encoding, sep=";")
    sheet.to_csv(tmp_path / "another-quotes.csv", index=False)
    (tmp_path / "my-texts-notes.csv").write_text("key,order\nsomething,else\n")
    (tmp_path / "my-texts-pictures").mkdir()
    assert tk.gold.find_sheets(corpus) == {"quotes": [tmp_path.resolve() / "my-texts-quotes.csv"]}


def test_a_sheet_of_ones_own_comes_before_that_of_the_corpus(tmp_path, sheet):
    (tmp_path / "x/gold").mkdir(parents=True)
    for name in ("x/gold/sample.csv", "x-mine.csv"):
        sheet.to_csv(tmp_path / name, index=False)
    assert [path.name for path in tk.gold.find_sheets(tmp_path / "x")["quotes"]] == ["x-mine.csv"]


@pytest.mark.parametrize("corpus", ["sotu", "no/such/place", ["a text"], None])
def test_what_has_no_place_has_no_sheets(corpus):
    assert tk.gold.find_sheets(corpus) == {}


def test_a_damaged_sheet_is_told_and_the_others_are_found(tmp_path, sheet):
    (tmp_path / "x" / "gold").mkdir(parents=True)
    sheet.to_csv(tmp_path / "x/gold/good.csv", index=False)
    (tmp_path / "x/gold/bad.csv").write_text("key,order,stratum,stratum_size,key\n")
    with pytest.warns(tk.errors.UncorrectedWarning, match=r"bad\.csv.*'key'"):
        assert [path.name for path in tk.gold.find_sheets(tmp_path / "x")["quotes"]] == ["good.csv"]


@pytest.mark.parametrize(
    ("measure", "by", "column", "estimate"),
    [
        (tk.speaker_share, None, "n_words", {"measure": "words", "by": "speaker"}),
        (tk.speaker_share, None, "share", {"measure": "share", "by": "speaker"}),
        (tk.speaker_share, None, "n_quotes", {"measure": "utterances", "by": "speaker"}),
        (tk.quoted_share, "genre", "n_quoted", {"measure": "words", "by": "genre"}),
        (tk.count_analogies, "kind", "n", {"measure": "count", "by": "kind"}),
        (tk.count_analogies, None, "n", {"measure": "count"}),
    ],
)
def test_corrected_figures_are_those_of_estimate(sample, measure, by, column, estimate):
    table = measure(sample, by=by)
    corrected = tk.gold.correct_counts(table, sample, SHEETS)
    what = CORRECTABLE[measure.__name__].what
    expected = tk.gold.estimate(SHEETS[what], sample, **estimate)
    found = corrected.dropna(subset=f"{column}_corrected")
    assert len(found) == expected["corrected"].notna().sum()
    row = found.iloc[0]
    known = whole(expected, **{estimate["by"]: row[estimate["by"]]} if "by" in estimate else {})
    assert row[column] == pytest.approx(known["naive"])  # the labels alone, counted twice
    names = [f"{column}_corrected", f"{column}_low", f"{column}_high", "n_read"]
    assert row[names].tolist() == pytest.approx(known[["corrected", "low", "high", "n_read"]].tolist())
    assert table.equals(corrected[list(table)])


@pytest.mark.parametrize(("measure", "rate", "count"), [
    (tk.quoted_share, "share", "n_quoted"), (tk.count_analogies, "per_10k_words", "n"),
])  # fmt: skip
def test_rates_are_the_corrected_counts_over_the_same_words(sample, measure, rate, count):
    table = tk.gold.correct_counts(measure(sample, by="genre"), sample, SHEETS)
    found = table.dropna(subset=f"{count}_corrected")
    assert len(found)
    factor = found[rate] / found[count]
    for ending in ("corrected", "low", "high"):
        assert found[f"{rate}_{ending}"].tolist() == pytest.approx((found[f"{count}_{ending}"] * factor).tolist())


def test_tone_is_corrected_where_rows_are_of_whole_sentences(labels):
    sheet = tk.gold.sample(labels, "tone", 40).assign(rating="-1")
    by_genre = tk.gold.correct_counts(tk.polarity_by(labels, by="genre"), labels, {"tone": sheet})
    assert by_genre["mean_corrected"].notna().all()
    assert "Diamonds" in by_genre.attrs["errors"]
    by_voice = tk.gold.correct_counts(tk.polarity_by(labels, by="voice"), labels, {"tone": sheet})
    assert by_voice["mean_corrected"].isna().all()
    assert "labels alone. In all, the mean of tone is" in by_voice.attrs["errors"]


def test_the_note_says_by_what_and_which_groups_have_too_little(sample):
    note = tk.gold.correct_counts(tk.speaker_share(sample), sample, SHEETS).attrs["errors"]
    assert "by 100 places that were read in these texts (sample-quotes.csv)" in note
    assert re.search(r"\d of \d groups have none: fewer than 10", note)
    uncorrected = tk.gold.correct_counts(tk.count_cues(sample), sample, SHEETS).attrs["errors"]
    said = r"From the labels alone. In all, the count of quotes is [0-9]+ by the labels, corrected [0-9]"
    assert re.match(said, uncorrected)


def test_without_a_sheet_the_note_is_the_published_accuracy(labels):
    table = tk.gold.correct_counts(tk.speaker_share(labels), labels, {})
    assert list(table) == list(tk.speaker_share(labels))
    assert table.attrs["errors"].startswith("From the labels alone. Measured on other texts: quotations, ")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda sheet: sheet.assign(verdict="", correct_speaker=""), "nobody has filled it in"),
        (lambda sheet: sheet.assign(stratum_size=99), "does not belong to these labels"),
        (lambda sheet: sheet.assign(verdict="perhaps"), "'perhaps' is not understood"),
        (lambda sheet: pd.concat([sheet.assign(reader="A"), sheet.assign(reader="B")]), "reference"),
    ],
)
def test_a_sheet_that_cannot_be_used_costs_the_correction_and_nothing_else(labels, sheet, change, reason):
    with pytest.warns(tk.errors.UncorrectedWarning, match=reason):
        table = tk.gold.correct_counts(tk.speaker_share(labels), labels, {"quotes": change(sheet)})
    assert table.equals(tk.speaker_share(labels))
    assert "other texts" in table.attrs["errors"]
    assert re.search(rf"The sheet a table was not used: .*{reason}", table.attrs["errors"])  # the caption says it


def test_a_sheet_and_a_corpus_folder_with_sheets_do_alone(labels, tmp_path):
    shares, sheet = tk.speaker_share(labels), tk.gold.sample(labels, "quotes").assign(verdict="right")
    expected = tk.gold.correct_counts(shares, labels, {"quotes": sheet})
    (tmp_path / "texts" / "gold").mkdir(parents=True)
    sheet.to_csv(tmp_path / "texts" / "gold" / "read.csv", index=False)
    for given in (sheet, tmp_path / "texts" / "gold" / "read.csv", tmp_path / "texts"):
        pd.testing.assert_frame_equal(tk.gold.correct_counts(shares, labels, given), expected)


def test_something_else_than_sheets_is_refused(labels):
    with pytest.raises(tk.errors.CorpusError, match="my-texts"):
        tk.gold.correct_counts(tk.speaker_share(labels), labels, "my-texts")
    with pytest.raises(tk.errors.OptionError, match="A sheet is needed"):
        tk.gold.correct_counts(tk.speaker_share(labels), labels, 3)


def test_a_figure_shows_what_was_read_of_the_texts_that_it_is_about(tmp_path, sample):
    """The way of a notebook: from the folder of the corpus to picture, numbers and caption."""
    corpus = tmp_path / "texts"
    (corpus / "gold").mkdir(parents=True)
    shutil.copy(SHEETS["quotes"][0], corpus / "gold")
    shares = tk.gold.correct_counts(tk.speaker_share(sample), sample, tk.gold.find_sheets(corpus))
    ax = tk.plot(shares)
    tk.save_figure(ax, "03_speakers", data=shares, caption="Who?", figures=tmp_path / "figures", labels=sample)
    diamonds = ax.collections[-1].get_offsets()
    assert diamonds[:, 0].tolist() == pytest.approx(shares["n_words_corrected"].dropna().tolist())
    assert [bar.get_width() for bar in ax.patches][:2] == shares["n_words"].head(2).tolist()  # the labels alone, beside
    assert "diamonds: corrected by what was read" in ax.get_xlabel()
    assert (tmp_path / "figures/03_speakers.md").read_text().endswith(f"Who?\n\n{shares.attrs['errors']}\n")
    assert "n_words_corrected" in (tmp_path / "figures/03_speakers.csv").read_text()


def test_labels_and_sheets_that_change_places_are_told(labels):
    sheet = tk.gold.sample(labels, "quotes").assign(verdict="right")
    with pytest.raises(tk.errors.OptionError, match="Labels come second, sheets third"):
        tk.gold.correct_counts(tk.speaker_share(labels), sheet, labels)
