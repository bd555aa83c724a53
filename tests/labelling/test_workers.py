"""Processes that work: results whatever dies, no port, nothing of the current folder."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from functools import partial

import pandas as pd
import pytest

import textkit as tk
from textkit.labelling import workers
from textkit.labelling.workers import Lost, map_in_processes, run_in_processes, safe_environment, safe_path

N = 12


def square(number, *, deadly=(), notes=None):
    """The work: it kills its process at numbers that are deadly; each try leaves a note."""
    if notes is not None:
        with open(notes / str(number), "a") as note:
            note.write("x")
    if number in deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def die_once(number, *, notes):
    first = not (notes / str(number)).exists()
    return square(number, deadly=[number] if first and number % 3 == 0 else [], notes=notes)


def refuse(number):
    raise {0: tk.errors.CorpusError("no text"), 1: Unsendable("odd", "thing"), 2: KeyError("x")}[number]


class Unsendable(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} {two}")

    def __reduce__(self):
        raise TypeError("It cannot be sent, whatever Dask teaches exceptions.")


def test_results_come_with_their_number_and_in_order_when_mapped():
    done = dict(run_in_processes(square, ((n,) for n in range(N)), workers=3))
    assert done == {n: n * n for n in range(N)}
    assert list(map_in_processes(square, range(N), workers=3)) == [n * n for n in range(N)]
    assert list(map_in_processes(square, [], workers=3)) == []


def test_work_whose_process_is_killed_is_done_by_another(tmp_path):
    assert list(map_in_processes(partial(die_once, notes=tmp_path), range(N), workers=2)) == [n * n for n in range(N)]
    assert {path.name for path in tmp_path.iterdir() if path.read_text() == "xx"} == {"0", "3", "6", "9"}


def test_work_that_kills_each_process_is_lost_and_the_other_results_are_not(tmp_path):
    work = partial(square, deadly=[5, 8], notes=tmp_path)
    done = dict(run_in_processes(work, ((n,) for n in range(N)), workers=3))
    assert [n for n, result in done.items() if result is Lost] in ([5, 8], [8, 5])
    assert {n: result for n, result in done.items() if result is not Lost} == {n: n * n for n in {*range(N)} - {5, 8}}
    assert (tmp_path / "5").read_text() == "xx"
    with pytest.raises(tk.errors.TextkitError, match=r"ended twice.*fewer workers"):
        list(map_in_processes(work, range(N), workers=3))


@pytest.mark.parametrize(
    ("number", "kind", "message"),
    [
        (0, tk.errors.CorpusError, "no text"),
        (1, RuntimeError, "odd thing"),
        (2, KeyError, "x"),
    ],
)
def test_an_error_of_the_work_is_raised_here(number, kind, message):
    with pytest.raises(kind, match=message):
        list(map_in_processes(refuse, [number], workers=2))


def test_processes_end_when_their_results_are_not_wanted_any_more():
    results = run_in_processes(os.getpid.__call__, ((),) * 4, workers=2)
    pid = next(results)[1]
    results.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_no_process_listens_to_a_port(monkeypatch, tmp_path):
    """Dask opened four, to any user of the computer."""
    opened, usual = [], socket.socket.listen

    def listen(own, *arguments):
        if own.family in (socket.AF_INET, socket.AF_INET6):
            opened.append(own.getsockname())
        usual(own, *arguments)

    monkeypatch.setattr(socket.socket, "listen", listen)
    assert list(map_in_processes(square, range(3), workers=2)) == [0, 1, 4]
    tk.label_to(tmp_path / "out", pd.DataFrame({"text": ["They met.", "They left."]}), workers=2, shard_size=1)
    assert opened == []


def test_a_python_started_meanwhile_does_not_look_into_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "pickle.py").write_text("print('trap')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep)  # two empty entries
    command = [sys.executable, "-c", "import pickle; print('free')"]
    assert subprocess.check_output(command, text=True) == "trap\nfree\n"
    with safe_environment():
        assert subprocess.check_output(command, text=True) == "free\n"
    assert "PYTHONSAFEPATH" not in os.environ
    assert os.environ["PYTHONPATH"] == os.pathsep


def test_nor_does_this_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), *sys.path])
    former = sys.path[:]
    with safe_path():
        assert sys.path == former[2:]
    assert sys.path == former


def until(comes):
    """Wait until something is so, at most a minute."""
    for _ in range(600):
        if comes():
            return
        time.sleep(0.1)
    raise TimeoutError


@contextmanager
def small_cluster(n_workers):
    distributed = pytest.importorskip("distributed")
    options = {"processes": False, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 60}
    with distributed.LocalCluster(n_workers=n_workers, **options) as cluster, distributed.Client(cluster) as client:
        yield cluster, client


def test_a_cluster_may_be_long_in_getting_its_first_worker(monkeypatch):
    monkeypatch.setattr(workers, "PATIENCE", 0.2)
    with small_cluster(0) as (cluster, client):
        threading.Timer(1, cluster.scale, [1]).start()
        with workers.open_pool(client, None) as run:
            assert dict(run(pow, [(2, 3), (3, 2)])) == {0: 8, 1: 9}


def test_a_cluster_that_has_lost_its_workers_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(workers, "PATIENCE", 0.5)
    with small_cluster(1) as (cluster, client), workers.open_pool(client, None) as run:
        assert dict(run(pow, [(2, 3)])) == {0: 8}
        cluster.scale(0)
        until(lambda: not client.nthreads())
        with pytest.raises(tk.errors.OutputError, match="no other has come"):
            list(run(time.sleep, [(0,), (0,)]))
