"""Where shards are worked on: in this process, in processes of this machine, or on a Dask cluster."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from textkit.errors import OptionError, OutputError
from textkit.labelling.dataset import need_scale

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["Lost", "Run", "open_pool"]

Run = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], Iterator[tuple[int, Any]]]
_LOST = (
    "The connection to the Dask scheduler was lost. The shards that are done are kept: run it again with a client of a "
    "running cluster, and it goes on where it stopped."
)


class Lost:
    """In the place of a result: the worker died of the task, more than once."""


@contextmanager
def open_pool(client: "Client | None", workers: int | None) -> Iterator[Run]:
    """A function that calls a function with each of many tuples of arguments: (number, result) as they are done.

    The results are small; never more than two tasks a worker wait at the scheduler. With a ``client`` its cluster does
    the work, else ``workers`` processes of this machine, which only this machine can reach; 1 is this process.
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
    need_scale("distributed")
    with _local_client(workers) as own:
        yield lambda function, tasks: _over_client(own, function, tasks)


def _count_processors() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _here(function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, Any]]:
    yield from enumerate(function(*task) for task in tasks)


@contextmanager
def _local_client(workers: int) -> Iterator["Client"]:
    import dask
    from distributed import Client, LocalCluster

    # a task whose worker dies is tried once more; then it is put aside, to find the document that does it
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


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
