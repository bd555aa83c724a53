"""JupyterLab as `make lab` starts it, in a real browser: notebooks show what they should, and texts do nothing."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

import textkit as tk

ROOT = Path(__file__).parents[2]
NOTEBOOK = "00_quickstart.ipynb"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab over a copy of notebooks/ and corpus/; its settings are its own."""
    yield from serve(tmp_path_factory.mktemp("project"), fill=copy_corpus)


def copy_corpus(folder):
    shutil.copytree(ROOT / "corpus", folder / "corpus", dirs_exist_ok=True)


def serve(folder, *, fill):
    pytest.importorskip("playwright.sync_api")
    if not (ROOT / "notebooks" / NOTEBOOK).exists():
        pytest.skip("needs the notebooks of the repository")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    (folder / "corpus").mkdir()
    fill(folder)
    write_setting(folder, "notebook-extension/tracker", {"windowingMode": "none"})  # all cells are in the page
    write_setting(folder, "apputils-extension/notification", {"fetchNews": "false"})
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ip=127.0.0.1",
               "--IdentityProvider.token=", "--ServerApp.allow_root=True", "--notebook-dir=."]  # fmt: skip
    own = {
        name: str(folder / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "HOME")
    }
    with subprocess.Popen(command, cwd=folder, env=os.environ | own, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/api/status")
            yield f"http://127.0.0.1:{port}", folder
        finally:
            server.terminate()


def write_setting(folder, name, values):
    path = folder / "jupyter_config_dir" / "lab" / "user-settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values), encoding="utf-8")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address):
    """Until the server answers, at most three minutes."""
    for _ in range(720):
        try:
            with urlopen(address, timeout=2) as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(address)


def run_all(page, address, notebook=NOTEBOOK):
    """Open the notebook, wait for its kernel, run all cells."""
    page.goto(f"{address}/lab/tree/notebooks/{notebook}?reset")
    page.locator(".jp-NotebookPanel:visible .jp-CodeCell").first.wait_for(timeout=90_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=90_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def test_the_first_notebook_runs_to_the_end_and_shows_figures_and_an_article(page, lab):
    address, _ = lab
    run_all(page, address)
    last = page.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output")
    last.first.wait_for(timeout=90_000)
    assert "corpus" in last.first.inner_text()
    assert page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0
    picture = page.locator(".jp-RenderedImage img").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("e => e.naturalWidth") > 300
    article = page.locator("article.tk-view").first
    article.scroll_into_view_if_needed()
    assert article.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    shown = os.environ.get("TEXTKIT_SCREENSHOTS")
    if shown:
        picture.scroll_into_view_if_needed()
        page.screenshot(path=f"{shown}/jupyterlab.png")


# Ways for a text to act in the page that shows it; each shows itself by a dialog, a request or another page.
EVIL = (
    "<img src=x onerror=alert(1)>"
    "<script>alert(2)</script>"
    '<meta http-equiv="refresh" content="0;url=http://evil.example/stolen">'
    "</style></table></article><svg onload=alert(3)>"
    '<a href="javascript:alert(4)">press</a>[press](javascript:alert(5))![x](http://evil.example/x.png)'
    r"$$\href{javascript:alert(6)}{press}\style{background:url(http://evil.example/y)}{x}$$"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A JupyterLab over the notebooks and texts whose words, titles, speakers and names of files are markup."""
    yield from serve(tmp_path_factory.mktemp("hostile"), fill=write_hostile)


TEXT = """---
title: '{number} {evil}'
genre: '{evil}'
source: '{evil}'
date: 2025-05-0{number}
---
# Visit {evil}

The tariff {evil} is like a horse {evil} in a race. It is like a tax on {number} towns. The mayor is another Nixon.

“The tariff {evil} is over,” said Ann {evil} Lee. “It will stay,” Ann Lee told Bob <b onclick=alert(8)> Stone.
"""


def write_hostile(folder):
    for number in (1, 2, 3):
        name = f"{number} <img src=x onerror=alert(7)> $$x$$.md"
        (folder / "corpus" / name).write_text(TEXT.format(number=number, evil=EVIL), encoding="utf-8")
    for path in (folder / "notebooks").glob("*.ipynb"):
        source = path.read_text(encoding="utf-8").replace("../corpus/us-canada-2025", "../corpus")
        path.write_text(source, encoding="utf-8")


@pytest.mark.parametrize("name", ["00_quickstart", "03_speaker_attribution", "05_rhetorical_analogies"])
def test_nothing_of_a_hostile_corpus_runs_in_a_notebook(page, hostile, name):
    address, _ = hostile
    run_all(page, address, f"{name}.ipynb")
    page.get_by_text("rows in analogies").last.wait_for(timeout=180_000)  # of the provenance, which comes last
    assert page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0
    outputs = page.locator(".jp-OutputArea-output.jp-RenderedHTMLCommon")
    assert any("<img src=x onerror=alert(" in text for text in outputs.all_inner_texts())
    assert page.locator(".jp-OutputArea [onerror], .jp-OutputArea [onload], .jp-OutputArea [onclick]").count() == 0
    assert page.locator(".jp-OutputArea a[href^='javascript'], .jp-OutputArea meta, .jp-OutputArea iframe").count() == 0
    assert page.locator(".jp-OutputArea mjx-container, .jp-OutputArea .MathJax").count() == 0
    page.wait_for_timeout(2000)
    assert page.url.startswith(address)
    assert page.events == []


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_table_of_texts_reads_well(page, lab, theme):
    address, folder = lab
    write_setting(folder, "apputils-extension/themes", {"theme": theme})
    run_all(page, address, "05_rhetorical_analogies.ipynb")
    sentence = page.locator(".tk-texts td .tk-long").first
    sentence.wait_for(timeout=180_000)
    width, lines = sentence.evaluate("e => [e.clientWidth / parseFloat(getComputedStyle(e).fontSize), e.clientHeight]")
    assert 25 < width < 45  # em: some 60 characters
    assert lines < 200
    style = "const s = getComputedStyle(e.closest('td')); return [s.textAlign, s.color]"
    align, colour = sentence.evaluate(f"e => {{ {style} }}")
    assert align == "left"
    assert contrast(colour, sentence.evaluate(f"e => {{ {GROUND} }}")) > 4.5
    assert "nan" not in page.locator(".tk-texts td").all_inner_texts()


# The colour behind an element: of the nearest one around it that has any.
GROUND = """
while (/, 0\\)$|transparent/.test(getComputedStyle(e).backgroundColor)) e = e.parentElement;
return getComputedStyle(e).backgroundColor;
"""


def contrast(one, two):
    """The contrast ratio of WCAG of two colours in CSS."""
    light = sorted(luminance(colour) for colour in (one, two))
    return (light[1] + 0.05) / (light[0] + 0.05)


def luminance(colour):
    parts = [float(part) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


JUDGING = """import pandas as pd
import textkit as tk
evil = {evil!r}.replace('"', "")
texts = [f"“The tariff {{n}} {{evil}} is over,” said Ann Lee. “Never again,” said Bo {{evil}} Roe." for n in range(3)]
labels = tk.label(tk.read_corpus(pd.DataFrame({{"text": texts, "title": evil, "source": evil}})))
tk.gold.review(labels, 6, path="judged.csv", reader="Ann <b>B</b>")"""


def write_notebook(folder, name, *sources):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    cells = [cell | {"source": source, "id": f"cell-{number}"} for number, source in enumerate(sources)]
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks" / name).write_text(json.dumps(notebook), encoding="utf-8")


def screenshot(panel, name):
    if shown := os.environ.get("TEXTKIT_SCREENSHOTS"):
        panel.screenshot(path=f"{shown}/{name}.png")


def test_three_are_judged_and_after_a_reload_the_fourth_is_next(page, lab):
    address, folder = lab
    write_notebook(folder, "review.ipynb", JUDGING.format(evil=EVIL))
    answers = []
    for theme in ("Dark", "Light"):
        write_setting(folder, "apputils-extension/themes", {"theme": f"JupyterLab {theme}"})
        run_all(page, address, "review.ipynb")
        panel = page.locator(".tk-review")
        panel.wait_for(timeout=90_000)
        colour = panel.evaluate("e => getComputedStyle(e.querySelector('mark')).color")
        assert contrast(colour, panel.evaluate(f"e => {{ {GROUND} }}")) > 4.5
        assert EVIL[:40] in panel.inner_text()
        if theme == "Dark":
            answers = judge_three(page, panel)
            page.locator(".jp-Toolbar [data-command='docmanager:save']").first.click()  # or it asks whether to leave
            page.locator(".jp-mod-dirty").wait_for(state="detached")
        screenshot(panel, f"review-{theme.lower()}")
    panel.get_by_text("3 answered").wait_for()
    assert panel.locator(".tk-head strong").inner_text() == "4 of 6"
    read = tk.gold.read_answers(folder / "notebooks" / "judged.csv")
    assert read["answered"].tolist() == [True] * 3 + [False] * 3
    assert read["speaker"].tolist()[2] == "Cy Dunn"
    assert read["reader"][0] == "Ann <b>B</b>"
    assert answers == ["2 of 6", "3 of 6", "4 of 6"]
    assert page.locator(".tk-review :is(img, script, svg, a, meta)").count() == 0
    assert page.events == []


def judge_three(page, panel):
    """Right by key; wrong by key, which has to say what is right: nobody's words; another speaker by hand."""
    place, seen = panel.locator(".tk-head strong"), []
    panel.focus()
    page.keyboard.press("1")
    panel.get_by_text("1 answered").wait_for()
    seen.append(place.inner_text())
    page.keyboard.press("2")
    panel.get_by_text("write a name").wait_for()
    panel.locator("select").select_option("none")
    page.keyboard.press("Enter")
    panel.get_by_text("2 answered").wait_for()
    seen.append(place.inner_text())
    page.keyboard.press("3")
    panel.locator(".tk-fields input").fill("Cy Dunn")
    screenshot(panel, "review-correction")
    page.keyboard.press("Enter")
    panel.get_by_text("3 answered").wait_for()
    return [*seen, place.inner_text()]


EXPLORING = """import textkit as tk
labels = tk.label("../corpus/us-canada-2025")
explorer = tk.explore(labels)
explorer"""


def test_a_corpus_is_explored_with_the_mouse_and_read_in_both_themes(page, lab):
    address, folder = lab
    write_notebook(folder, "explore.ipynb", EXPLORING, "")
    page.set_viewport_size({"width": 1500, "height": 1000})
    write_setting(folder, "apputils-extension/themes", {"theme": "JupyterLab Dark"})
    panel = explore(page, address)
    panel.get_by_role("button", name="Analogies").click()
    panel.locator("[data-key='facet analogy historical']").click()
    panel.locator(".tkx-chip").wait_for()
    check_reading(page, panel, "dark")
    panel.locator(".tkx-chip").click()
    page.locator(".lm-MenuBar-item", has_text="Settings").click()  # the theme changes while it is shown
    page.locator(".lm-Menu-item", has_text="Theme").first.click()
    page.locator(".lm-Menu-item", has_text="JupyterLab Light").first.click()
    ask(panel, "tariff*")
    panel.get_by_label("Sort key 1").select_option("R1")
    panel.locator(".tkx-line .tkx-s0").first.wait_for()
    panel.get_by_label("Sort key 2").select_option("L1")
    panel.locator(".tkx-line .tkx-s1").first.wait_for()
    panel.locator(".tkx-line").nth(4).click()
    check_reading(page, panel, "light")
    sorted_words = panel.locator(".tkx-line .tkx-s0").all_inner_texts()
    assert sorted_words == sorted(sorted_words, key=str.casefold)
    narrow_and_tick(page, panel)
    assert page.events == []


# What is read, by its place in the page.
READ = """.tkx-status; .tkx-facets h4; .tkx-facets [aria-pressed=false] .tkx-name; .tkx-line b; .tkx-line .tkx-s0;
    .tkx-around; .tkx-doc; .tkx-who; .tkx-go; .tkx-kinds [aria-pressed=true]; .tkx-kinds [aria-pressed=false];
    .tkx-plain:enabled; .tk-view p; .tkx-here; .tk-found:not(.tkx-here); .tkx-chip; .tkx-pages"""


def check_reading(page, panel, theme):
    page.mouse.move(5, 5)
    page.wait_for_timeout(500)
    assert panel.evaluate("e => e.classList.contains('tkx-dark')") == (theme == "dark")
    low = {place: ratio for place, ratio in contrasts(panel).items() if ratio < 4.5}
    assert low == {}
    screenshot(panel, f"explore-{theme}")


def contrasts(panel):
    """Of the texts that are there the contrast with their ground."""
    found = {}
    for place in map(str.strip, READ.split(";")):
        some = panel.locator(place)
        if some.count():
            colour = some.first.evaluate("e => { const c = document.createElement('canvas').getContext('2d');"
                                         "c.fillStyle = getComputedStyle(e).color; return c.fillStyle; }")  # fmt: skip
            ground = some.first.evaluate(f"e => {{ {GROUND} }}")
            found[place] = contrast(opaque(colour, ground), ground)
    return found


def opaque(colour, ground):
    """A colour as it is seen: JupyterLab's letters are partly transparent."""
    if colour.startswith("#"):
        return f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"
    *parts, alpha = (float(part) for part in re.findall(r"[\d.]+", colour))
    below = [float(part) for part in re.findall(r"[\d.]+", ground)[:3]]
    return f"rgb({', '.join(str(a * alpha + b * (1 - alpha)) for a, b in zip(parts, below, strict=True))})"


def explore(page, address, notebook="explore.ipynb"):
    run_all(page, address, notebook)
    panel = page.locator(".tkx")
    panel.locator(".tkx-line").first.wait_for(timeout=90_000)
    page.keyboard.press("Control+b")  # the list of files makes room
    panel.scroll_into_view_if_needed()
    return panel


def ask(panel, query):
    panel.get_by_label("Query").fill(query)
    panel.get_by_role("button", name="Search", exact=True).click()
    panel.page.wait_for_function("document.querySelector('.tkx').getAttribute('aria-busy') === null")


def narrow_and_tick(page, panel):
    """A facet narrows, the article is that of the line, what is ticked comes back as a table."""
    facet = panel.locator("section", has=page.get_by_role("heading", name="Genre")).get_by_role("button").first
    name, n = facet.locator(".tkx-name").inner_text(), facet.locator(".tkx-n").inner_text()
    facet.click()
    panel.get_by_text(f"{n} lines in").wait_for()
    panel.get_by_role("button", name=f"Genre: {name}").wait_for()
    line = panel.locator(".tkx-line").nth(1)
    line.click()
    panel.locator(".tkx-line[aria-current]").nth(0).wait_for()
    here = panel.locator(".tkx-text .tkx-here").first
    here.wait_for()
    assert here.inner_text() == line.locator("b").inner_text()
    frame, box = panel.locator(".tkx-text").bounding_box(), here.bounding_box()
    assert frame["y"] < box["y"] < frame["y"] + frame["height"]
    line.locator(".tkx-tick").click()
    panel.get_by_text("1 ticked").wait_for()
    page.locator(".jp-CodeCell .cm-content").nth(1).click()
    page.keyboard.type("print(explorer.selection[['node', 'genre']].values.tolist())")
    page.keyboard.press("Shift+Enter")
    page.locator(".jp-CodeCell").nth(1).locator(".jp-OutputArea-output").get_by_text(f"'{name}']]").wait_for()


HOSTILE = """import pandas as pd
import textkit as tk
evil = {evil!r}
said = f"“The tariff {{evil}} is like a wall,” said Ann Lee. The tariff {{evil}} fell. It is not like a wall."
texts = pd.DataFrame({{"id": [evil, "b"], "text": said, "title": [evil, "b"], "genre": [evil, "b"], evil: [evil, "c"]}})
labels = tk.label(tk.read_corpus(texts))
labels.quotes["speaker"] = evil
tk.explore(labels, "tariff*", table=tk.speaker_share(labels))"""


def test_the_keyboard_does_it_all_and_nothing_of_a_hostile_text_runs(page, lab):
    address, folder = lab
    write_notebook(folder, "hostile.ipynb", HOSTILE.format(evil=EVIL))
    panel = explore(page, address, "hostile.ipynb")
    query = panel.get_by_label("Query")
    query.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("[word=")
    page.keyboard.press("Enter")
    panel.locator(".tkx-wrong").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("the")
    page.keyboard.press("Enter")
    panel.locator(".tkx-wrong").wait_for(state="hidden")
    tab_to(page, "tkx-line")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    panel.locator(".tkx-line:nth-child(2)[aria-current]").wait_for()
    page.keyboard.press("Space")
    panel.locator(".tkx-line:nth-child(2)[aria-selected=true]").wait_for()
    assert page.evaluate("document.activeElement.matches('.tkx-line:nth-child(2)')")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.locator(".jp-CodeCell").count() == 1  # no key reached the notebook
    for kind in ("Quotations", "Sentences", "Table"):
        panel.get_by_role("button", name=kind, exact=True).click()
        panel.locator(f".tkx-kinds [aria-pressed=true]:text('{kind}')").wait_for()
        page.wait_for_timeout(300)
    panel.locator(".tkx-facets li button").first.focus()
    page.keyboard.press("Enter")
    panel.locator(".tkx-chip").first.wait_for()
    assert EVIL[:30] in panel.inner_text()
    assert panel.locator(":is(img, script, svg, meta, [onerror], [onload], [href^=javascript])").count() == 0
    assert panel.locator("mjx-container, .MathJax").count() == 0
    assert page.events == []


def tab_to(page, name):
    """Go on with the Tab key until an element of that class has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.classList.contains('{name}')"):
            return
    raise AssertionError(f"Tab does not reach {name}")
