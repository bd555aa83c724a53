"""Which measured errors a caption names: by what a measure rests on, and by the kind of text."""

import re

import pandas as pd
import pytest

import textkit as tk
from textkit.gold.corrected_tables import PUBLISHED, RESTS_ON, error_note
from textkit.lexicons import read_lexicon


def label(genre=None):
    fields = {"genre": [genre]} if genre else {}
    return tk.label(tk.read_corpus(pd.DataFrame({"text": ["“No,” said Ann Lee."], **fields})))


LABELS = label()


@pytest.mark.parametrize(
    ("table", "named"),
    [
        (tk.speaker_share(LABELS), ["quotations"]),
        (tk.count_cues(LABELS), ["quotations"]),
        (tk.count_analogies(LABELS), ["analogies"]),
        (tk.past_referents(LABELS), ["analogies"]),
        (tk.polarity_arc(LABELS), ["tone"]),
        (tk.polarity_by(LABELS, by="speaker"), ["tone", "quotations"]),
        (tk.polarity_towards(LABELS, targets=["Ann Lee"]), ["tone towards targets", "quotations"]),
        (tk.count_terms(LABELS, by="voice"), ["quotations"]),
        (tk.count_terms(LABELS), []),
        (tk.readability(LABELS), []),
        (pd.DataFrame({"n": [1]}), []),
    ],
)
def test_a_note_names_the_labels_that_the_measure_rests_on(table, named):
    assert (
        re.findall(r"(?:: |; )(quotations|analogies|tone towards targets|tone), ", error_note(table, LABELS)) == named
    )


@pytest.mark.parametrize(
    ("genre", "kinds"),
    [
        ("editorial", {"editorials"}),
        ("Op-Ed", {"editorials"}),
        ("wire report", {"news"}),
        ("campaign speech", {"addresses"}),
        ("sonnet", {"news", "web logs", "essays", "fiction", "editorials", "addresses"}),
        (None, {"news", "web logs", "essays", "fiction", "editorials", "addresses"}),
    ],
)
def test_figures_are_those_of_texts_of_that_kind_or_else_of_all_kinds(genre, kinds):
    labels = label(genre)
    assert set(re.findall(r"\(([a-z ]+)\)", error_note(tk.count_analogies(labels), labels))) == kinds


def test_they_are_the_published_figures():
    labels = label("report")
    rows = tk.gold.published_validity("quotations").query("kind == 'news'")
    for figure, value in zip(rows["figure"], rows["value"], strict=True):
        assert f"{figure.split(', ')[-1]} {value:.2f}" in error_note(tk.quoted_share(labels), labels)


def test_labels_on_disk_tell_their_genres(tmp_path):
    tk.label_to(tmp_path / "x", tk.read_corpus(pd.DataFrame({"text": ["No."], "genre": ["editorial"]})), workers=1)
    labels = tk.scan_labels(tmp_path / "x")
    assert re.findall(r"\((.*?)\)", error_note(tk.polarity_by(labels), labels)) == ["editorials"]


def test_every_measure_and_every_kind_named_exists():
    validity = tk.gold.published_validity()
    assert {row["kind"] for row in read_lexicon("text_kinds")} <= set(validity["kind"])
    assert set(RESTS_ON.values()) <= set(PUBLISHED)
    assert set(RESTS_ON) <= {*tk.__all__, *tk.sentiment.__all__}
    for labeller, beginning in PUBLISHED.values():
        assert validity.loc[validity["labeller"] == labeller, "figure"].str.startswith(beginning).any()
