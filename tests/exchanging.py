"""Labels to send through an exchange format and back: astral characters, stacked spans, parts of tokens."""

from pathlib import Path

import pandas as pd
from hypothesis import strategies as st

import textkit as tk
from textkit.schema import TABLES, build_table

SAMPLE = Path(__file__).parents[1] / "corpus/us-canada-2025"
TEXTS = {
    "emoji": "# 😀 Talks 𝔸\n\n“We shall 😀 see,” said 𝔸nn Lee 🇨🇦. “Never | again_[1] -> *;\\t,” she added.\n\n"
    "It fell like a card-house.",
    "lines": "He said:\n\n> We shall\nsee, “perhaps”.\n> And more.\n\nBo Roe called it “a\n\n"
    "disaster”. Contact: a@b.example",
    "odd/name é": "\u2028 One line\u2028two; “three” — said Bo Roe\x0c“four”, like a pirate ship\x85at sea.",
    "silent": "Rain fell.",
    "empty": "",
}


def fixture_labels():
    frame = pd.DataFrame({"doc_id": list(TEXTS), "text": list(TEXTS.values())})
    return tk.label(tk.read_corpus(frame))


def trimmed(table, documents):
    """Spans without white space at their ends, which no annotation tool marks."""
    texts, table = documents.set_index("doc_id").text, table.copy()
    for a, b, words in [
        ("start", "end", "text"),
        *[(f"{r}_start", f"{r}_end", r) for r in ("mention", "cue", "tenor", "vehicle")],
    ]:
        if a not in table:
            continue
        for i, (doc_id, start, end) in enumerate(zip(table.doc_id, table[a], table[b], strict=True)):
            if pd.isna(start):
                continue
            span = texts[doc_id][start:end]
            start, end = start + len(span) - len(span.lstrip()), end - len(span) + len(span.rstrip())
            table.loc[table.index[i], [a, b]] = start, end
            if words in table:
                table.loc[table.index[i], words] = texts[doc_id][start:end]
    return table


def assert_same_rows(expected, found):
    pd.testing.assert_frame_equal(found[list(expected)], expected, check_categorical=False)


NAMES = st.text(alphabet="ab |\\_[]*;:->\t\n\u2028é😀", min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def annotated(draw):
    """A text with quotations anywhere in it: overlapping, stacked, inside tokens, over several lines."""
    text = draw(st.text(alphabet="ab'- .,|[]_*;\\\n\u2028😀é", min_size=1, max_size=40))
    solid = [i for i, c in enumerate(text) if not c.isspace()]
    rows = []
    for number in range(draw(st.integers(0, 4)) if solid else 0):
        spans = [sorted((draw(st.sampled_from(solid)), draw(st.sampled_from(solid)))) for _ in range(3)]
        (a, b), (c, d), (e, f) = [(x, y + 1) for x, y in spans]
        speaker = draw(st.none() | NAMES)
        rows.append(
            (
                "d",
                number,
                number // 2,
                a,
                b,
                text[a:b],
                "direct",
                "speech",
                speaker,
                text[c:d],
                c,
                d,
                text[e:f],
                e,
                f,
                "r",
                0.25,
            )
        )
    names = [column.name for column in TABLES["quotes"]]
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    return text, build_table("quotes", columns)
