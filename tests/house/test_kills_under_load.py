"""The whole product under load, with `kill -9` of counter, exchange, database and everything at random moments.

Afterwards no acknowledged order is lost or doubled, cash and shares are conserved, the replayed state is the live
one, and the day can be closed, cleared and proved.
"""

import asyncio
import os
import random
import time

import psycopg
import pytest
from tests.runtime import proofs
from tests.runtime.load import Acknowledged, load
from tests.runtime.market import Flow

from tradehall.app.supervision import Supervisor
from tradehall.app.temporary_product import TemporaryProduct
from tradehall.kernel.errors import UnavailableError
from tradehall.trading_runtime.client import CounterConnection

pytestmark = [pytest.mark.kill, pytest.mark.slow]

SEED = int(os.environ.get("KILL_SEED", "20261123"))
WAIT_S = 120.0


def wait_for(condition, what: str) -> None:
    """Bounded wait, long because the machine may be busy; nothing is measured by it."""
    for _ in range(int(WAIT_S / 0.2)):
        try:
            if condition():
                return
        except (OSError, UnavailableError, psycopg.Error):
            pass
        time.sleep(0.2)
    raise AssertionError(f"not within {WAIT_S:g} s: {what}")


def demo_prices(product: TemporaryProduct) -> dict[str, int]:
    """References of the main-board shares that the flow trades."""
    with psycopg.connect(product.database_url) as connection:
        rows = connection.execute(
            "SELECT symbol, reference_price FROM market_data_instrument WHERE board = 1 ORDER BY symbol LIMIT 12"
        ).fetchall()
    return dict(rows)


def blow(product: TemporaryProduct, name: str) -> None:
    if name == "everything":
        product.kill_all()
        product.start()
    else:
        product.kill(name)


async def strike(product: TemporaryProduct, pick: random.Random, names: list[str], book: Acknowledged) -> None:
    for name in names:
        await progress(book)
        await asyncio.sleep(pick.uniform(0.0, 0.5))
        await asyncio.to_thread(blow, product, name)
    await progress(book)


async def progress(book: Acknowledged) -> None:
    """Wait until the load has got going again."""
    wanted = len(book.orders) + 30
    for _ in range(int(WAIT_S / 0.05)):
        if len(book.orders) >= wanted:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the load did not go on after a blow")


async def test_any_kill_under_load_leaves_the_books_true(fresh_stack: TemporaryProduct) -> None:
    product, pick = fresh_stack, random.Random(SEED)
    product.advance("morning")
    accounts = [row["account_id"] for row in product.logins().values() if row["account_id"]]
    prices = demo_prices(product)
    names = ["counter", "exchange", "postgres", "everything", "counter", "exchange"]
    pick.shuffle(names)
    socket_path = str(product.place.sockets / "counter.sock")

    book = await load(
        socket_path,
        clients=3,
        seed=SEED,
        pause_s=0.02,
        make_flow=lambda seed: Flow(seed, accounts, prices),
        during=lambda book: strike(product, pick, names, book),
    )

    counter = CounterConnection(socket_path)
    supervisor = Supervisor(product.place)
    wait_for(lambda: all(state.state == "RUNNING" for state in supervisor.states()), "every process runs again")
    wait_for(lambda: counter.status().link_up, "the exchange link is up")
    product.close_day()
    books = proofs.read_books(product.database_url)
    proofs.prove_replay(books, counter)
    assert proofs.prove_acknowledged(books, book.orders) > 0
    fills, _ = proofs.prove_conservation(books)
    proofs.prove_streams(books)
    assert fills > 0
    date = counter.status().trading_date
    assert proofs.prove_trade_file(product.database_url, books, date) == fills
    proofs.settlement_left_nothing_today(books)
    product.open_day()
    assert counter.status().trading_date > date
