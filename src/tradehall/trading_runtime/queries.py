"""Reads of the projections on Django's connection, as frozen values."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tradehall.contracts.codec import decode_journal
from tradehall.contracts.commands import CommissionPlan
from tradehall.contracts.enums import CashReason, Channel, DayStage, OrderStatus, OrderType, Side
from tradehall.contracts.exchange import VenueTrade
from tradehall.kernel.errors import ConflictError, NotFoundError
from tradehall.kernel.ids import AccountId, Symbol, TradingDate
from tradehall.trading_runtime.contracts import (
    AccountRow,
    CashEntryRow,
    CashRow,
    FillRow,
    JournalEntry,
    JournalSeal,
    OrderRow,
    Page,
    PositionRow,
    TradingDayRow,
)

PAGE_MAX: Final = 100_000
PROJECTOR: Final = "projections"
VENUE_TRADES: Final = "venue_trade"
_JOURNAL_CHUNK: Final = 200

_ACCOUNT = (
    "account_id, client_no, investor_sh, investor_sz, investor_bj, stock_rate, stock_minimum, fund_rate, fund_minimum, "
    "includes_statutory, permissions, halted, changed_at"
)
_CASH = (
    "account_id, balance, frozen_order, frozen_other, bought_today, sold_today, deposit_today, withdraw_today, "
    "stream_seq, changed_at"
)
_POSITION = (
    "account_id, symbol, qty_last, buy_today, sell_today, frozen_sell, frozen_other, holding_cost, diluted_cost, "
    "stream_seq, changed_at"
)
_ORDER = (
    "order_id, account_id, client_order_id, symbol, side, order_type, price, qty, status, cum_qty, cum_amount, "
    "cxl_qty, frozen, fees, exch_order_no, result, channel, trading_date, placed_at, changed_at"
)
_FILL = (
    "order_id, fill_no, account_id, trade_no, symbol, side, price, qty, amount, commission, stamp_duty, transfer, "
    "handling, regulatory, statutory_inside, trading_date, filled_at"
)
_ENTRY = "account_id, stream_seq, reason, amount, balance, ref, entry_date, at"
_DAY = "trading_date, stage, opened_seq, closed_seq, settled_seq, opened_at, closed_at, settled_at"


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions of a list: SQL with placeholders, and their values."""

    conditions: tuple[str, ...] = ()
    values: tuple[object, ...] = ()

    def where(self) -> str:
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


def _fetch(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    # Imported at the call: the hot processes import the facade and must not load Django.
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def _filter(
    equal: dict[str, object | None], account_ids: Sequence[AccountId] | None, *more: tuple[str, object | None]
) -> Filter:
    conditions: list[str] = []
    values: list[object] = []
    if account_ids is not None:
        conditions.append("account_id = ANY(%s)")
        values.append(list(account_ids))
    for column, value in equal.items():
        if value is not None:
            conditions.append(f"{column} = %s")
            values.append(value)
    for condition, value in more:
        if value is not None:
            conditions.append(condition)
            values.append(value)
    return Filter(tuple(conditions), tuple(values))


def _page(
    columns: str, table: str, chosen: Filter, order: str, limit: int, offset: int
) -> tuple[list[tuple[Any, ...]], int]:
    limit = max(0, min(limit, PAGE_MAX))
    rows = _fetch(
        f"SELECT {columns} FROM {table}{chosen.where()} ORDER BY {order} LIMIT %s OFFSET %s",  # noqa: S608 -- fixed names
        (*chosen.values, limit, max(0, offset)),
    )
    if len(rows) < limit and not (offset and not rows):
        return rows, max(0, offset) + len(rows)
    ((total,),) = _fetch(f"SELECT count(*) FROM {table}{chosen.where()}", chosen.values)  # noqa: S608 -- fixed names
    return rows, total


def accounts(account_ids: Sequence[AccountId] | None) -> tuple[AccountRow, ...]:
    chosen = _filter({}, account_ids)
    rows = _fetch(f"SELECT {_ACCOUNT} FROM trading_account{chosen.where()} ORDER BY account_id", chosen.values)  # noqa: S608
    return tuple(
        AccountRow(
            account_id=row[0],
            client_no=row[1],
            investor_sh=row[2],
            investor_sz=row[3],
            investor_bj=row[4],
            commission=CommissionPlan(*row[5:10]),
            permissions=row[10],
            halted=row[11],
            changed_at=row[12],
        )
        for row in rows
    )


def cash(account_ids: Sequence[AccountId] | None) -> tuple[CashRow, ...]:
    names = _CASH.split(", ")
    chosen = _filter({}, account_ids)
    rows = _fetch(f"SELECT {_CASH} FROM trading_cash{chosen.where()} ORDER BY account_id", chosen.values)  # noqa: S608
    return tuple(CashRow(**dict(zip(names, row, strict=True))) for row in rows)


def positions(account_ids: Sequence[AccountId] | None, symbol: Symbol | None) -> tuple[PositionRow, ...]:
    names = _POSITION.split(", ")
    chosen = _filter({"symbol": symbol}, account_ids)
    statement = f"SELECT {_POSITION} FROM trading_position{chosen.where()} ORDER BY account_id, symbol"  # noqa: S608
    return tuple(PositionRow(**dict(zip(names, row, strict=True))) for row in _fetch(statement, chosen.values))


def orders(chosen: Filter, limit: int, offset: int) -> Page[OrderRow]:
    names = _ORDER.split(", ")
    rows, total = _page(_ORDER, "trading_order", chosen, "order_id DESC", limit, offset)
    return Page(rows=tuple(_order(dict(zip(names, row, strict=True))) for row in rows), total=total)


def _order(row: dict[str, Any]) -> OrderRow:
    row["side"] = Side(row["side"])
    row["order_type"] = OrderType(row["order_type"])
    row["status"] = OrderStatus(row["status"])
    row["channel"] = Channel(row["channel"])
    return OrderRow(**row)


def fills(chosen: Filter, limit: int, offset: int) -> Page[FillRow]:
    names = _FILL.split(", ")
    rows, total = _page(_FILL, "trading_fill", chosen, "filled_at DESC, order_id DESC, fill_no DESC", limit, offset)
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return Page(rows=tuple(FillRow(**{**row, "side": Side(row["side"])}) for row in found), total=total)


def cash_entries(chosen: Filter, limit: int, offset: int) -> Page[CashEntryRow]:
    names = _ENTRY.split(", ")
    rows, total = _page(_ENTRY, "cash_entry", chosen, "at DESC, account_id, stream_seq DESC", limit, offset)
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return Page(rows=tuple(CashEntryRow(**{**row, "reason": CashReason(row["reason"])}) for row in found), total=total)


def order_filter(
    account_ids: Sequence[AccountId] | None,
    *,
    trading_date: TradingDate | None,
    date_from: TradingDate | None,
    date_to: TradingDate | None,
    symbol: Symbol | None,
    status: Sequence[int] | None,
) -> Filter:
    """Conditions of orders; those of fills have no status."""
    return _filter(
        {"trading_date": trading_date, "symbol": symbol},
        account_ids,
        ("trading_date >= %s", date_from),
        ("trading_date <= %s", date_to),
        ("status = ANY(%s)", None if status is None else [int(value) for value in status]),
    )


def entry_filter(
    account_ids: Sequence[AccountId] | None,
    *,
    date_from: TradingDate | None,
    date_to: TradingDate | None,
    reasons: Sequence[int] | None,
) -> Filter:
    return _filter(
        {},
        account_ids,
        ("entry_date >= %s", date_from),
        ("entry_date <= %s", date_to),
        ("reason = ANY(%s)", None if reasons is None else [int(value) for value in reasons]),
    )


def venue_trades(trading_date: TradingDate) -> tuple[VenueTrade, ...]:
    """The venue's trade file. Raises `NotFoundError` until the venue has delivered it."""
    if position(VENUE_TRADES) < trading_date:
        raise NotFoundError(f"the venue has not delivered its trade file of {trading_date} yet")
    rows = _fetch(
        "SELECT trade_no, symbol, order_id, side, price, qty, at FROM venue_trade WHERE trading_date = %s "
        "ORDER BY symbol, trade_no, order_id",
        (trading_date,),
    )
    return tuple(VenueTrade(*row) for row in rows)


def trading_days() -> tuple[TradingDayRow, ...]:
    names = _DAY.split(", ")
    rows = _fetch(f"SELECT {_DAY} FROM trading_day ORDER BY trading_date")  # noqa: S608 -- fixed names
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return tuple(TradingDayRow(**{**row, "stage": DayStage(row["stage"])}) for row in found)


def position(name: str) -> int:
    """How far the named projection stands; 0 before it began."""
    rows = _fetch("SELECT seq FROM projector_position WHERE name = %s", (name,))
    return int(rows[0][0]) if rows else 0


def journal_end() -> int:
    """Sequence of the last durable command."""
    rows = _fetch("SELECT first_seq + count - 1 FROM journal ORDER BY first_seq DESC LIMIT 1")
    return int(rows[0][0]) if rows else 0


def journal_rows(after_seq: int, until_seq: int) -> Iterator[tuple[int, int, bytes]]:
    """`(first_seq, count, body)` of the rows that hold sequences in `(after_seq, until_seq]`, in order."""
    first = _fetch("SELECT coalesce(max(first_seq), 0) FROM journal WHERE first_seq <= %s", (after_seq + 1,))[0][0]
    while True:
        rows = _fetch(
            "SELECT first_seq, count, body FROM journal WHERE first_seq >= %s AND first_seq <= %s "
            "ORDER BY first_seq LIMIT %s",
            (first, until_seq, _JOURNAL_CHUNK),
        )
        for first_seq, count, body in rows:
            if first_seq + count > after_seq + 1:
                yield first_seq, count, bytes(body)
        if len(rows) < _JOURNAL_CHUNK:
            return
        first = rows[-1][0] + 1


def journal_entries(after_seq: int, until_seq: int) -> Iterator[JournalEntry]:
    """Durable commands with `after_seq` < sequence <= `until_seq`, with results and events."""
    for first_seq, _, body in journal_rows(after_seq, until_seq):
        decoded = decode_journal(body)
        start = 0
        for index, command in enumerate(decoded.commands):
            end = start + decoded.event_counts[index]
            seq = first_seq + index
            if after_seq < seq <= until_seq:
                yield JournalEntry(
                    seq=seq,
                    at=decoded.at,
                    command=command,
                    result=decoded.results[index],
                    events=decoded.events[start:end],
                )
            start = end


def journal_seal(trading_date: TradingDate) -> JournalSeal:
    """Raises `NotFoundError` for a day that was never opened and `ConflictError` for one that is not closed."""
    rows = _fetch("SELECT opened_seq, closed_seq FROM trading_day WHERE trading_date = %s", (trading_date,))
    if not rows:
        raise NotFoundError(f"{trading_date} was never opened")
    opened_seq, closed_seq = rows[0]
    if not closed_seq:
        raise ConflictError(f"{trading_date} is not closed; only a closed day can be sealed")
    digest = hashlib.sha256()
    first = last = 0
    for first_seq, count, body in journal_rows(opened_seq - 1, closed_seq):
        first = first or first_seq
        last = first_seq + count - 1
        digest.update(body)
    return JournalSeal(trading_date=trading_date, first_seq=first, last_seq=last, sha256=digest.hexdigest())
