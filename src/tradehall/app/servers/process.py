"""Processes: dying with the parent, and finding what an earlier run left alive."""

import ctypes
import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tradehall.kernel.errors import ConflictError

_PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int = signal.SIGTERM) -> None:
    """Have the kernel send `signal_number` to this process when its parent dies, so that no orphan stays.

    The setting survives `exec` and is lost at a change of user: call it after that. Does nothing outside Linux.
    """
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal_number)


def processes_in(folder: Path) -> list[int]:
    """Processes whose working folder is `folder`, whatever path they reached it by."""
    try:
        wanted = folder.stat()
    except FileNotFoundError:
        return []
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            there = (entry / "cwd").stat()
        except OSError:  # Another user's process, or one that has ended meanwhile.
            continue
        if (there.st_dev, there.st_ino) == (wanted.st_dev, wanted.st_ino):
            found.append(int(entry.name))
    return found


def send(pids: list[int], signal_number: int) -> None:
    """Send a signal to those that are still there."""
    for pid in pids:
        try:
            os.kill(pid, signal_number)
        except ProcessLookupError:
            continue


@contextmanager
def sole_owner(lock_file: Path, what: str, patience_s: float = 15.0) -> Iterator[None]:
    """Hold the lock of a worker while it runs; waits for a dying predecessor.

    Raises `ConflictError` when another process still holds it after `patience_s`.
    """
    with lock_file.open("a+") as stream:
        deadline = time.monotonic() + patience_s
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise ConflictError(
                        f"{what} was running already in this var folder; run `tradehall down` first."
                    ) from None
                time.sleep(0.05)
        yield
