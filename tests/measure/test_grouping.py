"""``by=`` names columns of a table and fields of documents; the user's fields are never taken for columns of ours."""

import pandas as pd
import pytest

import textkit as tk

TEXTS = ["“Trade is great,” Ann Lee said.", "Trade fell. Trade fell again.", "Bo Roe left."]


def labelled(**fields: list) -> tk.Labels:
    return tk.label(tk.read_corpus(pd.DataFrame({"text": TEXTS, **fields})))


@pytest.fixture(scope="module")
def labels() -> tk.Labels:
    return labelled(speaker=["MP One", "MP Two", "MP One"], role=["EPP", "S&D", "EPP"], category=["x", "y", "y"])


def test_a_field_called_as_a_column_of_ours_is_renamed_and_told():
    corpus = tk.read_corpus(pd.DataFrame({"text": TEXTS, "Speaker": "MP", "party": "EPP", "mean": 1}))
    assert {"speaker_given", "party", "mean_given"} <= set(corpus.documents)
    told = corpus.problems[corpus.problems["severity"] == "warning"]["problem"].tolist()
    assert [line.split(",")[0] for line in told] == [
        "The field 'speaker' is called speaker_given",
        "The field 'mean' is called mean_given",
    ]


PLAIN = ["title", "author", "date", "source", "genre", "section", "language", "party", "year", "month", "country"]
PLAIN += ["group", "region", "outlet", "period", "category", "topic", "newspaper", "page", "url"]


@pytest.mark.parametrize("name", PLAIN)
def test_fields_that_people_group_by_keep_their_names(name):
    corpus = tk.read_corpus(pd.DataFrame({"text": TEXTS, name: ["2019", "2020", "2021"]}))
    assert corpus.problems.empty
    assert f"{name}_given" not in corpus.documents


def test_both_a_field_and_its_namesake_are_kept():
    documents = tk.read_corpus(pd.DataFrame({"text": TEXTS, "kind": list("abc"), "kind_given": list("def")})).documents
    assert documents["kind_given"].tolist() == ["d", "e", "f"]
    assert documents["kind_given_given"].tolist() == ["a", "b", "c"]


def test_ours_comes_first_and_the_users_own_under_its_given_name(labels):
    assert set(tk.count_terms(labels, by="speaker")["speaker"].dropna()) == {"Ann Lee"}
    assert set(tk.count_terms(labels, by="speaker_given")["speaker_given"]) == {"MP One", "MP Two"}
    assert set(tk.speaker_share(labels, by="role")["role_given"]) == {"EPP"}
    assert set(tk.corpus_size(labels, by="speaker")["speaker_given"]) == {"MP One", "MP Two"}


def test_a_field_that_keeps_its_name_stands_beside_ours(labels):
    table = tk.count_cues(labels, by="category")
    assert table[["category_given", "category", "n"]].values.tolist() == [["x", "say", 1]]
    assert len(tk.evidence(table.iloc[0], labels)) == 1


@pytest.mark.parametrize(
    ("measure", "by"),
    [("speaker_share", "speaker"), ("count_cues", "cue"), ("paragraph_roles", "role"), ("count_terms", "term")],
)
def test_what_a_measure_lists_anyway_is_no_group(labels, measure, by):
    without = tk.label(tk.read_corpus(TEXTS))
    with pytest.raises(tk.errors.OptionError, match=f"^{measure} has a column '{by}' of its own"):
        getattr(tk, measure)(without, by=by)


def test_labels_made_before_fields_were_renamed_are_read_alike(labels):
    fields = labels.documents.rename(columns={"role_given": "role", "speaker_given": "speaker"})
    old = tk.Labels(**(labels.tables() | {"documents": fields}), provenance=labels.provenance)
    assert {"role_given", "speaker_given"} <= set(old.documents)
    pd.testing.assert_frame_equal(tk.corpus_size(old, by="role"), tk.corpus_size(labels, by="role_given"))


def test_a_field_that_is_added_to_the_documents_later_can_be_measured(labels):
    later = labelled()
    later.documents["n"] = [7, 8, 7]
    table = tk.count_terms(later, by="n")
    assert table.groupby("n_given")["n"].sum().to_dict() == {7: 9, 8: 5}


def test_an_index_is_no_hindrance_and_a_column_is_asked_for(labels):
    tokens = labels.tokens.astype({"doc_id": "str"})
    plain = tk.count_terms(tokens, by="doc_id")
    for index in (["doc_id"], ["doc_id", "sent_id"]):
        pd.testing.assert_frame_equal(tk.count_terms(tokens.set_index(index, drop=False), by="doc_id"), plain)
    with pytest.raises(tk.errors.MissingColumnError, match=r"as its index.*reset_index"):
        tk.count_terms(tokens.set_index("doc_id"), by="doc_id")
    twice = pd.concat([tokens, tokens[["doc_id"]]], axis=1)
    with pytest.raises(tk.errors.OptionError, match="several columns of one name"):
        tk.count_terms(twice, by="doc_id")


@pytest.mark.parametrize(
    "measure",
    [
        lambda tokens: tk.count_terms(tokens, ngram=2, by="doc_id"),
        lambda tokens: tk.collocations(tokens, min_count=1),
        lambda tokens: tk.dispersion(tokens),
        lambda tokens: tk.diversity(tokens, window=3),
        lambda tokens: tk.tf_idf(tokens, ngram=2),
        lambda tokens: tk.count_terms(tokens, terms=["trade fell", "le*"], by="doc_id"),
    ],
)
@pytest.mark.parametrize("dtype", ["category", "str"])
def test_shuffled_tokens_give_the_numbers_of_the_text(labels, measure, dtype):
    tokens = labels.tokens.astype({"doc_id": dtype})
    shuffled = tokens.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(measure(shuffled), measure(tokens))
    pd.testing.assert_frame_equal(measure(shuffled.drop(columns="token_id")), measure(tokens))


def test_a_field_is_grouped_by_under_the_name_that_it_was_read_from():
    labels = labelled(publisher=["A", "B", "A"], published="2025-05-06")
    assert tk.corpus_size(labels, by="publisher")[["source", "n_documents"]].values.tolist() == [["A", 2], ["B", 1]]
    assert set(tk.keyness(labels, by="outlet", groups=["A"])["source"]) == {"A"}
    lines = tk.kwic(labels, "trade", metadata=["publisher", "month"], sort=["outlet", "right"])
    assert lines[["publisher", "month"]].drop_duplicates().values.tolist() == [["A", "2025-05"], ["B", "2025-05"]]
    with pytest.raises(tk.errors.MissingColumnError, match=r"source.*week, month, quarter, year, decade"):
        tk.corpus_size(labels, by="mood")
