"""The worker `projector`: journal rows become rows of the projections, exactly once by sequence."""

import asyncio
import contextlib
import os
import sys
import time
from functools import partial
from typing import Any

from tradehall.contracts.codec import decode_journal
from tradehall.kernel.errors import BrokenInvariantError, ConflictError, UnavailableError
from tradehall.trading_runtime.announcer import Announcer
from tradehall.trading_runtime.contracts import ProjectorConfig
from tradehall.trading_runtime.event_stream import SUBJECT
from tradehall.trading_runtime.journal import connect
from tradehall.trading_runtime.process import run_worker, stop_requested
from tradehall.trading_runtime.projection_rows import Gathered, store
from tradehall.trading_runtime.queries import PROJECTOR
from tradehall.trading_runtime.sequencer import say

_NICENESS = 5
_ROWS_MAX = 2_000


async def project_chunk(connection: Any, chunk_commands: int) -> tuple[int, int]:
    """Project the next rows in one transaction; returns `(position before, position after)`.

    The position is locked and moves in the transaction that writes the rows: a crash repeats the whole chunk or none of
    it, and two projectors take turns. Raises `BrokenInvariantError` at a gap in the journal.
    """
    async with connection.transaction():
        await connection.execute(
            "INSERT INTO projector_position (name, seq) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING", PROJECTOR
        )
        before = await connection.fetchval("SELECT seq FROM projector_position WHERE name = $1 FOR UPDATE", PROJECTOR)
        rows = await connection.fetch(
            "SELECT first_seq, count, body FROM journal WHERE first_seq > $1 AND first_seq <= $2 "
            "ORDER BY first_seq LIMIT $3",
            before,
            before + chunk_commands,
            _ROWS_MAX,
        )
        if not rows:
            return before, before
        gathered = Gathered()
        position = before
        for row in rows:
            if row["first_seq"] != position + 1:
                raise BrokenInvariantError(f"the journal has a gap: {row['first_seq']} follows {position}")
            gathered.take(row["first_seq"], decode_journal(row["body"]))
            position += row["count"]
        await store(connection, gathered)
        await connection.execute("UPDATE projector_position SET seq = $2 WHERE name = $1", PROJECTOR, position)
    return before, position


async def project_until(dsn: str, seq: int, *, chunk_commands: int = 4_096) -> int:
    """Project until the projections stand at `seq` or beyond; returns where they stand.

    Raises `ConflictError` when the journal ends before `seq`, `UnavailableError` when the database does not answer.
    """
    try:
        connection = await connect(dsn, "projection")
    except OSError as reason:
        raise UnavailableError(f"the database could not be reached: {reason}") from reason
    try:
        while True:
            before, after = await project_chunk(connection, chunk_commands)
            if after >= seq:
                return after
            if after == before:
                raise ConflictError(f"the journal ends at {after}; the projections cannot come to {seq}")
    finally:
        await connection.close(timeout=5)


async def _serve(config: ProjectorConfig) -> int:
    os.nice(_NICENESS)
    stop = stop_requested()
    connection = await connect(config.dsn, "projector")
    wake = asyncio.Event()
    stop.add_done_callback(lambda _: wake.set())
    announcer = Announcer(config.nats_url)
    announcer.start()
    listening = asyncio.ensure_future(_listen(announcer, wake)) if config.nats_url else None
    say("projector", "ready")
    while not stop.done():
        started = time.monotonic()
        before, after = await project_chunk(connection, config.chunk_commands)
        if after > before:
            # Running flat out beside the counter halves it: rest in proportion to the work.
            await asyncio.sleep((time.monotonic() - started) * config.rest_ratio)
        else:
            await _pause(wake, config.poll_s)
    if listening is not None:
        listening.cancel()
    await announcer.close()
    await connection.close(timeout=5)
    say("projector", "stopped cleanly")
    return 0


async def _pause(wake: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wake.wait()
    wake.clear()


async def _listen(announcer: Announcer, wake: asyncio.Event) -> None:
    async def on_message(_: Any) -> None:
        wake.set()

    await announcer.subscribe(SUBJECT, on_message)


def run_projector(config: ProjectorConfig) -> None:
    """Run until SIGTERM. A lost database ends it with a non-zero exit; the next start goes on where it stood."""
    sys.exit(run_worker("projector", partial(_serve, config)))
