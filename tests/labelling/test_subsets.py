"""Labels and corpora of some documents: what is kept, what is told, what is refused."""

import pandas as pd
import pytest

import textkit as tk

TEXTS = {
    "text": ["“It is a war,” said Ann Lee. Like a king, he left.", "Rain.", "“No,” Bob Roe said.", ""],
    "genre": ["report", "report", "editorial", "letter"],
    "date": ["2025-05-06", "2025-06-01", "2025-05-07", "2024-05-01"],
    "size": [1, 2, 30, 4],
}
CORPUS = tk.read_corpus(pd.DataFrame(TEXTS))
LABELS = tk.label(CORPUS)
CHOICES = {
    "a value": ({"genre": "report"}, [0, 1]),
    "several values": ({"genre": ["report", "letter"]}, [0, 1, 3]),
    "several fields": ({"genre": "report", "size": 2}, [1]),
    "a month": ({"date": "2025-05"}, [0, 2]),
    "two years": ({"date": ["2025", "2024"]}, [0, 1, 2, 3]),
    "a function of a field": ({"size": lambda size: size > 3}, [2, 3]),
    "a function of the documents": (lambda documents: documents["size"] < 3, [0, 1]),
    "a mask": ([False, False, True, False], [2]),
    "a mask of pandas": (CORPUS.documents["genre"].eq("letter"), [3]),
}


def choose(something, choice):
    return something.where(**choice) if isinstance(choice, dict) else something.where(choice)


@pytest.mark.parametrize(("choice", "kept"), CHOICES.values(), ids=CHOICES)
def test_the_labels_of_a_choice_are_those_of_its_documents_alone(choice, kept):
    subset = choose(LABELS, choice)
    assert subset.documents["size"].tolist() == [TEXTS["size"][k] for k in kept]
    alone = tk.label(choose(CORPUS, choice))
    for name, table in alone.tables().items():
        pd.testing.assert_frame_equal(subset[name], table)


def test_provenance_tells_the_choice_and_the_whole_is_left_alone():
    before = {name: table.copy() for name, table in LABELS.tables().items()}
    subset = LABELS.where(genre="report").where(date="2025-06")
    assert subset.provenance["subset"] == "2 of 4 documents: genre = report; of these 1 of 2 documents: date = 2025-06"
    assert subset.provenance["documents"] == "1"
    assert subset.provenance["corpus"] == LABELS.provenance["corpus"]
    assert tk.count_terms(subset).attrs["provenance"]["subset"] == subset.provenance["subset"]
    assert "subset" not in LABELS.provenance
    for name, table in before.items():
        pd.testing.assert_frame_equal(LABELS[name], table)


@pytest.mark.parametrize("whole", [CORPUS, LABELS], ids=["corpus", "labels"])
@pytest.mark.parametrize(
    ("choice", "error", "message"),
    [
        ({"gnre": "report"}, tk.errors.MissingColumnError, "did you mean 'genre'"),
        ({"genre": "reprot"}, tk.errors.OptionError, "No document has genre='reprot'; did you mean 'report'"),
        ({"genre": ["report", "poem"]}, tk.errors.OptionError, "'poem'; there is: 'report', 'editorial', 'letter'"),
        ({"genre": "letter", "size": 1}, tk.errors.OptionError, "No document fits genre = letter and size = 1"),
        ([True], tk.errors.OptionError, "True or False for each of the 4 documents"),
        (lambda documents: documents["size"], tk.errors.OptionError, "True or False for each of the 4 documents"),
        ({"size": lambda size: 7}, tk.errors.OptionError, "True or False for each of the 4 documents"),
    ],
)
def test_what_is_refused(whole, choice, error, message):
    with pytest.raises(error, match=message):
        choose(whole, choice)


def test_tables_have_names():
    assert LABELS["quotes"] is LABELS.quotes
    with pytest.raises(tk.errors.OptionError, match="did you mean 'quotes'"):
        LABELS["quote"]


def test_labels_on_disk_give_the_same_choice_in_memory(tmp_path):
    pytest.importorskip("pyarrow")
    stored = tk.scan_labels(tk.label_to(tmp_path / "out", pd.DataFrame(TEXTS), workers=1, shard_size=2))
    expected, found = LABELS.where(date="2025-05"), stored.where(date="2025-05")
    for name, table in expected.tables().items():
        if name != "documents":
            pd.testing.assert_frame_equal(found[name], table)
    assert found.provenance["subset"] == expected.provenance["subset"]
    with pytest.raises(tk.errors.OptionError, match="poem"):
        stored.where(genre="poem")
