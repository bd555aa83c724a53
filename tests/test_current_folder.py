"""Commands that are given in a folder full of traps, among the texts: none of them is imported, read or run."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

MODULES = ["pickle", "struct", "random", "numbers", "pandas", "numpy", "nltk", "matplotlib", "textkit"]
MODULES += ["sitecustomize", "usercustomize", "conftest"]
CONFIGURATIONS = ["ipython_config.py", "ipython_kernel_config.py", "jupyter_config.py", "jupyter_nbconvert_config.py"]
SPRUNG = 'open({mark!r}, "a").write({name!r} + "\\n")\n'
# As textkit is started, but with a way to start processes: macOS and Windows have "spawn", Python 3.14 "forkserver".
# Commands stand one behind the other, with a semicolon in between, since each process must load a lot.
START = """
import multiprocessing, sys
from textkit.cli import main
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    for command in " ".join(sys.argv[2:]).split(";"):
        if status := main(command.split()):
            sys.exit(status)
"""
TEMPLATE = "{{{{ cycler.__init__.__globals__.os.system('echo template >> {mark}') }}}}"


@pytest.fixture
def trapped(tmp_path):
    """A folder of texts with the traps; what is sprung leaves its name in the file ``sprung`` beside the folder."""
    folder, mark = tmp_path / "texts", str(tmp_path / "sprung")
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"“It is over,” Ann Lee said on day {number}.")
    for name in (*(f"{module}.py" for module in MODULES), *CONFIGURATIONS, "evil.py"):
        (folder / name).write_text(SPRUNG.format(mark=mark, name=name))
    (folder / "evil.pth").write_text("import evil\n")
    (folder / "matplotlibrc").write_text("backend: module://evil\n")
    (folder / "basic").mkdir()  # nbconvert's name of the template
    (folder / "basic" / "conf.json").write_text('{"base_template": "classic"}')
    (folder / "basic" / "index.html.j2").write_text(TEMPLATE.format(mark=mark))
    (folder / "notebooks").mkdir()
    write_notebook(folder / "notebooks" / "01_evil.ipynb", SPRUNG.format(mark=mark, name="notebook"))
    return folder


def write_notebook(path, *sources):
    first = nbformat.v4.new_code_cell("corpus = '.'\nfigures = 'figures'", metadata={"tags": ["parameters"]})
    cells = [first, *(nbformat.v4.new_code_cell(source) for source in sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def run(command, folder):
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONSAFEPATH")}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=300)
    sprung = folder.parent / "sprung"
    assert not sprung.exists(), sprung.read_text()
    assert done.returncode == 0, done.stderr
    return done.stdout


LABEL = "label . --out ../out --workers 2"
SHARDS = "label . --out ../shards --shards --shard-size 1 --workers 2"


@pytest.fixture
def start(tmp_path):
    script = tmp_path / "start" / "start.py"
    script.parent.mkdir()
    script.write_text(START)
    return script


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="fork and forkserver are of POSIX")
def test_no_command_runs_what_lies_among_the_texts(trapped, start):
    run([sys.executable, start, "fork", f"check .;kwic . over;{LABEL};{SHARDS}"], trapped)
    assert {"out", "shards"} <= {path.name for path in trapped.parent.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_nor_do_its_processes_however_they_are_started(trapped, start, method):
    run([sys.executable, start, method, f"{LABEL};{SHARDS}"], trapped)
    assert {"out", "shards"} <= {path.name for path in trapped.parent.iterdir()}


def test_nor_does_python_m_textkit_once_it_is_found(trapped):
    """A textkit.py here would be what Python itself takes for textkit."""
    (trapped / "textkit.py").unlink()
    run([sys.executable, "-m", "textkit", "check", "."], trapped)


@pytest.mark.slow
def test_nor_does_a_report_with_notebooks_that_lie_elsewhere(trapped, start):
    notebooks = trapped.parent / "own"
    notebooks.mkdir()
    write_notebook(
        notebooks / "01_plain.ipynb",
        "import pickle, struct, pandas, matplotlib.pyplot as plt, textkit as tk, beside\n"
        "ax = plt.figure().subplots(); ax.bar(['n'], [beside.N])\n"
        "tk.save_figure(ax, '01_n', data=pandas.DataFrame({'n': [1]}), caption='?', figures=figures)",
    )
    (notebooks / "beside.py").write_text("N = 1")
    (notebooks / "colorsys.py").write_text(SPRUNG.format(mark=str(trapped.parent / "sprung"), name="beside notebooks"))
    out = trapped.parent / "out"
    run([sys.executable, start, "fork", "report", ".", "--figures", out, "--notebooks", notebooks], trapped)
    assert (out / "notebooks" / "01_plain.html").exists()


def test_a_report_runs_no_notebooks_of_the_current_folder(trapped, monkeypatch):
    from textkit.show import report

    chosen = []
    monkeypatch.setattr(report, "_choose_notebooks", lambda folder, **_: chosen.append(folder) or 1 / 0)
    monkeypatch.chdir(trapped)
    with pytest.raises(ZeroDivisionError):
        report.run_report(".")
    assert (chosen[0] / "00_quickstart.ipynb").exists()
    assert Path.cwd() not in (chosen[0], *chosen[0].parents)
