"""Sentences and tokens: spans, kinds, norms, lemmas."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.language.paragraphs import find_paragraphs, split_sentences
from textkit.language.tokens import describe_type, split_clitic, tokenize

CASES = json.loads((Path(__file__).parents[1] / "cases/structure/tokens.json").read_text(encoding="utf-8"))
SENTENCES = json.loads((Path(__file__).parents[1] / "cases/structure/sentences.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["comment"] for case in CASES])
def test_tokens(case):
    assert tokenize(case["text"]).strings == case["tokens"]


@pytest.mark.parametrize("case", SENTENCES, ids=[case["comment"] for case in SENTENCES])
def test_sentences(case):
    text = case["text"]
    found = split_sentences(text, find_paragraphs(text))
    assert [text[s.start : s.end] for s in found] == case["sentences"]


@pytest.mark.parametrize(
    ("token", "norm", "kind"),
    [
        ("Trump’s", "trump", "word"),
        ("workers’", "workers", "word"),
        ("it’s", "it's", "word"),
        ("DON'T", "don't", "word"),
        ("US", "u.s.", "word"),
        ("U.S", "u.s.", "word"),
        ("us", "us", "word"),
        ("Mr.", "mr", "word"),
        ("No.", "no", "word"),
        ("J.", "j", "word"),
        ("Ph.D.", "ph.d.", "word"),
        ("AT&T", "at&t", "word"),
        ("@ann_lee", "@ann_lee", "word"),
        ("inter\u00adnational", "international", "word"),
        ("Jose\u0301", "jos\u00e9", "word"),
        ("20-year-old", "20-year-old", "word"),
        ("’80s", "’80s", "number"),
        ("1930s", "1930s", "number"),
        ("51st", "51st", "number"),
        ("½", "½", "number"),
        ("1½", "1½", "number"),
        ("½-hearted", "½-hearted", "word"),
        ("👩\u200d👧", "👩\u200d👧", "symbol"),
        ("—", "—", "punctuation"),
        ("***", "***", "symbol"),
        ("$", "$", "symbol"),
        ("https://example.org/a?b=1", "https://example.org/a?b=1", "symbol"),
    ],
)
def test_types(token, norm, kind):
    found = describe_type(token)
    assert (found.norm, found.kind) == (norm, kind)


@pytest.mark.parametrize(
    ("token", "parts"),
    [
        ("Lee’s", ("Lee", "’s")),
        ("they'll", ("they", "'ll")),
        ("WE’VE", ("WE", "’VE")),
        ("workers’", ("workers", "’")),
        ("don’t", ("don’t", "")),
        ("O’Brien", ("O’Brien", "")),
        ("’em", ("’em", "")),
        ("’s", ("’s", "")),
        ("’", ("’", "")),
    ],
)
def test_clitics_are_cut_off_their_hosts(token, parts):
    assert split_clitic(token) == parts


def test_stop_words_of_the_lexicon_and_of_ones_own():
    assert describe_type("The").is_stop
    assert not describe_type("tariff").is_stop
    assert describe_type("Tariff", stop_words={"tariff"}).is_stop
    assert not describe_type("US").is_stop


@given(st.text())
def test_tokens_cover_everything_but_white_space(text):
    tokens = tokenize(text)
    assert all(text[a:b] == s for a, b, s in zip(tokens.starts, tokens.ends, tokens.strings, strict=True))
    assert sorted(set(tokens.starts)) == tokens.starts.tolist()
    covered = {i for a, b in zip(tokens.starts, tokens.ends, strict=True) for i in range(a, b)}
    assert all(text[i].isspace() or text[i] in "\x1c\x1d\x1e\x1f" for i in range(len(text)) if i not in covered)


@given(st.text())
def test_every_token_has_a_kind(text):
    assert {describe_type(s).kind for s in tokenize(text).strings} <= {
        "word",
        "number",
        "punctuation",
        "symbol",
    }


@given(st.lists(st.sampled_from(["A b. ", "“C!” ", "d\n\n", "# E\n\n", "f ", "1.5 ", "Mr. G "])).map("".join))
def test_sentences_are_ordered_disjoint_and_inside_the_text(text):
    paragraphs = find_paragraphs(text)
    found = split_sentences(text, paragraphs)
    edges = [edge for s in found for edge in (s.start, s.end)]
    assert edges == sorted(edges)
    assert all(paragraphs[s.paragraph].start <= s.start < s.end for s in found)
