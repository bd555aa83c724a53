"""The code in the documentation runs as it stands, and the figures show something."""

import json
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^( *)```python\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    "page",
    ["docs/reporting.md", "docs/queries.md", "docs/explore.md", "docs/methods/exchange.md", "docs/methods/validity.md"],
)
def test_code_of_a_page_runs(page, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    blocks = [
        re.sub(rf"^{indent}", "", code, flags=re.MULTILINE) for indent, code in BLOCK.findall((ROOT / page).read_text())
    ]
    assert blocks
    names = {}
    for block in blocks:
        exec(compile(block, page, "exec"), names)


@pytest.mark.parametrize("page", [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))])
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / page).read_text(encoding="utf-8"))
    missing = [link for link in links if not ((ROOT / page).parent / link).exists()]
    assert not missing


def test_every_figure_of_the_sample_corpus_has_data():
    tables = sorted((ROOT / "figures").glob("*.csv"))
    assert tables
    assert [table.name for table in tables if len(table.read_text(encoding="utf-8").splitlines()) < 2] == []


def test_the_notebook_for_a_corpus_of_ones_own_runs_without_a_reader(monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    names = {}
    for cell in json.loads(Path("08_your_corpus.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), "08_your_corpus", "exec"), names)
    assert names["shares"]["corrected"].notna().any()
