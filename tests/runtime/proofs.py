"""What must be true of a trading plane at rest, whatever was killed before. Proofs raise in words or return counts.

They need the database's address and the counter's socket only, so that they also serve tests of the whole product.
"""

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tradehall.contracts.codec import decode_journal
from tradehall.contracts.commands import TransferShares
from tradehall.contracts.enums import FINAL_STATUSES, CashReason, Side
from tradehall.contracts.events import CashChanged, OrderChanged, OrderFilled, PositionChanged
from tradehall.kernel.results import ResultCode
from tradehall.trading_runtime.client import CounterConnection
from tradehall.trading_runtime.recovery import replay

_CASH_FIELDS = (
    "balance",
    "frozen_order",
    "frozen_other",
    "bought_today",
    "sold_today",
    "deposit_today",
    "withdraw_today",
    "stream_seq",
)
_POSITION_FIELDS = (
    "qty_last",
    "buy_today",
    "sell_today",
    "frozen_sell",
    "frozen_other",
    "holding_cost",
    "diluted_cost",
    "stream_seq",
)
_ORDER_FIELDS = (
    "account_id",
    "client_order_id",
    "symbol",
    "price",
    "qty",
    "cum_qty",
    "cum_amount",
    "cxl_qty",
    "frozen",
    "fees",
    "status",
    "result",
    "exch_order_no",
    "link_seq",
    "stream_seq",
)
_FILL_FIELDS = ("account_id", "trade_no", "symbol", "price", "qty", "amount", "commission", "stamp_duty", "transfer")


@dataclass
class Books:
    """Everything that the journal says, read once."""

    rows: list[tuple[int, int, bytes]]
    last_seq: int
    commands: list[tuple[int, Any, int]]
    events: list[Any]


def read_books(dsn: str, *, until_seq: int | None = None) -> Books:
    """The journal, checked to be without a gap and without an overlap."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT first_seq, count, body FROM journal ORDER BY first_seq").fetchall()
    expected, commands, events = 1, [], []
    for first_seq, count, body in rows:
        assert first_seq == expected, f"the journal row {first_seq} stands where {expected} was expected"
        expected += count
        decoded = decode_journal(body)
        assert len(decoded.commands) == count
        commands += zip(range(first_seq, first_seq + count), decoded.commands, decoded.results, strict=True)
        events += decoded.events
    if until_seq is not None:
        assert expected - 1 >= until_seq
    return Books([(row[0], row[1], bytes(row[2])) for row in rows], expected - 1, commands, events)


def prove_replay(books: Books, counter: CounterConnection) -> str:
    """A fresh counter after the whole journal has the live counter's hash; the plane must be at rest."""
    status = counter.status(with_hash=True)
    assert status.seq == books.last_seq, f"live {status.seq}, journal {books.last_seq}: the plane was not at rest"
    replayed = replay(books.rows, until_seq=books.last_seq).state_hash()
    assert replayed == status.state_hash, "the replayed state differs from the live one"
    return replayed


def prove_acknowledged(books: Books, acknowledged: Mapping[tuple[int, str], tuple[int, int]]) -> int:
    """No acknowledged order is lost and none is doubled; returns how many accepted ones there were."""
    numbers: dict[tuple[int, str], set[int]] = {}
    for event in books.events:
        if isinstance(event, OrderChanged):
            numbers.setdefault((event.account_id, event.client_order_id), set()).add(event.order_id)
    doubled = {key: found for key, found in numbers.items() if len(found) > 1}
    assert not doubled, f"orders were doubled: {list(doubled.items())[:5]}"
    accepted = {key: number for key, (result, number) in acknowledged.items() if result == ResultCode.OK}
    lost = {key: number for key, number in accepted.items() if numbers.get(key) != {number}}
    assert not lost, f"acknowledged orders were lost or renumbered: {list(lost.items())[:5]}"
    return len(accepted)


@dataclass
class _Sums:
    """What the movements add up to, and the newest images that must agree with it."""

    money: Tally[int] = field(default_factory=Tally)
    shares: Tally[tuple[int, str]] = field(default_factory=Tally)
    cash: dict[int, CashChanged] = field(default_factory=dict)
    positions: dict[tuple[int, str], PositionChanged] = field(default_factory=dict)
    orders: dict[int, OrderChanged] = field(default_factory=dict)
    fills: list[OrderFilled] = field(default_factory=list)

    def add(self, event: Any) -> None:
        match event:
            case CashChanged():
                self.cash[event.account_id] = event
                if event.reason in {CashReason.DEPOSIT, CashReason.WITHDRAW}:
                    self.money[event.account_id] += event.amount
            case PositionChanged():
                self.positions[event.account_id, event.symbol] = event
            case OrderChanged():
                self.orders[event.order_id] = event
            case OrderFilled():
                self.fills.append(event)
                outside = 0 if event.statutory_inside else event.handling + event.regulatory
                fees = event.commission + event.stamp_duty + event.transfer + outside
                sign = 1 if event.side == Side.BUY else -1
                self.money[event.account_id] -= sign * event.amount + fees
                self.shares[event.account_id, event.symbol] += sign * event.qty


def prove_conservation(books: Books) -> tuple[int, int]:
    """Cash and shares are what came in, less what went out, through fills and fees; returns fills and accounts."""
    sums = _Sums()
    for event in books.events:
        sums.add(event)
    for _, command, result in books.commands:
        if isinstance(command, TransferShares) and result == ResultCode.OK:
            sums.shares[command.account_id, command.symbol] += command.qty
    held = Tally[int]()
    for order in sums.orders.values():
        held[order.account_id] += order.frozen
    for account_id, image in sums.cash.items():
        now = image.balance - image.bought_today + image.sold_today
        assert now == sums.money[account_id], f"account {account_id} holds {now}, moved {sums.money[account_id]}"
        assert image.frozen_order == held[account_id], f"account {account_id}: freezes do not match its live orders"
    for key, image in sums.positions.items():
        assert image.qty_last + image.buy_today - image.sell_today == sums.shares[key], f"shares of {key} do not add up"
    _prove_orders(sums.orders, sums.fills)
    return len(sums.fills), len(sums.cash)


def _prove_orders(orders: Mapping[int, OrderChanged], fills: list[OrderFilled]) -> None:
    filled, seen = Tally[int](), set()
    for fill in fills:
        key = (fill.order_id, fill.trade_no, fill.symbol)
        assert key not in seen, f"fill {key} was booked twice"
        seen.add(key)
        filled[fill.order_id] += fill.qty
    for order in orders.values():
        assert order.cum_qty == filled[order.order_id], f"order {order.order_id}: fills do not add up"
        if order.status in FINAL_STATUSES:
            assert order.frozen == 0, f"order {order.order_id} is finished and still holds cash"


def prove_streams(books: Books) -> int:
    """Every account's events are numbered from 1 without a gap; returns how many there were."""
    heads = Tally[int]()
    for event in books.events:
        account_id = getattr(event, "account_id", None)
        if account_id is not None:
            heads[account_id] += 1
            assert event.stream_seq == heads[account_id], f"account {account_id}: {event.stream_seq} after a gap"
    return sum(heads.values())


def prove_projection(dsn: str, books: Books, counter: CounterConnection) -> int:
    """The projections are the counter's state, row by row; returns how many rows were compared."""
    with psycopg.connect(dsn, row_factory=dict_row) as connection:

        def rows(table: str) -> list[dict[str, Any]]:
            return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 -- fixed names

        position = rows("projector_position")
        marks = {row["name"]: row["seq"] for row in position}
        assert marks["projections"] == books.last_seq, "the projector has not caught up"
        cash = {row["account_id"]: row for row in rows("trading_cash")}
        positions = {(row["account_id"], row["symbol"]): row for row in rows("trading_position")}
        orders = {row["order_id"]: row for row in rows("trading_order")}
        fills = {(row["order_id"], row["fill_no"]): row for row in rows("trading_fill")}
        events = connection.execute("SELECT count(*) AS n, sum(stream_seq) AS s FROM account_event").fetchone()
    streamed = [event.stream_seq for event in books.events if hasattr(event, "stream_seq")]
    assert events is not None
    assert (events["n"], int(events["s"] or 0)) == (len(streamed), sum(streamed)), (
        "private streams differ from the journal"
    )
    newest = {event.order_id: event for event in books.events if isinstance(event, OrderChanged)}
    made = {(event.order_id, event.fill_no): event for event in books.events if isinstance(event, OrderFilled)}
    _same(orders, newest, _ORDER_FIELDS, "order")
    _same(fills, made, _FILL_FIELDS, "fill")
    compared = len(orders) + len(fills)
    for account_id, row in cash.items():
        snapshot = counter.account_snapshot(account_id)
        _same({account_id: row}, {account_id: snapshot.cash}, _CASH_FIELDS, "cash")
        held = {image.symbol: image for image in snapshot.positions}
        mine = {symbol: found for (owner, symbol), found in positions.items() if owner == account_id and symbol in held}
        _same(mine, held, _POSITION_FIELDS, "position")
        compared += 1 + len(mine)
    return compared


def _same(rows: Mapping[Any, Mapping[str, Any]], images: Mapping[Any, Any], fields: tuple[str, ...], what: str) -> None:
    assert rows.keys() == images.keys(), f"{what}: keys differ: {sorted(rows.keys() ^ images.keys(), key=str)[:5]}"
    for key, image in images.items():
        found = {name: rows[key][name] for name in fields}
        wanted = {name: int(value) if isinstance(value := getattr(image, name), int) else value for name in fields}
        assert found == wanted, f"{what} {key}: projected {found}, state {wanted}"


def prove_trade_file(dsn: str, books: Books, trading_date: int) -> int:
    """The counter's fills of a closed day are exactly the venue's trade file; returns how many."""
    with psycopg.connect(dsn) as connection:
        lines = connection.execute(
            "SELECT order_id, symbol, trade_no, price, qty, side FROM venue_trade WHERE trading_date = %s",
            (trading_date,),
        ).fetchall()
    mine = [
        (event.order_id, event.symbol, event.trade_no, event.price, event.qty, int(event.side))
        for event in books.events
        if isinstance(event, OrderFilled) and event.trading_date == trading_date
    ]
    assert sorted(mine) == sorted(tuple(line) for line in lines), "fills and the venue's trade file differ"
    return len(mine)


def settlement_left_nothing_today(books: Books) -> None:
    """After a settlement no account and no position carries a sum of the day."""
    for image in {event.account_id: event for event in books.events if isinstance(event, CashChanged)}.values():
        assert (image.bought_today, image.sold_today, image.frozen_order) == (0, 0, 0), image
    newest = {(event.account_id, event.symbol): event for event in books.events if isinstance(event, PositionChanged)}
    for image in newest.values():
        assert (image.buy_today, image.sell_today, image.frozen_sell) == (0, 0, 0), image
