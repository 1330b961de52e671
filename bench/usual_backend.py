"""The usual back end: PostgreSQL, one transaction per order, the account's row locked, sixteen connections."""

import asyncio
import itertools
import time
from typing import Any

import asyncpg

from bench.order_load import ACCOUNTS, DEPOSIT, FIRST_ACCOUNT, PRICE, QTY, SYMBOLS

CONNECTIONS = 16
_FREEZE = PRICE * QTY + 50_000

_TABLES = """
CREATE TABLE usual_account (account_id bigint PRIMARY KEY, balance bigint NOT NULL, frozen bigint NOT NULL);
CREATE TABLE usual_order (
    order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account_id bigint NOT NULL, client_order_id text NOT NULL,
    symbol text NOT NULL, side smallint NOT NULL, price bigint NOT NULL, qty bigint NOT NULL, status smallint NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now(), UNIQUE (account_id, client_order_id)
);
"""


class UsualBackend:
    """Sixteen connections that each place one order after another."""

    def __init__(self, connections: list[Any]) -> None:
        self._connections = connections
        self._numbers = itertools.count()

    @classmethod
    async def open(cls, dsn: str) -> "UsualBackend":
        connections = [await asyncpg.connect(dsn) for _ in range(CONNECTIONS)]
        await connections[0].execute(_TABLES)
        await connections[0].copy_records_to_table(
            "usual_account", records=[(FIRST_ACCOUNT + number, DEPOSIT, 0) for number in range(ACCOUNTS)]
        )
        return cls(connections)

    async def run(self, seconds: float) -> float:
        """Durable orders a second over `seconds`."""
        started = time.perf_counter()
        deadline = started + seconds
        done = await asyncio.gather(*(self._place_until(connection, deadline) for connection in self._connections))
        return sum(done) / (time.perf_counter() - started)

    async def _place_until(self, connection: Any, deadline: float) -> int:
        lock = await connection.prepare("SELECT balance - frozen FROM usual_account WHERE account_id = $1 FOR UPDATE")
        freeze = await connection.prepare("UPDATE usual_account SET frozen = frozen + $2 WHERE account_id = $1")
        insert = await connection.prepare(
            "INSERT INTO usual_order (account_id, client_order_id, symbol, side, price, qty, status) "
            "VALUES ($1, $2, $3, 1, $4, $5, 49) RETURNING order_id"
        )
        done = 0
        while time.perf_counter() < deadline:
            number = next(self._numbers)
            account_id = FIRST_ACCOUNT + number % ACCOUNTS
            async with connection.transaction():
                available = await lock.fetchval(account_id)
                if available < _FREEZE:
                    raise RuntimeError("the peer's account ran out of cash")
                await freeze.fetch(account_id, _FREEZE)
                await insert.fetchval(account_id, f"o{number}", SYMBOLS[number * 7 % len(SYMBOLS)], PRICE, QTY)
            done += 1
        return done

    async def close(self) -> None:
        for connection in self._connections:
            await connection.close()
