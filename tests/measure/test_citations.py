"""A passage is cited with all that finds it again, in the text and in one that was extracted anew."""

import pandas as pd
import pytest

import textkit as tk


@pytest.fixture(scope="module")
def labels(sample):
    return sample


OTHERWISE = {
    "the same text": lambda text: text,
    "line breaks": lambda text: text.replace(" ", "\n  "),
    "plain marks": lambda text: text.translate(str.maketrans("“”’–", '""\'-')),
    "parted words": lambda text: text.replace("tion", "-\ntion"),
    "capitals": str.upper,
    "a heading": lambda text: "THE GAZETTE, page 1\n\n" + text,
}


@pytest.mark.parametrize("change", OTHERWISE.values(), ids=OTHERWISE)
def test_a_cited_passage_is_found_again_in_a_text_that_was_extracted_anew(labels, change):
    texts = labels.documents[["doc_id", "text"]].assign(text=labels.documents["text"].map(change))
    for citation in tk.cite(labels.quotes.iloc[:: len(labels.quotes) // 6], labels):
        found = citation.find(texts)
        assert found["doc_id"] == citation.doc_id
        assert letters(found["text"]) == letters(citation.exact)
        was, now = (table.set_index("doc_id").text[citation.doc_id] for table in (labels.documents, texts))
        assert now[found["start"] : found["end"]] == found["text"]
        assert letters(now[: found["start"]]).endswith(letters(was[: citation.start]))


def letters(text):
    return "".join(filter(str.isalnum, text.replace("-\n", ""))).casefold()


def test_of_equal_words_those_in_the_same_context_are_the_passage():
    labels = tk.label(tk.read_corpus(["He is in. It is inside. She is in. They are in."]))
    citation = tk.cite({"doc_id": labels.documents.doc_id[0], "start": 31, "end": 33}, labels)
    assert (citation.exact, citation.prefix[-7:], citation.suffix) == ("in", "She is ", ". They are in.")
    assert citation.find("A line more. He is in. It is inside. She is in. They are in.")["start"] == 44
    assert citation.find("It is inside.") is None
    assert citation.find("") is None


@pytest.mark.parametrize("table", ["kwic", "quotes", "analogies", "list", "sentence", "evidence"])
def test_any_row_with_a_place_can_be_cited(labels, table):
    row = {
        "kwic": lambda: tk.kwic(labels, "tariff*").iloc[0],
        "quotes": lambda: labels.quotes.iloc[0],
        "analogies": lambda: labels.analogies.iloc[0],
        "list": lambda: tk.list_analogies(labels).iloc[0],
        "sentence": lambda: dict(labels.sentences.iloc[3][["doc_id", "sent_id"]]),
        "evidence": lambda: tk.evidence(tk.speaker_share(labels).iloc[0], labels).iloc[0],
    }[table]()
    citation = tk.cite(row, labels)
    document = labels.documents.set_index("doc_id").loc[citation.doc_id]
    assert citation.exact == document.text[citation.start : citation.end]
    assert (citation.title, citation.date, citation.sha256) == (
        document.title,
        f"{document.date:%Y-%m-%d}",
        document.sha256,
    )
    assert type(citation).from_dict(citation.to_dict()) == citation
    assert citation.title in str(citation)


def test_bibtex_is_safe_for_latex():
    frame = pd.DataFrame({"doc_id": "a b", "text": ["Costs of 5% & more_"], "title": "R&D {50%} \\x", "source": "G"})
    entry = tk.cite({"doc_id": "a b", "start": 0, "end": 19}, tk.label(tk.read_corpus(frame))).to_bibtex()
    assert entry.startswith("@article{a-b-")
    assert "title = {R\\&D \\{50\\%\\} \\textbackslash{}x}" in entry
    assert "``Costs of 5\\% \\& more\\_''" in entry


@pytest.mark.parametrize("row", [{"term": "x"}, {"doc_id": "01", "start": 5, "end": 9}, {"doc_id": "x", "sent_id": 0}])
def test_a_row_without_a_place_cannot_be_cited(labels, row):
    with pytest.raises(tk.errors.OptionError, match=r"A row to cite has doc_id|is not in the text of"):
        tk.cite(row, labels)
