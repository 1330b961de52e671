"""Durable orders per second through the runtime's socket, against the usual back end in the same run.

    python -m bench.order_path [--json] [--seconds 2.0] [--rounds 3]

What is measured: a client process sends `PlaceOrder` over the unix socket and waits for the durable answer, with 1, 16
and 256 orders outstanding on one connection. The counter process is the product's own: decode, checks, freeze, events,
one journal row per batch committed in PostgreSQL, answers after the commit. There is no exchange behind it: requests
for the venue wait in its state, as they do when the link is down. Every figure is the median of the rounds;
`p50_ms` and `p99_ms` are those at 256 outstanding, the harshest point; those at 1 and 16 carry their number.
`DATABASE_URL` names the server (a database of its own is made and dropped), else the embedded one is started, with
fsync on. Afterwards the journal is counted: an acknowledged order that is not in it fails the bench.
"""

import argparse
import asyncio
import bisect
import gc
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from bench.databases import bench_database
from bench.order_load import opening_row, orders
from bench.usual_backend import UsualBackend
from tradehall.contracts.codec import decode_answers, encode
from tradehall.contracts.commands import PlaceOrder
from tradehall.trading_core import facade as trading_core
from tradehall.trading_runtime.contracts import CounterConfig
from tradehall.trading_runtime.facade import run_counter
from tradehall.trading_runtime.framing import FrameConnection

DEPTHS = (1, 16, 256)
ORDERS_A_SECOND = {1: 20_000, 16: 150_000, 256: 400_000}
"""Orders that are made ready for a second of each depth; more are made on the way if they do not suffice."""
START_TIMEOUT_S = 20.0


class LoadLine(FrameConnection):
    """A client that keeps a number of orders outstanding and notes how long they took.

    Answers of one line come in the order of its requests, so one note for each frame sent is enough. The orders
    themselves are made before the clock runs: the load must not be what is measured.
    """

    def __init__(self) -> None:
        super().__init__(lambda _, body: self._on_answers(body), lambda _: self._on_line_lost())
        self._numbers = orders()
        self._ready: list[tuple[int, PlaceOrder]] = []
        self._next = 0
        self._sent: deque[list[float]] = deque()
        self._sending = False
        self._idle: asyncio.Future[None] | None = None
        self.latencies: list[tuple[float, int]] = []
        self.acknowledged = 0

    async def run(self, depth: int, seconds: float) -> tuple[float, list[tuple[float, int]]]:
        """Orders a second and `(latency in seconds, orders)`, with `depth` outstanding for `seconds`."""
        self._prepare(int(seconds * ORDERS_A_SECOND[depth]) + depth)
        self.latencies = []
        self._idle = asyncio.get_running_loop().create_future()
        self._sending = True
        before, started = self.acknowledged, time.perf_counter()
        self._send(depth)
        await asyncio.sleep(seconds)
        self._sending = False
        rate = (self.acknowledged - before) / (time.perf_counter() - started)
        if self._sent:
            await self._idle
        return rate, self.latencies

    def _prepare(self, count: int) -> None:
        missing = count - (len(self._ready) - self._next)
        self._ready = self._ready[self._next :]
        self._next = 0
        self._ready += list(enumerate(itertools.islice(self._numbers, max(0, missing)), self.acknowledged))

    def _send(self, count: int) -> None:
        if self._next + count > len(self._ready):
            self._prepare(100_000)
        batch = self._ready[self._next : self._next + count]
        self._next += count
        self._sent.append([time.perf_counter(), count])
        self.send(encode(batch))

    def _on_answers(self, body: bytes) -> None:
        answers: Any = decode_answers(body)
        now = time.perf_counter()
        if any(answer.result for _, answer in answers):
            raise SystemExit("an order of the bench was refused")
        count = left = len(answers)
        sent = self._sent
        while left:
            oldest = sent[0]
            part = min(left, int(oldest[1]))
            self.latencies.append((now - oldest[0], part))
            oldest[1] -= part
            left -= part
            if not oldest[1]:
                sent.popleft()
        self.acknowledged += count
        if self._sending:
            self._send(count)
        elif not sent and self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    def _on_line_lost(self) -> None:
        if self._idle is not None and not self._idle.done():
            self._idle.set_exception(ConnectionResetError("the counter closed the line"))


@dataclass
class Measured:
    """Figures of every round."""

    rates: dict[int, list[float]] = field(default_factory=lambda: {depth: [] for depth in DEPTHS})
    latencies: dict[int, list[tuple[float, int]]] = field(default_factory=lambda: {depth: [] for depth in DEPTHS})
    peer: list[float] = field(default_factory=list)
    acknowledged: int = 0

    def figures(self) -> dict[str, float | bool]:
        """The keys of the JSON line."""
        rate = {depth: statistics.median(self.rates[depth]) for depth in DEPTHS}
        peer = statistics.median(self.peer)
        found: dict[str, float | bool] = {f"orders_per_s_{depth}": round(rate[depth]) for depth in DEPTHS}
        found |= {"peer_per_s": round(peer)}
        found |= {"ratio_16": round(rate[16] / peer, 1), "ratio_256": round(rate[256] / peer, 1)}
        for depth in DEPTHS:
            p50, p99 = percentiles(self.latencies[depth])
            suffix = "" if depth == DEPTHS[-1] else f"_{depth}"
            found |= {f"p50_ms{suffix}": p50, f"p99_ms{suffix}": p99}
        found["acknowledged"] = self.acknowledged
        found["compiled"] = not str(sys.modules[trading_core.Counter.__module__].__file__).endswith(".py")
        return found


def percentiles(latencies: list[tuple[float, int]]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds of `(latency in seconds, orders)`."""
    ordered = sorted(latencies)
    reached = list(itertools.accumulate(orders for _, orders in ordered))
    p50, p99 = (ordered[bisect.bisect_left(reached, reached[-1] * share)][0] for share in (0.50, 0.99))
    return round(p50 * 1000, 3), round(p99 * 1000, 3)


async def measure(dsn: str, socket_path: str, seconds: float, rounds: int) -> Measured:
    measured = Measured()
    peer = await UsualBackend.open(dsn)
    loop = asyncio.get_running_loop()
    _, line = await loop.create_unix_connection(LoadLine, socket_path)
    await line.run(DEPTHS[-1], 0.3)
    for _ in range(rounds):
        for depth in DEPTHS:
            rate, latencies = await line.run(depth, seconds)
            measured.rates[depth].append(rate)
            measured.latencies[depth] += latencies
        measured.peer.append(await peer.run(seconds))
    line.close()
    await peer.close()
    measured.acknowledged = line.acknowledged
    return measured


async def seed_journal(dsn: str) -> int:
    """Write the opening row; returns how many commands it holds."""
    count, body = opening_row()
    connection = await asyncpg.connect(dsn)
    if await connection.fetchval("SHOW fsync") == "off":
        print("fsync is off on this server: these figures are not durable ones", file=sys.stderr)
    await connection.execute(
        "INSERT INTO journal (first_seq, fence, count, market_at, body) VALUES (1, 0, $1, 0, $2)", count, body
    )
    await connection.close()
    return count


async def journalled(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    total = await connection.fetchval("SELECT sum(count) FROM journal")
    await connection.close()
    return int(total)


def start_counter(dsn: str, socket_path: str) -> "subprocess.Popen[bytes]":
    """The counter in a process of its own; returns when its socket listens."""
    process = subprocess.Popen([sys.executable, "-m", "bench.order_path", "--counter", dsn, socket_path])
    deadline = time.monotonic() + START_TIMEOUT_S
    while not Path(socket_path).exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("the counter did not start; its words are above")
        time.sleep(0.02)
    return process


def bench(seconds: float, rounds: int) -> Measured:
    with bench_database() as dsn, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        opening = uvloop.run(seed_journal(dsn))
        socket_path = os.path.join(folder, "counter.sock")  # noqa: PTH118 -- a plain string is wanted
        process = start_counter(dsn, socket_path)
        try:
            gc.disable()
            measured = uvloop.run(measure(dsn, socket_path, seconds, rounds))
        finally:
            gc.enable()
            process.terminate()
            process.wait()
        durable = uvloop.run(journalled(dsn)) - opening
    if durable != measured.acknowledged:
        raise SystemExit(f"{measured.acknowledged} orders were acknowledged, the journal holds {durable}")
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--seconds", type=float, default=1.5, help="length of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--counter", nargs=2, metavar=("DSN", "SOCKET"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.counter:
        run_counter(CounterConfig(dsn=options.counter[0], socket_path=options.counter[1]))
    figures = bench(options.seconds, options.rounds).figures()
    for depth in DEPTHS:
        suffix = "" if depth == DEPTHS[-1] else f"_{depth}"
        print(
            f"{depth:4d} outstanding: {figures[f'orders_per_s_{depth}']:>9,} durable orders/s, "
            f"p50 {figures[f'p50_ms{suffix}']} ms, p99 {figures[f'p99_ms{suffix}']} ms"
        )
    print(
        f"usual back end:   {figures['peer_per_s']:>9,} durable orders/s; "
        f"{figures['ratio_256']} times that at 256 outstanding, {figures['ratio_16']} at 16"
    )
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
