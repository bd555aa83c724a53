"""Is something said, believed or wanted? The column attribution of the quotes."""

import pandas as pd
import pytest

import textkit as tk
from textkit.errors import OptionError
from textkit.labelling.quotations import find_quotations
from textkit.language.doc import read_doc


def reported(text):
    quotes = tk.label(tk.read_corpus([text])).quotes
    return [(row.text, row.attribution) for row in quotes.itertuples() if row.kind == "indirect"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ann Lee asked Bo Roe whether the bridge was closed.", "Ann Lee"),
        ("Bo Roe was asked by Ann Lee whether the bridge was closed.", "Ann Lee"),
        ("Bo Roe was asked whether the bridge was closed.", None),
        ("Bo Roe has been told that the bridge is closed.", None),
    ],
)
def test_who_is_asked_or_told_does_not_speak(text, speaker):
    assert [row.speaker for row in find_quotations(read_doc(text)).quotes] == [speaker]


@pytest.mark.parametrize(
    ("text", "content", "attribution"),
    [
        ("Ann Lee said that the bridge was closed.", "that the bridge was closed", "speech"),
        ("Ann Lee believes that the bridge is closed.", "that the bridge is closed", "thought"),
        ("Ann Lee wants to close the bridge.", "to close the bridge", "intention"),
        ("Ann Lee promised to close the bridge.", "to close the bridge", "intention"),
        ("According to Ann Lee, the bridge was closed.", "the bridge was closed", "speech"),
        ("Ann Lee criticized the plan to close the bridge.", "the plan to close the bridge", "thought"),
        ("Ann Lee suggested that the bridge was closed.", "that the bridge was closed", "speech"),
        ("The data suggested that the bridge was closed.", "that the bridge was closed", "thought"),
        ("Ann Lee told Bo Roe that the bridge was closed.", "that the bridge was closed", "speech"),
    ],
)
def test_by_the_verb_and_what_it_reports(text, content, attribution):
    assert reported(text) == [(content, attribution)]


@pytest.mark.parametrize(
    ("text", "content", "speaker"),
    [
        ("Vera Novak warned that the pier was never safe.", "that the pier was never safe", "Vera Novak"),
        ("Vera Novak did not say whether the pier was safe.", "whether the pier was safe", None),
        ("Omar Aziz said that Vera Novak told him that it was late.", "that it was late", None),
        ("The bridge will reopen in May, said Vera Novak.", "The bridge will reopen in May", "Vera Novak"),
    ],
)
def test_who_probably_did_not_say_it_is_not_named(text, content, speaker):
    quotes = tk.label(tk.read_corpus([text])).quotes
    row = quotes[quotes.text == content].iloc[0]
    assert (None if pd.isna(row.speaker) else row.speaker) == speaker
    assert row.mention == "Vera Novak"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Acme met Orrin Labs. A report by Orrin Labs came out. Acme left. “No,” the report said.", "Orrin Labs"),
        ("Acme closed in May. A report on it came out. “Costs are high,” the report said.", None),
        ("A statement by Orrin Labs on its talks with Bo Roe said that prices will rise.", "Orrin Labs"),
        ("Acme Corporation closed. “Costs are high,” a statement said.", "Acme Corporation"),
    ],
)
def test_a_report_is_of_who_issued_it_not_of_whom_it_is_about(text, speaker):
    found = tk.label(tk.read_corpus([text])).quotes.speaker.iloc[-1]
    assert (None if pd.isna(found) else found) == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Ann Lee met Tom Roe. Lee spoke of her plan. On his wish that she go, Roe did not retreat. "
            "He said that it was over.",
            "Tom Roe",
        ),
        ("Bo Lee left. He thought of Ann Mary Lee. Ann Mary Lee died. Bo Lee stayed. “It is sad,” Lee said.", "Bo Lee"),
        ("Henry Tribe is a lawyer. “It is a good idea,” Mr. Tribe said.", "Henry Tribe"),
        ("A plan.\n\nDOVER, Del. — Mayor Tom Roe spoke of it, calling it a “great day for all”.", "Tom Roe"),
    ],
)
def test_names_in_news(text, speaker):
    assert tk.label(tk.read_corpus([text])).quotes.speaker.iloc[-1] == speaker


def test_words_in_quotation_marks_are_speech_and_scare_quotes_nothing():
    text = "Ann Lee wants “a better bridge for all of us,” she said. The so-called “bridge” is a plank."
    quotes = tk.label(tk.read_corpus([text])).quotes
    assert set(quotes[quotes.kind == "scare"].attribution.isna()) <= {True}
    assert set(quotes[quotes.kind.isin(["direct", "mixed"])].attribution) == {"speech"}


TEXT = "Ann Lee said that it rained. Ann Lee believes that it snowed. Bo Roe wants to leave the town."


def test_speakers_are_counted_by_speech_unless_told_otherwise():
    labels = tk.label(tk.read_corpus([TEXT]))
    count = {name: tk.speaker_share(labels, attribution=name).n_indirect.sum() for name in ("speech", "thought")}
    assert count == {"speech": 1, "thought": 1}
    assert tk.speaker_share(labels).n_indirect.sum() == 1
    assert tk.speaker_share(labels, attribution=None).n_indirect.sum() == len(labels.quotes)


def test_cues_are_those_of_speech_unless_told_otherwise():
    labels = tk.label(tk.read_corpus([TEXT]))
    assert tk.count_cues(labels).cue.tolist() == ["say"]
    assert "believe" in tk.count_cues(labels, attribution=["speech", "thought"]).cue.tolist()


def test_an_unknown_attribution_is_named():
    with pytest.raises(OptionError, match=r"Unknown attribution: 'spech'.*Did you mean 'speech'"):
        tk.speaker_share(tk.label(tk.read_corpus([TEXT])), attribution="spech")


def test_labels_that_do_not_tell_it_count_all():
    labels = tk.label(tk.read_corpus([TEXT]))
    old = labels.quotes.drop(columns="attribution")
    assert tk.count_cues(old).n.sum() == len(old)
