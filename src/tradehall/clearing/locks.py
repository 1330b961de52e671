"""One hand at a time: a PostgreSQL advisory lock that the worker and the command line share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

from tradehall.clearing.errors import DayBusyError

_LOCK_KEY: Final = 0x7EADE_0DA1
"""Any number that nothing else in the database uses."""

_POLL_S: Final = 0.25


@contextmanager
def day_lock(*, wait_s: float = 0.0, pause: Callable[[float], None] | None = None) -> Iterator[None]:
    """Hold the day's lock for a block; the server frees it when this process dies.

    Waits up to `wait_s` for another holder. Raises `DayBusyError` when it is still held then.
    """
    waited = 0.0
    while not _try_lock():
        if pause is None or waited >= wait_s:
            raise DayBusyError("another end of day or opening was running; nothing was changed")
        pause(_POLL_S)
        waited += _POLL_S
    try:
        yield
    finally:
        _unlock()


def _try_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_LOCK_KEY])
        row = cursor.fetchone()
    return bool(row and row[0])


def _unlock() -> None:
    if connection.connection is None or connection.connection.closed:
        return  # The server has freed the lock with the connection.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock(%s)", [_LOCK_KEY])
