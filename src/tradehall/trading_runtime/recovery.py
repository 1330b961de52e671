"""Recovery: the newest snapshot and every journal row after it give the state that was durable."""

from collections.abc import Iterable
from typing import Final

from tradehall.contracts.codec import decode_journal, decode_venue_journal
from tradehall.kernel.errors import BrokenInvariantError
from tradehall.kernel.ids import MarketTime
from tradehall.simulated_exchange.facade import Exchange
from tradehall.trading_core.facade import Counter
from tradehall.trading_runtime.journal import Journal
from tradehall.trading_runtime.snapshots import unpack

FIRST_SHARD: Final = 1


def replay_row(counter: Counter, first_seq: int, body: bytes, *, until_seq: int | None = None) -> MarketTime:
    """Execute one journal row again; returns its market time.

    Raises `BrokenInvariantError` when a result or the number of events differs from what was journalled: the program no
    longer agrees with its own past, and going on would write a different one.
    """
    decoded = decode_journal(body)
    for index, command in enumerate(decoded.commands):
        seq = first_seq + index
        if until_seq is not None and seq > until_seq:
            break
        outcome = counter.execute(seq, decoded.at, command)
        if int(outcome.result) != decoded.results[index] or len(outcome.events) != decoded.event_counts[index]:
            raise BrokenInvariantError(
                f"replay of sequence {seq} gave result {int(outcome.result)} with {len(outcome.events)} events, "
                f"the journal says {decoded.results[index]} with {decoded.event_counts[index]}"
            )
    return decoded.at


def replay(rows: Iterable[tuple[int, int, bytes]], *, until_seq: int, shard: int = FIRST_SHARD) -> Counter:
    """A fresh counter after the journal rows `(first_seq, count, body)` up to `until_seq`."""
    counter = Counter(shard=shard)
    expected = 1
    for first_seq, count, body in rows:
        if first_seq != expected:
            raise BrokenInvariantError(f"the journal has a gap: {first_seq} stands where {expected} was expected")
        replay_row(counter, first_seq, body, until_seq=until_seq)
        expected = first_seq + count
    return counter


async def recover_counter(journal: Journal, *, shard: int = FIRST_SHARD) -> tuple[Counter, int, MarketTime]:
    """The counter as it was durable, its last sequence and market time."""
    counter = Counter(shard=shard)
    seq, at = 0, 0
    snapshot = await journal.newest_snapshot()
    if snapshot is not None:
        seq, at, body = snapshot
        counter = Counter.load(unpack(body))
    async for row in journal.rows_after(seq):
        at = replay_row(counter, row.first_seq, row.body)
        seq = row.last_seq
    return counter, seq, at


async def recover_exchange(journal: Journal) -> tuple[Exchange, int, MarketTime]:
    """The exchange as it was durable, its last sequence and market time."""
    exchange = Exchange()
    seq, at = 0, 0
    snapshot = await journal.newest_snapshot()
    if snapshot is not None:
        seq, at, body = snapshot
        exchange.load(unpack(body))
    async for row in journal.rows_after(seq):
        decoded = decode_venue_journal(row.body)
        for number, command in enumerate(decoded.commands, row.first_seq):
            exchange.execute(number, decoded.at, command)
        seq, at = row.last_seq, decoded.at
    return exchange, seq, at
