"""Figures on disk: four files, the same bytes, no formula for a spreadsheet."""

import os
import xml.etree.ElementTree as ET

import matplotlib.pyplot as plt
import pandas as pd
import pytest
import yaml
from matplotlib.backends.backend_agg import FigureCanvasAgg

import textkit as tk
from textkit.errors import OptionError, OutputError
from textkit.manifest import MANIFEST
from textkit.output import csv_text, slug, write_whole
from textkit.show import theme
from textkit.show.gallery import provenance, save_figure
from textkit.show.theme import paper


def chart(title="How many words?"):
    ax = theme.new_axes(height_mm=40)
    ax.barh([0, 1], [3, 1])
    ax.set_yticks([0, 1], ["tariff & trade", "prix d’été"])
    return theme.finish(ax, title=title, xlabel="words")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


TABLE = pd.DataFrame({"name": ["=1+1", "tariff"], "n": [3, -1]})


def test_same_input_same_bytes(tmp_path, labels):
    for folder in ("one", "two"):
        save_figure(chart(), "01_n", data=TABLE, caption="Why?", figures=tmp_path / folder, labels=labels,
                    parameters={"least": 2}, formats=("png", "svg", "pdf"))  # fmt: skip
    first, second = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert first == second
    assert set(first) == {"01_n.png", "01_n.svg", "01_n.pdf", "01_n.csv", "01_n.md", MANIFEST}


def test_png_has_200_dots_per_inch_and_no_software_name(tmp_path):
    save_figure(chart(), "01_n", data=TABLE, caption="Why?", figures=tmp_path)
    data = (tmp_path / "01_n.png").read_bytes()
    assert int.from_bytes(data[16:20], "big") == int(84 / 25.4 * 200)
    assert b"Software" not in data


def test_a_saved_figure_is_shown_as_it_was_saved_and_not_drawn_again(tmp_path, monkeypatch):
    shown = save_figure(chart(), "01_n", data=TABLE, caption="Why?", figures=tmp_path)
    monkeypatch.setattr(FigureCanvasAgg, "draw", None)
    assert shown._repr_png_()[0] == (tmp_path / "01_n.png").read_bytes()


def test_a_description_has_the_rows_of_a_chart_and_not_the_ticks_of_a_scale(tmp_path):
    for name, ax in {"01_rows": chart(), "01_scale": theme.finish(theme.new_axes(), title="How many?")}.items():
        save_figure(ax, name, data=TABLE, caption="Why?", figures=tmp_path)
    rows, scale = (
        yaml.safe_load((tmp_path / f"{n}.md").read_text().split("---\n")[1]) for n in ("01_rows", "01_scale")
    )
    assert rows["alt"].endswith("2 rows, from the top: tariff & trade, prix d’été.")
    assert scale["alt"] == "Chart: How many? Its numbers are in the CSV file."


def test_text_in_svg_is_text(tmp_path):
    save_figure(chart(), "01_n", data=TABLE, caption="Why?", figures=tmp_path)
    texts = [e.text for e in ET.parse(tmp_path / "01_n.svg").iter("{http://www.w3.org/2000/svg}text")]
    assert {"tariff & trade", "prix d’été"} <= set(texts)


def test_note_tells_what_and_whence(tmp_path, labels):
    save_figure(chart(), "01_n", data=TABLE, caption="Why?\n", figures=tmp_path, labels=labels, parameters={"k": 2})
    _, head, caption = (tmp_path / "01_n.md").read_text(encoding="utf-8").split("---\n")
    note = yaml.safe_load(head)
    assert caption == "\nWhy?\n"
    assert (note["title"], note["rows"], note["columns"]) == ("How many words?", 2, ["name", "n"])
    assert note["parameters"] == {"k": "2"}
    assert note["provenance"]["corpus"] == "abc"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_neutralised_and_numbers_are_not(start):
    table = pd.DataFrame({"term": pd.Categorical([f"{start}A1", "b"]), f"{start}x": [-1.5, 2]})
    assert csv_text(table).count("'" + start) == 2
    assert ",-1.5\n" in csv_text(table)


def test_numbers_drawn_come_back(tmp_path):
    save_figure(chart(), "01_n", data=TABLE, caption="Why?", figures=tmp_path)
    assert pd.read_csv(tmp_path / "01_n.csv").n.tolist() == [3, -1]


def test_table_is_not_changed(tmp_path):
    before = TABLE.copy()
    save_figure(chart(), "01_n", data=TABLE, caption="Why?", figures=tmp_path)
    pd.testing.assert_frame_equal(TABLE, before)


@pytest.mark.parametrize("name", ["../up", "a/b", "", "a b", "x.png", "é"])
def test_unusable_names_are_refused(tmp_path, name):
    with pytest.raises(OptionError, match="letters, digits"):
        save_figure(chart(), name, data=TABLE, caption="Why?", figures=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_figure_is_replaced_but_not_a_file_of_the_users_nor_an_edited_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "02_n.csv").write_text("mine", encoding="utf-8")
    save_figure(chart(), "01_n", data=TABLE, caption="Why?")
    save_figure(chart("How few?"), "01_n", data=TABLE.head(1), caption="Why not?")
    assert len(pd.read_csv("01_n.csv")) == 1
    (tmp_path / "01_n.md").write_text("my own caption", encoding="utf-8")
    before = contents(tmp_path)
    for name, file in (("01_n", "01_n.md was changed since"), ("02_n", "02_n.csv was not written by textkit")):
        with pytest.raises(OutputError, match=file):
            save_figure(chart(), name, data=TABLE, caption="Why?")
    assert contents(tmp_path) == before


def test_unknown_formats_are_refused(tmp_path):
    with pytest.raises(OptionError, match="gif"):
        save_figure(chart(), "a", data=TABLE, caption="Why?", figures=tmp_path, formats=("gif",))


def test_figures_of_pyplot_can_be_saved(tmp_path):
    figure, _ = plt.subplots()
    assert save_figure(figure, "a", data=TABLE, caption="Why?", figures=tmp_path) is figure
    plt.close(figure)


def test_a_file_in_the_way_is_an_error_that_names_it(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="file"):
        write_whole(tmp_path / "file" / "a.csv", "x")


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    write_whole(tmp_path / "a.csv", "old")

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputError, match="No space"):
        write_whole(tmp_path / "a.csv", "new")
    assert contents(tmp_path) == {"a.csv": b"old"}


@pytest.mark.parametrize("name", ["../../etc", "javascript:x", "a/b", "a b", "é", "", ".", "x" * 300])
def test_slugs_are_safe_and_distinct(name):
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert not slug(name).startswith(".")
    assert slug(name) != slug(name + "!")


def test_provenance_counts_the_tables(labels):
    items = provenance(labels).set_index("item").value
    assert (items["corpus"], items["rows in quotes"]) == ("abc", "4")


def test_words_in_a_figure_get_their_lines(tmp_path):
    import textkit as tk

    words = tk.label(tk.read_corpus(["Tariffs rise. A tariff hurts. Tariffs!"]), tables=("sentences", "tokens"))
    terms = pd.DataFrame({"term": ["tariffs", "rise", "absent"], "n": [2, 1, 0]})
    save_figure(chart(), "02_n", data=terms, caption="Which?", figures=tmp_path, labels=words)
    lines = pd.read_csv(tmp_path / "evidence" / "02_n.csv", keep_default_na=False)
    assert lines[["term", "n_lines", "node", "sent_id"]].values.tolist() == [
        ["tariffs", 2, "Tariffs", 0],
        ["tariffs", 2, "Tariffs", 2],
        ["rise", 1, "rise", 0],
    ]


def test_a_chart_of_pandas_is_laid_out_and_described(tmp_path):
    table = pd.DataFrame({"n": [3, 1]}, index=["The Herald of the Northern Shore and its Islands", "The Post"])
    ax = table.plot.bar()
    save_figure(ax, "01_n", data=table.reset_index(), caption="How many articles? Some.", figures=tmp_path)
    box = ax.figure.get_tightbbox()
    assert box.min.min() >= 0
    assert (box.max <= ax.figure.get_size_inches()).all()
    note = yaml.safe_load((tmp_path / "01_n.md").read_text().split("---\n")[1])
    assert note["title"] == "How many articles?"
    assert note["alt"].startswith("Chart: How many articles? 2 columns, from the left: The Herald of")
    plt.close(ax.figure)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"caption": "Why?"}, "data=table"),
        ({"caption": "Why?", "data": [1]}, "it was list"),
        ({"data": TABLE}, "caption is empty"),
        ({"data": TABLE, "caption": " \n"}, "caption is empty"),
        ({"fig": TABLE, "data": TABLE, "caption": "Why?"}, "not DataFrame"),
    ],
)
def test_what_is_missing_is_said(tmp_path, given, message):
    with pytest.raises(OptionError, match=message):
        save_figure(**{"fig": chart(), "name": "01_n", "figures": tmp_path} | given)
    assert not list(tmp_path.iterdir())


def test_words_that_are_boxes_in_the_picture_are_named_in_the_caption(tmp_path, monkeypatch):
    monkeypatch.setattr(paper, "OTHER_FONTS", ())
    paper._families_with.cache_clear()
    texts = pd.DataFrame({"text": "It rained.", "title": ["習近平 speaks 🎉", "The day after"]})
    labels = tk.label(tk.read_corpus(texts, duplicates="keep"))
    table = tk.plots.count_by_article(labels)
    names = labels.documents.set_index("doc_id")["title"].to_dict()
    save_figure(tk.plots.plot_overview(table, names=names), "01_n", data=table, caption="Why?", figures=tmp_path)
    assert "letters of 習近平, 🎉: they are boxes" in (tmp_path / "01_n.md").read_text(encoding="utf-8")
    assert "習近平" in (tmp_path / "01_n.svg").read_text(encoding="utf-8")
    paper._families_with.cache_clear()
