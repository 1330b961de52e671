"""Reads of the projections: filters, pages, order, and the seal of a day's journal."""

import hashlib

import pytest

from tradehall.contracts.codec import encode
from tradehall.contracts.commands import CloseDay, CommissionPlan
from tradehall.contracts.enums import Board, CashReason, DayStage, OrderStatus, SecurityClass, Side, Venue
from tradehall.contracts.events import DayChanged
from tradehall.contracts.exchange import VenueTrade
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.shard import JournalBody
from tradehall.kernel.errors import ConflictError, NotFoundError
from tradehall.trading_runtime import facade, models, queries

pytestmark = pytest.mark.django_db
DAY, NEXT = 20261123, 20261124


def make_order(order_id: int, account_id: int, *, date: int = DAY, symbol: str = "600000.SH", status: int = 50) -> None:
    models.TradingOrder.objects.create(
        order_id=order_id,
        account_id=account_id,
        client_order_id=f"o{order_id}",
        symbol=symbol,
        side=1,
        order_type=1,
        price=100_000,
        qty=300,
        status=status,
        cum_qty=100,
        cum_amount=10_000_000,
        cxl_qty=50,
        frozen=0,
        fees=0,
        exch_order_no=0,
        link_seq=1,
        result=0,
        channel=1,
        trading_date=date,
        placed_at=1,
        stream_seq=1,
        changed_at=1,
    )


def make_fill(order_id: int, fill_no: int, filled_at: int) -> None:
    models.TradingFill.objects.create(
        order_id=order_id,
        fill_no=fill_no,
        account_id=1,
        trade_no=fill_no,
        symbol="600000.SH",
        side=2,
        price=1,
        qty=1,
        amount=1,
        commission=5,
        stamp_duty=4,
        transfer=3,
        handling=2,
        regulatory=1,
        statutory_inside=fill_no == 1,
        trading_date=DAY,
        stream_seq=1,
        filled_at=filled_at,
    )


def numbers(page) -> list[int]:
    return [row.order_id for row in page.rows]


def test_orders_are_newest_first_filtered_and_paged() -> None:
    for number in range(1, 6):
        make_order(number, account_id=1 + number % 2, status=56 if number == 5 else 50)
    make_order(6, 1, date=NEXT, symbol="000001.SZ")
    assert numbers(facade.orders()) == [6, 5, 4, 3, 2, 1]
    page = facade.orders([2], limit=2)
    assert (numbers(page), page.total) == ([5, 3], 3)
    assert (numbers(facade.orders([2], limit=2, offset=2)), page.total) == ([1], 3)
    beyond = facade.orders([2], limit=2, offset=9)
    assert (beyond.rows, beyond.total) == ((), 3)
    assert numbers(facade.orders([])) == []
    assert numbers(facade.orders(trading_date=NEXT)) == [6]
    assert numbers(facade.orders(date_from=DAY, date_to=DAY, symbol="600000.SH")) == [5, 4, 3, 2, 1]
    filled = facade.orders(status=[OrderStatus.FILLED]).rows
    assert [(row.order_id, row.side, row.leaves) for row in filled] == [(5, Side.BUY, 150)]


def test_fills_carry_what_the_client_paid() -> None:
    make_fill(7, 1, filled_at=10)
    make_fill(7, 2, filled_at=20)
    page = facade.fills([1], trading_date=DAY)
    assert [(row.fill_no, row.fees) for row in page.rows] == [(2, 15), (1, 12)]


def test_the_cash_ledger_filters_by_date_and_reason() -> None:
    for seq, reason, date in (
        (1, CashReason.DEPOSIT, DAY),
        (2, CashReason.SETTLE, DAY),
        (3, CashReason.WITHDRAW, NEXT),
    ):
        models.CashEntry.objects.create(
            account_id=1, stream_seq=seq, reason=reason, amount=seq, balance=9, ref="x", entry_date=date, at=seq
        )
    assert [row.stream_seq for row in facade.cash_entries([1]).rows] == [3, 2, 1]
    assert [row.reason for row in facade.cash_entries(date_to=DAY, reasons=[CashReason.SETTLE]).rows] == [
        CashReason.SETTLE
    ]


def make_account() -> None:
    models.TradingAccount.objects.create(
        account_id=1,
        client_no="C1",
        investor_sh="A1",
        investor_sz="",
        investor_bj="",
        stock_rate=25_000,
        stock_minimum=50_000,
        fund_rate=10_000,
        fund_minimum=0,
        includes_statutory=True,
        permissions=2,
        halted=False,
        stream_seq=1,
        changed_at=0,
    )


def test_an_account_carries_its_plan_and_a_preview_uses_it() -> None:
    make_account()
    (row,) = facade.accounts([1])
    assert row.commission == CommissionPlan(25_000, 50_000, 10_000, 0, includes_statutory=True)
    stock = InstrumentDay(
        "600000.SH",
        "x",
        Venue.SSE,
        Board.MAIN,
        SecurityClass.STOCK,
        100,
        100_000,
        110_000,
        90_000,
        100,
        100,
        10**6,
        10**6,
        1,
    )
    # The worked example of fees-and-clearing 1.3: buy 2,000 at 35.67.
    preview = facade.fee_preview(1, stock, side=Side.BUY, price=356_700, qty=2_000, date=DAY)
    assert (preview.fees.commission, preview.fees.transfer, preview.fees.total) == (178_400, 7_100, 185_500)
    with pytest.raises(NotFoundError):
        facade.fee_preview(2, stock, side=Side.BUY, price=1, qty=1, date=DAY)


def test_the_trade_file_is_there_or_it_is_not() -> None:
    with pytest.raises(NotFoundError):
        facade.venue_trades(DAY)
    models.ProjectorPosition.objects.create(name=queries.VENUE_TRADES, seq=DAY)
    models.VenueTradeRow.objects.create(
        trading_date=DAY, symbol="600000.SH", trade_no=3, order_id=4, side=1, price=5, qty=6, at=7
    )
    assert facade.venue_trades(DAY) == (VenueTrade(3, "600000.SH", 4, 1, 5, 6, 7),)


def make_row(first_seq: int, count: int, events=(), counts=None) -> bytes:
    command = CloseDay(DAY)
    body = encode(JournalBody(9, (command,) * count, (0,) * count, counts or (0,) * count, events))
    models.CounterJournalRow.objects.create(first_seq=first_seq, fence=1, count=count, market_at=9, body=body)
    return body


def test_a_closed_day_is_sealed_by_its_rows() -> None:
    make_row(1, 4)
    bodies = [make_row(5, 3), make_row(8, 2), make_row(10, 5)]
    make_row(15, 1)
    with pytest.raises(NotFoundError):
        facade.journal_seal(DAY)
    day = models.TradingDay.objects.create(trading_date=DAY, stage=DayStage.OPEN, opened_seq=6)
    with pytest.raises(ConflictError):
        facade.journal_seal(DAY)
    day.closed_seq = 12
    day.save()
    seal = facade.journal_seal(DAY)
    assert (seal.first_seq, seal.last_seq) == (5, 14)
    assert seal.sha256 == hashlib.sha256(b"".join(bodies)).hexdigest()


def test_journal_entries_are_cut_at_their_sequences() -> None:
    change = DayChanged(DAY, DayStage.OPEN, 9)
    make_row(1, 3)
    make_row(4, 3, events=(change,), counts=(0, 1, 0))
    assert facade.journal_end() == 6
    entries = list(facade.journal_entries(2, 5))
    assert [entry.seq for entry in entries] == [3, 4, 5]
    assert [entry.events for entry in entries] == [(), (), (change,)]
    assert not facade.projection_caught_up()
    models.ProjectorPosition.objects.create(name=queries.PROJECTOR, seq=6)
    assert facade.projection_caught_up()
