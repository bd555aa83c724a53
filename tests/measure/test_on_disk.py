"""Measures of labels on disk give the tables that labels in memory give, to the last digit."""

import shutil
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.labelling import on_disk
from textkit.measure.terms import add_up

SAMPLE = Path(__file__).parents[2] / "corpus" / "us-canada-2025"


@pytest.fixture(scope="module")
def memory():
    """The sample corpus with fields of every type, some unknown, and a document without a word."""
    documents = tk.read_corpus(SAMPLE).documents
    empty = documents.iloc[:1].assign(doc_id="00-empty", text="", n_chars=0, sha256="0" * 64)
    documents = pd.concat([documents, empty], ignore_index=True)
    n = len(documents)
    return tk.label(
        tk.Corpus(
            documents.assign(
                wave=pd.array([1, None, 2] * (n // 3), dtype="Int64"),
                checked=pd.array([True, False, None] * (n // 3), dtype="boolean"),
                desk=pd.Categorical(["trade", "war", None] * (n // 3)),
                score=np.arange(n) % 2 / 2,
            ),
            tk.read_corpus(SAMPLE).problems,
        )
    )


def write(memory, target, shard_size):
    corpus = tk.Corpus(memory.documents, tk.read_corpus(SAMPLE).problems)
    return tk.scan_labels(tk.label_to(target, corpus, workers=1, shard_size=shard_size))


@pytest.fixture(scope="module")
def disk(memory, tmp_path_factory):
    return write(memory, tmp_path_factory.mktemp("labels"), 5)


def assert_same(measure, memory, disk, **options):
    one, two = measure(memory, **options), measure(disk, **options)
    assert len(one)
    pd.testing.assert_frame_equal(two, one, check_exact=True)
    assert two.attrs == one.attrs


FIELDS = [None, "genre", "wave", "checked", "desk", "score", "doc_id", "speaker", ["desk", "speaker"]]


@pytest.mark.parametrize("by", [*FIELDS, "voice", ["genre", "voice", "speaker"]], ids=str)
def test_terms(memory, disk, by):
    assert_same(tk.count_terms, memory, disk, by=by)


@pytest.mark.parametrize(
    "options",
    [
        {"ngram": 2},
        {"ngram": 3, "skip": 2},
        {"unit": "lemma", "stop_words": "drop"},
        {"kinds": ("number",)},
        {"unit": "token", "min_count": 5},
    ],
    ids=str,
)
def test_terms_of_other_kinds(memory, disk, options):
    assert_same(tk.count_terms, memory, disk, by="genre", **options)


@pytest.mark.parametrize(
    "options",
    [
        {"by": "genre", "rounds": 50},
        {"by": "voice", "rounds": 50, "stop_words": "drop"},
        {"by": "kind", "groups": ["number"], "kinds": ("word", "number")},
        {"by": "speaker", "groups": ["Donald Trump", "Mark Carney"], "unit": "lemma"},
        {"by": ["desk", "voice"], "preset": "antconc", "min_count": 3, "ngram": 2},
    ],
    ids=str,
)
def test_keyness_of_groups(memory, disk, options):
    assert_same(tk.keyness, memory, disk, **options)


def test_counting_in_blocks_changes_nothing(memory, disk, monkeypatch):
    options = {"by": "genre", "groups": ["wire report"], "rounds": 20}
    before = tk.keyness(memory, **options)
    monkeypatch.setattr("textkit.measure.terms.BLOCK", 100)
    monkeypatch.setattr("textkit.measure.sides.BLOCK", 100)
    monkeypatch.setattr("textkit.measure.sides.CELLS", 100)
    for most in (1, 1 << 31):
        monkeypatch.setattr("textkit.measure.sides.MOST", most)
        for labels in (memory, disk):
            after = tk.keyness(labels, **options)
            pd.testing.assert_frame_equal(after, before, check_exact=False, rtol=1e-12, atol=1e-13)


def test_keyness_of_two_corpora(memory, disk):
    reference = tk.label(["Tariffs were raised. The house voted.", "Trade grew and the house slept."])
    assert_same(lambda labels, **options: tk.keyness(labels, reference, **options), memory, disk, rounds=50)
    assert_same(lambda labels: tk.keyness(reference, labels), memory, disk)


@pytest.mark.parametrize("by", [None, "genre", "wave", "desk", "doc_id", ["desk", "checked"]], ids=str)
def test_shares_of_speakers(memory, disk, by):
    assert_same(tk.speaker_share, memory, disk, by=by)


@pytest.mark.parametrize("by", [*FIELDS, "voice", "par_id"], ids=str)
def test_polarity(memory, disk, by):
    assert_same(tk.polarity_by, memory, disk, by=by, rounds=50)


@pytest.mark.parametrize("by", [*FIELDS, "kind", "referent", ["genre", "stance"]], ids=str)
def test_analogies(memory, disk, by):
    assert_same(tk.count_analogies, memory, disk, by=by, rounds=50)


@pytest.mark.parametrize(
    "options",
    [
        {"pattern": "tariff*"},
        {"pattern": "tariff*", "limit": 3, "metadata": ["genre", "speaker"]},
        {"pattern": {"trade": ["tariff*", "trade war"], "peace": "peace"}, "sort": ["R1", "date", "pattern"]},
        {"pattern": r"trade \w+", "regex": True, "sort": ["node", "L1"], "limit": 9},
        {"pattern": '[lemma="the"] []{0,2} [lemma="tariff"]', "unit": "lemma", "window": 2},
    ],
    ids=str,
)
def test_lines(memory, disk, options):
    one, two = tk.kwic(memory, **options), tk.kwic(disk, **options)
    assert len(one)
    pd.testing.assert_frame_equal(two.astype(one.dtypes.to_dict()), pd.DataFrame(one), check_exact=True)
    assert two.attrs == one.attrs


def test_words_that_no_shard_has_are_named(memory, disk):
    notes = [tk.kwic(labels, "tarif").attrs["note"] for labels in (memory, disk)]
    assert notes[0] == notes[1]
    assert "near it: tariff" in notes[0]
    for labels in (memory, disk):
        with pytest.warns(tk.errors.NothingFoundWarning, match="'tarif'"):
            tk.kwic(labels, ["tariff", "tarif"])
        with pytest.warns(tk.errors.NothingFoundWarning, match="'tarif'"):
            tk.collocations(labels, ["tariff", "tarif"])
    with pytest.raises(tk.errors.MissingColumnError, match="weather"):
        tk.kwic(disk, "tariff", sort="weather")


@pytest.mark.parametrize(
    "options",
    [
        {"node": "tariff*"},
        {"node": {"trade": ["trade war", "tariff*"], "us": "Canada"}, "window": (0, 3), "stop_words": "drop"},
        {"node": "say", "unit": "lemma", "kinds": ("word", "number"), "boundaries": ["doc_id", "sent_id"]},
        {"node": None, "window": 2, "min_count": 4},
    ],
    ids=str,
)
def test_collocations(memory, disk, options):
    assert_same(tk.collocations, memory, disk, **options)


def test_collocates_of_two_nodes(memory, disk):
    assert_same(tk.collocations, memory, disk, node="tariff*", against={"border": ["border*", "frontier"]})
    assert_same(tk.collocations, memory, disk, node="the", against="a", min_count=9, stop_words="drop", window=2)


def test_labels_without_counts_give_the_same(disk, memory):
    """As version 0.1.0 wrote them."""
    old = replace(disk, counted=())
    assert_same(tk.count_terms, memory, old, by="desk", stop_words="drop")
    assert_same(tk.keyness, memory, old, by="genre", groups=["editorial"])
    assert_same(tk.speaker_share, memory, old, by="desk")
    assert_same(tk.collocations, memory, old, node="tariff*")


def test_only_the_tables_that_are_measured_are_read(disk, memory):
    quotes = disk.load("quotes")
    pd.testing.assert_frame_equal(quotes.quotes, memory.quotes)
    assert quotes.tokens.empty
    assert len(quotes.documents) == len(memory.documents)
    with pytest.raises(tk.errors.OptionError, match="quote"):
        disk.load("quote")


@pytest.mark.slow
@pytest.mark.parametrize("shard_size", [1, 500])
def test_shards_of_any_size_give_the_same(memory, tmp_path, shard_size):
    disk = write(memory, tmp_path, shard_size)
    assert (len(disk.shards) == 1) == (shard_size == 500)
    for by in (*FIELDS, "voice") if shard_size == 1 else ("desk", "speaker"):
        assert_same(tk.count_terms, memory, disk, by=by)
    for by in (None, ["desk", "speaker"]):
        assert_same(tk.count_analogies, memory, disk, by=by, rounds=50)
        assert_same(tk.polarity_by, memory, disk, by=by, rounds=50)
    assert_same(tk.speaker_share, memory, disk, by=["desk", "checked"])
    assert_same(tk.keyness, memory, disk, by=["desk", "voice"], preset="antconc", min_count=3, ngram=2)
    test_keyness_of_two_corpora(memory, disk)


def test_an_unknown_field_is_named(disk):
    for measure in (tk.count_terms, tk.polarity_by, tk.speaker_share, tk.count_analogies):
        with pytest.raises(tk.errors.MissingColumnError, match="weather"):
            measure(disk, by="weather")


@given(st.lists(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 9))), min_size=1, max_size=9))
def test_adding_up_does_not_depend_on_the_parts(parts):
    tables = [pd.DataFrame(part, columns=["key", "n"]).astype({"key": "str", "n": "int64"}) for part in parts]
    whole = pd.concat(tables, ignore_index=True).groupby("key", dropna=False, sort=True)["n"].sum().reset_index()
    pd.testing.assert_frame_equal(add_up(tables, ["key"], ["n"]), whole)


QUERIES = [
    "tariff*",
    "the",
    "trade war*",
    '[lemma="tariff" & voice="quotation"]',
    '[speaker="Donald Trump"]+',
    '[voice!="narration"] tariff*',
    '[pos="ADJ"]? [lemma="tariff"] ([]{0,2} "Canada" | on)',
    "Mr. *",
    '[norm="softwood"] | [kind="number"]{2}',
    "nowhere",
]


@pytest.mark.parametrize("limit", [None, 1, 7, 100])
@pytest.mark.parametrize("pattern", [*QUERIES, QUERIES[:4], ["the", "nowhere", "softwood lumber"]], ids=str)
def test_lines_of_any_query_up_to_a_limit(memory, disk, pattern, limit):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        one, two = (tk.kwic(labels, pattern, limit=limit) for labels in (memory, disk))
    pd.testing.assert_frame_equal(two.astype(one.dtypes.to_dict()), pd.DataFrame(one), check_exact=True)
    assert two.attrs == one.attrs
    assert len({str(warning.message) for warning in told}) == len(told) / 2


@pytest.mark.parametrize("terms", ["tariff*", ["of the", "the"], {"saying": '[lemma="say"]', "x": "y"}], ids=str)
def test_places_and_counts_of_queries(memory, disk, terms):
    if "x" not in terms:
        assert_same(tk.term_positions, memory, disk, terms=terms)
    assert_same(tk.dispersion, memory, disk, terms=terms)
    for by in ("genre", ["voice", "speaker"]):
        assert_same(tk.count_terms, memory, disk, terms=terms, by=by)
    assert_same(tk.keyness, memory, disk, terms=terms, by="genre", rounds=20)


def read_shards(monkeypatch):
    """The numbers of the shards that are read from now on."""
    found, read = [], on_disk.LabelsOnDisk._read
    monkeypatch.setattr(on_disk.LabelsOnDisk, "_read", lambda *given: found.append(given[-1]) or read(*given))
    return found


def test_only_shards_with_the_words_of_a_query_are_read(disk, memory, monkeypatch):
    words = memory.tokens[memory.tokens["kind"] == "word"]
    rare = words["norm"].value_counts().loc[lambda n: n == 3].index[0]
    having = words["doc_id"][words["norm"] == rare].unique()
    shards = [part for part in disk.parts({"documents": None}) if part.documents["doc_id"].isin(having).any()]
    assert 0 < len(shards) < len(disk.shards)
    found = read_shards(monkeypatch)
    assert len(tk.kwic(disk, f"[norm={rare!r}]".replace("'", '"'))) == 3
    assert len(found) == len(shards)
    del found[:]
    assert len(tk.kwic(disk, "the", limit=3)) == 3
    assert 0 in found
    assert len(found) <= 1 + on_disk.READERS
    assert len(tk.kwic(disk, "nowhere to be found")) == 0


@pytest.mark.parametrize(("shards", "tokens"), [(1, 10**6), (3, 10**6), (100, 10**6), (100, 5_000)])
def test_shards_read_together_give_the_same(memory, disk, monkeypatch, shards, tokens):
    monkeypatch.setattr(on_disk, "AT_ONCE", shards)
    monkeypatch.setattr(on_disk, "TOKENS_AT_ONCE", tokens)
    for node in ("tariff*", '[pos="ADJ"] [pos="NOUN"]', "the"):
        assert_same(tk.collocations, memory, disk, node=node, boundaries=("doc_id", "sent_id", "speaker"))
    parts = list(disk.parts({"documents": None, "tokens": ["doc_id", "speaker", "norm"]}))
    assert pd.concat([part.documents for part in parts])["doc_id"].tolist() == memory.documents["doc_id"].tolist()
    for part in parts:
        assert part.tokens["speaker"].cat.categories.is_monotonic_increasing
        assert part.tokens["doc_id"].cat.categories.tolist() == sorted(part.documents["doc_id"])


def test_a_damaged_shard_is_named(memory, tmp_path):
    labels = write(memory, tmp_path, 20)
    path = labels.shards[1]["tokens"]
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(tk.errors.CorpusError, match=path.name):
        tk.collocations(labels, "the")


def test_a_vocabulary_of_other_shards_is_not_used(memory, tmp_path):
    """A run was killed between writing the vocabulary and the list of shards, or a file is gone."""
    assert write(memory, tmp_path / "one", 5).types is not None
    other = tk.label_to(tmp_path / "two", memory.documents.iloc[:9], workers=1)
    for name in ("types", "shards"):
        shutil.copy(other / "vocabulary" / f"{name}.parquet", tmp_path / "one" / "vocabulary")
        stale = tk.scan_labels(tmp_path / "one")
        assert stale.types is None
        assert len(tk.kwic(stale, "tariff*")) == len(tk.kwic(memory, "tariff*"))
    (tmp_path / "one" / "vocabulary" / "types.parquet").unlink()
    assert_same(tk.collocations, memory, tk.scan_labels(tmp_path / "one"), node="tariff*")


def test_a_damaged_vocabulary_is_named(memory, tmp_path):
    write(memory, tmp_path, 20)
    path = tmp_path / "vocabulary" / "types.parquet"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(tk.errors.CorpusError, match=r"types\.parquet"):
        tk.kwic(tk.scan_labels(tmp_path), "tariff")
