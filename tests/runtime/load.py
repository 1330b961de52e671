"""Load on a counter that may be killed at any moment: what was acknowledged is noted, what was not is repeated."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.runtime.market import Flow

from tradehall.contracts.commands import PlaceOrder
from tradehall.kernel.errors import UnavailableError
from tradehall.kernel.results import ResultCode
from tradehall.trading_runtime.client import CounterClient

_NOT_TAKEN = frozenset({ResultCode.SHARD_HALTED, ResultCode.TOO_BUSY, ResultCode.SHARD_NOT_READY})


@dataclass
class Acknowledged:
    """Every durable answer: `orders[(account, client id)] = (result, order number)`."""

    orders: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)
    accepted: list[tuple[int, int]] = field(default_factory=list)
    cancels: int = 0
    repeats: int = 0


async def keep_sending(socket_path: str, stop: asyncio.Event, book: Acknowledged, flow: Flow, pause_s: float) -> None:
    """One client: an order after the other, each repeated with its own id until its answer is durable."""
    client = CounterClient(socket_path)
    while not stop.is_set():
        order = flow.order()
        answer = await _insist(client, order, book)
        key = (order.account_id, order.client_order_id)
        assert key not in book.orders
        book.orders[key] = (answer.result, answer.order_id)
        if answer.result == ResultCode.OK:
            book.accepted.append((order.account_id, answer.order_id))
        if book.accepted and flow.wants_cancel():
            await _insist(client, flow.cancel_of(book.accepted), book)
            book.cancels += 1
        await asyncio.sleep(pause_s)
    await client.close()


async def _insist(client: CounterClient, command, book: Acknowledged):
    while True:
        try:
            answer = await client.submit(command)
        except UnavailableError:
            book.repeats += isinstance(command, PlaceOrder)
            await asyncio.sleep(0.03)
            continue
        if answer.result not in _NOT_TAKEN:
            return answer
        await asyncio.sleep(0.03)


async def load(
    socket_path: str,
    *,
    clients: int,
    seed: int,
    during,
    pause_s: float = 0.004,
    make_flow: Callable[[int], Flow] = Flow,
) -> Acknowledged:
    """Send with `clients` clients while `await during(book)` runs; returns what was acknowledged."""
    book, stop = Acknowledged(), asyncio.Event()
    senders = [
        asyncio.ensure_future(keep_sending(socket_path, stop, book, make_flow(seed * 100 + number), pause_s))
        for number in range(clients)
    ]
    try:
        await during(book)
    finally:
        stop.set()
        await asyncio.gather(*senders)
    return book
