"""One statement as several documents print it: what counts as the same, what is left out, who is credited."""

from dataclasses import replace

import pandas as pd
import pytest

import textkit as tk
from textkit.measure import shared_quotations as module

pytestmark = pytest.mark.filterwarnings("ignore::textkit.errors.NothingFoundWarning")
BRIDGE = "“We will build the bridge in May, whatever it costs, and nobody will stop us,” said Ann Lee."


def shared(*texts: str, **options: object) -> pd.DataFrame:
    sources = [f"Paper {number}" for number in range(len(texts))]
    return tk.shared_quotations(tk.label(tk.read_corpus(pd.DataFrame({"text": texts, "source": sources}))), **options)


@pytest.mark.parametrize(
    ("text", "n_shared", "left_out"),
    [
        ("Lee said: “We will build the bridge in May, whatever it costs, and nobody will stop us.”", 15, ""),
        ("Lee said they “will build the bridge in May.”", 6, "beginning, end"),
        ("“We will build the bridge in May,” said Lee.", 7, "end"),
        ("“Whatever it costs, and nobody will stop us,” Lee said.", 8, "beginning"),
        ("“We will build the bridge in May,” Lee said, “and nobody will stop us.”", 12, "middle"),
        ("“WE WILL BUILD THE BRIDGE in May”, said Lee.", 7, "end"),
        ("“We will build the bridge in May, my friends,” said Lee.", 7, "end"),
    ],
)
def test_versions_of_a_statement_are_aligned_with_the_fullest(text, n_shared, left_out):
    table = shared(BRIDGE, text)
    assert table["statement"].tolist() == [1, 1]
    assert table.loc[0, ["doc_id", "n_words", "n_shared", "share", "left_out"]].tolist() == ["text-001", 15, 15, 1, ""]
    version = table.iloc[1]
    assert (version["n_shared"], version["left_out"]) == (n_shared, left_out)
    assert version["share"] == pytest.approx(n_shared / 15)
    assert table["n_documents"].tolist() == [2, 2]


@pytest.mark.parametrize(
    "text",
    [
        "“We will close the bridge in June,” said Bo Roe.",  # other words
        "We will build the bridge in May, whatever it costs.",  # nobody is quoted
        "“In May,” said Ann Lee.",  # fewer than four words
        "“I said that we will build the bridge when the money for it has been found by somebody,” said Bo Roe.",
    ],
)
def test_what_shares_too_little_is_another_statement(text):
    assert shared(BRIDGE, text).empty


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("People want to work here.", "People want to work together."),  # four words of five
        ("At the end of the day, farmers pay.", "At the end of the day, dentists smile."),  # what they say differs
    ],
)
def test_a_beginning_in_common_makes_no_statement_of_two(one, other):
    assert shared(f"“{one}” said Ann Lee.", f"“{other}” said Bo Roe.").empty
    assert shared(f"“{one}” said Ann Lee.", f"“{one}” said Ann Lee.").statement.tolist() == [1, 1]


def test_turns_of_phrase_are_nobodys_statement():
    assert shared("“I would like to be there,” said Ann Lee.", "“I would like to be here,” said Bo Roe.").empty


def test_who_is_credited_where():
    anonymous = (
        "It rained. “We will build the bridge in May, whatever it costs, and nobody will stop us.” It rained again."
    )
    table = shared(BRIDGE, BRIDGE.replace("Ann Lee", "Bo Roe"), anonymous, metadata="source")
    assert table[["source", "speaker"]].fillna("nobody").values.tolist() == [
        ["Paper 0", "Ann Lee"],
        ["Paper 1", "Bo Roe"],
        ["Paper 2", "nobody"],
    ]
    assert set(table["n_speakers"]) == {2}
    assert set(table["n_documents"]) == {3}


def test_the_most_widely_printed_statement_comes_first():
    other = "“The ferry goes on until the autumn at least,” said Bo Roe."
    table = shared(BRIDGE + " " + other, other, f"He came. {other}", BRIDGE)
    assert table["statement"].tolist() == [1, 1, 1, 2, 2]
    assert table["n_documents"].tolist() == [3, 3, 3, 2, 2]
    assert len(shared(BRIDGE + " " + other, other, f"He came. {other}", BRIDGE, least_documents=3)) == 3


def test_a_statement_repeated_in_one_document_alone_is_not_shared():
    assert shared(f"{BRIDGE}\n\nShe said it again: {BRIDGE}", "Nothing was said.").empty
    assert list(shared("Nothing.")) == list(shared(BRIDGE, BRIDGE))


def test_the_order_of_documents_and_tokens_does_not_matter():
    corpus = tk.read_corpus(pd.DataFrame({"doc_id": ["b", "c", "a"], "text": [BRIDGE, "“No,” said Bo Roe.", BRIDGE]}))
    labels = tk.label(corpus)
    shuffled = replace(labels, tokens=labels.tokens.sample(frac=1, random_state=1))
    table = tk.shared_quotations(shuffled)
    assert table[["doc_id", "n_words", "n_shared"]].values.tolist() == [["a", 15, 15], ["b", 15, 15]]
    pd.testing.assert_frame_equal(table, tk.shared_quotations(labels))


def test_a_turn_of_phrase_in_many_quotations_takes_linear_time(monkeypatch):
    texts = [f"“At the end of the day the ferry number {n} of harbour {n} sails,” said Ann Lee." for n in range(300)]
    labels = tk.label(tk.read_corpus(texts, duplicates="keep"))
    looked_at = []
    usual = module._is_version
    monkeypatch.setattr(module, "_is_version", lambda *pair: looked_at.append(1) or usual(*pair))
    tk.shared_quotations(labels)
    assert len(looked_at) <= 300 * module.MOST_STATEMENTS


def test_a_row_leads_to_its_words():
    labels = tk.label(tk.read_corpus([BRIDGE, f"“It was a long day,” Ann Lee said.\n\n{BRIDGE}"]))
    found = tk.evidence(tk.shared_quotations(labels).iloc[1], labels)
    assert found[["doc_id", "text"]].values.tolist() == [["text-002", BRIDGE[1:-15]]]


def test_what_nobody_shares_is_said():
    with pytest.warns(
        tk.errors.NothingFoundWarning, match=r"in 2 documents: 2 quotations .* of 2 of 3 documents .* 1 of them"
    ):
        assert shared(BRIDGE, "“Never,” said Bo Roe.", "Rain.").empty


def test_the_versions_of_a_statement_can_be_asked_to_differ_in_a_field():
    texts = pd.DataFrame(
        {"text": [BRIDGE, f"{BRIDGE} It rained."], "source": ["Gazette", "Gazette"], "genre": ["a", "b"]}
    )
    labels = tk.label(tk.read_corpus(texts, duplicates="keep"))
    table = tk.shared_quotations(labels, by="genre", metadata="source")
    assert table[["genre", "source"]].values.tolist() == [["a", "Gazette"], ["b", "Gazette"]]
    with pytest.warns(tk.errors.NothingFoundWarning, match="with different source"):
        assert tk.shared_quotations(labels, by="source").empty
    unknown = tk.label(tk.read_corpus(texts.assign(source=["Gazette", None]), duplicates="keep"))
    with pytest.warns(tk.errors.NothingFoundWarning, match="with different source"):
        tk.shared_quotations(unknown, by="source")


def test_what_a_document_prints_in_pieces_counts_together():
    pieces = "“We will build the bridge,” said Ann Lee. She said that they would, “whatever it costs us.”"
    whole = "“We will build the bridge in May, whatever it costs us,” said Ann Lee."
    table = shared(whole, pieces)
    assert table.doc_id.tolist() == ["text-001", "text-002", "text-002"]
    assert table.n_shared.tolist() == [11, 5, 4]
    assert table.share_in_document.tolist() == pytest.approx([1, 9 / 11, 9 / 11])
    assert table.missing.tolist() == ["", "in May", "in May"]
