"""Laws of the exchange as a machine: determinism, conservation, quotes that show the books, prices within limits."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from tradehall.contracts.enums import Board, OrderType, Phase, SecurityClass, Side, Venue
from tradehall.contracts.exchange import ExchangeOpenDay, Tick, VenueCommand
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.link import (
    LinkAccepted,
    LinkCancel,
    LinkCanceled,
    LinkEndOfDay,
    LinkFilled,
    LinkNewOrder,
    LinkRejected,
    LinkReport,
)
from tradehall.contracts.quotes import TradeTick
from tradehall.kernel.ids import MarketTime, market_time
from tradehall.simulated_exchange.facade import PHASE_RULES, Exchange

DATE = 20261120
DAYS = tuple(
    InstrumentDay(
        symbol, "", venue, Board.MAIN, SecurityClass.STOCK, 100, 100_000, 110_000, 90_000, 100, 100, 10**6, 10**6, 1,
        cage_bp=200, cage_min=1_000,
    )
    for symbol, venue in (("600000.SH", Venue.SSE), ("000001.SZ", Venue.SZSE), ("920002.BJ", Venue.BSE))
)  # fmt: skip
OPENING = market_time(DATE, 91400)

ORDER = st.tuples(
    st.just("order"), st.integers(0, 2), st.sampled_from(list(Side)), st.integers(980, 1020), st.integers(1, 30)
)
CANCEL = st.tuples(st.just("cancel"), st.integers(0, 2), st.just(Side.BUY), st.integers(1, 30), st.just(0))
TICK = st.tuples(st.just("tick"), st.just(0), st.just(Side.BUY), st.integers(1, 900), st.just(0))
STEPS = st.lists(st.one_of(ORDER, ORDER, CANCEL, TICK), max_size=40)
Step = tuple[str, int, Side, int, int]


@dataclass
class Journal:
    """The commands of a run with their times, as a host would have journalled them."""

    rows: list[tuple[MarketTime, VenueCommand]] = field(default_factory=list)


def journal(steps: list[Step], seed: int, jump_to: int) -> Journal:
    """A day: commands from `steps`, a jump in the middle, then on to the end of the day."""
    made = Journal([(OPENING, ExchangeOpenDay(DATE, DAYS, seed))])
    at, link_seq, orders = OPENING, 0, 0
    half = len(steps) // 2
    for index, (kind, which, side, value, lots) in enumerate(steps):
        if index == half:
            at = max(at, market_time(DATE, jump_to))
            made.rows.append((at, Tick(at)))
        if kind == "tick":
            at += value * 1_000_000
            made.rows.append((at, Tick(at)))
            continue
        link_seq += 1
        symbol = DAYS[which].symbol
        if kind == "order":
            orders += 1
            order = LinkNewOrder(link_seq, orders, symbol, side, OrderType.LIMIT, value * 100, lots * 100, "A1")
            made.rows.append((at, order))
        else:
            made.rows.append((at, LinkCancel(link_seq, value, symbol)))
    end = market_time(DATE, 153000)
    made.rows.append((max(at + 1, end), Tick(max(at + 1, end))))
    return made


def check_books(exchange: Exchange) -> None:
    """Quotes are the sums of the live orders; outside calls no book stands crossed."""
    for quote in exchange.quotes():
        security = exchange._securities[quote.symbol]
        bids, asks = Counter[int](), Counter[int]()
        for order in security.book.orders.values():
            (bids if order.buy else asks)[order.price] += order.leaves
        if PHASE_RULES[quote.phase].call:
            shown = security.indicative()
            assert (quote.bids[0] if quote.bids else None) == ((shown.price, shown.volume) if shown else None)
            continue
        assert quote.bids == tuple(sorted(bids.items(), reverse=True)[:5])
        assert quote.asks == tuple(sorted(asks.items())[:5])
        assert not bids or not asks or max(bids) < min(asks)


def check_outcome(exchange: Exchange, reports: list[LinkReport], tape: list[TradeTick], journal_: Journal) -> None:
    assert [report.report_seq for report in reports] == list(range(1, len(reports) + 1))
    asked = {row.order_id: row.qty for _, row in journal_.rows if isinstance(row, LinkNewOrder)}
    rejected = {report.order_id for report in reports if isinstance(report, LinkRejected)}
    accepted = {report.order_id for report in reports if isinstance(report, LinkAccepted)}
    assert accepted | rejected == set(asked)
    assert not accepted & rejected
    done = Counter[int]()
    for report in reports:
        if isinstance(report, LinkFilled | LinkCanceled):
            done[report.order_id] += report.qty
    assert done == Counter({order_id: asked[order_id] for order_id in accepted})
    on_tape = {(trade.trade_no, trade.price, trade.qty, trade.at) for trade in tape}
    fills = [report for report in reports if isinstance(report, LinkFilled)]
    assert {(fill.trade_no, fill.price, fill.qty, fill.at) for fill in fills} <= on_tape
    assert len({trade.trade_no for trade in tape}) == len(tape)
    (end,) = [report for report in reports if isinstance(report, LinkEndOfDay)]
    assert end == reports[-1]
    assert (end.fills, end.fill_qty) == (len(fills), sum(fill.qty for fill in fills))
    assert end.fill_amount == sum(fill.price * fill.qty for fill in fills)
    assert [(each.trade_no, each.order_id) for each in exchange.trade_file()] == [
        (fill.trade_no, fill.order_id) for fill in fills
    ]


def check_tape(exchange: Exchange, tape: list[TradeTick]) -> None:
    for quote in exchange.quotes():
        trades = [trade for trade in tape if trade.symbol == quote.symbol]
        assert quote.volume == sum(trade.qty for trade in trades)
        assert quote.turnover == sum(trade.price * trade.qty for trade in trades)
        assert quote.trades == len(trades)
        assert all(quote.limit_down <= trade.price <= quote.limit_up for trade in trades)
        if trades:
            prices = [trade.price for trade in trades]
            assert (quote.open, quote.high, quote.low, quote.last) == (
                prices[0], max(prices), min(prices), prices[-1],
            )  # fmt: skip
    assert [trade.at for trade in tape] == sorted(trade.at for trade in tape)


@settings(max_examples=40, deadline=None)
@given(STEPS, st.integers(1, 10**9), st.sampled_from([91630, 92210, 93001, 112959, 130500, 145810]), st.data())
def test_a_day_of_random_orders_keeps_every_law(steps: list[Step], seed: int, jump_to: int, data: st.DataObject):
    made = journal(steps, seed, jump_to)
    copy_at = data.draw(st.integers(0, len(made.rows) - 1))
    live, twin, copy = Exchange(), Exchange(), None
    reports: list[LinkReport] = []
    tape: list[TradeTick] = []
    for seq, (at, command) in enumerate(made.rows):
        if seq == copy_at:
            copy = Exchange()
            copy.load(live.dump())
        outcome = live.execute(seq, at, command)
        reports += outcome.reports
        tape += outcome.trades
        assert twin.execute(seq, at, command) == outcome
        if copy is not None:
            assert copy.execute(seq, at, command) == outcome
        check_books(live)
    assert copy is not None
    assert live.state_hash() == twin.state_hash() == copy.state_hash()
    assert {live.phase(venue) for venue in Venue} == {Phase.CLOSED}
    check_outcome(live, reports, tape, made)
    check_tape(live, tape)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 10**9))
def test_reports_after_gives_exactly_what_is_missing(seed: int):
    exchange = Exchange()
    reports: list[LinkReport] = []
    for seq, (at, command) in enumerate(journal([], seed, 100000).rows):
        reports += exchange.execute(seq, at, command).reports
    for after in range(len(reports) + 2):
        assert exchange.reports_after(after) == reports[after:]
