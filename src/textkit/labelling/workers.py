"""Processes that work for this one, here or on a Dask cluster.

A killed process costs its task a second try, and nothing of the present folder runs. Tasks and results go through
pipes, so no port is open and no other user can reach a worker. Workers leave signals to the process that started them,
and end when it ends.
"""

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.errors import OptionError, OutputError, TextkitError

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = [
    "Lost",
    "Run",
    "map_in_processes",
    "open_pool",
    "portions",
    "run_in_processes",
    "safe_environment",
    "safe_path",
]

Run = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], Iterator[tuple[int, Any]]]
_LOST = (
    "The connection to the Dask scheduler was lost. The shards that are done are kept: run it again with a client of a "
    "running cluster, and it goes on where it stopped."
)

_NO_WORKERS = (
    "All workers of the Dask cluster are gone and no other has come for two minutes; a cluster may give up workers "
    "that die again and again. The shards that are done are kept: start workers, or a cluster, and run it again."
)

TRIES = 2  # of a task whose worker dies: the first death may be another's fault, as when memory is short
PATIENCE, POLL = 120.0, 0.02  # seconds without any worker before a run gives up; between looks for a result
STOPPING = (signal.SIGINT, signal.SIGTERM)
_KILLED = "A worker process was ended twice at the same work, perhaps because memory ran out."


@dataclass(slots=True)
class Crew:
    """The client of a cluster, and whether the cluster has had workers: one that waits for its first is patient."""

    client: "Client"
    seen: bool = False


def portions(lengths: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Runs of documents that together have at least so many characters; few long ones, many short ones.

    Examples
    --------
    >>> portions([100, 10, 10, 50], 60)
    [(0, 1), (1, 4)]
    """
    ends, total = [], 0
    for number, length in enumerate(lengths, start=1):
        total += length
        if total >= size or number == len(lengths):
            ends.append(number)
            total = 0
    return list(pairwise([0, *ends]))


@contextmanager
def open_pool(client: "Client | None", workers: int | None) -> Iterator[Run]:
    """A function that calls a function with each of many tuples of arguments: (number, result) as they are done.

    With a ``client`` its cluster does the work (never more than two tasks a worker wait at the scheduler), else
    ``workers`` processes of this machine, which other processes cannot reach; 1 is this process.
    """
    if workers is not None and workers < 1:
        raise OptionError(f"workers must be 1 or more, not {workers}.")
    if client is not None:
        crew = Crew(client)
        yield lambda function, tasks: _over_client(crew, function, tasks)
        return
    workers = _count_processors() if workers is None else workers
    if workers == 1:
        yield _here
        return
    yield partial(run_in_processes, workers=workers)


def _count_processors() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _here(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, Any]]:
    yield from enumerate(function(*task) for task in tasks)


def _over_client(
    crew: Crew, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[int, Any]]:
    from distributed import CancelledError, as_completed
    from distributed.comm import CommClosedError

    client = crew.client
    waiting: dict[Future, int] = {}
    queue = enumerate(tasks)
    done = as_completed(loop=client.loop)
    try:
        _top_up(client, function, queue, waiting, done)
        while waiting:
            _await_result(done, crew)
            future, crew.seen = next(done), True
            number = waiting.pop(future)
            yield number, _result(future)
            _top_up(client, function, queue, waiting, done)
    except (CancelledError, CommClosedError) as error:
        raise OutputError(_LOST) from error
    finally:
        if client.status == "running":
            client.cancel(list(waiting))


def _top_up(
    client: "Client",
    function: Callable[..., Any],
    queue: Iterator[tuple[int, tuple[Any, ...]]],
    waiting: dict["Future", int],
    done: Any,
) -> None:
    """Submit until there are two tasks for each thread that the cluster has by now."""
    n_wanted = 2 * max(1, sum(client.nthreads().values()))
    for number, task in islice(queue, max(0, n_wanted - len(waiting))):
        future = client.submit(function, *task, pure=False)
        waiting[future] = number
        done.add(future)


def _await_result(done: Any, crew: Crew) -> None:
    """Wait for a result; OutputError if the cluster has lost all its workers and no other has come for a while."""
    last, next_look = time.monotonic(), 0.0
    while not done.has_ready():
        time.sleep(POLL)
        now = time.monotonic()
        if now < next_look:
            continue
        next_look = now + PATIENCE / 10
        if crew.client.nthreads():
            crew.seen, last = True, now
        elif crew.seen and now - last > PATIENCE:
            raise OutputError(_NO_WORKERS)


def _result(future: "Future") -> Any:
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        return Lost


class Lost:
    """In the place of a result: the workers died of the task."""


@dataclass(frozen=True, slots=True, eq=False)
class Worker:
    """A process and this side of the pipe to it."""

    process: BaseProcess
    pipe: Connection


@dataclass(frozen=True, slots=True)
class Task:
    """The arguments of a call, its number, and how many workers died of it."""

    number: int
    arguments: tuple[Any, ...]
    deaths: int = 0


def map_in_processes(work: Callable[[Any], Any], parts: Iterable[Any], *, workers: int) -> Iterator[Any]:
    """``map(work, parts)`` on so many processes, in order.

    Raises
    ------
    TextkitError
        If processes die of a part, more than once.
    """
    early: dict[int, Any] = {}
    wanted = 0
    for number, result in run_in_processes(work, ((part,) for part in parts), workers=workers):
        if result is Lost:
            raise TextkitError(f"{_KILLED} Use fewer workers, or smaller documents.")
        early[number] = result
        while wanted in early:
            yield early.pop(wanted)
            wanted += 1


def run_in_processes(
    work: Callable[..., Any], tasks: Iterable[tuple[Any, ...]], *, workers: int
) -> Iterator[tuple[int, Any]]:
    """(number of the task, ``work(*task)``) as they are done, by so many processes at most.

    A task whose process dies is tried once more; then ``Lost`` is its result. An error raised by ``work`` is raised
    here, and the other tasks end.
    """
    queue = (Task(number, arguments) for number, arguments in enumerate(tasks))
    again: deque[Task] = deque()
    idle: list[Worker] = []
    busy: dict[Connection, tuple[Worker, Task]] = {}
    try:
        while True:
            while len(busy) < workers and (task := again.popleft() if again else next(queue, None)):
                worker = _hand(task, work, idle)
                busy[worker.pipe] = worker, task
            if not busy:
                return
            for pipe in wait(list(busy)):
                worker, task = busy.pop(pipe)
                result = _receive(worker)
                if result is not Lost:
                    idle.append(worker)
                elif task.deaths + 1 < TRIES:
                    again.append(Task(task.number, task.arguments, task.deaths + 1))
                    continue
                yield task.number, result
    finally:
        _end([*idle, *(worker for worker, _ in busy.values())])


def _hand(task: Task, work: Callable[..., Any], idle: list[Worker]) -> Worker:
    """The worker that got the task: one that waits, or a new one."""
    while idle:
        worker = idle.pop()
        try:
            worker.pipe.send(task.arguments)
        except OSError:  # it was killed while it waited
            _end([worker])
        else:
            return worker
    worker = _start(work)
    with suppress(OSError):  # it died at once: _receive will say so
        worker.pipe.send(task.arguments)
    return worker


def _start(work: Callable[..., Any]) -> Worker:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(theirs, work), daemon=True)
    with safe_environment(), _signals_wait():
        process.start()
    theirs.close()
    return Worker(process, ours)


def _receive(worker: Worker) -> Any:
    """The result, or ``Lost`` if the process died; what ``work`` raised is raised."""
    try:
        done, result = worker.pipe.recv()
    except (EOFError, OSError):
        _end([worker])
        return Lost
    if done:
        return result
    _end([worker])
    raise result


def _end(workers: Iterable[Worker]) -> None:
    workers = list(workers)
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.pipe.close()


def _serve(pipe: Connection, work: Callable[..., Any]) -> None:
    """What a worker does: ``work`` with each of the arguments that come, until it is ended."""
    _begin()
    while True:
        try:
            arguments = pipe.recv()
        except EOFError:
            return
        try:
            answer = True, work(*arguments)
        except Exception as error:
            answer = False, _sendable(error)
        pipe.send(answer)


def _sendable(error: Exception) -> Exception:
    """The error, with the place where it was raised; as a RuntimeError if it cannot be sent."""
    if not isinstance(error, TextkitError):
        error.add_note("In a worker process:\n" + "".join(traceback.format_exception(error)).rstrip())
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        kind = TextkitError if isinstance(error, TextkitError) else RuntimeError
        return kind(str(error))
    return error


def _begin() -> None:
    """Ctrl-C reaches every process of a terminal: here the parent sees to it. Without a parent the work ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    threading.Thread(target=_end_with_parent, daemon=True).start()


@contextmanager
def _signals_wait() -> Iterator[None]:
    """A process that begins meanwhile hears of a stop when it is ready for it, so that none ends with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    former = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def safe_environment() -> Iterator[None]:
    """A Python that is started meanwhile does not look for modules in its current folder.

    Otherwise a new Python begins with that folder at the head of its path, and a file ``pickle.py`` among the texts
    is run. An empty entry in PYTHONPATH, an easy slip, means the same folder. Progress bars start one, too: they make
    a lock for processes, and with it a tracker of such locks.
    """
    former = {name: os.environ.get(name) for name in ("PYTHONSAFEPATH", "PYTHONPATH")}
    os.environ["PYTHONSAFEPATH"] = "1"
    if former["PYTHONPATH"] is not None:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, former["PYTHONPATH"].split(os.pathsep)))
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def safe_path() -> Iterator[None]:
    """Meanwhile this Python does not look for modules in its current folder either."""
    former, here = sys.path[:], Path.cwd()
    sys.path[:] = [entry for entry in former if entry and Path(entry) != here]
    try:
        yield
    finally:
        sys.path[:] = former
