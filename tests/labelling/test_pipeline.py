"""The whole of labelling: contract, purity, independence of chunks and workers, edge cases."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.labelling import pipeline
from textkit.labelling.pipeline import label_documents
from textkit.schema import TABLES

NEWS = """# Talks end

By Bo Roe

OTTAWA — Ann Lee, the trade minister, said the talks were “not over”. “We shall see,” she added. “It is early.”

Critics likened the plan to the Munich Agreement. One called it “a disaster”, like a house of

cards in the wind.

He stated:

> We will leave.

To contact us, write to the desk
"""
EDGE = {
    "empty": "",
    "space": " \n ",
    "word": "Never",
    "mark": "“",
    "marks": "”“”\"'",
    "list": "- a\n- b",
    "nul": "a\x00b.",
}


@pytest.fixture(scope="module")
def corpus():
    frame = pd.DataFrame(
        {"doc_id": [f"d{n:03}" for n in range(40)], "text": [f"{NEWS}\n\nNumber {n}." for n in range(40)]}
    )
    return tk.read_corpus(frame)


@pytest.fixture(scope="module")
def labels():
    frame = pd.DataFrame({"doc_id": ["news", *EDGE], "text": [NEWS, *EDGE.values()]})
    return tk.label(tk.read_corpus(frame))


def test_every_table_keeps_the_contract(labels):
    for name, table in labels.tables().items():
        columns = TABLES[name]
        assert list(table)[: len(columns)] == [c.name for c in columns]
        assert [str(table[c.name].dtype) for c in columns] == [c.dtype for c in columns], name


@pytest.mark.parametrize(
    ("table", "span", "words"),
    [
        ("tokens", ("start", "end"), "token"),
        ("quotes", ("start", "end"), "text"),
        ("quotes", ("mention_start", "mention_end"), "mention"),
        ("quotes", ("cue_start", "cue_end"), "cue"),
        ("targets", ("start", "end"), "mention"),
        ("analogies", ("cue_start", "cue_end"), "cue"),
        ("analogies", ("tenor_start", "tenor_end"), "tenor"),
        ("analogies", ("vehicle_start", "vehicle_end"), "vehicle"),
    ],
)
def test_offsets_cut_the_words_out_of_the_text(labels, table, span, words):
    texts = labels.documents.set_index("doc_id").text
    rows = getattr(labels, table).dropna(subset=[span[0]])
    assert len(rows), f"the fixture has no {words}"
    for row in rows.to_dict("records"):
        assert texts[row["doc_id"]][row[span[0]] : row[span[1]]] == row[words]


def test_sentences_and_tokens_hang_together(labels):
    tokens = labels.tokens.astype({"doc_id": "str"}).merge(
        labels.sentences, on=["doc_id", "sent_id"], suffixes=("", "_s")
    )
    assert len(tokens) == len(labels.tokens)
    assert ((tokens.start >= tokens.start_s) & (tokens.end <= tokens.end_s)).all()
    assert labels.sentences.polarity.between(-1, 1).all()


def test_roles_of_the_news_text(labels):
    roles = labels.paragraphs[labels.paragraphs.doc_id == "news"]
    assert roles.role.tolist() == [
        "title", "byline", "body", "body", "body", "body", "blockquote", "boilerplate",
    ]  # fmt: skip
    assert roles.continues.tolist() == [False, False, False, True, False, False, False, False]


def test_speakers_of_the_news_text(labels):
    quoted = labels.quotes[(labels.quotes.doc_id == "news") & labels.quotes.text.isin(["not over", "We shall see,"])]
    assert quoted.speaker.tolist() == ["Ann Lee", "Ann Lee"]
    words = labels.tokens[(labels.tokens.doc_id == "news") & (labels.tokens.speaker == "Ann Lee")]
    assert {"over", "shall", "early"} <= set(words.norm)
    assert (words.voice == "quotation").all()


@pytest.fixture(scope="module")
def alone(corpus):
    """Its labels, made in one process at once."""
    return tk.label(corpus)


def test_result_depends_neither_on_workers_nor_on_chunks(corpus, alone, monkeypatch):
    assert_same(alone, tk.label(corpus, workers=2))
    monkeypatch.setattr(pipeline, "PORTION", 5_000)
    assert_same(alone, tk.label(corpus))


def test_own_word_lists_reach_the_workers(tmp_path, monkeypatch):
    (tmp_path / "stop_words.csv").write_text("term\ntariff\n")
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("The tariff stays.")
    monkeypatch.setattr(pipeline, "PORTION", 1)
    labels = tk.label(tmp_path, workers=2)
    assert labels.tokens.loc[labels.tokens["norm"] == "tariff", "is_stop"].all()
    assert_same(labels, tk.label(tmp_path))


def broken_corpus(*bad):
    """Four documents; those at the places ``bad`` are no text, so that every labeller fails on them."""
    corpus = tk.read_corpus([f"“We shall see {number},” said Ann Lee." for number in range(4)])
    texts = [("no", "text") if place in bad else text for place, text in enumerate(corpus.documents.text)]
    return replace(corpus, documents=corpus.documents.assign(text=pd.Series(texts, dtype=object), path="a.txt"))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_document_that_cannot_be_labelled_costs_no_other(workers, monkeypatch, tmp_path):
    monkeypatch.setattr(pipeline, "PORTION", 1)
    with pytest.warns(tk.errors.UnlabelledWarning, match=r"1 document could not.*labels.problems") as warned:
        labels = tk.label(broken_corpus(2), workers=workers)
    assert len(warned) == 1
    assert "The document 'text-003' could not be labelled (AttributeError: " in str(warned[0].message)
    rest = ["text-001", "text-002", "text-004"]
    assert all(labels.tables()[name].doc_id.unique().tolist() == rest for name in ("documents", "quotes", "tokens"))
    assert labels.tokens.doc_id.cat.categories.tolist() == rest
    assert labels.provenance["documents"] == "3"
    assert repr(labels).endswith("; 1 document could not be labelled, see .problems)")
    assert labels.problems[["path", "severity"]].values.tolist() == [["a.txt", "error"]]
    labels.save(tmp_path / "labels")
    again = tk.load_labels(tmp_path / "labels")
    pd.testing.assert_frame_equal(again.problems, labels.problems)
    assert (repr(again), dict(again.provenance)) == (repr(labels), dict(labels.provenance))


def test_a_warning_names_few_of_many_documents_that_cannot_be_labelled(monkeypatch):
    monkeypatch.setattr(pipeline, "NAMED", 2)
    with pytest.warns(tk.errors.UnlabelledWarning, match=r"^4 documents(?s:.*)text-002(?s:.*)… and 2 more$"):
        labels = tk.label(broken_corpus(0, 1, 2, 3))
    assert not any(map(len, labels.tables().values()))


def test_problems_of_reading_stay_with_the_labels(tmp_path):
    (tmp_path / "a.txt").write_text("Talks ended.", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 junk")
    corpus = tk.read_corpus(tmp_path)
    assert tk.label(corpus).problems.equals(corpus.problems)
    assert len(corpus.problems) == 1


def assert_same(first, second):
    for name, table in first.tables().items():
        pd.testing.assert_frame_equal(second.tables()[name], table, obj=name)


def test_a_text_that_is_there_again_is_labelled_once_for_each_date(monkeypatch):
    texts = ["“It is over,” Ann Lee said.", "They met.", "They met.", "“It is over,” Ann Lee said.", "They met."]
    dates = ["2020-01-01", "2020-01-01", "2020-01-01", "2021-01-01", "2020-01-01"]
    documents = tk.read_corpus(pd.DataFrame({"text": texts, "date": dates}), duplicates="keep").documents
    alone = [label_documents(documents.iloc[[place]]).tables for place in range(5)]
    asked = []
    usual = pipeline.label_doc
    monkeypatch.setattr(pipeline, "label_doc", lambda doc, **options: asked.append(doc.text) or usual(doc, **options))
    together = label_documents(documents).tables
    assert asked == [texts[0], texts[1], texts[3]]
    for name, table in together.items():
        expected = pipeline.join_parts([tables[name] for tables in alone])
        pd.testing.assert_frame_equal(pipeline.join_parts([table]), expected, obj=name)


def test_input_is_not_changed(corpus):
    before = corpus.documents.copy(deep=True)
    tk.label(corpus)
    pd.testing.assert_frame_equal(corpus.documents, before)


def test_some_tables_only(corpus, alone):
    labels, full = tk.label(corpus, tables=("sentences", "tokens")), alone
    assert len(labels.quotes) == 0
    assert labels.tokens.voice.isna().all(), "unknown, since nobody looked for quotations"
    pd.testing.assert_series_equal(labels.tokens.norm, full.tokens.norm)
    np.testing.assert_array_equal(labels.sentences.polarity, full.sentences.polarity)


def test_nobody_draws_an_analogy_where_quotations_are_not_looked_for():
    corpus = tk.read_corpus(["“He fought like a lion,” said Ann Lee."])
    full, few = tk.label(corpus).analogies, tk.label(corpus, tables=("sentences", "tokens", "analogies")).analogies
    assert full.speaker.tolist() == ["Ann Lee"]
    assert few.speaker.isna().all()
    pd.testing.assert_frame_equal(few.drop(columns="speaker"), full.drop(columns="speaker"))


def test_own_stop_words_of_a_corpus(tmp_path):
    (tmp_path / "a.txt").write_text("Talks about talks ended.", encoding="utf-8")
    (tmp_path / "stop_words.csv").write_text("term\ntalks\n", encoding="utf-8")
    tokens = tk.label(tk.read_corpus(tmp_path)).tokens
    assert tokens[tokens.norm == "talks"].is_stop.all()
    assert not tokens[tokens.norm == "ended"].is_stop.any()


def test_own_boilerplate_of_a_corpus(tmp_path):
    (tmp_path / "a.txt").write_text("Talks ended.\n\nSponsored by Acme, with love.\n\nAll left.", encoding="utf-8")
    (tmp_path / "corpus.toml").write_text('boilerplate = ["Sponsored by"]\n', encoding="utf-8")
    labels = tk.label(tk.read_corpus(tmp_path))
    assert labels.paragraphs.role.tolist() == ["body", "boilerplate", "body"]
    assert "acme" not in set(labels.tokens.norm)


def test_bad_options_are_named(corpus):
    with pytest.raises(tk.errors.OptionError, match="Unknown tables: words"):
        tk.label(corpus, tables=["words"])
    with pytest.raises(tk.errors.OptionError, match="workers"):
        tk.label(corpus, workers=0)


@pytest.mark.slow
@given(st.lists(st.one_of(st.text(), st.lists(st.sampled_from(NEWS.split(" "))).map(" ".join)), min_size=1, max_size=3))
def test_labelling_documents_together_is_labelling_each(texts):
    together = label_documents(pd.DataFrame({"doc_id": [str(n) for n in range(len(texts))], "text": texts})).tables
    for n, text in enumerate(texts):
        alone = label_documents(pd.DataFrame({"doc_id": [str(n)], "text": [text]})).tables
        for name, table in alone.items():
            part = together[name][together[name].doc_id == str(n)].reset_index(drop=True)
            assert part.astype("str").equals(table.astype("str")), name


def test_labels_can_be_pickled(corpus):
    labels = tk.label(corpus, tables=("quotes",))
    again = pickle.loads(pickle.dumps(labels))
    assert_same(labels, again)
    assert again.provenance == labels.provenance
