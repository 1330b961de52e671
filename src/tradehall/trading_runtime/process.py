"""What every worker of this room does alike: the loop, signals, the socket file, the exit code."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import uvloop

from tradehall.kernel.errors import TradehallError
from tradehall.trading_runtime.sequencer import say

EXIT_HALTED: Final = 3
"""The shard halted: a commit failed, the fence was lost, or an invariant broke."""
EXIT_NOT_READY: Final = 4
"""Something that the worker needs is missing, mostly the database; its supervisor starts it again."""
BACKLOG: Final = 1_024


def run_worker(name: str, serve: Callable[[], Awaitable[int]]) -> int:
    """Run `serve` on a fresh uvloop; what is missing around it becomes one plain line and `EXIT_NOT_READY`."""

    async def main() -> int:
        return await serve()

    try:
        return int(uvloop.run(main()))
    except (OSError, TradehallError) as reason:
        say(name, f"cannot go on: {type(reason).__name__}: {reason}")
        return EXIT_NOT_READY
    except Exception as reason:  # asyncpg has no common base that leaves programming errors out
        if type(reason).__module__.startswith("asyncpg"):
            say(name, f"cannot go on: the database said {type(reason).__name__}: {reason}")
            return EXIT_NOT_READY
        raise


def stop_requested() -> "asyncio.Future[None]":
    """A future that SIGTERM or SIGINT completes."""
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[None] = loop.create_future()

    def ask() -> None:
        if not stop.done():
            stop.set_result(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask)
    return stop


async def serve_unix(path: str, make: Callable[[], Any]) -> asyncio.AbstractServer:
    """Listen on a unix socket that only this user can open; a file that a dead process left is replaced at once.

    The socket gets its name only when it listens, so that whoever finds the name finds a server.
    """
    fresh = _fresh_name(path)
    loop = asyncio.get_running_loop()
    before = os.umask(0o177)
    try:
        server = await loop.create_unix_server(make, str(fresh), backlog=BACKLOG)
    finally:
        os.umask(before)
    fresh.rename(path)
    return server


def _fresh_name(path: str) -> Path:
    final = Path(path)
    if final.exists() and not final.is_socket():
        raise OSError(f"{path} exists and is not a socket")
    fresh = final.with_name(f".{os.getpid()}")  # Short: a socket's path may have 107 bytes.
    fresh.unlink(missing_ok=True)
    return fresh
