"""What a stranger gets: the same environment by pip and conda, clean notebooks, no hidden work at import."""

import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import jedi
import pytest
import yaml

import textkit as tk

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(path, kind):
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def test_environment_yml_gives_what_pyproject_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = {entry for entry in environment if isinstance(entry, str)}
    assert conda == {f"python{project['requires-python']}", "make", "pip"}
    first, *listed, last = next(entry["pip"] for entry in environment if isinstance(entry, dict))
    assert (first, last) == ("--constraint constraints.txt", "--editable .[all]")  # the versions of make install
    assert set(listed) == set(project["dependencies"])


def test_every_dependency_has_an_upper_bound_and_a_tested_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [entry for name, group in project["optional-dependencies"].items() if name != "all" for entry in group]
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower().replace("_", "-")
    for requirement in [*project["dependencies"], *extras]:
        name = re.match(r"[\w-]+", requirement)[0].lower()
        assert re.search(rf"^{name}==", constraints, re.MULTILINE), f"{name} is not in constraints.txt"
        assert re.search(r"==|<", requirement), f"{requirement} has no upper bound"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_clean(path):
    code = cells(path, "code")
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code), "clear the outputs"
    assert not any(re.search(r"^\s*(def|class) ", "".join(cell["source"]), re.MULTILINE) for cell in code)
    assert [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])] == code[:1]


# Ways for the text of a corpus to become part of a notebook's page; pandas' own display and ours escape.
UNESCAPED = re.compile(
    r"\.style\b|\b(?:Styler|HTML|Markdown|Javascript|Latex|Math|SVG)\(|escape\s*=\s*False|%%(?:html|javascript)|raw\s*=\s*True"
)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_shows_no_text_unescaped(path):
    for cell in cells(path, "code"):
        assert not UNESCAPED.search("".join(cell["source"])), "show it with tk.plots.text_table"


def test_there_are_nine_notebooks():
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"{n:02}" for n in range(9)]


SPACES = ("errors", "gold", "plots", "sentiment", "stats")


def test_public_api_is_complete_and_documented():
    for space in (tk, *(getattr(tk, name) for name in SPACES)):
        for name in space.__all__:
            value = getattr(space, name)
            assert name == "__version__" or (value.__doc__ and value.__doc__.strip()), f"{name} has no docstring"


def test_the_top_is_small():
    assert len({*tk.__all__} - {"__version__", *SPACES}) <= 45


@pytest.mark.parametrize("space", SPACES)
def test_names_of_version_0_1_work_with_a_warning(space):
    public = getattr(tk, space)
    for name in [name for name in public.__all__ if space != "errors" or name[0].isupper()]:
        with pytest.warns(DeprecationWarning, match=rf"tk\.{name} is tk\.{space}\.{name} now"):
            assert getattr(tk, name) is getattr(public, name)


@pytest.mark.parametrize(("old", "new"), [("unite_speakers", "link_speakers"), ("load_dataset", "read_corpus")])
def test_names_of_version_0_1_that_are_called_otherwise_now_work_with_a_warning(old, new):
    with pytest.warns(DeprecationWarning, match=rf"tk\.{old} is tk\.{new} now"):
        assert getattr(tk, old) is getattr(tk, new)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plot_speaker", "Did you mean 'plots.plot_speakers'"),
        ("Kwic", "Did you mean 'kwic'"),
        ("nonsense", "has no 'nonsense'"),
    ],
)
def test_an_unknown_name_is_an_attribute_error_of_one_line(name, said):
    with pytest.raises(AttributeError, match=said) as error:
        getattr(tk, name)
    assert len(str(error.value)) < 120


def test_editors_know_the_public_names_and_their_signatures():
    def ask(code):
        return jedi.Script(f"import textkit as tk\n{code}")

    assert (Path(tk.__file__).parent / "py.typed").exists()
    known = {completion.name for completion in ask("tk.").complete()}
    assert set(tk.__all__) <= known
    (signature,) = ask("tk.kwic(").get_signatures()
    assert [p.name for p in signature.params] == list(inspect.signature(tk.kwic).parameters)
    assert "where" in {completion.name for completion in ask("tk.label('x').").complete()}


def test_import_loads_no_heavy_library():
    code = "import sys, textkit; print([m for m in ('pandas', 'nltk', 'matplotlib', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The installed content of a wheel that was made from the source."""
    source, made, installed = (tmp_path_factory.mktemp(name) for name in ("source", "wheel", "installed"))
    for name in ("src", "notebooks", "corpus/us-canada-2025"):
        shutil.copytree(
            ROOT / name, source / name, ignore=shutil.ignore_patterns("*.egg-info", "__pycache__", ".ipynb*")
        )
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*command, "--wheel-dir", made, source], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    zipfile.ZipFile(next(made.glob("*.whl"))).extractall(installed)
    return installed


@pytest.mark.slow
def test_the_wheel_has_the_notebooks_and_the_sample_corpus(wheel):
    shipped = wheel / "textkit" / "shipped"
    assert sorted(path.name for path in (shipped / "notebooks").iterdir()) == [path.name for path in NOTEBOOKS]
    sample = ROOT / "corpus" / "us-canada-2025"
    for path in (path for path in sample.rglob("*") if path.is_file()):
        assert (shipped / "corpus" / "us-canada-2025" / path.relative_to(sample)).read_bytes() == path.read_bytes()


@pytest.mark.slow
def test_the_wheel_makes_a_report_and_copies_notebooks_from_any_folder(wheel, tmp_path):
    (tmp_path / "texts").mkdir()
    for number in range(2):
        text = f"“It is over,” Ann Lee said on day {number}. He fought like a lion."
        (tmp_path / "texts" / f"{number}.txt").write_text(text, encoding="utf-8")
    run = [sys.executable, "-P", "-m", "textkit"]
    environment = os.environ | {"PYTHONPATH": str(wheel)}
    for arguments in (["notebooks", "mine"], ["report", "texts", "--figures", "out"]):
        done = subprocess.run([*run, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert {path.stem for path in (tmp_path / "out" / "notebooks").iterdir()} == {path.stem for path in NOTEBOOKS[:7]}
    assert (tmp_path / "out" / "documents" / "0.html").exists()
    assert len(list((tmp_path / "mine").glob("*.ipynb"))) == len(NOTEBOOKS)
