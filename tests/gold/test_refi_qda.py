"""REFI-QDA projects: what textkit writes comes back, and what people code in another tool arrives."""

import re
import zipfile
from xml.etree import ElementTree

import pandas as pd
import pytest

import textkit as tk
from exchanging import SAMPLE, assert_same_rows, fixture_labels


@pytest.fixture(scope="module")
def labels():
    return fixture_labels()


@pytest.fixture
def project(labels, tmp_path):
    tk.gold.export_refi_qda(labels, tmp_path / "project.qdpx")
    return tmp_path / "project.qdpx"


def accepted(labels):
    return labels.analogies[labels.analogies["accepted"]].reset_index(drop=True)


def rewrite(path, target, change, *, texts=lambda data: data):
    """The project as another tool saves it."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            data = source.read(name)
            made.writestr(name.replace("sources/", "Sources/"), change(data) if name.endswith(".qde") else texts(data))
    return target


@pytest.mark.parametrize("source", ["fixture", "corpus"])
def test_labels_come_back_as_they_went(source, labels, sample, tmp_path):
    labels = sample if source == "corpus" else labels
    tk.gold.export_refi_qda(labels, tmp_path / "project.qdpx")
    gold = tk.gold.import_refi_qda(tmp_path / "project.qdpx")
    assert_same_rows(labels.quotes, gold.quotations)
    assert_same_rows(accepted(labels), gold.analogies)
    assert len(gold.polarity) == labels.sentences["polarity"].notna().sum()
    codings = tk.gold.read_codings(tmp_path / "project.qdpx")
    named = labels.quotes["speaker"].notna().sum() + accepted(labels)["speaker"].notna().sum()
    assert codings["code"].str.startswith("Speaker > ").sum() == named
    assert set(codings["coder"]) == {"textkit"}
    assert codings.loc[codings["code"] == "Quotation > Direct", "memo"].str.contains("rule: .*\nconfidence: ").all()
    texts = labels.documents.set_index("doc_id").text
    for row in codings.to_dict("records"):
        assert row["text"] == texts[row["doc_id"]][row["start"] : row["end"]]


def test_gold_scores_the_same(tmp_path, sample):
    gold = tk.gold.read_gold(SAMPLE)
    tk.gold.export_refi_qda(gold, tmp_path / "gold.qdpx", documents=sample.documents)
    again = tk.gold.import_refi_qda(tmp_path / "gold.qdpx")
    pd.testing.assert_frame_equal(tk.gold.evaluate(sample, again), tk.gold.evaluate(sample, gold))


def test_a_project_is_as_the_standard_says(project, labels):
    with zipfile.ZipFile(project) as archive:
        root = ElementTree.fromstring(archive.read("project.qde"))
        names = set(archive.namelist())
    assert root.tag == "{urn:QDA-XML:project:1.0}Project"
    assert [part.tag.partition("}")[2] for part in root] == ["Users", "CodeBook", "Sources", "Notes"]
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(guids) == len(set(guids))
    assert all(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", g) for g in guids)
    targets = {e.get("targetGUID") for e in root.iter() if e.get("targetGUID")}
    assert targets <= set(guids)
    sources = root.findall(".//{*}TextSource")
    assert {s.get("plainTextPath").replace("internal://", "sources/") for s in sources} | {"project.qde"} == names
    assert [s.get("name") for s in sources] == labels.documents["doc_id"].tolist()


def test_the_same_labels_give_the_same_file_and_the_work_of_a_person_stays(project, labels):
    content = project.read_bytes()
    tk.gold.export_refi_qda(labels, project)
    assert project.read_bytes() == content
    project.write_bytes(content + b" ")
    with pytest.raises(tk.errors.OutputError, match="changed since textkit wrote it"):
        tk.gold.export_refi_qda(labels, project)


ADDED = """<PlainTextSelection guid="p{n}" startPosition="{a}" endPosition="{b}">
<Coding guid="c{n}" creatingUser="U2"><CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>"""
BOOK = """<Code guid="X1" name="Frame" isCodable="true"><Code guid="X2" name="crisis" isCodable="true"/></Code>
<Code guid="X3" name="speaker"><Code guid="X4" name="Cy Dunn"/></Code><Code guid="X5" name="ANALOGY"/></Codes>"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_coded_in_another_tool_arrives(tmp_path, newline):
    text = "Rain fell.\n\n😀 “Never,” he said. It was our Waterloo."
    silent = tk.label(tk.read_corpus(pd.DataFrame({"doc_id": ["a"], "text": [text]})), tables=("sentences", "tokens"))
    tk.gold.export_refi_qda(silent, tmp_path / "a.qdpx")
    raw = text.replace("\n", newline)
    spans = {"X4": raw.index("Never,"), "X5": raw.index("our Waterloo"), "X2": raw.index("Rain")}
    lengths = {"X4": 6, "X5": 12, "X2": 10}
    added = "".join(ADDED.format(n=n, a=at, b=at + lengths[n], code=n) for n, at in spans.items())

    def change(data):
        xml = data.decode()
        xml = xml.replace("</Codes>", BOOK).replace("</Users>", '<User guid="u2" name="Ann"/></Users>')
        head, tag, rest = xml.partition("<TextSource")
        first, end, rest = rest.partition("/>") if "</TextSource>" not in rest else rest.partition("</TextSource>")
        return f"{head}{tag}{first}{'>' if end == '/>' else ''}{added}</TextSource>{rest}".encode("utf-16")

    path = rewrite(tmp_path / "a.qdpx", tmp_path / "b.qdpx", change, texts=lambda _: b"\xef\xbb\xbf" + raw.encode())
    gold = tk.gold.import_refi_qda(path)
    assert gold.quotations[["text", "speaker"]].to_numpy().tolist() == [["Never,", "Cy Dunn"]]
    assert gold.quotations["start"][0] == text.index("Never,")
    assert gold.analogies["text"].tolist() == ["our Waterloo"]
    codings = tk.gold.read_codings(path).set_index("code")
    assert codings.loc["Frame > crisis", ["text", "coder"]].tolist() == ["Rain fell.", "Ann"]


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbb">]><Project xmlns="urn:QDA-XML:project:1.0">&b;</Project>'


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: BOMB, "declares a document type"),
        (lambda data: data[:400], "cannot be read"),
        (lambda data: b"<Project/>", "does not hold a project"),
        (lambda data: re.sub(rb'endPosition="\d+"', b'endPosition="99999"', data), "stands at .*-99999; the text has"),
        (lambda data: re.sub(rb'endPosition="\d+"', b'endPosition="x"', data), "stands at"),
        (lambda data: data.replace(b"confidence: 0", b"confidence: high 0"), "confidence is 'high"),
        (lambda data: data.replace(b"internal://", b"internal://gone-"), "The text of .* is missing"),
    ],
)
def test_damage_is_told_with_the_file(project, tmp_path, change, message):
    path = rewrite(project, tmp_path / "damaged.qdpx", change)
    with pytest.raises(tk.errors.CorpusError, match=message) as error:
        tk.gold.import_refi_qda(path)
    assert "damaged.qdpx" in str(error.value)


def test_what_is_not_a_project_is_refused(labels, tmp_path):
    (tmp_path / "a.qdpx").write_bytes(b"PK no archive")
    with pytest.raises(tk.errors.CorpusError, match=r"a\.qdpx: It is not a REFI-QDA project: The archive is damaged"):
        tk.gold.read_codings(tmp_path / "a.qdpx")
    with pytest.raises(tk.errors.OptionError, match=r"called something\.qdpx"):
        tk.gold.export_refi_qda(labels, tmp_path / "a.zip")
