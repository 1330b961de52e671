"""The outcome of one command."""

import msgspec

from tradehall.contracts.events import CounterEvent
from tradehall.kernel.ids import OrderId


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """Result code, the order that was made or touched (0: none), and the events in order.

    A struct rather than a class because one is made for every command.
    """

    result: int
    order_id: OrderId
    events: list[CounterEvent]
