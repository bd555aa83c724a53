"""One name for one person across a corpus."""

import time
from dataclasses import replace

import pandas as pd
import pytest

import textkit as tk

FULL = "“We shall see,” said Ann Lee, the minister. “Not now,” Lee added."
SHORT = "“Perhaps later,” Lee said. She spoke like a general."
OTHER = "“No,” said Bob Lee. “Never,” Lee said."


def speakers(*texts):
    labels = tk.unite_speakers(tk.label(tk.read_corpus(list(texts))))
    return labels, labels.quotes.speaker.dropna().unique().tolist()


def test_a_surname_alone_becomes_the_full_name_of_the_corpus():
    labels, names = speakers(FULL, SHORT)
    assert names == ["Ann Lee"]
    assert labels.tokens.speaker.dropna().unique().tolist() == ["Ann Lee"]
    assert labels.speakers.set_index(["doc_id", "speaker"]).aliases.str.contains("Lee").all()
    assert labels.provenance["united speakers"] == "Lee = Ann Lee"


def test_a_surname_of_two_people_stays():
    _, names = speakers(FULL, SHORT, OTHER)
    assert set(names) == {"Ann Lee", "Bob Lee", "Lee"}


def test_a_middle_name_makes_no_other_person():
    _, names = speakers(FULL, FULL, FULL.replace("Ann Lee", "Ann B. Lee"), SHORT)
    assert names == ["Ann Lee"]


def test_the_person_of_nine_in_ten_documents_is_meant():
    _, names = speakers(*[FULL] * 9, SHORT, OTHER)
    assert set(names) == {"Ann Lee", "Bob Lee"}


def test_counts_are_kept_and_input_is_not_changed():
    before = tk.label(tk.read_corpus([FULL, SHORT]))
    copy = before.speakers.copy()
    after = tk.unite_speakers(before)
    for column in ("n_mentions", "n_quotes", "n_words"):
        assert after.speakers[column].sum() == before.speakers[column].sum()
    pd.testing.assert_frame_equal(before.speakers, copy)
    for name, table in after.tables().items():
        assert list(map(str, table.dtypes)) == list(map(str, getattr(before, name).dtypes))


@pytest.mark.slow
def test_many_speakers_are_united_in_time():
    one = tk.label(tk.read_corpus([FULL])).speakers.iloc[[0]]
    rows = [one.assign(doc_id=f"d{n}", speaker=name, aliases=None) for n in range(2_000) for name in ("Ann Lee", "Lee")]
    labels = replace(tk.label(tk.read_corpus([FULL])), speakers=pd.concat(rows, ignore_index=True))
    start = time.process_time()
    united = tk.unite_speakers(labels).speakers
    assert time.process_time() - start < 3  # by a group of pandas for each row it took eight
    assert united.speaker.eq("Ann Lee").all()
    assert united.aliases.eq("Lee").all()
    assert len(united) == 2_000


@pytest.mark.parametrize("texts", [["Rain."], [OTHER], [""]])
def test_nothing_to_unite_leaves_the_labels_alone(texts):
    labels = tk.label(tk.read_corpus(texts))
    assert tk.unite_speakers(labels) is labels


def test_straight_and_curly_apostrophes_are_one_name():
    curly = "“We shall see,” the Prime Minister’s Office said."
    _, names = speakers(curly, curly.replace("’", "'"), curly)
    assert names == ["Prime Minister’s Office"]
