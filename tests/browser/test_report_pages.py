"""A report opened from disk in a real browser: links lead on, hostile strings stay strings."""

from importlib import resources
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from textkit.show.report import run_report

SAMPLE = Path(__file__).parents[2] / "figures"  # as make report left it
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>[a](javascript:alert(3))"
CELLS = (
    "import textkit as tk\nfrom textkit.show import theme\nlabels = tk.label(corpus)",
    "terms = tk.count_terms(labels).head(5)\nax = theme.finish(theme.new_axes(), title=f'Words of {EVIL}?')\n"
    "tk.save_figure(ax, '02_words', data=terms, caption=EVIL, figures=figures, labels=labels)",
    "tk.view(labels)",
    "tk.plots.concordance_table(tk.kwic(labels, 'price*'), interactive=False)",
    "display(labels.documents, tk.plots.text_table(labels.documents), tk.kwic(labels, 'price*'), labels)",
)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report on two texts whose title, speaker, genre and words try to run scripts."""
    folder = tmp_path_factory.mktemp("hostile")
    said = f"“Prices {EVIL} rise,” said Ann {EVIL} Lee. “Prices stay,” Bo Day said. Prices are like a ladder."
    pd.DataFrame({"text": [said, "Prices fall."], "title": [EVIL, "Calm"], "genre": EVIL, "date": "2025-05-06"}).to_csv(
        folder / "texts.csv", index=False
    )
    first = f"corpus = '../texts.csv'\nfigures = '../figures'\nEVIL = {EVIL!r}"
    cells = [nbformat.v4.new_code_cell(first, metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source) for source in CELLS]
    (folder / "notebooks").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "notebooks" / "02_words.ipynb")
    return run_report(figures=folder / "figures", notebooks=folder / "notebooks")


def test_the_gallery_leads_from_a_figure_to_its_lines_and_to_the_passage(page, report):
    page.goto(report.as_uri())
    image = page.locator("figure img")
    assert image.evaluate("e => e.complete && e.naturalWidth > 100")
    page.get_by_role("link", name="Passages").click()
    page.get_by_role("cell").get_by_role("link").first.click()
    assert "/documents/" in page.url
    passage = page.locator(":target")
    assert "price" in passage.inner_text().lower()
    assert passage.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 243, 196)"
    page.get_by_role("link", name="All documents and figures").click()
    assert page.url.startswith(report.as_uri())
    assert page.events == []


def test_nothing_of_a_hostile_corpus_runs_on_any_page(page, report):
    pages = sorted(report.parent.rglob("*.html"))
    assert {path.parent.name for path in pages} == {"figures", "documents", "evidence", "notebooks"}
    for path in pages:
        page.goto(path.as_uri())
        assert page.locator("script").count() == (path == report)  # textkit's own, which searches and sorts
        assert page.locator("[onerror]").count() == 0
        assert page.locator("a[href^='javascript']").count() == 0
        assert "alert(" in page.inner_text("body")
    assert page.events == []


def test_figures_and_articles_are_searched_and_articles_sorted(page, report):
    page.goto(report.as_uri())
    rows = page.locator("#documents tbody tr")
    first = rows.first.inner_text()
    words = page.locator("#documents th button").nth(1)
    assert words.text_content() == "words"
    words.click()
    longest = rows.first.inner_text()
    words.click()
    assert rows.first.inner_text() != longest
    assert first in {longest, rows.first.inner_text()}
    page.get_by_label("Search figures and articles").fill("calm")
    assert [row.inner_text().split()[0] for row in rows.all() if row.is_visible()] == ["Calm"]
    assert page.locator("figure:visible").count() == 0
    assert page.events == []


def test_notes_of_the_article_are_reached_with_the_keyboard(page, report):
    page.goto(next(iter((report.parent / "documents").glob("*.html"))).as_uri())
    notes = []
    for _ in range(12):
        page.keyboard.press("Tab")
        note = "const e = document.activeElement; return getComputedStyle(e, '::after').content + e.tabIndex"
        notes.append(page.evaluate(f"() => {{ {note} }}"))
    assert any("speaker: " in note for note in notes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_articles_are_readable_in_both_colour_schemes_and_in_print(browser, report, scheme):
    page = browser.new_page(color_scheme=scheme)
    page.goto(next(iter((report.parent / "documents").glob("*.html"))).as_uri())
    for media in ("screen", "print"):
        page.emulate_media(media=media, color_scheme=scheme)
        colours = page.locator(".tk-view").evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )
        assert colours == ["rgb(31, 35, 40)", "rgb(255, 255, 255)"]
    page.close()


def test_the_gallery_fits_a_narrow_screen(browser, report):
    page = browser.new_page(viewport={"width": 360, "height": 700})
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["*.html", "documents/*.html", "evidence/*.html", "notebooks/*.html"])
def test_axe_finds_nothing_and_the_console_is_empty(browser, report, kind, scheme):
    """On each kind of page of the hostile report and of the sample's; axe-core is Deque's checker of accessibility."""
    axe = pytest.importorskip("axe_playwright_python", reason="needs axe: pip install axe-playwright-python")
    checker = resources.files(axe).joinpath("axe.min.js").read_text(encoding="utf-8")
    page, said = browser.new_page(color_scheme=scheme), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in [*sorted(report.parent.glob(kind)), *sorted(SAMPLE.glob(kind))[:2]]:
        page.goto(path.as_uri())
        page.evaluate(checker)
        found = page.evaluate("axe.run()")["violations"]
        assert [(path.name, one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert said == []
    page.close()
