"""Small labelled corpora, made by hand so that these tests do not depend on the labellers."""

from types import MappingProxyType

import pandas as pd
import pytest

from textkit.labelling.labels import Labels
from textkit.schema import TABLES, build_table

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> [link](javascript:alert(3)) \x00 &amp; $x^{"


def make_labels(text: str, *, title: str, spans: dict[str, list[dict[str, object]]], doc_id: str = "one") -> Labels:
    """Labels of one document; a span's ``words`` are looked up in the text."""
    document = {"doc_id": doc_id, "text": text, "title": title, "author": title, "genre": title, "source": title}
    tables = {"documents": [document | {"path": "one.md", "sha256": "0" * 64, "n_chars": len(text)}]} | spans
    filled = {name: [_place(text, {"doc_id": doc_id} | row) for row in tables.get(name, [])] for name in TABLES}
    built = {name: build_table(name, _columns(name, rows)) for name, rows in filled.items()}
    return Labels(**built, provenance=MappingProxyType({"textkit": "0", "corpus": "abc", "documents": "1"}))


def _place(text: str, row: dict[str, object]) -> dict[str, object]:
    for key in [k for k in row if k.startswith("in_")]:
        part, words = key.removeprefix("in_"), row.pop(key)
        prefix = "" if part == "span" else f"{part}_"
        row |= {f"{prefix}start": text.index(words), f"{prefix}end": text.index(words) + len(words)}
        if part != "span":
            row[part] = words
    return row


def _columns(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame([{c.name: row.get(c.name) for c in TABLES[name]} for row in rows],
                        columns=[c.name for c in TABLES[name]], dtype=object)  # fmt: skip


def quote(number: int, words: str, kind: str, **more: object) -> dict[str, object]:
    """A row of quotes."""
    usual = {"quote_id": number, "utterance_id": number, "rule": "made by hand", "confidence": 0.9}
    return usual | {"in_span": words, "text": words, "kind": kind} | more


def article(text: str, *spans: str) -> dict[str, list[dict[str, object]]]:
    """Paragraphs and sentences given by their words."""
    rows = [{"par_id": i, "in_span": words, "role": "body", "continues": False} for i, words in enumerate(spans)]
    tones = [
        {"sent_id": i, "par_id": i, "in_span": words, "voice": "mixed", "polarity": 0.5 - i}
        for i, words in enumerate(spans)
    ]
    return {"paragraphs": rows, "sentences": tones}


PLAIN = """The minister spoke. "We are a lighthouse in a storm of prices," Ann Lee said, "and we stay."

He called it a "deal". Lee said that prices would fall."""


@pytest.fixture
def labels() -> Labels:
    """Two paragraphs: a split quotation with an analogy inside it, a scare quote, reported speech."""
    first, second = PLAIN.split("\n\n")
    spans = article(PLAIN, first, second)
    spans["quotes"] = [
        quote(0, "We are a lighthouse in a storm of prices,", "direct", speaker="Ann Lee", in_cue="said",
              in_mention="Ann Lee"),
        quote(1, "and we stay.", "direct", speaker="Ann Lee", utterance_id=0),
        quote(2, "deal", "scare"),
        quote(3, "prices would fall", "indirect", speaker="Ann Lee"),
    ]  # fmt: skip
    spans["speakers"] = [
        {"speaker": "Ann Lee", "aliases": "", "kind": "person", "n_mentions": 2, "n_quotes": 2, "n_words": 11}
    ]
    spans["analogies"] = [
        {"analogy_id": 0, "in_span": "We are a lighthouse in a storm", "kind": "simile", "in_tenor": "We",
         "in_vehicle": "a lighthouse in a storm", "in_cue": "are", "stance": "affirmed", "accepted": True,
         "speaker": "Ann Lee", "reason": "made by hand"},
        {"analogy_id": 1, "in_span": "The minister", "kind": "simile", "stance": "meta", "accepted": False,
         "reason": "refused"},
    ]  # fmt: skip
    return make_labels(PLAIN, title="Prices", spans=spans)


@pytest.fixture
def hostile() -> Labels:
    """Every string of the corpus tries to run a script."""
    spans = article(EVIL, EVIL)
    spans["quotes"] = [quote(0, EVIL, "direct", speaker=EVIL, in_cue=EVIL, in_mention=EVIL) | {"rule": EVIL}]
    spans["speakers"] = [
        {"speaker": EVIL, "aliases": EVIL, "kind": "person", "n_mentions": 2, "n_quotes": 2, "n_words": 11}
    ]
    spans["analogies"] = [
        {"analogy_id": 0, "in_span": EVIL, "kind": "simile", "in_tenor": EVIL, "in_vehicle": EVIL, "in_cue": EVIL,
         "stance": "affirmed", "accepted": True, "speaker": EVIL, "reason": EVIL, "referent": EVIL},
    ]  # fmt: skip
    return make_labels(EVIL, title=EVIL, spans=spans, doc_id=f"../{EVIL}")
