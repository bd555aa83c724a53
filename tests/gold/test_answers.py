"""What readers write into a sheet, how it is understood, and whose answers count."""

import pandas as pd
import pytest

import textkit as tk
from reviewing import rows_of, save_as


def sheet(what="quotes", **columns):
    """Two rows of a sheet: a quotation of Ann Lee (an analogy) and words that are none."""
    shown = {
        "quotes": {"kind": ["direct", "scare"], "speaker": ["Ann Lee", ""], "cue": ""},
        "analogies": {
            "kind": ["simile", "none"], "stance": ["affirmed", ""], "candidate": ["simile", "historical"],
            "tenor": "", "vehicle": "",
        },
        "tone": {},
    }  # fmt: skip
    answers = {"quotes": ("verdict", "correct_kind", "correct_speaker"), "tone": ("rating",)}
    answers["analogies"] = ("verdict", "correct_kind", "correct_stance")
    design = {"order": [1, 2], "stratum": 1, "stratum_size": 2}
    keys = [f"{what}:a#{n}-{n + 5}" for n in (0, 10)]
    return pd.DataFrame({"key": keys} | design | shown[what] | dict.fromkeys(answers[what], "") | columns)


def answers_to(what, name, **columns):
    return tk.gold.read_answers(sheet(what, **columns))[name].tolist()


@pytest.mark.parametrize(
    ("columns", "speech", "speakers"),
    [
        ({"verdict": ["right", "y"]}, [True, False], ["Ann Lee", None]),
        ({"verdict": ["no", "✗"], "correct_kind": ["none", ""]}, [False, True], [None, None]),
        ({"verdict": ["n", "n"], "correct_speaker": ["Bo Roe", "Cy Fox"]}, [True, True], ["Bo Roe", "Cy Fox"]),
        ({"verdict": ["n", "1"], "correct_speaker": ["Unknown", ""]}, [True, False], [None, None]),
        ({"verdict": ["n", "1"], "correct_kind": ["mixed", ""]}, [True, False], ["Ann Lee", None]),
        ({"verdict": ["n", ""], "correct_kind": ["scare", ""]}, [False, None], [None, None]),
    ],
)
def test_is_it_speech_and_whose(columns, speech, speakers):
    found = tk.gold.read_answers(sheet(**columns))
    assert [None if pd.isna(v) else v for v in found.positive] == speech
    assert [None if pd.isna(v) else v for v in found.speaker] == speakers


@pytest.mark.parametrize(
    ("columns", "kinds", "stances"),
    [
        ({"verdict": ["y", "y"]}, ["simile", "none"], ["affirmed", None]),
        ({"verdict": ["n", "n"]}, ["none", "historical"], [None, "affirmed"]),
        ({"verdict": ["n", "n"], "correct_kind": ["comparison", "simile"]}, ["comparison", "simile"], ["affirmed"] * 2),
        ({"verdict": ["n", "y"], "correct_stance": ["denied", ""]}, ["simile", "none"], ["denied", None]),
    ],
)
def test_is_it_an_analogy_and_of_which_kind(columns, kinds, stances):
    found = tk.gold.read_answers(sheet("analogies", **columns))
    assert found.kind.tolist() == kinds
    assert [None if pd.isna(v) else v for v in found.stance] == stances


@pytest.mark.parametrize("cells", [["-2", "1"], ["−2", "1,0"], [-2.0, 1]])
def test_ratings(cells):
    assert answers_to("tone", "rating", rating=cells) == [-1.0, 0.5]


@pytest.mark.parametrize(
    ("what", "columns", "message"),
    [
        ("quotes", {"verdict": ["maybe", ""]}, r"row 2: the verdict 'maybe'.*Write right or wrong"),
        ("quotes", {"verdict": ["wrong", ""]}, "row 2: the verdict is wrong, but not what is right: write a name"),
        ("quotes", {"verdict": ["", "n"], "correct_kind": ["", "irony"]}, "row 3: correct_kind is 'irony'; write"),
        ("quotes", {"correct_speaker": ["Bo", ""]}, "row 2: correct_speaker is given, so the verdict must be wrong"),
        ("analogies", {"verdict": ["n", ""], "correct_stance": ["odd", ""]}, "row 2: correct_stance is 'odd'; write"),
        ("tone", {"rating": ["3", ""]}, "row 2: the rating '3' is not a number from -2 to 2"),
        ("tone", {"rating": ["", "bad"]}, "row 3: the rating 'bad'"),
        ("tone", {"stratum_size": ["", "5"]}, "row 2: stratum_size is '', not a whole number"),
        ("tone", {"key": ["tone:a#0-5", "x"]}, "no key in row 3"),
        ("tone", {"key": ["tone:a#0-5", "quotes:a#0-5"]}, "row 3: one sheet cannot have keys of tone and quotes"),
        ("tone", {"key": ["tone:a#0-5"] * 2}, "row 3 is about the same place as row 2. Delete one of them, or write"),
    ],
)
def test_what_is_not_understood_is_named(what, columns, message):
    with pytest.raises(tk.errors.OptionError, match=message):
        tk.gold.read_answers(sheet(what, **columns))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_sheet_comes_back_from_a_spreadsheet(tmp_path, separator):
    labels = tk.label(tk.read_corpus(["It was a triumph. It rained. It was a disaster."]))
    path = tmp_path / "sheet.csv"
    tk.gold.sample(labels, "tone", path=path)
    rows = [row | {"rating": "-1,5"} for row in rows_of(path)]
    save_as(tmp_path / "filled.csv", rows[::-1], separator=separator)
    found = tk.gold.read_answers(tmp_path / "filled.csv")
    assert (found.rating == -0.75).all()
    assert found.order.tolist() == [3, 2, 1]


def readers():
    return {"Ann": sheet("tone", rating=["2", ""]), "model": sheet("tone", rating=["1", "-1"])}


def test_only_the_reference_counts_and_of_several_the_first():
    for reference, expected in (("Ann", [1.0]), ("model", [0.5, -0.5]), (["Ann", "model"], [1.0, -0.5])):
        found = tk.gold.read_answers(readers(), reference=reference)
        assert found.rating.dropna().tolist() == expected


def test_readers_may_stand_in_one_sheet_by_name():
    both = pd.concat([table.assign(reader=name) for name, table in readers().items()])
    assert tk.gold.read_answers(both, reference="model").rating.tolist() == [0.5, -0.5]
    with pytest.raises(tk.errors.OptionError, match=r"No row is of the reader 'Anne'.*Ann"):
        tk.gold.read_answers(both, reference="Anne")


def test_how_far_readers_agree_is_shown_for_each_question():
    one = sheet(verdict=["y", "n"], correct_speaker=["", "Bo Roe"])
    other = sheet(verdict=["y", "n"], correct_speaker=["", "Cy Fox"])
    table = tk.gold.compare_readers({"Ann": one, "model": other})
    assert table[["question", "n", "agreement"]].values.tolist() == [["positive", 2, 1.0], ["speaker", 2, 0.5]]


@pytest.mark.parametrize("source", [lambda one: one, lambda one: one.assign(verdict="")])
def test_answers_of_one_reader_are_not_compared(source):
    with pytest.raises(tk.errors.OptionError, match=r"Two readers are needed, not [01].*column reader"):
        tk.gold.compare_readers(source(sheet(verdict=["y", "y"])))


@pytest.mark.parametrize(
    ("first", "second", "agreement"),
    [
        ("Bo Roe", "Roe", 1.0),
        ("Bo Roe", "bo roe", 1.0),
        ("Bo Roe", "Mayor Bo L. Roe", 1.0),
        ("Bo Roe", "Jo Roe", 0.5),
        ("Bo Roe", "Fox", 0.5),
    ],
)
def test_readers_agree_who_call_a_speaker_by_fewer_names(first, second, agreement):
    one, other = (sheet(verdict=["y", "n"], correct_speaker=["", name]) for name in (first, second))
    table = tk.gold.compare_readers({"Ann": one, "Ben": other}).set_index("question")
    assert table.agreement["speaker"] == agreement


def test_readers_are_compared_by_the_names_of_the_labels():
    labels = tk.label(tk.read_corpus(["“We shall see,” said Ann Lee, the mayor. “No,” said Bo Roe."]))
    drawn = tk.gold.sample(labels, "quotes").sort_values("start").assign(verdict="wrong")
    both = {"Cy": drawn.assign(correct_speaker="Ann Lee"), "Di": drawn.assign(correct_speaker=["the mayor", "Lee"])}
    for given, agreement in ((None, 0.5), (labels, 1.0)):
        assert tk.gold.compare_readers(both, given).set_index("question").agreement["speaker"] == agreement


@pytest.mark.parametrize(
    "name", ["Mark Carney", "Carney", "Mr. Carney", "Prime Minister Mark Carney", "Mark J. Carney"]
)
def test_a_reader_may_write_titles_and_initials(name):
    labels = tk.label(tk.read_corpus(["“We shall see,” said Mark Carney. “No,” said Ann Lee."]))
    drawn = tk.gold.sample(labels, "quotes").sort_values("start").assign(verdict="wrong", correct_speaker=name)
    table = tk.gold.estimate(drawn, labels, "count", by="speaker", least=1).set_index("speaker")
    assert table.corrected.to_dict() == {"Mark Carney": 2.0, "Ann Lee": 0.0}


def test_labels_that_were_corrected_are_warned_of():
    labels = tk.label(tk.read_corpus(["“We shall see,” said Mark Carney. “No,” said Ann Lee."]))
    wrong = tk.gold.sample(labels, "quotes").assign(verdict="wrong", correct_speaker="Bo Roe")
    with pytest.warns(UserWarning, match="The labels were corrected by a reader: a table"):
        tk.gold.estimate(wrong, tk.gold.apply_corrections(labels, wrong), "count")


def test_a_name_that_is_nearly_one_of_the_labels_is_warned_of():
    labels = tk.label(tk.read_corpus(["“We shall see,” said Mark Carney. “No,” said Ann Lee. “Yes,” said Bo Roe."]))
    drawn = tk.gold.sample(labels, "quotes")
    wrong = drawn.assign(verdict="wrong", correct_speaker=["Mark Carnye", "Al Fox", "Lee"])
    with pytest.warns(UserWarning, match="'Mark Carnye'.*'Mark Carney'") as told:
        tk.gold.estimate(wrong, labels, "count")
    assert len(told) == 1


def test_a_sheet_of_the_other_kind_is_named_with_the_function_that_reads_it(sample, tmp_path):
    tk.gold.to_review(sample, tmp_path / "review.csv", n=3)
    tk.gold.sample(sample, "reported", 3, path=tmp_path / "sample.csv")
    with pytest.raises(tk.errors.OptionError, match=r"sample.csv is a sheet of tk.gold.sample.*tk.gold.estimate"):
        tk.gold.from_review(tmp_path / "sample.csv")
    with pytest.raises(tk.errors.OptionError, match=r"review.csv is a sheet of tk.gold.to_review.*tk.gold.from_review"):
        tk.gold.estimate(tmp_path / "review.csv", sample)
