"""WebAnno TSV 3.3: the format to the letter, nothing lost, and files of the tools themselves are read."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from exchanging import SAMPLE, TEXTS, annotated, assert_same_rows, fixture_labels, trimmed
from textkit.gold.readings import Gold
from textkit.gold.webanno import (
    escape_text,
    escape_value,
    from_utf16,
    split_cell,
    to_utf16,
    unescape_text,
    unescape_value,
)
from textkit.schema import build_table

# As INCEpTION writes it: other layers, features in another order, no trailing tabs for the missing, ids of its own.
FOREIGN = """#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue
#T_SP=webanno.custom.Part|role
#T_SP=webanno.custom.Quotation|ROLE_webanno.custom.Quotation:parts_webanno.custom.QuotationPartsLink|webanno.custom.Part|speaker|kind
#T_RL=webanno.custom.Relation|label|BT_webanno.custom.Quotation


#Sentence.id=s1
#Text=I like it 😊, he
1-1\t0-1\tI\tPRP\t_\tmention;cue[4]\t1-6;1-2[7]\tAnn\\_Lee[4]\tmixed[4]\t_\t_\t
1-2\t2-6\tlike\tVB\tcue[7]\tmention;cue[4]|_[5]\t1-6;1-2[7]|*\tAnn\\_Lee[4]|*[5]\tmixed[4]|scare[5]\t_\t_\t
1-3\t7-9\tit\tPRP\tcue[7]\t_\t_\t_\t_\t_\t_\t
1-4\t10-12\t😊\t_\t_\t_\t*\t*\tdirect\t_\t_\t
1-5\t12-13\t,\t_\t_\t_\t_\t_\t_\t_\t_\t
1-6\t14-16\the\t_\tmention\t_\t_\t_\t_\t_\t_\t

#Text=card-house
2-1\t18-28\tcard-house\t_\t_\t_\t_\t_\t_\t_\t_\t
2-1.1\t23-28\thouse\t_\t_\t_\t*\t*\tblock\t_\t_\t
"""


@pytest.fixture(scope="module")
def labels():
    return fixture_labels()


def tables(quotes):
    return Gold(quotes, pd.DataFrame({"doc_id": []}), pd.DataFrame({"doc_id": []}))


def quotes_at(*spans, text, **parts):
    n = len(spans)
    columns = {"doc_id": ["d"] * n, "quote_id": range(n), "utterance_id": range(n)}
    columns |= {"start": [a for a, _ in spans], "end": [b for _, b in spans], "text": [text[a:b] for a, b in spans]}
    columns |= {
        "kind": ["direct"] * n,
        "attribution": ["speech"] * n,
        "speaker": [None] * n,
        "rule": [None] * n,
        "confidence": [0.5] * n,
    }
    for role in ("mention", "cue"):
        a, b = parts.get(role, (None, None))
        columns |= {role: [None if a is None else text[a:b]] * n, f"{role}_start": [a] * n, f"{role}_end": [b] * n}
    return build_table("quotes", columns)


def test_a_small_file_to_the_letter(tmp_path):
    text = "😀 card-house\n\nNever say."
    quotes = quotes_at((7, 12), (14, 23), (14, 19), text=text, cue=(20, 23))
    tk.gold.export_webanno(tables(quotes), tmp_path, documents=pd.DataFrame({"doc_id": ["d"], "text": [text]}))
    none = "_\t" * 12
    slots = "cue;\t".replace(";", "")
    expected = [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=webanno.custom.Quotation|number|kind|utterance_id|speaker|rule|confidence|attribution|comment"
        "|ROLE_webanno.custom.Quotation:parts_webanno.custom.QuotationPartsLink|webanno.custom.Part",
        "#T_SP=webanno.custom.Analogy|number|kind|stance|accepted|speaker|referent|referent_year"
        "|reason|probability|comment"
        "|ROLE_webanno.custom.Analogy:parts_webanno.custom.AnalogyPartsLink|webanno.custom.Part",
        "#T_SP=webanno.custom.Part|role",
        "",
        "",
        "#Text=😀 card-house",
        "1-1\t0-2\t😀\t" + "_\t" * 23,
        "1-2\t3-13\tcard-house\t" + "_\t" * 23,
        f"1-2.1\t8-13\thouse\t0\tdirect\t0\t*\t*\t0.5\tspeech\t*\t{slots}2-2\t{none}_\t",
        "",
        "#Text=Never say.",
        "2-1\t15-20\tNever\t1[1]|2[2]\tdirect[1]|direct[2]\t1[1]|2[2]\t*[1]|*[2]\t*[1]|*[2]\t0.5[1]|0.5[2]\t"
        "speech[1]|speech[2]\t*[1]|*[2]\t"
        f"cue[1]|cue[2]\t2-2|2-2\t{none}_\t",
        f"2-2\t21-24\tsay\t1[1]\tdirect[1]\t1[1]\t*[1]\t*[1]\t0.5[1]\tspeech[1]\t*[1]\tcue[1]\t2-2\t{none}cue\t",
        "2-3\t24-25\t.\t" + "_\t" * 23,
        "",
    ]
    assert (tmp_path / "d.tsv").read_bytes().decode().split("\n") == expected


@pytest.mark.slow
@pytest.mark.parametrize("source", ["fixture", "corpus"])
def test_labels_come_back_as_they_went(source, labels, sample, tmp_path):
    labels = sample if source == "corpus" else labels
    tk.gold.export_webanno(labels, tmp_path / "tsv")
    gold = tk.gold.import_webanno(tmp_path / "tsv", documents=labels.documents)
    assert len(labels.quotes) > 5
    assert_same_rows(trimmed(labels.quotes, labels.documents), gold.quotations)
    assert_same_rows(trimmed(labels.analogies, labels.documents), gold.analogies)


def test_without_the_texts_only_white_space_between_sentences_is_lost(labels, tmp_path):
    tk.gold.export_webanno(labels, tmp_path / "tsv")
    alone, full = (
        tk.gold.import_webanno(tmp_path / "tsv"),
        tk.gold.import_webanno(tmp_path / "tsv", documents=labels.documents),
    )
    for first, second in ((alone.quotations, full.quotations), (alone.analogies, full.analogies)):
        words = [name for name in ("text", "mention", "cue", "tenor", "vehicle") if name in first]
        pd.testing.assert_frame_equal(first.drop(columns=words), second.drop(columns=words))
        for name in words:
            assert first[name].fillna("").str.split().tolist() == second[name].fillna("").str.split().tolist()


@pytest.mark.slow
def test_gold_comes_back_and_scores_the_same(tmp_path, sample):
    gold, labels = tk.gold.read_gold(SAMPLE), sample
    tk.gold.export_webanno(gold, tmp_path, documents=labels.documents)
    pd.testing.assert_frame_equal(
        tk.gold.evaluate(labels, tk.gold.import_webanno(tmp_path)), tk.gold.evaluate(labels, gold)
    )


@pytest.mark.parametrize("doc_id", [doc_id for doc_id, text in TEXTS.items() if text])
def test_the_tools_can_rebuild_the_text(labels, tmp_path, doc_id):
    """What INCEpTION's reader does: sentences at the offset of their first token, white space between them."""
    tk.gold.export_webanno(labels, tmp_path)
    stems = dict(line.rsplit(",", 1) for line in (tmp_path / "documents.csv").read_text().splitlines()[1:])
    lines = (tmp_path / f"{stems[doc_id]}.tsv").read_bytes().decode().split("\n")
    assert lines[-1] == "", "one line end, no empty line: the reader would look for another sentence"
    assert lines[-2] != ""
    n_columns = sum(len(line.split("|")) - 1 for line in lines if line.startswith("#T_SP="))
    rebuilt, head = "", []
    for line in lines[6:]:
        if line.startswith("#Text="):
            head.append(unescape_text(line[6:]))
        elif line:
            _, offsets, token, *cells = line.split("\t")
            assert len(cells) == n_columns + 1, "a tab behind each column"
            start, end = map(int, offsets.split("-"))
            if head:
                rebuilt += " " * (start - len(rebuilt.encode("utf-16-le")) // 2) + "\n".join(head)
                head = []
            units = rebuilt.encode("utf-16-le")
            assert units[2 * start : 2 * end].decode("utf-16-le") == unescape_text(token)
    text = labels.documents.set_index("doc_id").text[doc_id]
    assert "".join(rebuilt.split()) == "".join(text.split())
    assert len(rebuilt) == len(text.rstrip())


def test_files_of_the_tools_are_read(tmp_path):
    (tmp_path / "x.tsv").write_text(FOREIGN, encoding="utf-8")
    rows = tk.gold.import_webanno(tmp_path).quotations.sort_values("start", kind="stable")
    assert rows.text.tolist() == ["I like", "like", "😊", "house"]
    assert rows.kind.tolist() == ["mixed", "scare", "direct", "block"]
    assert rows.start.tolist() == [0, 2, 10, 22]
    first = rows.iloc[0]
    assert (first.speaker, first.mention, first.cue) == ("Ann_Lee", "he", "like it")
    assert rows.iloc[1:][["speaker", "mention", "cue"]].isna().all(axis=None)
    assert rows.utterance_id.nunique() == 4
    assert rows.quote_id.nunique() == 4


def test_windows_line_ends_and_byte_order_mark_do_no_harm(tmp_path):
    (tmp_path / "x.tsv").write_bytes(b"\xef\xbb\xbf" + FOREIGN.replace("\n", "\r\n").encode())
    assert len(tk.gold.import_webanno(tmp_path).quotations) == 4


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("#FORMAT=WebAnno TSV 3.3", "#FORMAT=CoNLL", "not with #FORMAT"),
        ("1-3\t7-9\tit\tPRP\tcue[7]\t_\t_\t_\t_\t_\t_\t", "1-3\t7-9\tit\tPRP", "line 12"),
        ("1-3\t7-9", "1-3\tseven", "line 12"),
    ],
)
def test_damage_is_named(tmp_path, old, new, message):
    assert old in FOREIGN
    (tmp_path / "x.tsv").write_text(FOREIGN.replace(old, new), encoding="utf-8")
    with pytest.raises(tk.errors.CorpusError, match=message):
        tk.gold.import_webanno(tmp_path)


def test_other_texts_and_missing_files_are_named(labels, tmp_path):
    with pytest.raises(tk.errors.CorpusError, match=r"no file \*\.tsv"):
        tk.gold.import_webanno(tmp_path)
    tk.gold.export_webanno(labels, tmp_path)
    other = labels.documents.assign(text="Another text.")
    with pytest.raises(tk.errors.CorpusError, match="not about the text"):
        tk.gold.import_webanno(tmp_path, documents=other)
    tk.gold.export_webanno(replace(labels, quotes=labels.quotes.iloc[1:]), tmp_path)  # nobody has touched them
    with next(tmp_path.glob("*.tsv")).open("a") as file:
        file.write("\n")
    with pytest.raises(tk.errors.OutputError, match="somebody's work"):
        tk.gold.export_webanno(labels, tmp_path)


@given(st.text(alphabet="ab\\[]|_;*->\t\n\r\x00\x0bé😀"))
def test_escaping_can_be_undone(text):
    assert unescape_value(escape_value(text)) == text
    assert unescape_text(escape_text(text)) == text
    assert not set(escape_text(text)) & {"\t", "\n", "\r"}
    cell = f"{escape_value(text)}[3]|{escape_value(text)}|*"
    assert [(unescape_value(value), i) for value, i in split_cell(cell, "|")][:2] == [(text, "3"), (text, None)]


def test_escapes_of_the_format():
    assert escape_value("a\\b[c]d|e_f->g;h\ti\nj*k") == r"a\\b\[c\]d\|e\_f\->g\;h\ti\nj\*k"
    assert escape_text("a\\b\tc[d]_\x01") == "a\\\\b\\tc[d]_\\\x01"


@given(st.text(alphabet="a😀\U0010ffff", max_size=8))
def test_offsets_are_those_of_utf16(text):
    expected = [len(text[:i].encode("utf-16-le")) // 2 for i in range(len(text) + 1)]
    assert to_utf16(text).tolist() == expected
    assert from_utf16(text, expected) == list(range(len(text) + 1))


@pytest.mark.slow
@given(annotated())
def test_any_spans_come_back(case):
    text, quotes = case
    documents = pd.DataFrame({"doc_id": ["d"], "text": [text]})
    with tempfile.TemporaryDirectory() as folder:
        tk.gold.export_webanno(tables(quotes), Path(folder, "t"), documents=documents)
        assert_same_rows(quotes, tk.gold.import_webanno(Path(folder, "t"), documents=documents).quotations)
