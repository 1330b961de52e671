"""The dump of the exchange: frozen images of its parts and how they become parts again.

The form is canonical: only live orders, in the order of their numbers, which is their time order in every queue.
"""

from collections import deque
from typing import Final

import msgspec

from tradehall.contracts.enums import Phase, Venue
from tradehall.contracts.exchange import VenueTrade
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.link import LinkReport
from tradehall.kernel.ids import MarketTime, Symbol, TradingDate
from tradehall.simulated_exchange.book import Order
from tradehall.simulated_exchange.participants import Crowd
from tradehall.simulated_exchange.paths import FairPath
from tradehall.simulated_exchange.prng import Prng
from tradehall.simulated_exchange.security import Security


class OrderState(msgspec.Struct, frozen=True, array_like=True):
    """Image of an order."""

    number: int
    owner: int
    ref: int
    buy: bool
    price: int
    qty: int
    leaves: int


class SecurityState(msgspec.Struct, frozen=True, array_like=True):
    """Image of a security with its live orders."""

    day: InstrumentDay
    at: MarketTime
    phase: Phase
    figures: tuple[int, int, int, int, int, int, int, int, int]
    """open, high, low, last, close, close_call, volume, turnover, trades"""
    last_minute: list[tuple[int, int, int]]
    orders: list[OrderState]


class CrowdState(msgspec.Struct, frozen=True, array_like=True):
    """Image of the participants of a security; orders by number."""

    symbol: Symbol
    prng: int
    fair: tuple[int, int, int, int, int]
    """fine, target, volatility, low, high"""
    figures: tuple[int, int, int, int, int, int, int, int]
    """acted_at, next_at, credit, average, spread, grid, base_qty, rate"""
    bids: list[tuple[int, int]]
    asks: list[tuple[int, int]]
    noise: list[tuple[MarketTime, int]]


class ExchangeState(msgspec.Struct, frozen=True, array_like=True):
    """Image of the exchange."""

    trading_date: TradingDate
    last_report: int
    last_request: int
    last_tick_at: MarketTime
    seed: int
    phases: list[tuple[Venue, Phase]]
    crossed: int
    ended: bool
    next_order_no: int
    next_trade_no: int
    securities: list[SecurityState]
    crowds: list[CrowdState]
    firm_orders: list[tuple[Symbol, OrderState]]
    trade_file: list[VenueTrade]
    reports: list[LinkReport]
    opened_after: int = 0


encode: Final = msgspec.msgpack.Encoder().encode
decode: Final = msgspec.msgpack.Decoder(ExchangeState).decode


def order_state(order: Order) -> OrderState:
    return OrderState(order.number, order.owner, order.ref, order.buy, order.price, order.qty, order.leaves)


def order_from(image: OrderState) -> Order:
    order = Order(image.number, image.owner, image.ref, image.buy, image.price, image.qty)
    order.leaves = image.leaves
    return order


def security_state(security: Security) -> SecurityState:
    return SecurityState(
        security.day,
        security.at,
        security.phase,
        (
            security.open,
            security.high,
            security.low,
            security.last,
            security.close,
            security.close_call,
            security.volume,
            security.turnover,
            security.trades,
        ),
        list(security.last_minute.trades),
        [order_state(order) for _, order in sorted(security.book.orders.items())],
    )


def security_from(image: SecurityState, orders: dict[int, Order]) -> Security:
    """The security again. `orders` holds the firm's orders by number and receives all that are live here."""
    security = Security(image.day, image.at)
    security.phase = image.phase
    (
        security.open,
        security.high,
        security.low,
        security.last,
        security.close,
        security.close_call,
        security.volume,
        security.turnover,
        security.trades,
    ) = image.figures
    security.last_minute.trades = deque(image.last_minute)
    for each in image.orders:
        order = orders.get(each.number) or orders.setdefault(each.number, order_from(each))
        security.book.add(order)
    return security


def crowd_state(crowd: Crowd) -> CrowdState:
    fair = crowd.fair
    return CrowdState(
        crowd.security.day.symbol,
        crowd.prng.state,
        (fair.fine, fair.target, fair.volatility, fair.low, fair.high),
        (
            crowd.acted_at,
            crowd.next_at,
            crowd.credit,
            crowd.average,
            crowd.spread,
            crowd.grid,
            crowd.base_qty,
            crowd.rate,
        ),
        [(price, order.number) for price, order in crowd.bids.items() if order.leaves],
        [(price, order.number) for price, order in crowd.asks.items() if order.leaves],
        [(until, order.number) for until, order in crowd.noise if order.leaves],
    )


def crowd_from(image: CrowdState, security: Security, orders: dict[int, Order]) -> Crowd:
    crowd = Crowd(security, Prng(image.prng), FairPath(*image.fair))
    (
        crowd.acted_at,
        crowd.next_at,
        crowd.credit,
        crowd.average,
        crowd.spread,
        crowd.grid,
        crowd.base_qty,
        crowd.rate,
    ) = image.figures
    crowd.bids = {price: orders[number] for price, number in image.bids}
    crowd.asks = {price: orders[number] for price, number in image.asks}
    crowd.noise = deque([(until, orders[number]) for until, number in image.noise])
    return crowd
