"""From a number back to the spans that were counted: as many as the number says, and the right ones."""

import pandas as pd
import pytest

import textkit as tk
from textkit.measure.keywords import key_terms


@pytest.fixture(scope="module")
def labels(sample):
    return sample


def some(table, n=12):
    return table.iloc[:: max(1, len(table) // n)]


def texts_at(found, labels):
    texts = labels.documents.set_index("doc_id").text
    return [texts[d][a:b] for d, a, b in zip(found.doc_id, found.start, found.end, strict=True)]


@pytest.mark.parametrize(
    "options",
    [
        *({}, {"by": "genre"}, {"by": ["source", "voice"]}, {"by": "speaker"}, {"by": "doc_id", "unit": "lemma"}),
        *({"ngram": 2}, {"ngram": 2, "skip": 1}, {"ngram": 3, "by": "genre", "stop_words": "drop"}, {"unit": "token"}),
    ],
    ids=str,
)
def test_terms_have_as_many_lines_as_they_were_counted(labels, options):
    table = some(tk.count_terms(labels, **options))
    for _, row in table.iterrows():
        row.attrs = table.attrs
        found = tk.evidence(row, labels)
        assert len(found) == row.n, row.term
        for key in [options.get("by")] if isinstance(options.get("by"), str) else options.get("by", []):
            assert found[key].isna().all() if pd.isna(row[key]) else (found[key] == row[key]).all()


def test_a_row_of_key_terms_has_the_lines_of_the_comparison():
    """Its evidence knows the unit: the forms of a lemma, not the word alone."""
    texts = {
        "text": ["He says it. She said it. They say it.", "A dog ran. A cat slept. Birds came."],
        "side": ["a", "b"],
    }
    labels = tk.label(tk.read_corpus(pd.DataFrame(texts)))
    table = tk.keyness(labels, by="side", unit="lemma", min_count=1)
    chosen = key_terms(table)
    for terms in (table, chosen):
        row = next(row for _, row in terms.iterrows() if row.term == "say")
        assert row.n_target == len(tk.evidence(row, labels)) == 3


def test_forms_that_only_look_alike_are_no_evidence():
    labels = tk.label(tk.read_corpus(["The US told us. Us?"]))
    counts = tk.count_terms(labels).set_index("term")
    assert counts.n[["us", "u.s."]].tolist() == [2, 1]
    assert tk.evidence({"term": "us"}, labels).text.tolist() == ["us", "Us"]
    assert tk.evidence({"term": "u.s."}, labels).text.tolist() == ["US"]


@pytest.mark.parametrize("by", [None, "genre"])
def test_speakers_have_as_many_utterances_as_they_were_counted(labels, by):
    table = tk.speaker_share(labels, by=by)
    n_speakers = (
        labels.quotes[labels.quotes.kind != "scare"].groupby(["doc_id", "utterance_id"]).speaker.nunique(dropna=False)
    )
    n_shared = (n_speakers > 1).sum()  # utterances of two speakers, which the measure counts for the first
    for _, row in some(table[table.speaker.notna()]).iterrows():
        row.attrs = table.attrs
        found = tk.evidence(row, labels).merge(labels.quotes, on=["doc_id", "start", "end", "speaker"])
        n = len(found[["doc_id", "utterance_id"]].drop_duplicates())
        assert row.n_quotes + row.n_indirect <= n <= row.n_quotes + row.n_indirect + n_shared
        assert (found.speaker == row.speaker).all()


@pytest.mark.parametrize("by", [None, "genre", "doc_id", "voice", ["genre", "speaker"]], ids=str)
def test_sentences_behind_a_polarity(labels, by):
    table = tk.polarity_by(labels, by=by, rounds=10)
    for _, row in some(table).iterrows():
        row.attrs = table.attrs
        assert len(tk.evidence(row, labels)) == row.n_sentences


@pytest.mark.parametrize("by", [None, "kind", ["genre", "stance"], "speaker"], ids=str)
def test_analogies_behind_a_rate(labels, by):
    table = tk.count_analogies(labels, by=by, rounds=10)
    for _, row in table.iterrows():
        row.attrs = table.attrs
        assert len(tk.evidence(row, labels)) == row.n


def test_cues_and_paragraphs(labels):
    for table in (tk.count_cues(labels, by="genre"), tk.paragraph_roles(labels, by="genre")):
        for _, row in some(table).iterrows():
            row.attrs = table.attrs
            assert len(tk.evidence(row, labels)) == row["n" if "n" in row else "n_paragraphs"]


def test_quoted_words_of_a_genre_are_its_verbatim_quotations(labels):
    row = tk.quoted_share(labels, by="genre").iloc[0]
    kinds = tk.evidence(row, labels).merge(labels.quotes, on=["doc_id", "start", "end"]).kind
    assert set(kinds) <= {"direct", "mixed", "block"}
    assert len(kinds)


def test_collocations_have_both_words_in_their_lines(labels):
    row = tk.collocations(labels, node="trade", min_count=3).iloc[0]
    found = tk.evidence(row, labels)
    assert len(found) > 0
    assert (found.text.str.casefold() == "trade").all()
    around = (found.before + " " + found.after).str.casefold()
    assert around.str.contains(row.collocate, regex=False).all()


@pytest.mark.parametrize("terms", ["tariff*", ["the border", "tariff*"], {"trade": ["the border", "tariff*|dut?"]}])
@pytest.mark.parametrize("measure", [tk.count_terms, tk.dispersion])
def test_named_terms_and_groups_have_their_finds(labels, measure, terms):
    table = measure(labels, terms=terms)
    assert table["n"].max() > 0
    for index in table.index:
        assert len(tk.evidence(table.loc[[index]], labels)) == table["n"][index]


def test_spans_are_cut_from_the_texts(labels):
    for row in (tk.speaker_share(labels).iloc[0], tk.count_terms(labels).iloc[0], tk.polarity_by(labels).iloc[0]):
        found = tk.evidence(row, labels).head(50)
        assert found.text.tolist() == [" ".join(text.split()) for text in texts_at(found, labels)]


def test_rows_of_a_table_know_which_row_they_prove(labels):
    table = tk.count_analogies(labels, by="kind", rounds=10)
    found = tk.evidence(table, labels)
    assert found.row.value_counts().to_dict() == {i: n for i, n in table.n.items() if n}
    assert len(tk.evidence(table.iloc[:0], labels)) == 0


def test_texts_as_a_whole_are_proved_by_their_sentences(labels):
    row = tk.readability(labels, by="doc_id").iloc[0]
    assert set(tk.evidence(row, labels).doc_id) == {row.doc_id}


def test_a_plain_row_is_read_by_its_columns(labels):
    found = tk.evidence({"speaker": "Mark Carney", "n_indirect": 0, "genre": "analysis"}, labels)
    assert set(found.speaker) <= {"Mark Carney"}
    by_table = tk.evidence({"speaker": "Mark Carney"}, labels, table="quotes")
    assert len(by_table) >= len(found)
    with pytest.raises(tk.errors.OptionError, match="cannot be told"):
        tk.evidence({"speaker": "Mark Carney"}, labels)
    with pytest.raises(tk.errors.OptionError, match="A table 'words' has no evidence"):
        tk.evidence({"speaker": "Mark Carney"}, labels, table="words")


def test_input_is_not_changed(labels):
    row = tk.count_terms(labels, by="genre").iloc[0]
    before, attrs = row.copy(deep=True), dict(row.attrs)
    tk.evidence(row, labels)
    pd.testing.assert_series_equal(row, before)
    assert row.attrs == attrs


def test_tables_know_where_their_numbers_come_from(labels, tmp_path):
    table = tk.count_terms(labels.tokens[labels.tokens.voice == "quotation"], ngram=2)
    assert table.attrs["provenance"] == dict(labels.provenance) | {"measure": "count_terms(ngram=2)"}
    assert table.attrs["parameters"]["unit"] == "norm"
    assert table.head(3).iloc[0].attrs["measure"] == "count_terms"
    labels.save(tmp_path / "out")
    again = tk.load_labels(tmp_path / "out")
    assert tk.speaker_share(again).attrs["provenance"]["corpus"] == labels.provenance["corpus"]


def test_corrections_travel_with_the_numbers_into_captions(labels, tmp_path):
    sheet = labels.quotes.head(1).assign(verdict="wrong", correct_speaker="Zed Quill")
    corrected = tk.gold.apply_corrections(labels, sheet)
    table = tk.speaker_share(corrected)
    assert "1 applied" in table.attrs["provenance"]["corrections"]
    assert "corrections" not in tk.speaker_share(labels).attrs["provenance"]
    tk.save_figure(tk.plots.plot_speakers(table), "speakers", data=table, caption="Who?", figures=tmp_path)
    assert "1 applied" in (tmp_path / "speakers.md").read_text(encoding="utf-8")


# What an extraction makes of a text: hard line breaks, a hyphen at one, other marks, a ligature, small changes before.
