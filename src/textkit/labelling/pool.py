"""Where shards are worked on: in this process, in processes of this machine, or on a Dask cluster."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from textkit.errors import OptionError, OutputError
from textkit.labelling.workers import Lost, run_in_processes

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["Lost", "Run", "open_pool"]

Run = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], Iterator[tuple[int, Any]]]
_LOST = (
    "The connection to the Dask scheduler was lost. The shards that are done are kept: run it again with a client of a "
    "running cluster, and it goes on where it stopped."
)


@contextmanager
def open_pool(client: "Client | None", workers: int | None) -> Iterator[Run]:
    """A function that calls a function with each of many tuples of arguments: (number, result) as they are done.

    With a ``client`` its cluster does the work (never more than two tasks a worker wait at the scheduler), else
    ``workers`` processes of this machine, which no other process can reach; 1 is this process.
    """
    if workers is not None and workers < 1:
        raise OptionError(f"workers must be 1 or more, not {workers}.")
    if client is not None:
        yield lambda function, tasks: _over_client(client, function, tasks)
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
    client: "Client", function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[int, Any]]:
    from distributed import CancelledError, as_completed
    from distributed.comm import CommClosedError

    waiting: dict[Future, int] = {}
    queue = enumerate(tasks)
    done = as_completed(loop=client.loop)
    try:
        _top_up(client, function, queue, waiting, done)
        for future in done:
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


def _result(future: "Future") -> Any:
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        return Lost
