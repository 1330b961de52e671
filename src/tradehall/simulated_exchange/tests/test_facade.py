import msgspec
import pytest

from tradehall.contracts.enums import OrderType, Phase, SecurityClass, Side, Venue
from tradehall.contracts.exchange import ExchangeOpenDay, Tick, VenueCommand
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.link import (
    LinkAccepted,
    LinkCancel,
    LinkCanceled,
    LinkCancelRejected,
    LinkEndOfDay,
    LinkFilled,
    LinkNewOrder,
    LinkPhase,
    LinkRejected,
)
from tradehall.kernel.ids import market_time
from tradehall.kernel.results import ResultCode
from tradehall.simulated_exchange.facade import Exchange, VenueOutcome
from tradehall.simulated_exchange.tests.securities import DATE, fund, share

SYMBOL = "600000.SH"


class Desk:
    """Drives an exchange as its host and the firm would."""

    def __init__(self, *instruments: InstrumentDay, participants: bool = False, seed: int = 1) -> None:
        self.exchange = Exchange()
        self.seq = self.link_seq = 0
        self.at = market_time(DATE, 90000)
        self.do(ExchangeOpenDay(DATE, instruments or (share(),), seed, participants))

    def do(self, command: VenueCommand) -> VenueOutcome:
        self.seq += 1
        return self.exchange.execute(self.seq, self.at, command)

    def until(self, hhmmss: int) -> VenueOutcome:
        self.at = market_time(DATE, hhmmss)
        return self.do(Tick(self.at))

    def order(self, order_id: int, side: Side, price: int, qty: int, **other: object) -> VenueOutcome:
        self.link_seq += 1
        values: dict[str, object] = {"symbol": SYMBOL, "order_type": OrderType.LIMIT, "investor": "A1"} | other
        return self.do(
            LinkNewOrder(link_seq=self.link_seq, order_id=order_id, side=side, price=price, qty=qty, **values)  # type: ignore[arg-type]
        )

    def cancel(self, order_id: int) -> VenueOutcome:
        self.link_seq += 1
        return self.do(LinkCancel(self.link_seq, order_id, SYMBOL))


def test_order_is_accepted_then_filled_against_the_other_side():
    desk = Desk()
    desk.until(93000)
    (accepted,) = desk.order(11, Side.SELL, 100_000, 300).reports
    assert accepted == LinkAccepted(accepted.report_seq, 1, 11, 1, desk.at)
    outcome = desk.order(12, Side.BUY, 100_200, 500)
    assert [type(report) for report in outcome.reports] == [LinkAccepted, LinkFilled, LinkFilled]
    buy_fill, sell_fill = outcome.reports[1:]
    assert buy_fill == LinkFilled(accepted.report_seq + 2, 12, 1, 100_000, 300, desk.at)
    assert sell_fill == LinkFilled(accepted.report_seq + 3, 11, 1, 100_000, 300, desk.at)
    assert [(tick.price, tick.qty, tick.side, tick.trade_no) for tick in outcome.trades] == [(100_000, 300, 1, 1)]
    assert [(each.order_id, each.side, each.qty) for each in desk.exchange.trade_file()] == [(12, 1, 300), (11, 2, 300)]


@pytest.mark.parametrize(
    ("time", "change", "expected"),
    [
        (91400, {}, ResultCode.PHASE_NOT_ACCEPTING),
        (92600, {}, ResultCode.PHASE_NOT_ACCEPTING),
        (120000, {}, ResultCode.PHASE_NOT_ACCEPTING),
        (150100, {}, ResultCode.PHASE_NOT_ACCEPTING),
        (93000, {"symbol": "600999.SH"}, ResultCode.EXCHANGE_UNKNOWN_INSTRUMENT),
        (93000, {"order_type": OrderType.FOK}, ResultCode.ORDER_TYPE_NOT_ALLOWED),
        (93000, {"price": 110_100}, ResultCode.PRICE_ABOVE_LIMIT),
        (93000, {"price": 103_000}, ResultCode.PRICE_OUTSIDE_CAGE),
        (93000, {"price": 100_050}, ResultCode.PRICE_OFF_TICK),
        (93000, {"qty": 120}, ResultCode.QUANTITY_NOT_IN_LOTS),
    ],
)
def test_refusals_are_reports(time: int, change: dict[str, object], expected: ResultCode):
    desk = Desk()
    desk.until(time)
    values: dict[str, object] = {"price": 100_000, "qty": 100} | change
    (report,) = desk.order(11, Side.BUY, **values).reports  # type: ignore[arg-type]
    assert report == LinkRejected(report.report_seq, 1, 11, int(expected), desk.at)


def test_cage_does_not_apply_in_a_call():
    desk = Desk()
    desk.until(91500)
    assert isinstance(desk.order(11, Side.BUY, 110_000, 100).reports[0], LinkAccepted)


def test_same_order_id_twice_is_a_duplicate():
    desk = Desk()
    desk.until(93000)
    desk.order(11, Side.BUY, 99_000, 100)
    (report,) = desk.order(11, Side.BUY, 99_000, 100).reports
    assert isinstance(report, LinkRejected)
    assert report.result == ResultCode.EXCHANGE_DUPLICATE


def test_repeated_request_number_is_ignored():
    desk = Desk()
    desk.until(93000)
    desk.order(11, Side.BUY, 99_000, 100)
    desk.link_seq = 0
    outcome = desk.order(11, Side.BUY, 99_000, 100)
    assert (outcome.reports, outcome.trades, desk.exchange.last_request) == ([], [], 1)


def test_cancel_and_its_refusals():
    desk = Desk()
    desk.until(91500)
    desk.order(11, Side.BUY, 99_000, 100)
    (unknown,) = desk.cancel(99).reports
    assert unknown == LinkCancelRejected(unknown.report_seq, 2, 99, ResultCode.UNKNOWN_ORDER, desk.at)
    desk.until(92000)
    (banned,) = desk.cancel(11).reports
    assert banned == LinkCancelRejected(banned.report_seq, 3, 11, ResultCode.PHASE_NOT_CANCELLABLE, desk.at)
    desk.until(93000)
    (done,) = desk.cancel(11).reports
    assert done == LinkCanceled(done.report_seq, 4, 11, 100, desk.at)
    (late,) = desk.cancel(11).reports
    assert late == LinkCancelRejected(late.report_seq, 5, 11, ResultCode.ORDER_FINISHED, desk.at)


def test_one_late_tick_performs_every_phase_in_order_with_its_auction():
    desk = Desk()
    desk.until(91500)
    desk.order(11, Side.BUY, 101_000, 100)
    desk.order(12, Side.SELL, 100_000, 100)
    outcome = desk.until(180000)
    shanghai = [report for report in outcome.reports if isinstance(report, LinkPhase) and report.venue == Venue.SSE]
    assert [report.phase for report in shanghai] == [
        Phase.OPEN_CALL_B,
        Phase.PRE_CONT,
        Phase.CONT_AM,
        Phase.BREAK,
        Phase.CONT_PM,
        Phase.CLOSE_CALL,
        Phase.POST_CLOSE,
        Phase.AFTER_HOURS,
        Phase.CLOSED,
    ]
    (trade,) = outcome.trades
    assert (trade.at, trade.price, trade.side) == (market_time(DATE, 92500), 100_500, 0)
    assert [desk.exchange.phase(venue) for venue in Venue] == [Phase.CLOSED] * 3
    fills = [report.order_id for report in outcome.reports if isinstance(report, LinkFilled)]
    assert fills == [11, 12]


def test_end_of_day_expires_orders_and_reports_control_totals():
    desk = Desk()
    desk.until(93000)
    desk.order(11, Side.SELL, 100_000, 300)
    desk.order(12, Side.BUY, 100_000, 500)
    reports = desk.until(153000).reports
    expired, end = reports[-2:]
    assert expired == LinkCanceled(expired.report_seq, 0, 12, 200, desk.at)
    assert end == LinkEndOfDay(end.report_seq, DATE, 2, 600, 2 * 300 * 100_000, desk.at)
    assert desk.exchange.last_report == end.report_seq
    assert desk.until(160000).reports == []


def test_report_numbers_run_on_over_the_days_and_two_days_are_kept():
    desk = Desk()
    days = [desk.until(180000).reports]
    for later in (3, 4):
        desk.do(ExchangeOpenDay(DATE + later, (share(),), 1, False))
        desk.at = market_time(DATE + later, 180000)
        days.append(desk.do(Tick(desk.at)).reports)
    first, second, third = days
    numbers = [report.report_seq for report in first + second + third]
    assert numbers == list(range(1, len(numbers) + 1))
    assert desk.exchange.reports_after(first[-1].report_seq) == second + third
    assert desk.exchange.reports_after(second[-1].report_seq) == third
    assert desk.exchange.reports_after(numbers[-2]) == third[-1:]
    assert desk.exchange.reports_after(numbers[-1]) == []


def test_opening_the_next_day_first_ends_a_day_that_stood_open():
    desk = Desk()
    desk.until(93000)
    desk.order(11, Side.BUY, 99_000, 100)
    reports = desk.do(ExchangeOpenDay(DATE + 3, (share(),), 1, False)).reports
    assert [type(report) for report in reports[-2:]] == [LinkCanceled, LinkEndOfDay]
    assert desk.exchange.phase(Venue.SSE) == Phase.PRE_OPEN


def test_opening_the_same_day_again_changes_nothing():
    desk = Desk()
    desk.until(93000)
    before = desk.exchange.state_hash()
    desk.do(ExchangeOpenDay(DATE, (share(),), 2, True))
    assert desk.exchange.state_hash() == before


def test_bonds_and_stocks_of_a_venue_close_by_their_own_rules():
    bond = fund("113050.SH")
    bond = msgspec.structs.replace(bond, sec_class=SecurityClass.CONVERTIBLE_BOND)
    desk = Desk(share(), bond)
    desk.until(145800)
    phases = {quote.symbol: quote.phase for quote in desk.exchange.quotes()}
    assert phases == {SYMBOL: Phase.CLOSE_CALL, "113050.SH": Phase.CONT_PM}
    assert desk.exchange.phase(Venue.SSE) == Phase.CLOSE_CALL


def test_take_quotes_gives_each_change_once():
    desk = Desk(share(), fund())
    assert [quote.symbol for quote in desk.exchange.take_quotes()] == [SYMBOL, "510300.SH"]
    desk.until(93000)
    desk.exchange.take_quotes()
    desk.order(11, Side.BUY, 99_000, 100)
    (quote,) = desk.exchange.take_quotes()
    assert (quote.symbol, quote.bids) == (SYMBOL, ((99_000, 100),))
    assert desk.exchange.take_quotes() == ()


def test_indices_are_not_traded_here():
    index = msgspec.structs.replace(share(), symbol="000001.SH", sec_class=SecurityClass.INDEX)
    desk = Desk(share(), index)
    assert [quote.symbol for quote in desk.exchange.quotes()] == [SYMBOL]


def test_dump_and_load_in_the_middle_of_a_call_keep_the_future():
    desk = Desk(share(), fund(), participants=True, seed=3)
    desk.until(91700)
    desk.order(11, Side.BUY, 101_000, 1_000)
    copy = Desk(share())
    copy.exchange.load(desk.exchange.dump())
    copy.seq, copy.link_seq = desk.seq, desk.link_seq
    assert copy.exchange.state_hash() == desk.exchange.state_hash()
    for time in (92600, 100000, 145830, 153000):
        mine, theirs = desk.until(time), copy.until(time)
        assert mine.reports == theirs.reports
        assert mine.trades == theirs.trades
        assert copy.exchange.state_hash() == desk.exchange.state_hash()
