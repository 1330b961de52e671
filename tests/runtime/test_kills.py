"""Workers and database lines are killed at seeded random moments under load; afterwards everything must add up."""

import asyncio
import os
import random

import psycopg
import pytest
from tests.runtime import proofs
from tests.runtime.load import Acknowledged, load
from tests.runtime.market import DATE, open_accounts, open_market

from tradehall.contracts.commands import CloseDay, SettleDay
from tradehall.contracts.enums import Phase
from tradehall.kernel.results import ResultCode

pytestmark = [pytest.mark.kill, pytest.mark.slow]

SEED = int(os.environ.get("KILL_SEED", "20261123"))
BLOWS = ("counter", "exchange", "both", "projector", "counter's database line", "exchange's database line", "all")


async def _strike(stack, pick: random.Random, blows: list[str], book: Acknowledged) -> None:
    """One blow after the other, at random moments of an ongoing load that has got going again."""
    for blow in blows:
        await _progress(book, 40)
        await asyncio.sleep(pick.uniform(0.0, 0.5))
        if blow == "both":
            await asyncio.to_thread(stack.kill, "counter", "exchange")
        elif blow == "all":
            await asyncio.to_thread(stack.kill, "counter", "exchange", "projector")
        elif blow.endswith("line"):
            await asyncio.to_thread(stack.cut_database_lines, f"tradehall {blow.split(chr(39))[0]}")
        else:
            await asyncio.to_thread(stack.kill, blow)
    await _progress(book, 40)


async def _progress(book: Acknowledged, orders: int) -> None:
    """Wait until so many more orders are acknowledged, however slow the machine is."""
    wanted = len(book.orders) + orders
    for _ in range(3_000):
        if len(book.orders) >= wanted:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("within a minute the load did not go on")


def _bring_to_rest(stack) -> None:
    """End the day: the clock goes to the close, the venue reports its end, the firm's day is closed."""
    for phase in (Phase.CONT_PM, Phase.CLOSE_CALL, Phase.CLOSED):
        stack.until(lambda: stack.counter.status().link_up, "the link is up")
        stack.jump(phase)
    stack.until(lambda: stack.counter.submit(CloseDay(DATE)).result == ResultCode.OK, "the day is closed")


def _wait_for_files(stack) -> None:
    with psycopg.connect(stack.dsn, autocommit=True) as connection:

        def stands(name: str, seq: int) -> bool:
            row = connection.execute("SELECT seq FROM projector_position WHERE name = %s", (name,)).fetchone()
            return row is not None and row[0] >= seq

        stack.until(lambda: stands("venue_trade", DATE), "the trade file is written")
        stack.until(lambda: stands("projections", stack.counter.status().seq), "the projector has caught up")


async def test_nothing_is_lost_or_doubled(make_stack) -> None:
    pick = random.Random(SEED)
    stack = make_stack(
        counter={"policy": {"every_commands": 700, "every_s": 2.0, "keep": 3}},
        exchange={"policy": {"every_commands": 50, "every_s": 2.0, "keep": 3}},
    )
    stack.start("exchange", "counter", "projector")
    stack.watch("exchange", "counter", "projector")
    open_market(stack)
    open_accounts(stack)
    stack.until(lambda: stack.counter.status().link_up, "the link is up")
    stack.jump(Phase.CONT_AM)
    blows = [*BLOWS, *pick.sample(BLOWS, 4)]
    pick.shuffle(blows)

    book = await load(stack.counter_socket, clients=4, seed=SEED, during=lambda book: _strike(stack, pick, blows, book))

    await asyncio.to_thread(_bring_to_rest, stack)
    await asyncio.to_thread(_wait_for_files, stack)
    books = proofs.read_books(stack.dsn)
    proofs.prove_replay(books, stack.counter)
    accepted = proofs.prove_acknowledged(books, book.orders)
    fills, accounts = proofs.prove_conservation(books)
    proofs.prove_streams(books)
    proofs.prove_projection(stack.dsn, books, stack.counter)
    assert proofs.prove_trade_file(stack.dsn, books, DATE) == fills
    assert accepted > 100
    assert fills > 0
    assert accounts == 8
    # The blows really fell: every worker was killed, the machines halted without a database line, orders were repeated.
    assert {("counter", -9), ("counter", 3), ("exchange", -9), ("exchange", 3), ("projector", -9)} <= set(
        stack.exit_codes
    )
    assert book.repeats > 0
    assert stack.counter.submit(SettleDay(DATE)).result == ResultCode.OK
    books = proofs.read_books(stack.dsn)
    proofs.prove_conservation(books)
    proofs.settlement_left_nothing_today(books)
    proofs.prove_replay(books, stack.counter)
