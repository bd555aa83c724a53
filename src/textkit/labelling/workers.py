"""Processes that label: they leave signals to the process that started them, and end when it ends."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Any

from textkit.errors import TextkitError

__all__ = ["map_in_processes"]


def map_in_processes(work: Callable[[Any], Any], parts: Iterable[Any], *, workers: int) -> Iterator[Any]:
    """``map(work, parts)`` on so many processes, in order.

    Raises
    ------
    TextkitError
        If one of the processes is killed.
    """
    with ProcessPoolExecutor(workers, initializer=_begin) as pool:
        try:
            yield from pool.map(work, parts)
        except BrokenProcessPool as error:
            problem = "A worker process was ended, perhaps for want of memory."
            raise TextkitError(f"{problem} Use fewer workers, or smaller documents.") from error


def _begin() -> None:
    """Ctrl-C reaches every process of a terminal: here it is the parent's business. No parent, no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
