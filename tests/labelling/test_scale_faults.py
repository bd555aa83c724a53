"""Whatever breaks while a corpus is labelled: what is done is kept, and the next run ends with the same labels."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk
from textkit.labelling import pipeline
from textkit.labelling.dataset import find_all_parts, is_done
from textkit.manifest import read_manifest
from textkit.schema import TABLES

EVERY = 1 if os.environ.get("TEXTKIT_LONG_TESTS") else 17  # of the moments at which a run may be killed
N = 12  # documents, a shard each, which takes a while
RUN = """
import sys, time, textkit as tk
from textkit.labelling import scale
label = scale.label_documents
scale.label_documents = lambda *given, **options: (time.sleep(0.2), label(*given, **options))[1]
if __name__ == "__main__":
    tk.label_to(sys.argv[1], sys.argv[2], workers=int(sys.argv[3]), shard_size=1)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    for number in range(N):
        text = f"“We will fight like lions, {number} times,” said Ann Lee.\n\nNobody else spoke on day {number}."
        (folder / f"text-{number:02}.txt").write_text(text)
    return folder


@pytest.fixture(scope="module")
def undisturbed(folder):
    return tk.label(tk.read_corpus(folder, duplicates="keep"))


@contextmanager
def cluster(*plugins):
    import dask
    from distributed import Client, LocalCluster

    options = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": 60}
    settings = {
        "distributed.scheduler.allowed-failures": 1,
        "distributed.deploy.lost-worker-timeout": "1 hour",  # 15 s after a death, LocalCluster gives up what died again
    }
    with (
        dask.config.set(settings),
        LocalCluster(n_workers=2, **options) as cluster,
        Client(cluster) as client,
    ):
        for plugin in plugins:
            client.register_plugin(plugin)
        yield client


def slow():
    """Has workers wait at each shard."""
    from distributed import WorkerPlugin

    class Slow(WorkerPlugin):  # in this function, so that it is sent by value
        name = "slow"

        def setup(self, worker):
            import time

            from textkit.labelling import scale

            def wait(documents, **options):
                time.sleep(0.2)
                return usual(documents, **options)

            usual, scale.label_documents = scale.label_documents, wait

    return Slow()


@pytest.fixture(scope="module")
def client():
    with cluster(slow()) as client:
        yield client


def assert_whole(target, expected):
    labels = tk.scan_labels(target).load()
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(labels, name), getattr(expected, name), obj=name)
    assert not list(target.glob(".unfinished*"))


def done(target):
    """Shards that are done, with all their files, and when they were."""
    parts = find_all_parts(target)
    notes = [path for path in (target / "shards").glob("*.json") if is_done(target, path.stem, parts)]
    return {path.name: path.stat().st_mtime_ns for path in notes}


def wait_for(target, n_shards):
    until = time.monotonic() + 60
    while len(done(target)) < n_shards:
        assert time.monotonic() < until, "the run does not begin"
        time.sleep(0.01)


@contextmanager
def when_begun(target, act, n_shards=3):
    """Call ``act`` in another thread when some shards are done."""
    thread = threading.Thread(target=lambda: (wait_for(target, n_shards), act()))
    thread.start()
    yield
    thread.join()


def without(expected, doc_id):
    kept = expected.documents["doc_id"] != doc_id
    return tk.label(tk.Corpus(expected.documents[kept].reset_index(drop=True), pd.DataFrame()))


@pytest.mark.slow
def test_a_worker_is_killed(tmp_path, folder, undisturbed, client):
    pid = next(iter(client.run(os.getpid).values()))
    with when_begun(tmp_path, lambda: os.kill(pid, signal.SIGKILL)):
        tk.label_to(tmp_path, folder, client=client, shard_size=1)
    assert_whole(tmp_path, undisturbed)
    assert not len(tk.scan_labels(tmp_path).problems)


@pytest.mark.slow
@pytest.mark.parametrize(("sent", "workers"), [(signal.SIGKILL, 2), (signal.SIGINT, 2)])
def test_the_run_is_killed_and_run_again(tmp_path, folder, undisturbed, sent, workers):
    command = [sys.executable, "-c", RUN, str(tmp_path), str(folder), str(workers)]
    if workers > 1:  # processes of a cluster begin with the main module, which must be a file
        script = tmp_path.parent / "run.py"
        script.write_text(RUN)
        command[1:3] = [str(script)]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
    try:
        wait_for(tmp_path, 3)
        os.killpg(run.pid, sent) if sent == signal.SIGINT else os.kill(run.pid, sent)
        run.communicate(timeout=60)
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
    assert run.returncode != 0
    with pytest.raises(tk.errors.CorpusError, match=r"not finished \(\d+ shards? done\)"):
        tk.scan_labels(tmp_path)
    before = done(tmp_path)
    assert 3 <= len(before) < N
    tk.label_to(tmp_path, folder, workers=1, shard_size=1)
    assert_whole(tmp_path, undisturbed)
    assert before.items() <= done(tmp_path).items()


@pytest.mark.slow
def test_the_scheduler_goes_and_another_comes(tmp_path, folder, undisturbed, client):
    with cluster(slow()) as first:
        close = first.cluster.close
        with (
            when_begun(tmp_path, close),
            pytest.raises(tk.errors.OutputError, match=r"scheduler was lost.*run it again"),
        ):
            tk.label_to(tmp_path, folder, client=first, shard_size=1)
    before = done(tmp_path)
    assert 3 <= len(before) < N
    tk.label_to(tmp_path, folder, client=client, shard_size=1)
    assert_whole(tmp_path, undisturbed)
    assert before.items() <= done(tmp_path).items()


@pytest.mark.slow
@pytest.mark.parametrize("shard_size", [1, 9])
def test_a_document_that_cannot_be_labelled_is_left_out_and_named(
    tmp_path, folder, undisturbed, monkeypatch, shard_size
):
    def fail(doc, **options):
        if "day 7." in doc.text:
            raise RecursionError("too deep")
        return label_doc(doc, **options)

    label_doc = pipeline.label_doc
    monkeypatch.setattr(pipeline, "label_doc", fail)
    tk.label_to(tmp_path, folder, workers=1, shard_size=shard_size)
    assert_whole(tmp_path, without(undisturbed, "text-07"))
    labels = tk.scan_labels(tmp_path)
    assert labels.load().problems.equals(labels.problems)
    assert "1 document could not be labelled" in repr(labels.load())
    problem = labels.problems.iloc[0]
    assert problem["path"] == "text-07.txt"
    assert "RecursionError: too deep" in problem["problem"]


@pytest.mark.slow
def test_a_document_that_kills_its_worker_is_left_out_and_named(tmp_path, folder, undisturbed):
    from distributed import WorkerPlugin

    class Deadly(WorkerPlugin):  # in this function, so that it is sent by value
        name = "deadly"

        def setup(self, worker):
            import os
            import time

            from textkit.labelling import scale

            def die(documents, **options):
                if documents["text"].str.contains("day 7.").any():
                    time.sleep(2)  # a worker that dies while it begins is not begun again by its nanny
                    os.kill(os.getpid(), 9)
                return usual(documents, **options)

            usual, scale.label_documents = scale.label_documents, die

    with cluster(Deadly()) as own:
        tk.label_to(tmp_path, folder, client=own, shard_size=4)
    assert_whole(tmp_path, without(undisturbed, "text-07"))
    problems = tk.scan_labels(tmp_path).problems
    assert problems["path"].tolist() == ["text-07.txt"]
    assert "worker processes died of it" in problems["problem"].item()


def test_the_disk_is_full(tmp_path, folder, undisturbed, monkeypatch):
    from pyarrow import parquet

    write, calls = parquet.write_table, []

    def fill(table, path, **options):
        calls.append(path)
        if len(calls) > 70:
            Path(path).write_bytes(b"PAR1")
            raise OSError(errno.ENOSPC, "No space left on device")
        write(table, path, **options)

    monkeypatch.setattr(parquet, "write_table", fill)
    with pytest.raises(tk.errors.OutputError, match=r"No space left on device.*Make room"):
        tk.label_to(tmp_path, folder, workers=1, shard_size=1)
    before = done(tmp_path)
    assert 3 <= len(before) < N
    monkeypatch.undo()
    tk.label_to(tmp_path, folder, workers=1, shard_size=1)
    assert_whole(tmp_path, undisturbed)
    assert before.items() <= done(tmp_path).items()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a quarter of a megabyte, where one may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(mount, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no file system may be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)  # a worker may hold a file a moment longer


@pytest.mark.slow
def test_a_real_disk_is_full(small_disk, folder, undisturbed, client):
    target = small_disk / "labels"
    with pytest.raises(tk.errors.OutputError, match="No space left on device"):
        tk.label_to(target, folder, client=client, shard_size=1)
    before = done(target)
    assert 1 <= len(before) < N
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
    tk.label_to(target, folder, client=client, shard_size=1)
    assert_whole(target, undisturbed)
    assert before.items() <= done(target).items()


def test_a_missing_file_is_written_again_and_one_that_is_not_as_it_was_is_named(tmp_path, folder, undisturbed):
    tk.label_to(tmp_path, folder, workers=1, shard_size=9)
    victim = next((tmp_path / "tokens").iterdir())
    victim.write_bytes(victim.read_bytes()[:100])
    with pytest.raises(tk.errors.OutputError, match=rf"{victim.name} is not as textkit wrote it\. Move or delete it"):
        tk.label_to(tmp_path, folder, workers=1, shard_size=9)
    assert victim.stat().st_size == 100
    victim.unlink()
    with pytest.raises(tk.errors.CorpusError, match="lacks 1 file: tokens of shard"):
        tk.scan_labels(tmp_path)
    tk.label_to(tmp_path, folder, workers=1, shard_size=9)
    assert_whole(tmp_path, undisturbed)


@pytest.mark.parametrize("missing", [True, False])
def test_a_run_with_nothing_to_read_leaves_no_new_folder(tmp_path, missing):
    source = tmp_path / "texts"
    if not missing:
        source.mkdir()
    with pytest.raises(tk.errors.CorpusError):
        tk.label_to(tmp_path / "out", source, workers=1)
    assert not (tmp_path / "out").exists()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(tk.errors.TextkitError):
        tk.label_to(tmp_path / "out", source, workers=1)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


@pytest.mark.slow
def test_a_second_run_at_the_same_time_is_refused_and_one_after_a_kill_is_not(tmp_path, folder, undisturbed):
    with subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path), str(folder), "1"]) as run:
        wait_for(tmp_path, 2)
        with pytest.raises(tk.errors.OutputError, match="Another process is writing"):
            tk.label_to(tmp_path, pd.DataFrame({"text": ["They met."]}), workers=1)
        run.kill()
    tk.label_to(tmp_path, folder, workers=1, shard_size=1)
    assert_whole(tmp_path, undisturbed)


KILL = """
import os, signal, sys, pyarrow.parquet, textkit as tk
from textkit.labelling import scale
def die_at(name):
    call = getattr(os, name)
    def counted(*arguments, **options):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)
    setattr(os, name, counted)
for name in ("replace", "unlink", "rmdir", "mkdir"):
    left = [0]
    die_at(name)
tk.label(tk.read_corpus(sys.argv[1]))  # loads the lexicons
for line in sys.stdin:  # a process for each, begun before there are threads
    left = [int(line.split()[0])]
    child = os.fork()
    if not child:
        tk.label_to(line.split()[1], sys.argv[1], workers=1, shard_size=2)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("former", [False, True])
def test_wherever_a_run_is_killed_the_next_one_ends_as_if_it_had_not_been(tmp_path, folder, former):
    """At every renaming, removal and new folder: what is half done is never taken for somebody else's work."""
    texts, before = tmp_path / "texts", tmp_path / "before"
    shutil.copytree(folder, texts, ignore=lambda _, names: sorted(names)[4:])
    undisturbed = tk.label(tk.read_corpus(texts, duplicates="keep"))
    if former:
        tk.label_to(before, pd.DataFrame({"text": ["They met."] * 3}), workers=1, shard_size=2)
    command = [sys.executable, "-c", KILL, str(texts)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as run:
        for moment in range(1, 300, EVERY):
            target = tmp_path / str(moment)
            if former:
                shutil.copytree(before, target)
            print(moment, target, file=run.stdin, flush=True)
            status = int(run.stdout.readline())
            assert status in (0, -signal.SIGKILL)
            tk.label_to(target, texts, workers=1, shard_size=2)
            assert_whole(target, undisturbed)
            listed = {entry.path for entry in read_manifest(target)}
            there = {path.relative_to(target).as_posix() for path in target.rglob("*.*") if path.is_file()}
            assert there == listed | {"textkit-manifest.jsonl"}
            shutil.rmtree(target)
            if status == 0:
                run.stdin.close()
                return
    pytest.fail("the run is killed again and again")
