"""The gallery: valid, accessible, offline, with links that lead somewhere."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from importlib import resources
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import html5lib
import pandas as pd
import pytest

import textkit as tk
from textkit.errors import ReportError
from textkit.output import csv_text, write_whole
from textkit.show import theme
from textkit.show.gallery import read_notes, save_figure, write_gallery
from textkit.show.view import write_documents

NS = "{http://www.w3.org/1999/xhtml}"


def tree(path):
    return html5lib.HTMLParser(strict=True).parse(path.read_text(encoding="utf-8"))


def build(folder, labels, word="deal"):
    ax = theme.finish(theme.new_axes(height_mm=30), title=f"Which {word}?")
    save_figure(ax, "02_words", data=pd.DataFrame({"n": [1]}), caption=f"About {word}.\n\nBeware.", figures=folder,
                labels=labels, parameters={word: word})  # fmt: skip
    save_figure(theme.new_axes("double"), "03_wide", data=pd.DataFrame({"n": [1]}), caption="x", figures=folder)
    line = {"term": word, "n_lines": 20, "doc_id": labels.documents.doc_id[0], "sent_id": 0}
    lines = pd.DataFrame([line | {"left": f"a {word}", "node": word, "right": word}])
    write_whole(folder / "evidence" / "02_words.csv", csv_text(lines))
    write_documents(labels, folder, corpus=labels.provenance["corpus"])
    return write_gallery(folder)


def pages(folder):
    return sorted(folder.rglob("*.html"))


def test_all_links_and_pictures_lead_somewhere(labels, tmp_path):
    build(tmp_path, labels)
    for page in pages(tmp_path):
        for element in tree(page).iter():
            target = element.get("href") or element.get("src")
            if target:
                file, _, anchor = target.partition("#")
                to = (page.parent / file) if file else page
                assert to.exists(), (page, target)
                assert not anchor or [e for e in tree(to).iter() if e.get("id") == anchor], (page, target)


def test_the_head_says_how_many_near_duplicates_were_set_aside(labels, tmp_path):
    assert "set aside" not in build(tmp_path / "none", labels).read_text(encoding="utf-8")
    facts = MappingProxyType({**labels.provenance, "near-duplicates set aside": "3"})
    page = build(tmp_path / "some", replace(labels, provenance=facts)).read_text(encoding="utf-8")
    assert "1 document · near-duplicates set aside: 3 · textkit" in page


def test_figures_stand_in_the_order_of_their_notebook(tmp_path):
    for name in ("02_a", "02_ab", "02_b", "03_c"):
        save_figure(theme.new_axes(), name, data=pd.DataFrame({"n": [1]}), caption="x", figures=tmp_path)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "02_words.html").write_text("save 02_b, then 02_ab, then 02_a", encoding="utf-8")
    order = re.findall(r"<img[^>]*?(\d\d_\w+)\.", write_gallery(tmp_path).read_text(encoding="utf-8"))
    assert list(dict.fromkeys(order)) == ["02_b", "02_ab", "02_a", "03_c"]


def test_a_figure_of_panels_has_its_own_title(tmp_path):
    panels = theme.panels(2)
    for ax, name in zip(panels.flat, ("trade", "border"), strict=True):
        theme.finish(ax, title=name)
    for title, told in (("", "trade border"), ("How is it spoken of?", "How is it spoken of?")):
        panels.flat[0].figure.suptitle(title)
        note = save_figure(panels.flat[0], "04_x", data=pd.DataFrame({"n": [1]}), caption="x", figures=tmp_path)
        assert note is not None
        assert read_notes(tmp_path)[0].title == told


def test_pictures_have_descriptions_and_headings_are_in_order(labels, tmp_path):
    root = tree(build(tmp_path, labels))
    assert all(len(image.get("alt")) > 20 for image in root.iter(f"{NS}img"))
    levels = [int(e.tag[-1]) for e in root.iter() if isinstance(e.tag, str) and re.fullmatch(rf"{NS}h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_captions_numbers_and_provenance_are_shown(labels, tmp_path):
    root = tree(build(tmp_path, labels))
    figure = next(e for e in root.iter(f"{NS}figure") if e.get("id") == "02_words")
    text = " ".join("".join(figure.itertext()).split())
    for part in ("Which deal?", "About deal.", "Beware.", "Numbers (CSV)", "Passages", "abc"):
        assert part in text
    assert {"02_words.csv", "02_words.svg"} <= {a.get("href") for a in figure.iter(f"{NS}a")}


def test_pages_ask_nothing_of_the_network(labels, tmp_path):
    build(tmp_path, labels)
    for page in pages(tmp_path):
        assert not re.search(r"https?:|src=.//|url\(|@import", page.read_text(encoding="utf-8"))


def test_the_gallery_runs_one_script_of_which_the_browser_knows_the_hash(hostile, tmp_path):
    page = build(tmp_path, hostile, word=hostile.documents.title[0]).read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert script == resources.files("textkit.show").joinpath("templates", "gallery.js").read_text(encoding="utf-8")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; script-src 'sha256-{digest}'; style-src" in page
    others = [path for path in pages(tmp_path) if path.name != "index.html"]
    assert not [path for path in others if "<script>" in path.read_text(encoding="utf-8")]


def test_key_numbers_come_first_and_articles_have_their_counts(labels, tmp_path):
    root = tree(build(tmp_path, labels))
    numbers = next(e for e in root.iter(f"{NS}dl") if e.get("class") == "tk-numbers")
    told = [element.text for element in numbers.iter() if element.tag in (f"{NS}dt", f"{NS}dd")]
    assert told == ["articles", "1", "words", "0", "quoted", "0.0 %", "quotations", "2", "analogies", "1"]
    table = next(e for e in root.iter(f"{NS}section") if e.get("id") == "documents")
    assert [e.text for e in table.iter(f"{NS}th")] == ["document", "words", "quoted words", "speakers", "quotations",
                                                      "analogies", "tone"]  # fmt: skip


def test_the_contents_lead_to_every_figure(labels, tmp_path):
    contents = next(e for e in tree(build(tmp_path, labels)).iter(f"{NS}nav") if e.get("id") == "contents")
    assert {"#02_words", "#03_wide", "#part-02", "#documents"} <= {a.get("href") for a in contents.iter(f"{NS}a")}


def test_nothing_of_a_hostile_corpus_runs(hostile, tmp_path):
    evil = hostile.documents.title[0]
    build(tmp_path, hostile, word=evil)
    assert len(pages(tmp_path)) == 3
    for page in pages(tmp_path):
        assert Path(page).resolve().is_relative_to(tmp_path)
        root = tree(page)
        assert not {e.tag for e in root.iter()} & {f"{NS}iframe"}
        assert len(list(root.iter(f"{NS}script"))) == (Path(page).name == "index.html")  # textkit's own
        assert not [key for e in root.iter() for key in e.keys() if key.startswith("on")]  # noqa: SIM118
        assert not [e for e in root.iter() if "javascript:" in (e.get("href") or "")]
        assert all(e.get("src") != "x" for e in root.iter(f"{NS}img"))


def test_other_markdown_is_passed_over(tmp_path):
    (tmp_path / "README.md").write_text("# Not a figure", encoding="utf-8")
    assert read_notes(tmp_path) == []
    with pytest.raises(ReportError, match="no figure"):
        write_gallery(tmp_path)


STATEMENT = "“We will build the bridge in May, whatever it costs us all,” said Ann Lee."
VERSIONS = [
    STATEMENT,
    STATEMENT.replace(", whatever it costs us all", ""),
    STATEMENT.replace("Ann Lee", "Bo Roe"),
    "It rained. “We will build the bridge in May.” It rained again. <b>",
]


def test_a_page_shows_one_statement_as_each_text_prints_it(tmp_path):
    texts = pd.DataFrame({"text": VERSIONS, "source": ["Post", "Times", "Herald", "<i>Sun"]})
    labels = tk.label(tk.read_corpus(texts, duplicates="keep"))
    table = tk.shared_quotations(labels, metadata="source")
    save_figure(tk.plot(table), "03_shared", data=table, caption="Who?", figures=tmp_path, labels=labels)
    write_documents(labels, tmp_path, corpus=labels.provenance["corpus"])
    gallery = write_gallery(tmp_path)
    page = tmp_path / "evidence" / "03_shared-statements.html"
    assert f'href="evidence/{page.name}">Each statement as printed' in gallery.read_text(encoding="utf-8")
    cells = [["".join(cell.itertext()).strip() for cell in row] for row in tree(page).iter(f"{NS}tr")]
    assert cells[0] == ["document", "source", "credited to", "share", "prints", "leaves out"]
    found = {row[1]: row[2:4] + row[5:] for row in cells[1:]}
    assert found == {
        "Post": ["Ann Lee", "100\xa0%", ""],
        "Herald": ["Bo Roe", "100\xa0%", ""],
        "Times": ["Ann Lee", "58\xa0%", "whatever it costs us all"],
        "<i>Sun": ["nobody", "58\xa0%", "whatever it costs us all"],
    }
    links = [element.get("href") for element in tree(page).iter(f"{NS}a")]
    assert sum("../documents/" in link for link in links) == 4
