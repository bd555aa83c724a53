"""Tables of texts: escaped, blank where nothing is known, wrapped where the text is long."""

import re

import numpy as np
import pandas as pd

import textkit as tk

EVIL = "<img src=x onerror=alert(1)></style><script>alert(2)</script>"


def cells(html):
    return re.findall(r"<td[^>]*>(.*?)</td>", html)


def test_markup_in_cells_and_names_of_columns_is_text():
    html = tk.plots.text_table(pd.DataFrame({EVIL: [EVIL], "n": [1]}))._repr_html_()
    assert not re.search(r"<(?:img|script)", html)
    assert html.count("</style>") == 1
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") >= 2


def test_dollars_are_not_typeset():
    html = tk.plots.text_table(pd.DataFrame({"sentence": ["It cost $5 and then $6."]}))._repr_html_()
    assert re.search(r'<div class="[^"]*\bmathjax_ignore\b', html)


def test_what_is_missing_is_blank_and_numbers_are_short():
    columns = {"a": [None, "x"], "b": [np.nan, 0.123456], "c": [pd.NA, 7], "d": [pd.NaT, pd.NaT], "e": [True, 2.0]}
    table = pd.DataFrame(columns)
    plain = [re.sub(r"<[^>]+>", "", cell) for cell in cells(tk.plots.text_table(table)._repr_html_())]
    assert plain == ["", "", "", "", "True", "x", "0.123", "7", "", "2.0"]


def test_a_column_is_as_wide_as_its_texts_need():
    table = pd.DataFrame({"short": ["Ann Lee"], "some": ["x" * 30], "sentence": ["word " * 40]})
    html = tk.plots.text_table(table)._repr_html_()
    assert [re.findall(r'class="tk-(short|some|long)"', cell)[0] for cell in cells(html)] == ["short", "some", "long"]
    assert "60ch" in html


def test_a_long_table_says_how_much_is_shown_and_equal_names_stay_apart():
    table = pd.DataFrame([[1, 2]] * 5, columns=["a", "a"])
    html = tk.plots.text_table(table, rows=2)._repr_html_()
    assert "the first 2 of 5 rows" in html
    assert len(cells(html)) == 4
    assert repr(tk.plots.text_table(table)) == "TextTable of 5 rows: ends a notebook cell"
