"""Measures of polarity: whose words count, means against an oracle, intervals, extremes, targets, loaded terms."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import textkit as tk
from textkit.errors import MissingColumnError
from textkit.labelling.sentiment.valence import polarity
from textkit.measure.formulas import document_weights
from textkit.measure.polarity import polarity_passages
from textkit.schema import WRITER

TEXT = (
    "The furious clerk left. “It is a wonderful plan,” said Ann Grey.\n\n"
    "Ben Stone called it “a cruel fraud” and left.\n\n"
    "The ruthless Ben Stone lied and cheated. The auditors praised Ann Grey for her courage."
)
SEED = Path(os.environ.get("TEXTKIT_SEED_ARTICLE", "no such file"))  # an article that is not distributed


@pytest.fixture(scope="module")
def labels():
    return tk.label(tk.read_corpus(pd.DataFrame({"doc_id": ["a", "b"], "text": [TEXT, "The treaty is a triumph."]})))


@pytest.fixture(scope="module")
def nothing():
    return tk.label(tk.read_corpus(pd.DataFrame({"text": ["…"]})))


def test_passages_part_the_voices_and_keep_offsets(labels):
    passages = polarity_passages(labels)
    sentences = labels.sentences.set_index(["doc_id", "sent_id"])
    for row in passages.itertuples():
        sentence = sentences.loc[(row.doc_id, row.sent_id)]
        text = labels.documents.set_index("doc_id").text[row.doc_id][sentence.start : sentence.end]
        assert len(row.text) == len(text)
        assert all(shown in (char, " ") for shown, char in zip(row.text, text, strict=True))
    assert passages[passages.voice == "narration"].speaker.eq(WRITER).all()


def test_the_reporters_words_are_not_held_against_the_speaker(labels):
    passages = polarity_passages(labels)
    quoted = passages[passages.voice == "quotation"].text.str.split().str.join(" ")
    assert any("wonderful plan" in text for text in quoted)
    assert not any("clerk" in text or "called" in text for text in quoted)


def test_means_are_those_of_the_sentences(labels):
    table = tk.polarity_by(labels, by="doc_id").set_index("doc_id")
    for doc_id, part in labels.sentences.groupby("doc_id"):
        assert table["mean"][doc_id] == pytest.approx(part.polarity.mean())
        assert table["n_sentences"][doc_id] == len(part)
        assert table["positive"][doc_id] == pytest.approx((part.polarity > 0.05).mean())


def test_interval_needs_two_documents(labels):
    table = tk.polarity_by(labels, by="doc_id")
    assert table[["low", "high"]].isna().all(axis=None)
    whole = tk.polarity_by(labels)
    assert whole.low.item() <= whole["mean"].item() <= whole.high.item()


def test_interval_is_the_same_for_the_same_seed(labels):
    pd.testing.assert_frame_equal(tk.polarity_by(labels, seed=3), tk.polarity_by(labels, seed=3))


def test_a_table_of_ones_own_is_taken():
    table = pd.DataFrame({"doc_id": ["x", "x", "y"], "polarity": [0.5, np.nan, -0.5], "desk": ["A", "A", None]})
    found = tk.polarity_by(table, by="desk").set_index("desk")
    assert found["mean"]["A"] == 0.5
    assert found["n_sentences"].sum() == 2


def test_unknown_column_is_refused(labels):
    with pytest.raises(MissingColumnError, match="weather"):
        tk.polarity_by(labels, by="weather")
    with pytest.raises(MissingColumnError, match="weather"):
        tk.polarity_by(labels, by=["speaker", "weather"])


def test_arc_covers_each_paragraph_once(labels):
    arc = tk.polarity_arc(labels, window=1)
    assert not arc.duplicated(["doc_id", "par_id"]).any()
    assert arc.position.between(0, 1).all()
    assert arc["smooth"].to_numpy() == pytest.approx(arc["mean"].to_numpy())
    assert arc.n_sentences.sum() == len(labels.sentences)


def test_smooth_is_the_mean_of_the_sentences_in_the_window(labels):
    arc = tk.polarity_arc(labels, window=3)
    first = arc[arc.doc_id == "a"].iloc[0]
    near = labels.sentences[(labels.sentences.doc_id == "a") & (labels.sentences.par_id <= 1)]
    assert first.smooth == pytest.approx(near.polarity.mean())


def test_extremes_are_the_extremes(labels):
    extremes = tk.sentiment.polarity_extremes(labels)
    for row in extremes.itertuples():
        scores = labels.sentences[labels.sentences.doc_id == row.doc_id].polarity
        assert row.polarity == (scores.max() if row.extreme == "most positive" else scores.min())
        assert polarity([row.text]).item() == pytest.approx(row.polarity, abs=0.02)


def test_towards_whom(labels):
    table = tk.polarity_towards(labels, targets=["Ann Grey", "Ben Stone"])
    writer = table[table.speaker == WRITER].set_index("target")["mean"]
    assert writer["Ben Stone"] < 0 < writer["Ann Grey"]


def test_mentions_stand_where_they_say(labels):
    texts = labels.documents.set_index("doc_id").text
    mentions = tk.target_mentions(labels, targets=["Ann Grey", "Ben Stone"])
    assert len(mentions) >= 3
    assert all(texts[m.doc_id][m.start : m.end] == m.mention for m in mentions.itertuples())
    assert not mentions.duplicated(["doc_id", "start"]).any()


def test_counts_of_mentions_add_up(labels):
    mentions = tk.target_mentions(labels, targets=["Ann Grey", "Ben Stone"])
    table = tk.polarity_towards(labels, targets=["Ann Grey", "Ben Stone"], by=["voice", "doc_id"])
    assert table.n_mentions.sum() == len(mentions)


def test_loaded_terms_are_counted_by_kind(labels):
    terms = tk.sentiment.loaded_terms(labels).set_index("term")
    assert terms.kind["ruthless"] == "epithet"
    assert terms.value["cruel"] < 0 < terms.value["wonderful"]
    assert all(term in example.casefold() for term, example in terms.example.items())


def test_loaded_terms_by_voice(labels):
    terms = tk.sentiment.loaded_terms(labels, by="voice")
    assert set(terms[terms.term == "wonderful"].voice) == {"quotation"}
    assert set(terms[terms.term == "furious"].voice) == {"narration"}


def test_nothing_gives_empty_tables(nothing):
    assert tk.sentiment.polarity_extremes(nothing).empty
    assert tk.polarity_towards(nothing).empty
    assert tk.polarity_arc(nothing)["mean"].notna().all()
    assert tk.sentiment.loaded_terms(nothing).empty
    assert tk.polarity_by(nothing, by="speaker").empty


def test_labels_are_left_alone(labels):
    before = labels.sentences.copy(deep=True), labels.tokens.copy(deep=True)
    tk.polarity_by(labels, by="speaker"), tk.polarity_arc(labels), tk.sentiment.loaded_terms(labels, by="speaker")
    pd.testing.assert_frame_equal(labels.sentences, before[0])
    pd.testing.assert_frame_equal(labels.tokens, before[1])


@pytest.mark.skipif(not SEED.exists(), reason="the article is not distributed with textkit")
def test_seed_article():
    labels = tk.label(tk.read_corpus(SEED))
    towards = tk.polarity_towards(labels, targets=["Donald Trump", "Mark Carney"])
    writer = towards[towards.speaker == WRITER].set_index("target")["mean"]
    speakers = tk.polarity_by(labels, by="speaker").set_index("speaker")["mean"]
    assert writer["Donald Trump"] < -0.05
    assert writer["Mark Carney"] < -0.05
    assert speakers["Mark Carney"] > 0.05


def test_the_probability_of_each_sign_stands_beside_the_score():
    labels = tk.label(tk.read_corpus(["It was a triumph. It was a disaster. “Ann Lee is a hero,” Bo Roe said."]))
    tables = {
        "sentences": tk.sentiment.polarity_passages(labels),
        "targets": tk.target_mentions(labels, targets="Ann Lee"),
    }
    for of, table in tables.items():
        chances = table[["p_negative", "p_neutral", "p_positive"]]
        assert chances.sum(axis=1).tolist() == pytest.approx([1] * len(table))
        expected = tk.sentiment.sign_probabilities(table["polarity"], of=of)
        assert chances.to_numpy().tolist() == expected.to_numpy().tolist()
    assert tk.sentiment.polarity_extremes(labels)["p_negative"].iloc[0] > 0.6
    assert tk.polarity_towards(labels, "Ann Lee")["uncertain"].between(0, 1).all()


def test_probabilities_are_of_sentences_or_targets():
    with pytest.raises(tk.errors.OptionError, match="'sentences' or 'targets'"):
        tk.sentiment.sign_probabilities([0.1], of="words")


SCORES = pd.DataFrame(
    [
        *[("a", "Gazette", "Roe", 0.4), ("a", "Gazette", "Lee", 0.1), ("b", "Gazette", "Roe", -0.2)],
        *[("c", "Herald", "Roe", 0.3), ("c", "Herald", "Roe", 0.5), ("d", "Herald", "Roe", -0.5)],
        *[("d", "Herald", "Lee", 0.2), ("e", "Herald", "Lee", 0.9), ("f", "Journal", "Poe", 0.6)],
    ],
    columns=["doc_id", "paper", "speaker", "polarity"],
)
DIFFERENCE = ["difference", "difference_low", "difference_high"]
OPTIONS = {"rounds": 40, "seed": 3, "level": 0.9}


def drawn_difference(one, two, weights):
    """The interval of a difference of means: a document counts as often as it is drawn, row by row."""
    differences = []
    for counts in weights:
        means = []
        for part, drawn in zip((one, two), counts, strict=True):
            values = [row.polarity for row in part.itertuples() for _ in range(drawn[row.doc_id])]
            means.append(sum(values) / len(values) if values else np.nan)
        differences.append(means[0] - means[1])
    known = [difference for difference in differences if not np.isnan(difference)]
    return np.mean(one.polarity) - np.mean(two.polarity), *np.quantile(known, [0.05, 0.95])


def test_the_difference_of_two_groups_has_the_interval_of_drawing_their_documents_apart():
    table = tk.polarity_by(SCORES, by="paper", against="Gazette", **OPTIONS).set_index("paper")
    one, two = SCORES[SCORES.paper == "Herald"], SCORES[SCORES.paper == "Gazette"]
    first, second = (document_weights(n, rounds=40, seed=seed) for n, seed in ((3, 3), (2, 4)))
    weights = [
        (dict(zip("cde", a, strict=True)), dict(zip("ab", b, strict=True))) for a, b in zip(first, second, strict=True)
    ]
    expected = drawn_difference(one, two, weights)
    assert table.loc["Herald", DIFFERENCE].tolist() == pytest.approx(list(expected))
    assert table.loc["Gazette", DIFFERENCE].isna().all()
    assert table.loc["Journal", "difference"] == pytest.approx(0.6 - two.polarity.mean())
    assert table.loc["Journal", DIFFERENCE[1:]].isna().all()  # one document


def test_groups_of_the_same_documents_are_drawn_with_them():
    table = tk.polarity_by(SCORES, by="speaker", against="Lee", **OPTIONS).set_index("speaker")
    one, two = SCORES[SCORES.speaker == "Roe"], SCORES[SCORES.speaker == "Lee"]
    drawn = [dict(zip("abcde", row, strict=True)) for row in document_weights(5, rounds=40, seed=3)]
    expected = drawn_difference(one, two, [(row, row) for row in drawn])
    assert table.loc["Roe", DIFFERENCE].tolist() == pytest.approx(list(expected))


def test_rows_are_compared_with_the_row_of_the_same_other_columns():
    table = tk.polarity_by(SCORES, by=["paper", "speaker"], against="Gazette", **OPTIONS)
    table = table.set_index(["paper", "speaker"])["difference"]
    assert table["Herald", "Roe"] == pytest.approx(0.1 - 0.1)
    assert table["Herald", "Lee"] == pytest.approx(0.55 - 0.1)
    assert np.isnan(table["Journal", "Poe"])  # whom the Gazette does not quote


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "paper", "against": "Gazete"}, r"not a paper of the table, which has .*Did you mean 'Gazette'"),
        ({"against": "Gazette"}, "give by="),
    ],
)
def test_a_group_to_compare_with_must_be_there(options, message):
    with pytest.raises(tk.errors.OptionError, match=message):
        tk.polarity_by(SCORES, **options)


def test_towards_a_target_two_papers_differ_and_labels_on_disk_say_the_same(tmp_path):
    good, bad = "The brave Ann Grey is a hero.", "The corrupt and cruel Ann Grey lied."
    texts = pd.DataFrame({"text": [good, f"{good} It rained.", bad, f"{bad} It rained."], "source": list("AABB")})
    labels = tk.label(tk.read_corpus(texts, duplicates="keep"))
    table = tk.polarity_towards(labels, "Ann Grey", by="source", against="A").set_index("source")
    assert table.loc["B", "difference"] == pytest.approx(table["mean"]["B"] - table["mean"]["A"])
    assert table.loc["B", "difference_low"] <= table.loc["B", "difference"] <= table.loc["B", "difference_high"] < 0
    stored = tk.scan_labels(tk.label_to(tmp_path / "out", texts, workers=1, shard_size=1, duplicates="keep"))
    for by in ("source", "voice"):
        against = {"by": by, "against": labels.documents.get(by, ["narration"])[0]}
        pd.testing.assert_frame_equal(tk.polarity_by(stored, **against), tk.polarity_by(labels, **against))
