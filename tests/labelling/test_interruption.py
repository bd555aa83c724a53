"""Labelling that is stopped, killed or out of disk leaves the former labels whole, and no process or folder behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk
from textkit.manifest import enlist

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
SCRATCH = ".textkit-out-*"
# A process that saves one set of labels after the other is killed at many moments; one of them must stand then.
SAVE_AND_KILL = """
import os, signal, time
import textkit as tk
labels = [tk.label(tk.read_corpus([f"“It is {word},” said Ann Lee. " * 20])) for word in ("over", "on")]
labels[0].save("out")
for number in range(0, 40, 1 if os.environ.get("TEXTKIT_LONG_TESTS") else 8):
    if not (child := os.fork()):
        while True:
            labels[1].save("out")
            labels[0].save("out")
    time.sleep(0.02 + number / 1000)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found = tk.load_labels("out")
    saved = labels[found.quotes.text[0] == "It is on,"]
    assert all(len(table) == len(saved.tables()[name]) for name, table in found.tables().items())
    assert found.provenance == saved.provenance
"""
# Processes that kill themselves in place of the n-th renaming: before, between and after those that put new labels in
# place of old ones.
KILL_AT_RENAMING = """
import os, signal
import textkit as tk
labels = tk.label(tk.read_corpus(["“It is on,” said Ann Lee."]))
rename = os.replace
for renaming in range(1, 5):
    if not (child := os.fork()):
        left = [renaming]
        def replace(one, two):
            left[0] -= 1
            rename(one, two) if left[0] else os.kill(os.getpid(), signal.SIGKILL)
        os.replace = replace
        labels.save(f"{renaming}/out")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
"""
RUN = "import sys; from textkit.cli import main; print('ready', flush=True); sys.exit(main(sys.argv[1:]))"
# … and, when all tables are written but not yet in their place, waits.
RUN_AND_WAIT = (
    """
import time
from textkit.labelling import storage
write = storage._write_all
storage._write_all = lambda *all: (write(*all), time.sleep(60))
"""
    + RUN
)
STORY = "Ann Lee, the minister, said: “The tariffs will end.” Nobody believed it. He fought like a lion.\n\n" * 8


def python(code, *arguments, cwd, **options):
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
    return subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=cwd, **options)


def run(code, *arguments, cwd, **options):
    with python(code, *arguments, cwd=cwd, **options) as process:
        return *process.communicate(timeout=120), process.returncode


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A corpus that takes seconds to label, and labels of another one where its labels would go."""
    folder = tmp_path_factory.mktemp("written")
    frame = pd.DataFrame({"doc_id": [f"d{n:04}" for n in range(2000)], "text": STORY})
    frame.to_csv(folder / "texts.csv", index=False)
    frame.head(20).to_csv(folder / "few.csv", index=False)
    labels = tk.label(tk.read_corpus(["“It is over,” said Ann Lee."]))
    labels.save(folder / "out")
    return folder, labels


@pytest.fixture
def previous(tmp_path, written):
    folder, labels = written
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return labels


def check_previous(folder, previous):
    found = tk.load_labels(folder / "out")
    pd.testing.assert_frame_equal(found.quotes, previous.quotes, check_categorical=False)
    assert found.provenance == previous.provenance


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


def is_gone(group):
    """Whether no process of the group is left."""
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return False
    return True


def stop_labelling(folder, stop, *, workers=1, when):
    """Start ``textkit label`` in a process group of its own, call ``stop(group)`` at a time, and see it end."""
    code = RUN_AND_WAIT if when == "writing" else RUN
    texts = "texts.csv" if isinstance(when, float) else "few.csv"
    arguments = ["label", texts, "--keep-duplicates", "--out", "out", "--workers", str(workers)]
    with python(code, *arguments, cwd=folder, start_new_session=True) as process:
        assert process.stdout.readline() == "ready\n"
        if when == "writing":
            wait_until(lambda: list(folder.glob(SCRATCH + "/labels/provenance.json")))
        else:
            time.sleep(when)
        stop(process.pid)
        try:
            errors = process.communicate(timeout=25)[1]
        except subprocess.TimeoutExpired:  # Python ignores an interrupt that comes while an object is finalised
            stop(process.pid)
            errors = process.communicate(timeout=25)[1]
    wait_until(lambda: is_gone(process.pid), 20)
    return process.returncode, errors


STOPS = {
    "Ctrl-C": lambda group: os.killpg(group, signal.SIGINT),  # a terminal sends it to all processes
    "SIGINT": lambda group: os.kill(group, signal.SIGINT),
    "SIGTERM": lambda group: os.kill(group, signal.SIGTERM),
}
MOMENTS = [(1, 0.2), (1, "writing"), (2, 2.0), (2, "writing")]  # processes, and seconds or what goes on


@pytest.mark.slow
@pytest.mark.parametrize(
    ("workers", "when", "stop"),
    [(n, when, stop) for n, when in MOMENTS for stop in STOPS if n > 1 or stop != "Ctrl-C"],  # there the same as SIGINT
)
def test_stopped_labelling_says_so_and_leaves_the_previous_labels(tmp_path, previous, workers, when, stop):
    status, errors = stop_labelling(tmp_path, STOPS[stop], workers=workers, when=when)
    assert status == 1
    assert errors in (f"textkit{label}: interrupted; earlier output is kept.\n" for label in ("", " label"))
    check_previous(tmp_path, previous)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["few.csv", "out", "texts.csv"]


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "when"), [(1, 1.0), (1, "writing"), (2, 2.0), (2, "writing")])
def test_killed_labelling_leaves_the_previous_labels_and_no_process(tmp_path, previous, workers, when):
    stop_labelling(tmp_path, lambda group: os.kill(group, signal.SIGKILL), workers=workers, when=when)
    check_previous(tmp_path, previous)


@pytest.mark.slow
def test_whenever_saving_is_killed_there_are_whole_labels(tmp_path):
    assert run(SAVE_AND_KILL, cwd=tmp_path) == ("", "", 0)


@pytest.mark.slow
def test_labels_are_whole_between_any_two_renamings(tmp_path, previous):
    for renaming in (1, 2, 3, 4):
        shutil.copytree(tmp_path / "out", tmp_path / str(renaming) / "out")
    assert run(KILL_AT_RENAMING, cwd=tmp_path) == ("", "", 0)
    for renaming, word in ((1, "over"), (2, "over"), (3, "over"), (4, "on")):
        folder = tmp_path / str(renaming)
        assert tk.load_labels(folder / "out").quotes.text.tolist() == [f"It is {word},"]
        previous.save(folder / "out")
        check_previous(folder, previous)
        assert not (folder / ".out.former").exists()


def test_what_a_killed_run_left_is_removed_after_a_day(tmp_path, previous):
    folders = [tmp_path / f".textkit-out-{name}" for name in ("killed", "young", "notes-of-the-user")]
    for folder in folders:
        folder.mkdir()
    for folder in folders[:2]:
        enlist(folder)  # its signature
    for folder in (folders[0], folders[2]):
        os.utime(folder, (0, 0))
    previous.save(tmp_path / "out")
    assert [folder.exists() for folder in folders] == [False, True, True]


def test_a_full_disk_is_said_in_one_line_and_the_previous_labels_stay(tmp_path, previous):
    import resource

    def no_file_above_50_kB():
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    arguments = ["label", "few.csv", "--keep-duplicates", "--out", "out"]
    _, errors, status = run(RUN, *arguments, cwd=tmp_path, preexec_fn=no_file_above_50_kB)
    target = (tmp_path / "out").resolve()
    assert errors == f"textkit label: Cannot write {target}: File too large. What stood there before is kept.\n"
    assert status == 1
    check_previous(tmp_path, previous)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["few.csv", "out", "texts.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_output_to_a_full_disk_fails_in_one_line(tmp_path, previous):
    with open("/dev/full", "w") as full:
        _, errors, status = run(
            "import sys; from textkit.cli import main; sys.exit(main(['check', 'texts.csv']))",
            cwd=tmp_path,
            stdout=full,
        )
    assert (status, errors.count("\n")) == (1, 1)
    assert "No space left on device" in errors


@pytest.mark.slow
@pytest.mark.parametrize("deaths", ["one", "all"])
def test_work_of_which_a_worker_dies_is_done_by_another_and_given_up_when_that_dies_too(tmp_path, previous, deaths):
    def kill(group):
        children = Path(f"/proc/{group}/task/{group}/children")
        wait_until(lambda: children.read_text().split())
        for _ in range(10_000 if deaths == "all" else 1):
            with suppress(OSError):
                for child in children.read_text().split()[-1:]:
                    os.kill(int(child), signal.SIGKILL)
            if not Path(f"/proc/{group}/fd").exists() or group_ended(group):
                return
            time.sleep(0.01)

    status, errors = stop_labelling(tmp_path, kill, workers=2, when=0)
    if deaths == "one":
        assert (status, errors) == (0, "")
        assert len(tk.load_labels(tmp_path / "out").documents) == 20
        return
    assert status == 1
    assert errors.startswith("textkit label: A worker process was ended twice at the same work")
    assert errors.count("\n") == 1
    check_previous(tmp_path, previous)


def group_ended(group):
    """Whether the first process of the group is done, waited for or not."""
    return Path(f"/proc/{group}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
