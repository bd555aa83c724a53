"""A table of speeches: who speaks is known, and all measures by speaker work without any quotation."""

import pandas as pd
import pytest

import textkit as tk

SPEECHES = pd.DataFrame(
    {
        "speaker": ["Ann Lee", "Tom Dunn", "Ann Lee", None],
        "party": ["North", "South", "North", "South"],
        "date": ["2025-05-06", "2025-05-06", "2025-05-07", "2025-05-07"],
        "text": [
            "We have waited for the ferry since spring. It is a great and wonderful ferry.",
            "The minister said that the ferry is late. I do not want this terrible ferry.",
            "So be it. “We will wait,” said Tom Dunn.",
            "Order, order.",
        ],
    }
)


@pytest.fixture(scope="module")
def labels():
    return tk.label(tk.read_corpus(SPEECHES, speaker_column="speaker"))


def test_the_whole_speech_is_its_speakers(labels):
    whole = labels.quotes[labels.quotes.rule == "given"]
    assert whole.speaker.tolist() == ["Ann Lee", "Tom Dunn", "Ann Lee"]
    assert whole.text.tolist() == SPEECHES.text[:3].tolist()
    assert labels.sentences.speaker.iloc[:4].tolist() == ["Ann Lee", "Ann Lee", "Tom Dunn", "Tom Dunn"]


def test_a_quotation_in_a_speech_is_that_of_whom_it_quotes(labels):
    inner = labels.quotes[(labels.quotes.doc_id == "text-003") & (labels.quotes.rule != "given")]
    assert inner.speaker.tolist() == ["Tom Dunn"]
    said = labels.tokens[labels.tokens.doc_id == "text-003"].groupby("speaker", observed=True).token.apply(list)
    assert said["Tom Dunn"] == ["We", "will", "wait", ","]
    assert said["Ann Lee"][:3] == ["So", "be", "it"]


def test_a_speech_without_a_speaker_is_a_text_like_any_other(labels):
    assert labels.quotes[labels.quotes.doc_id == "text-004"].empty


def test_measures_by_speaker_and_by_party_work(labels):
    shares = tk.speaker_share(labels).set_index("speaker")
    assert shares.n_words["Ann Lee"] > shares.n_words["Tom Dunn"] > 0
    assert set(tk.speaker_share(labels, by="party").party) == {"North", "South"}
    tone = tk.polarity_by(labels, by="speaker").set_index("speaker")["mean"]
    assert tone["Ann Lee"] > tone["Tom Dunn"]


def test_the_column_survives_and_may_have_any_name(write):
    path = write("a.csv", "Who,Text\nAnn Lee,We have waited for the ferry.\n")
    documents = tk.read_corpus(path, speaker_column="Who").documents
    assert documents[["who", "known_speaker"]].values.tolist() == [["Ann Lee", "Ann Lee"]]


def test_front_matter_and_metadata_may_name_the_speaker(write):
    write("a.md", "---\nspeaker: Ann Lee\n---\nWe have waited.")
    write("b.txt", "We will wait.")
    path = write("metadata.csv", "file,speaker\nb.txt,Tom Dunn\n")
    write("corpus.toml", 'speaker_column = "speaker"')
    assert tk.read_corpus(path.parent).documents.known_speaker.tolist() == ["Ann Lee", "Tom Dunn"]


def test_a_column_that_is_not_there_is_named(write):
    with pytest.raises(tk.errors.CorpusError, match="No column is called 'who'; the columns are Name, Text"):
        tk.read_corpus(write("a.csv", "Name,Text\nAnn,We have waited.\n"), speaker_column="who")
