"""What a stranger gets: the same environment by pip and conda, clean notebooks, no hidden work at import."""

import inspect
import json
import re
import subprocess
import sys
import tomllib
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
    pip = next(entry["pip"] for entry in environment if isinstance(entry, dict))
    conda = [entry for entry in environment if isinstance(entry, str) and entry not in ("pip", "make")]
    assert f"python{project['requires-python']}" in conda
    listed = {*conda, *pip} - {f"python{project['requires-python']}", "--editable .[all]"}
    assert listed == set(project["dependencies"])


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


def test_there_are_eight_notebooks():
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"{n:02}" for n in range(8)]


def test_public_api_is_complete_and_documented():
    for name in tk.__all__:
        value = getattr(tk, name)
        assert name == "__version__" or (value.__doc__ and value.__doc__.strip()), f"{name} has no docstring"


@pytest.mark.parametrize(
    ("name", "said"),
    [("plot_speaker", "did you mean plot_speakers"), ("Kwic", "did you mean kwic"), ("nonsense", "has no 'nonsense'")],
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
