"""The report: whole or not at all, loud on failure, the same bytes twice."""

import hashlib
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from textkit.errors import OptionError, OutputError, ReportError
from textkit.manifest import MANIFEST, enlist, read_manifest
from textkit.output import write_own
from textkit.show.report import run_report

IMPORTS = "from textkit.show import theme\nfrom textkit.show.gallery import save_figure\nimport pandas as pd"
DRAW = """
table = pd.DataFrame({{"n": [{n}]}})
ax = theme.finish(theme.new_axes(height_mm=20), title="How many?")
save_figure(ax, "{name}", data=table, caption="Caption of {name} at " + corpus[:0], figures=figures)
"""


def write_notebook(folder, name, *cells, corpus="../texts"):
    given = f"corpus = {corpus!r}\nreading = {{'duplicates': 'drop'}}\nfigures = '../figures'"
    parameters = nbformat.v4.new_code_cell(given, id="c00", metadata={"tags": ["parameters"]})
    code = [nbformat.v4.new_code_cell(source, id=f"c{i:02}") for i, source in enumerate(cells, 1)]
    notebook = nbformat.v4.new_notebook(cells=[parameters, *code])
    folder.mkdir(exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")


def contents(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def make_project(tmp_path):
    """Two texts and a notebook that draws one figure, warns, and shows the figure."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text("Prices rise. Nobody is glad.", encoding="utf-8")
    (tmp_path / "texts" / "two.txt").write_text("Prices fall. All are glad.", encoding="utf-8")
    warn = "import warnings; warnings.warn('mind the gap')"
    styled = "pd.DataFrame({'a': [1]}).style.highlight_max()"
    write_notebook(tmp_path / "notebooks", "01_counts", IMPORTS + DRAW.format(n=1, name="01_n"), warn, styled)
    return tmp_path


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = make_project(tmp_path_factory.mktemp("made"))
    report(folder)
    return folder


@pytest.fixture
def reported(made, tmp_path):
    """A project of which there is a report."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def report(project, **options):
    return run_report(figures=project / "figures", notebooks=project / "notebooks", **options)


def test_a_report_is_whole_and_the_next_one_has_the_same_bytes(reported):
    """Also when that is made in another folder."""
    index, first = reported / "figures" / "index.html", contents(reported / "figures")
    assert {"01_n.png", "01_n.svg", "01_n.csv", "01_n.md", "index.html", "notebooks/01_counts.html"} <= set(first)
    assert {"documents/one.html", "documents/two.html", "documents/index.csv"} <= set(first)
    listed = {entry.path: entry.sha256 for entry in read_manifest(index.parent)}
    assert listed == {name: digest for name, digest in first.items() if name != MANIFEST}
    page = (reported / "figures" / "notebooks" / "01_counts.html").read_text(encoding="utf-8")
    assert "mind the gap" not in re.sub(r"<[^>]+>", "", page).replace("warnings.warn('mind the gap')", "")
    assert 'src="../01_n.png"' in page
    assert "base64" not in page
    assert ".report-" not in page
    assert report(reported) == index
    assert contents(reported / "figures") == first


def test_a_failing_notebook_is_named_and_the_previous_report_stays(reported, capfd):
    before = contents(reported / "figures")
    write_notebook(reported / "notebooks", "02_fails", "x = 1", "raise ValueError('first line\\nno such speaker.')")
    with pytest.raises(ReportError, match=r"02_fails\.ipynb, cell 3 .*ValueError: no such speaker\."):
        report(reported)
    assert contents(reported / "figures") == before
    assert capfd.readouterr().err == ""


def test_a_measure_that_found_nothing_is_a_sentence_in_the_gallery(tmp_path):
    project = make_project(tmp_path)
    draw = """ax = theme.say_nothing(theme.new_axes(), "Nobody is quoted.", title="Who speaks?")
save_figure(ax, "01_none", data=pd.DataFrame({"n": []}), caption="c", figures=figures)"""
    write_notebook(project / "notebooks", "01_counts", IMPORTS, draw)
    page = report(project).read_text(encoding="utf-8")
    assert "Nobody is quoted." in page
    assert [path.name for path in (project / "figures").glob("01_none.*")] == ["01_none.md"]


@pytest.mark.slow
def test_figures_that_are_written_no_more_are_removed_and_foreign_files_stay(reported):
    project, figures = reported, reported / "figures"
    (figures / "my notes.txt").write_text("keep", encoding="utf-8")
    write_own(figures / "99_mine.csv", "a figure that was saved by hand")
    for name in (".report-killed", ".report-2024"):
        (figures / name).mkdir()
    enlist(figures / ".report-killed")  # its signature
    for name in (".report-killed", ".report-2024"):
        os.utime(figures / name, (0, 0))
    write_notebook(project / "notebooks", "01_counts", IMPORTS + DRAW.format(n=2, name="01_other"))
    for _ in range(2):
        report(project)
        names = set(contents(figures))
        assert not {name for name in names if "01_n" in name}
        assert {"01_other.png", "my notes.txt", "99_mine.csv"} <= names
        assert not (figures / ".report-killed").exists()
        assert (figures / ".report-2024").exists()


MARK = "open('../ran', 'w').close()"  # does a notebook run?


@pytest.mark.parametrize(
    "name",
    ["01_n.png", "01_n.md", "index.html", "documents/one.html", "documents/index.csv", "notebooks/01_counts.html"],
)
def test_a_page_or_figure_that_somebody_changed_is_refused_before_the_notebooks_run(reported, name):
    path = reported / "figures" / name
    path.write_bytes(path.read_bytes() + b"<!-- my remark -->")
    before = contents(reported / "figures")
    write_notebook(reported / "notebooks", "02_marks", MARK)
    with pytest.raises(OutputError, match=f"{path.name} was changed since textkit wrote it"):
        report(reported)
    assert contents(reported / "figures") == before
    assert not (reported / "ran").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["02_new.svg", "documents/three.html", "evidence", "notebooks/02_new.html"])
def test_a_file_in_the_way_is_found_before_anything_is_moved(reported, name):
    (reported / "figures" / name).write_text("mine", encoding="utf-8")
    before = contents(reported / "figures")
    (reported / "texts" / "three.txt").write_text("Prices stay.", encoding="utf-8")
    draw = DRAW.format(n=1, name="02_new").replace('"n": [1]', '"term": ["prices"]')
    labels = "import textkit as tk\nlabels = tk.label(tk.read_corpus(corpus))"
    draw = draw.replace("figures=figures", "figures=figures, labels=labels")
    (reported / "notebooks" / "01_counts.ipynb").unlink()
    write_notebook(reported / "notebooks", "02_new", IMPORTS, labels, draw)
    with pytest.raises(OutputError, match=rf"{Path(name).name} (was not written by textkit|is in the way)"):
        report(reported)
    assert contents(reported / "figures") == before


def of_version_0_1(figures):
    """The folder as the old version left it: with a list of names and no manifest."""
    names = [entry.path for entry in read_manifest(figures)]
    (figures / MANIFEST).unlink()
    (figures / "files.txt").write_text("".join(f"{name}\n" for name in names), encoding="utf-8")


def someones_site(figures):
    shutil.rmtree(figures)
    (figures / "documents").mkdir(parents=True)
    (figures / "index.html").write_text("my site", encoding="utf-8")
    (figures / "files.txt").write_text("index.html\n", encoding="utf-8")


FOLDERS = {
    "of version 0.1": (of_version_0_1, "written by textkit 0.1.* Delete it, or choose another folder"),
    "somebody's site": (someones_site, r"(documents|files\.txt|index\.html) was not written by textkit"),
}


@pytest.mark.parametrize(("make", "reason"), FOLDERS.values(), ids=FOLDERS)
def test_a_folder_without_a_manifest_is_refused_before_the_notebooks_run(reported, make, reason):
    make(reported / "figures")
    before = contents(reported / "figures")
    write_notebook(reported / "notebooks", "02_marks", MARK)
    with pytest.raises(OutputError, match=reason):
        report(reported)
    assert contents(reported / "figures") == before
    assert not (reported / "ran").exists()


@pytest.mark.parametrize("given", [None, "texts"])
@pytest.mark.parametrize("figures", ["texts", "texts/figures", "."])
def test_figures_go_neither_into_the_corpus_folder_nor_around_it(project, given, figures):
    before = contents(project)
    with pytest.raises(OutputError, match=r"lies in the (input|output)"):
        run_report(given and project / given, figures=project / figures, notebooks=project / "notebooks")
    assert contents(project) == before


def test_a_first_report_that_fails_leaves_nothing(project):
    write_notebook(project / "notebooks", "01_counts", "1 / 0")
    with pytest.raises(ReportError, match="ZeroDivisionError"):
        report(project)
    assert not (project / "figures").exists()


@pytest.mark.slow
def test_notebooks_about_their_own_data_set_are_left_out_when_a_corpus_is_given(project):
    write_notebook(project / "notebooks", "07_own", "1 / 0", corpus="sotu")
    shown = "assert corpus.endswith('two.txt'), corpus"
    write_notebook(project / "notebooks", "01_counts", shown, IMPORTS + DRAW.format(n=1, name="01_n"))
    report(project, corpus=project / "texts" / "two.txt")
    assert "documents/two.html" in contents(project / "figures")
    assert "documents/one.html" not in contents(project / "figures")


@pytest.mark.slow
def test_notebooks_and_annotated_articles_are_read_as_the_report_was_told(project):
    (project / "texts" / "two.txt").unlink()
    (project / "texts" / "some.csv").write_text("body,speech\nPrices rise.,Prices fall.\n", encoding="utf-8")
    read = f"{IMPORTS}\nimport textkit as tk\ntexts = tk.read_corpus(corpus, **reading)\n"
    write_notebook(project / "notebooks", "01_counts", read + DRAW.format(n="len(texts.set_aside)", name="01_n"))
    story = " ".join(f"word{number}" for number in range(60))
    for name in ("one", "copy"):
        (project / "texts" / f"{name}.txt").write_text(story, encoding="utf-8")
    report(project)
    assert (project / "figures" / "01_n.csv").read_text(encoding="utf-8") == "n\n1\n"
    report(project, reading={"duplicates": "keep", "text_column": "speech"})
    assert (project / "figures" / "01_n.csv").read_text(encoding="utf-8") == "n\n0\n"
    (page,) = (project / "figures" / "documents").glob("some*.html")
    assert "Prices fall." in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["{}", "no notebook"])
def test_a_broken_notebook_is_named(project, content):
    (project / "notebooks" / "00_broken.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(ReportError, match="00_broken"):
        report(project)


def test_a_folder_without_notebooks_is_named(tmp_path):
    with pytest.raises(ReportError, match="No notebooks"):
        run_report(figures=tmp_path / "figures", notebooks=tmp_path)
    assert not (tmp_path / "figures").exists()


def test_workers_must_be_positive(project):
    with pytest.raises(OptionError, match="workers"):
        report(project, workers=0)


@pytest.mark.slow
def test_what_a_notebook_shows_unescaped_is_harmless_in_its_page(project):
    evil = "<meta http-equiv=refresh content='0;url=http://evil.example'><img src=x onerror=alert(1)>seen"
    shown = f"pd.DataFrame({{'text': [{evil!r}]}}).style"
    write_notebook(project / "notebooks", "01_counts", IMPORTS + DRAW.format(n=1, name="01_n"), shown)
    report(project)
    page = (project / "figures" / "notebooks" / "01_counts.html").read_text(encoding="utf-8")
    assert re.search(r'<td[^>]*><img[^>]* src="x">seen</td>', page)
    outside = re.sub(r"<pre>.*?</pre>", "", page, flags=re.DOTALL)
    assert not re.search(r"http-equiv=.?refresh|onerror", outside)


def test_an_option_of_reading_that_does_not_exist_is_told_before_work_begins(project):
    with pytest.raises(OptionError, match=r"no option 'duplicate'.*Did you mean 'duplicates'"):
        report(project, reading={"duplicate": "keep"})
