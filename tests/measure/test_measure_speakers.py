"""Who speaks how much: counts by hand, the unattributed row, undefined shares."""

import math

import pytest

import textkit as tk

TEXT = "“Never say never,” said Ann Lee. “No.” She claimed that it rained. Ben Ode noted “a lot of rain”."


@pytest.fixture(scope="module")
def labels():
    return tk.label(tk.read_corpus([TEXT, "Snow fell."]))


def test_speaker_share_counts_by_hand(labels):
    table = tk.speaker_share(labels).set_index("speaker", drop=False)
    assert table.loc["Ann Lee", ["n_quotes", "n_words", "n_indirect"]].tolist() == [1, 4, 1]
    assert table.loc["Ben Ode", ["n_quotes", "n_words"]].tolist() == [1, 4]
    assert table.share.sum() == pytest.approx(1)


def test_unattributed_row_is_always_there_and_last(labels):
    assert tk.speaker_share(labels).speaker.isna().tolist()[-1]
    by_doc = tk.speaker_share(labels, by="doc_id")
    assert by_doc[by_doc.speaker.isna()].doc_id.nunique() == by_doc.doc_id.nunique()


def test_nothing_quoted_gives_undefined_shares():
    table = tk.speaker_share(tk.label(tk.read_corpus(["Snow fell."])))
    assert table.n_words.tolist() == [0]
    assert math.isnan(table.share[0])


def test_count_cues_gives_stance(labels):
    cues = tk.count_cues(labels).set_index("cue")
    assert cues.stance.to_dict() == {"claim": "negative", "note": "positive", "say": "neutral"}
    assert cues.n.tolist() == [1, 1, 1]
    assert cues.share.sum() == pytest.approx(1)


def test_count_cues_by_speaker(labels):
    cues = tk.count_cues(labels, by="speaker")
    assert set(cues[cues.speaker == "Ben Ode"].cue) == {"note"}


def test_quoted_share(labels):
    table = tk.quoted_share(labels, by="doc_id")
    assert table.n_quoted.tolist() == [8, 0]
    assert (table.n_unattributed <= table.n_quoted).all()
    assert table.share[0] == pytest.approx(table.n_quoted[0] / table.n_words[0])


def test_plots_show_what_has_no_speaker(labels):
    names = [label.get_text() for label in tk.plots.plot_speakers(tk.speaker_share(labels)).get_yticklabels()]
    assert names[-1] == "no known speaker"
    assert len(tk.plots.plot_cues(tk.count_cues(labels)).patches) == 3
    assert "grey" in tk.plots.plot_quoted_share(tk.quoted_share(labels, by="doc_id")).get_xlabel()


def test_plots_of_nothing_say_so():
    labels = tk.label(tk.read_corpus(["Snow fell."]))
    assert tk.plots.plot_speakers(tk.speaker_share(labels)).texts
    assert tk.plots.plot_cues(tk.count_cues(labels)).texts
