"""The demo market is alive, and cheap to keep alive."""

from collections import Counter

import msgspec
import pytest

from tradehall.contracts.enums import OrderType, Phase, Side
from tradehall.contracts.exchange import ExchangeOpenDay, Tick
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.link import LinkFilled, LinkNewOrder
from tradehall.contracts.quotes import Quote, TradeTick
from tradehall.kernel.ids import market_time
from tradehall.simulated_exchange.facade import Exchange
from tradehall.simulated_exchange.tests.securities import DATE, fund, share

DAYS = (share("600000.SH"), share("600519.SH", pre_close=14_300_000), fund())
STEP = 3_000_000


def open_market(*days: InstrumentDay, seed: int = 11) -> Exchange:
    exchange = Exchange()
    exchange.execute(1, market_time(DATE, 91000), ExchangeOpenDay(DATE, days or DAYS, seed))
    return exchange


def run(exchange: Exchange, start: int, end: int, step: int = STEP) -> tuple[list[TradeTick], list[Quote]]:
    """Tick from `start` to `end`; returns the tape and a quote of every security after every tick."""
    tape: list[TradeTick] = []
    quotes: list[Quote] = []
    at = market_time(DATE, start)
    while at < market_time(DATE, end):
        at += step
        tape += exchange.execute(2, at, Tick(at)).trades
        quotes += exchange.quotes()
    return tape, quotes


def test_opening_auction_trades_every_security_once():
    tape, _ = run(open_market(), 91000, 92501, 30_000_000)
    at_open = [trade for trade in tape if trade.at == market_time(DATE, 92500)]
    assert len(at_open) == len(tape)
    assert {trade.symbol for trade in at_open} == {day.symbol for day in DAYS}
    assert all(len({trade.price for trade in at_open if trade.symbol == day.symbol}) == 1 for day in DAYS)


def test_five_levels_narrow_spreads_and_steady_trade():
    exchange = open_market()
    run(exchange, 91000, 93000, 30_000_000)
    tape, quotes = run(exchange, 93000, 94000)
    ticks = {day.symbol: day.tick for day in DAYS}
    full = [quote for quote in quotes if len(quote.bids) == 5 and len(quote.asks) == 5]
    assert len(full) * 100 > len(quotes) * 98
    for symbol, widest in (("600000.SH", 3), ("510300.SH", 3), ("600519.SH", 12)):
        spreads = sorted((q.asks[0][0] - q.bids[0][0]) // ticks[symbol] for q in full if q.symbol == symbol)
        assert 1 <= spreads[len(spreads) // 2] <= widest
    trades = Counter(trade.symbol for trade in tape)
    assert min(trades[day.symbol] for day in DAYS) > 100


def test_prices_keep_to_the_limits_and_ticks():
    tape, _ = run(open_market(), 91000, 100000)
    days = {day.symbol: day for day in DAYS}
    for trade in tape:
        day = days[trade.symbol]
        assert day.limit_down <= trade.price <= day.limit_up
        assert trade.price % day.tick == 0


def test_closing_auction_trades():
    exchange = open_market()
    exchange.execute(2, market_time(DATE, 145600), Tick(market_time(DATE, 145600)))
    tape, quotes = run(exchange, 145600, 150001)
    closing = {trade.symbol for trade in tape if trade.at == market_time(DATE, 150000)}
    assert closing == {day.symbol for day in DAYS}
    assert all(quote.close == quote.last for quote in quotes[-3:])


@pytest.mark.parametrize("step", [100_000, 2_400_000])
def test_activity_follows_market_time_not_the_number_of_ticks(step: int):
    exchange = open_market(share())
    exchange.execute(2, market_time(DATE, 93000), Tick(market_time(DATE, 93000)))
    tape, _ = run(exchange, 93000, 93500, step)
    assert 60 < len(tape) < 600


def test_live_orders_are_bounded():
    exchange = open_market()
    run(exchange, 91000, 103000, 3_000_000)
    assert all(len(security.book.orders) <= 80 for security in exchange._securities.values())


def test_same_seed_same_day_other_seed_other_day():
    hashes = []
    for seed in (1, 1, 2):
        exchange = open_market(seed=seed)
        run(exchange, 91000, 93100, 10_000_000)
        hashes.append(exchange.state_hash())
    assert hashes[0] == hashes[1]
    assert hashes[0] != hashes[2]


def firm_order(exchange: Exchange, side: Side, price: int, qty: int) -> list[LinkFilled]:
    order = LinkNewOrder(1, 77, "600000.SH", side, OrderType.LIMIT, price, qty, "A1")
    reports = exchange.execute(3, exchange.last_tick_at, order).reports
    return [report for report in reports if isinstance(report, LinkFilled)]


def at_ten() -> tuple[Exchange, Quote]:
    exchange = open_market()
    run(exchange, 91000, 100000)
    return exchange, exchange.quotes()[0]


def test_marketable_buy_is_filled_at_once():
    exchange, quote = at_ten()
    fills = firm_order(exchange, Side.BUY, quote.asks[2][0], 500)
    assert sum(fill.qty for fill in fills) == 500
    assert fills[0].price == quote.asks[0][0]


@pytest.mark.parametrize("side", list(Side))
def test_resting_order_at_the_touch_is_filled_soon(side: Side):
    exchange, quote = at_ten()
    price = quote.bids[0][0] if side == Side.BUY else quote.asks[0][0]
    assert firm_order(exchange, side, price, 300) == []
    filled, at = 0, exchange.last_tick_at
    while filled < 300 and at < market_time(DATE, 101500):
        at += STEP
        reports = exchange.execute(4, at, Tick(at)).reports
        filled += sum(report.qty for report in reports if isinstance(report, LinkFilled))
    assert filled == 300


def test_suspended_security_stands_still():
    day = msgspec.structs.replace(share(), suspended=True)
    exchange = open_market(day)
    tape, quotes = run(exchange, 91000, 94000, 30_000_000)
    assert tape == []
    assert quotes[-1].bids == quotes[-1].asks == ()


def test_market_at_its_upper_limit_has_no_orders_beyond_it():
    exchange = open_market(share())
    run(exchange, 91000, 93000, 30_000_000)
    exchange._crowds[0].fair.fine = exchange._crowds[0].fair.target = exchange._crowds[0].fair.high
    _, quotes = run(exchange, 93000, 93500)
    last = quotes[-1]
    assert last.phase == Phase.CONT_AM
    assert last.bids[0][0] in (last.limit_up, last.limit_up - 100, last.limit_up - 200)
    assert all(price <= last.limit_up for price, _ in last.asks)


def test_call_at_the_lower_limit_has_no_orders_below_it():
    exchange = open_market(share())
    fair = exchange._crowds[0].fair
    fair.fine = fair.target = fair.low
    run(exchange, 91000, 92400, 10_000_000)
    prices = [order.price for order in exchange._securities["600000.SH"].book.orders.values()]
    assert len(prices) > 20
    assert min(prices) == share().limit_down
