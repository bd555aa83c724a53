"""Ctrl-C in the middle of a report: the previous one stays, nothing is left behind, no process survives."""

import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest

RUN = "from textkit.show.report import run_report; run_report(figures='figures', notebooks='notebooks')"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupted_report_leaves_the_previous_one(tmp_path):
    cells = [
        nbformat.v4.new_code_cell("corpus = '../x'\nfigures = '../f'", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("import os, time; open('../pid', 'w').write(str(os.getpid())); time.sleep(60)"),
    ]
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "one.txt").write_text("They met.", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks" / "01_slow.ipynb")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "index.html").write_text("previous", encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", RUN], cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        kernel = wait_for(tmp_path / "pid")
        process.send_signal(signal.SIGINT)
        errors = process.communicate(timeout=20)[1]
    assert errors.strip().endswith("KeyboardInterrupt")
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["index.html"]
    with pytest.raises(ProcessLookupError):
        os.kill(kernel, 0)


def wait_for(path):
    """The number in a file, once it is there."""
    for _ in range(300):
        if path.exists() and path.read_text(encoding="utf-8"):
            return int(path.read_text(encoding="utf-8"))
        time.sleep(0.1)
    raise TimeoutError(path)
