"""The journal of a machine: one PostgreSQL row per batch, accepted only under the current fence."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from tradehall.kernel.errors import BrokenInvariantError

JOURNAL_TABLES: Final = {"counter": "journal", "exchange": "venue_journal"}
COMMAND_TIMEOUT_S: Final = 30.0
_CHUNK_ROWS: Final = 500


class StaleLeaderError(Exception):
    """Another process has taken the fence: this one may write no more."""


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One durable batch."""

    first_seq: int
    count: int
    market_at: int
    body: bytes

    @property
    def last_seq(self) -> int:
        return self.first_seq + self.count - 1


async def connect(dsn: str, purpose: str) -> Any:
    """A connection that commits durably even where the server's default would not wait for the disk."""
    connection = await asyncpg.connect(
        dsn,
        command_timeout=COMMAND_TIMEOUT_S,
        server_settings={"application_name": f"tradehall {purpose}", "jit": "off"},
    )
    if await connection.fetchval("SHOW synchronous_commit") == "off":
        await connection.execute("SET synchronous_commit = on")
    return connection


class Journal:
    """Appends batches and reads them back. One writer: whoever holds the fence."""

    def __init__(self, connection: Any, table: str, machine: str, fence: int) -> None:
        self._connection = connection
        self._table = table
        self._machine = machine
        self.fence = fence
        self._append: Any = None
        self._closing = False

    def on_lost(self, act: Callable[[Exception], None]) -> None:
        """Call `act` when the database ends the connection, so that the shard need not wait for a command to notice."""

        def ended(_: Any) -> None:
            if not self._closing:
                act(ConnectionResetError("the database ended the connection"))

        self._connection.add_termination_listener(ended)

    @classmethod
    async def open(cls, dsn: str, *, table: str, machine: str) -> "Journal":
        """Connect and take the fence: from here on every earlier writer of `machine` fails."""
        connection = await connect(dsn, machine)
        fence = await connection.fetchval(
            "INSERT INTO fence (name, number) VALUES ($1, 1) "
            "ON CONFLICT (name) DO UPDATE SET number = fence.number + 1 RETURNING number",
            machine,
        )
        return cls(connection, table, machine, fence)

    async def append(self, first_seq: int, count: int, market_at: int, body: bytes) -> None:
        """Commit one batch. Raises `StaleLeaderError` when the fence has moved, asyncpg's errors when it failed.

        `FOR SHARE` makes a successor's taking of the fence wait for this commit, and makes this statement see a fence
        that was taken while it waited: there is no moment in which two writers can both succeed.
        """
        if self._append is None:
            self._append = await self._connection.prepare(
                f"WITH held AS (SELECT number FROM fence WHERE name = $1 AND number = $2 FOR SHARE) "  # noqa: S608 -- fixed table
                f"INSERT INTO {self._table} (first_seq, fence, count, market_at, body) "
                "SELECT $3, number, $4, $5, $6 FROM held RETURNING first_seq"
            )
        written = await self._append.fetchval(self._machine, self.fence, first_seq, count, market_at, body)
        if written != first_seq:
            raise StaleLeaderError(self._machine)

    async def rows_after(self, seq: int) -> AsyncIterator[JournalRow]:
        """Rows above `seq` in order. Raises `BrokenInvariantError` at a gap."""
        while True:
            rows = await self._connection.fetch(
                f"SELECT first_seq, count, market_at, body FROM {self._table} "  # noqa: S608 -- fixed table
                "WHERE first_seq > $1 ORDER BY first_seq LIMIT $2",
                seq,
                _CHUNK_ROWS,
            )
            for row in rows:
                if row["first_seq"] != seq + 1:
                    raise BrokenInvariantError(f"{self._table} has a gap: {row['first_seq']} follows {seq}")
                found = JournalRow(row["first_seq"], row["count"], row["market_at"], row["body"])
                seq = found.last_seq
                yield found
            if len(rows) < _CHUNK_ROWS:
                return

    async def newest_snapshot(self) -> tuple[int, int, bytes] | None:
        """`(seq, market_at, body)` of the newest snapshot of this machine."""
        row = await self._connection.fetchrow(
            "SELECT seq, market_at, body FROM snapshot WHERE machine = $1 ORDER BY seq DESC LIMIT 1", self._machine
        )
        return None if row is None else (row["seq"], row["market_at"], row["body"])

    async def fetchval(self, statement: str, *arguments: Any) -> Any:
        return await self._connection.fetchval(statement, *arguments)

    async def close(self) -> None:
        self._closing = True
        await self._connection.close(timeout=5)
