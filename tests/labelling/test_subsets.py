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
    "an expression": ("genre == 'report' and size < 3", [0, 1]),
    "an expression of a period": ("month == '2025-05'", [0, 2]),
    "an expression of a date": ("date < '2025-06'", [0, 2, 3]),
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
    with pytest.raises(tk.errors.OptionError, match="Did you mean 'quotes'"):
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


def test_an_expression_is_told_in_the_provenance():
    assert LABELS.where("size > 3").provenance["subset"] == "2 of 4 documents: size > 3"


@pytest.mark.parametrize("whole", [CORPUS, LABELS], ids=["corpus", "labels"])
def test_a_mask_in_brackets_chooses_documents(whole):
    assert whole[1:3].documents["size"].tolist() == [2, 30]
    chosen = whole[whole.documents["genre"] == "report"]
    assert type(chosen) is type(whole)
    assert chosen.documents["size"].tolist() == [1, 2]


def test_a_corpus_takes_brackets_as_a_table_does():
    assert CORPUS["genre"].tolist() == TEXTS["genre"]
    assert CORPUS["month"].tolist()[0] == "2025-05"
    assert CORPUS[["genre", "size"]].columns.tolist() == ["genre", "size"]
    assert CORPUS[1]["text"] == CORPUS[-3]["text"] == "Rain."
    assert CORPUS[:2].documents["text"].tolist() == TEXTS["text"][:2]
    assert [row["size"] for row in CORPUS] == TEXTS["size"]
    with pytest.raises(tk.errors.MissingColumnError, match="did you mean 'genre'"):
        CORPUS["gnre"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: CORPUS.head(), "corpus.documents.head"),
        (lambda: CORPUS.genre, r"corpus.documents\['genre'\], .* corpus.where\(genre=…\)"),
        (lambda: CORPUS.query("size > 3"), r"""corpus.where\("field == 'value'"\)"""),
        (lambda: LABELS.genre, r"labels.documents\['genre'\], .* labels.where\(genre=…\)"),
        (lambda: LABELS.month, r"by='month' in measures"),
        (lambda: LABELS.quote, "Did you mean 'quotes'"),
        (lambda: LABELS.shape, "labels.documents.shape"),
        (lambda: LABELS.nonsense, r"Its tables are documents, paragraphs, .* labels.where\(…\)"),
    ],
)
def test_what_a_table_would_have_is_said_where_to_find(call, message):
    with pytest.raises(AttributeError, match=message):
        call()


@pytest.mark.parametrize(
    ("expression", "message"),
    [("genre = 'report'", "write == to compare"), ("gnre == 'report'", "'gnre' is not defined")],
)
def test_an_expression_that_cannot_be_used_is_refused(expression, message):
    with pytest.raises(tk.errors.OptionError, match=f"{message}.* Fields are doc_id, text, .*genre"):
        LABELS.where(expression)


def test_a_table_can_have_fields_of_the_documents():
    table = LABELS.with_fields("quotes", ["genre", "month"])
    assert table[["text", "genre", "month"]].values.tolist() == [
        ["It is a war,", "report", "2025-05"],
        ["No,", "editorial", "2025-05"],
    ]
    assert "genre" not in LABELS.quotes
    with pytest.raises(tk.errors.MissingColumnError, match="Did you mean 'genre'"):
        LABELS.with_fields("quotes", "gnre")
    with pytest.raises(tk.errors.OptionError, match="Did you mean 'quotes'"):
        LABELS.with_fields("quote", "genre")


def test_labels_tell_analogies_from_candidates():
    labels = tk.label(tk.read_corpus(["He fought like a lion. I like it."]))
    assert repr(labels).endswith("1 analogies of 2 candidates)")
