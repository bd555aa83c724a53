"""The quotation labeller as a whole: properties of any text, the seed article, known speakers, hostile input."""

import gc
import os
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.labelling.quotations import find_quotations
from textkit.language.doc import make_doc, read_doc
from textkit.language.paragraphs import Paragraph, Sentence

SEED = Path(os.environ.get("TEXTKIT_SEED_ARTICLE", "no such file"))  # an article that is not distributed
KINDS = {"direct", "mixed", "block", "indirect", "scare"}
PIECES = st.sampled_from(
    ["“", "”", '"', "‘", "’", "'", "«", "»", "''", " said ", " Ann Lee ", " she ", ", ", ". ", ": ", "\n\n", "\n> ",
     "I ", " told ", " who ", " — ", "LEE: ", "rigged", " that ", " according to ", "The prime minister ", " “no” "]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


def label(text, speakers=()):
    return find_quotations(read_doc(text), speakers=speakers)


@given(TEXTS)
def test_any_text_gives_valid_rows(text):
    found = label(text)
    for quote in found.quotes:
        assert 0 <= quote.start < quote.end <= len(text)
        assert quote.kind in KINDS
        assert 0 <= quote.confidence <= 1
        assert quote.rule
        for start, end in ((quote.mention_start, quote.mention_end), (quote.cue_start, quote.cue_end)):
            assert (start is None) == (end is None)
            assert start is None or 0 <= start < end <= len(text)
        assert quote.kind != "scare" or quote.speaker is None
    names = {entry.speaker for entry in found.speakers}
    assert {quote.speaker for quote in found.quotes} - {None} <= names
    assert label(text) == found


@given(TEXTS)
def test_quotes_of_a_verbatim_kind_do_not_overlap(text):
    for kind in ("mixed", "scare", "block"):
        spans = sorted((q.start, q.end) for q in label(text).quotes if q.kind == kind)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


@given(TEXTS)
def test_groups_are_numbered_from_zero_in_text_order(text):
    groups = [quote.utterance_id for quote in label(text).quotes]
    firsts = list(dict.fromkeys(groups))
    assert firsts == list(range(len(firsts)))


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["“", "”", '"', "'", "‘a", "Aa ", "“a”", "said ", "he said “a”, ", "A's "])
def test_time_grows_with_length_only(unit):
    def seconds(n):
        text = (unit * n)[:n]
        doc = make_doc(text, [Paragraph(0, n, "body")], [Sentence(0, n, 0)])
        gc.collect()
        gc.disable()  # else the objects of all other tests are looked through within the time
        try:
            start = time.process_time()
            find_quotations(doc)
            return time.process_time() - start
        finally:
            gc.enable()

    seconds(1000)
    short, small = seconds(2_500), seconds(20_000)
    if not 0.005 < short < small < 10 * short:  # else a part that is quadratic would show by now
        large = seconds(160_000)
        assert large < 0.5 or large < 24 * small


def test_empty_text():
    found = label("")
    assert found.quotes == []
    assert found.speakers == []


def test_known_speakers_override_the_document():
    known = [{"name": "Ann Marie Lee", "alias": "Lee", "kind": "person"}]
    found = label("“No,” said Lee.", known)
    assert [quote.speaker for quote in found.quotes] == ["Ann Marie Lee"]
    assert found.speakers[0].aliases == ("Lee",)


@pytest.mark.parametrize("name", ["The Leader", "Boss", "Lee", "Ann Marie Lee"])
def test_a_known_name_stands_for_all_that_the_document_calls_its_alias(name):
    """Also where it is shorter than the alias, and for the surname alone; another Lee keeps his own."""
    known = [{"name": name, "alias": "Ann Lee", "kind": "person"}]
    found = label("“No,” Ann Lee said. “Never,” Bo Lee said. “Maybe,” Ann Lee said.", known)
    assert [quote.speaker for quote in found.quotes] == [name, "Bo Lee", name]
    assert [q.speaker for q in label("“No,” Ann Lee said. “Never,” Lee said.", known).quotes] == [name, name]


def test_known_speakers_may_name_roles():
    known = [{"name": "Ann Lee", "alias": "the mayor", "kind": "person"}]
    assert label("“No,” said the mayor.", known).quotes[0].speaker == "Ann Lee"


def test_speaker_entries_list_aliases_and_count_mentions():
    entry = label("Ann Lee arrived. “No,” Ms. Lee said. She left.").speakers[0]
    assert (entry.speaker, entry.kind, entry.n_mentions) == ("Ann Lee", "person", 3)
    assert set(entry.aliases) == {"Ms. Lee", "She"}


@pytest.fixture(scope="module")
def seed():
    if not SEED.exists():
        pytest.skip("the seed article is not there")
    text = SEED.read_text(encoding="utf-8")
    return text, label(text).quotes


def said_by(seed, speaker, kinds=("direct", "mixed", "block")):
    text, quotes = seed
    return [text[q.start : q.end] for q in quotes if q.kind in kinds and q.speaker == speaker]


def test_seed_article_gives_every_quotation_its_speaker(seed):
    starts = {
        "Donald Trump": [
            "This is not n", "never", "Never say nev", "artificial bo", "We want to ma", "friendly disc",
            "we had anothe",
        ],
        "Mark Carney": ["transformatio", "...The histor", "revitalizing ", "My government"],
        "Prime Minister’s Office": ["As the Prime "],
        "World Socialist Web Site": ["Trump is decl"],
        "Socialist Equality Party": ["The vast gulf"],
    }  # fmt: skip
    for speaker, expected in starts.items():
        assert [words[:13] for words in said_by(seed, speaker)] == expected
    assert all(q.speaker for q in seed[1] if q.kind in ("direct", "mixed", "block"))


def test_seed_article_block_quotations_end_where_they_end(seed):
    text, quotes = seed
    ends = [text[q.start : q.end][-12:] for q in quotes if q.kind == "block"]
    assert ends == ["it ourselves", "nal defence.", "rking class."] or ends == [
        "t ourselves.",
        "nal defence.",
        "rking class.",
    ]


def test_seed_article_scare_quotes_are_left_alone(seed):
    text, quotes = seed
    scare = [text[q.start : q.end].rstrip(",.") for q in quotes if q.kind == "scare"]
    assert scare == [
        "negotiations", "agreement", "Führer", "oppose", "peace, order, and good governance", "Canadian values",
        "competitive", "free trade", "notwithstanding clause",
    ]  # fmt: skip


SPELLINGS = "Sheila O’Brien spoke. “It is over,” O'Brien said. “We won,” said Sheila O’Brien. O’Brien left."


def test_a_known_speaker_without_an_alias_takes_over_nobody():
    """Neither pronouns nor nouns nor what has no name."""
    corpus = tk.read_corpus(["“It is over,” he said. “No,” critics said. “We won,” said Bo Roe. “Yes,” she said."])
    usual = tk.label(corpus).quotes
    for row in ({"name": "Ann Lee", "alias": ""}, {"name": "Ann Lee"}, {"name": "Ann Lee", "alias": " ", "kind": ""}):
        assert tk.label(replace(corpus, resources={"speakers": (row,)})).quotes.equals(usual)


@pytest.mark.parametrize("known", [(), ({"name": "Sheila O'Brien"},)])
def test_apostrophes_make_no_difference_to_names(known):
    labels = tk.label(replace(tk.read_corpus([SPELLINGS]), resources={"speakers": known}))
    speaker = known[0]["name"] if known else "Sheila O’Brien"
    assert labels.quotes.speaker.tolist() == [speaker, speaker]
    assert labels.speakers.speaker.tolist() == [speaker]


@pytest.mark.parametrize("alias", ["Sheila O'Brien", "Sheila O’Brien", "sheila oʼbrien"])
def test_apostrophes_make_no_difference_to_aliases(alias):
    corpus = tk.read_corpus(["“It is over,” Sheila O'Brien said. “We won,” said Sheila O’Brien."])
    labels = tk.label(replace(corpus, resources={"speakers": ({"name": "The Minister", "alias": alias},)}))
    assert labels.quotes.speaker.tolist() == ["The Minister", "The Minister"]


@pytest.mark.parametrize("term", ["O’Brien", "o'brien", "OʼBRIEN", "O’Brien’s"])
@pytest.mark.parametrize("text", ["O’Brien left.", "O'Brien left.", "OʼBrien left.", "O’Brien’s day."])
def test_apostrophes_make_no_difference_to_own_stop_words(term, text):
    corpus = replace(tk.read_corpus([text]), resources={"stop_words": ({"term": term},)})
    assert tk.label(corpus).tokens.is_stop.iloc[0]


def test_accents_make_no_difference_to_own_stop_words():
    corpus = replace(tk.read_corpus(["Jose\u0301 met José."]), resources={"stop_words": ({"term": "josé"},)})
    assert tk.label(corpus).tokens.is_stop.tolist() == [True, False, True, False]


@pytest.mark.parametrize(
    "text", ["He left, according", "“No,” according", "Lee said: according", "According", "claim that"]
)
def test_a_cue_may_end_the_text(text):
    labels = tk.label(tk.read_corpus([text]))
    assert labels.problems.empty
