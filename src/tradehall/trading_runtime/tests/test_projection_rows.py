"""Events become rows: the newest image per key, each happening once."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tradehall.contracts.codec import encode
from tradehall.contracts.enums import CashReason, DayStage, Side
from tradehall.contracts.events import CashChanged, DayChanged, OrderFilled
from tradehall.contracts.shard import JournalBody
from tradehall.kernel.ids import MICROSECONDS_A_DAY, days_from_civil, market_time
from tradehall.trading_runtime.projection_rows import CASH, POSITION, Gathered, civil_date

AT = market_time(20261123, 93000)


@given(st.dates(dt.date(1970, 1, 1), dt.date(2200, 12, 31)), st.integers(0, MICROSECONDS_A_DAY - 1))
def test_the_civil_date_is_the_calendars(day: dt.date, inside: int) -> None:
    number = day.year * 10_000 + day.month * 100 + day.day
    assert civil_date(days_from_civil(number) * MICROSECONDS_A_DAY + inside) == number


def cash(stream_seq: int, balance: int, reason: CashReason) -> CashChanged:
    return CashChanged(1, stream_seq, balance, 0, 0, 0, 0, 0, 0, reason, 5, "r", AT)


def fill(fill_no: int) -> OrderFilled:
    return OrderFilled(1, 9, 77, fill_no, 5, "600000.SH", Side.BUY, 1, 1, 1, 0, 0, 0, 0, 0, True, 20261123, AT)


def test_the_newest_image_wins_and_the_ledger_lists_movements_only() -> None:
    gathered = Gathered()
    events = (cash(1, 100, CashReason.DEPOSIT), cash(2, 100, CashReason.ORDER_FREEZE), fill(1), fill(2))
    gathered.take(1, JournalBody(AT, (), (0, 0), (1, 3), events))
    assert gathered.cash == {1: events[1]}
    assert gathered.entries == [(1, 1, CashReason.DEPOSIT, 5, 100, "r", 20261123, AT)]
    assert [row[:2] for row in gathered.fills] == [(77, 1), (77, 2)]
    assert gathered.events[0] == (1, 1, encode(events[0]))
    assert len(gathered.events) == 4


def test_day_changes_remember_their_sequence() -> None:
    gathered = Gathered()
    change = DayChanged(20261123, DayStage.CLOSED, AT)
    gathered.take(41, JournalBody(AT, (), (0, 0), (0, 1), (change,)))
    assert gathered.days == [(42, change)]
    assert gathered.events == []


def test_upserts_name_their_keys_and_change_the_rest() -> None:
    assert "ON CONFLICT (account_id) DO UPDATE SET balance = EXCLUDED.balance," in CASH.upsert()
    assert "ON CONFLICT (account_id, symbol) DO UPDATE SET qty_last = EXCLUDED.qty_last," in POSITION.upsert()
    assert "$2::text[]" in POSITION.upsert()
