"""Replay of recorded order flow through the exchange's own books: flow rows in, trades out.

Columns of the flow: `seq,time,security_id,action,order_id,side,order_type,price,qty`; of the trades:
`seq,time,security_id,phase,price,qty,buy_order_id,sell_order_id`. `phase` is OPEN_CALL, CONT or CLOSE_CALL; `seq` of a
trade counts the trades from 1. Each security has its own clock, moved by its own rows, so that a flow may hold many
securities, interleaved or one after the other; a call is matched when the first row after it comes, or at the end.

Orders that the venue's rules refuse (phase, tick, and with a static file limits and cage) are counted by their result
code and leave no trace in the books. Rows that make no sense raise `ValueError`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from tradehall.contracts.enums import Board, Phase, SecurityClass, Venue
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.results import ResultCode
from tradehall.kernel.units import QUANTITY_MAX, Price, Quantity, format_price, parse_price
from tradehall.simulated_exchange.book import Order
from tradehall.simulated_exchange.checks import cage_refusal, price_refusal
from tradehall.simulated_exchange.security import Security, Trade
from tradehall.simulated_exchange.sessions import PHASE_RULES, phase_starts

FLOW_COLUMNS: Final = ("seq", "time", "security_id", "action", "order_id", "side", "order_type", "price", "qty")
TRADE_COLUMNS: Final = (
    "seq",
    "time",
    "security_id",
    "phase",
    "price",
    "qty",
    "buy_order_id",
    "sell_order_id",
)
INSTRUMENT_COLUMNS: Final = ("security_id", "name", "board", "pre_close", "limit_up", "limit_down")

_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,6}))?")
_ACTIONS: Final = {"add": False, "cancel": True}
_SIDES: Final = {"buy": True, "sell": False}
_LATEST_RULES: Final = 99_991_231
"""Flow rows carry no date: the newest row of the session table counts."""
_PHASE_TEXTS: Final = {
    Phase.OPEN_CALL_A: "OPEN_CALL",
    Phase.OPEN_CALL_B: "OPEN_CALL",
    Phase.CONT_AM: "CONT",
    Phase.CONT_PM: "CONT",
    Phase.CLOSE_CALL: "CLOSE_CALL",
}
_FINE_TICK: Final = 10
_COARSE_TICK: Final = 100
# Codes whose tick is 0.001 (trading-rules 2 and 3); everything else trades in fen.
_FINE_CODES: Final = {
    Venue.SSE: re.compile(r"(5|1[01]|13|9|20)\d+"),
    Venue.SZSE: re.compile(r"(1)\d+"),
    Venue.BSE: re.compile(r"(?!)"),
}
_FUND_CODES: Final = {
    Venue.SSE: re.compile(r"5\d+"),
    Venue.SZSE: re.compile(r"1[568]\d+"),
    Venue.BSE: re.compile(r"(?!)"),
}
_BOARD_WORDS: Final = (
    (Board.STAR, ("star", "kcb", "科创")),
    (Board.CHINEXT, ("chinext", "gem", "cyb", "创业")),
    (Board.BSE, ("bse", "beijing", "北交", "北证")),
    (Board.FUND, ("fund", "etf", "lof", "reit", "基金")),
    (Board.BOND, ("bond", "债")),
    (Board.MAIN, ("main", "sme", "主板", "中小")),
)
# Price cage by board: width in 1/10,000 and its least width, in prices (trading-rules 5).
_CAGES: Final = {Board.MAIN: (200, 1_000), Board.CHINEXT: (200, 1_000), Board.STAR: (200, 0), Board.BSE: (500, 1_000)}


class FlowRow(NamedTuple):
    """One event of the flow. `at` is microseconds of the day; `price`, `qty` and `buy` mean nothing in a cancel."""

    seq: int
    at: int
    security_id: str
    cancel: bool
    order_id: str
    buy: bool
    price: Price
    qty: Quantity


class FlowTrade(NamedTuple):
    """One trade. `at` is microseconds of the day."""

    seq: int
    at: int
    security_id: str
    phase: str
    price: Price
    qty: Quantity
    buy_order_id: str
    sell_order_id: str


def parse_time(text: str) -> int:
    """Microseconds of the day of HH:MM:SS, with up to six decimals."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"time must be HH:MM:SS.mmm, it was {text!r}")
    hours, minutes, seconds, fraction = match.groups()
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1_000_000 + int((fraction or "0").ljust(6, "0"))


def format_time(at: int) -> str:
    """HH:MM:SS.mmm of microseconds of the day; finer parts are cut off."""
    seconds, micros = divmod(at, 1_000_000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{micros // 1000:03}"


def parse_flow_row(cells: Mapping[str, str | None]) -> FlowRow:
    """A row of FLOW.csv by column. Raises `ValueError` that names the column at fault."""
    seq = _whole(cells, "seq")
    at = parse_time(_text(cells, "time"))
    security_id, order_id = _text(cells, "security_id"), _text(cells, "order_id")
    cancel = _one_of(cells, "action", _ACTIONS)
    if cancel:
        return FlowRow(seq, at, security_id, True, order_id, False, 0, 0)
    _one_of(cells, "order_type", {"limit": True})
    buy = _one_of(cells, "side", _SIDES)
    try:
        price = parse_price(_text(cells, "price"))
    except ValueError as error:
        raise ValueError(f"price: {error}") from error
    qty = _whole(cells, "qty")
    if price <= 0:
        raise ValueError(f"price must be above 0, it was {cells['price']!r}")
    if not 0 < qty <= QUANTITY_MAX:
        raise ValueError(f"qty must be above 0, it was {cells['qty']!r}")
    return FlowRow(seq, at, security_id, False, order_id, buy, price, qty)


def parse_instrument_row(cells: Mapping[str, str | None], venue: Venue) -> InstrumentDay:
    """A row of INSTR.csv by column; empty or zero limits mean a day without limits."""
    code = _text(cells, "security_id")
    words = _text(cells, "board").lower()
    board = next((board for board, parts in _BOARD_WORDS if any(part in words for part in parts)), None)
    if board is None:
        raise ValueError(f"board must be main, chinext, star, bse, fund or bond, it was {cells['board']!r}")
    prices = []
    for column in ("pre_close", "limit_up", "limit_down"):
        text = (cells.get(column) or "").strip()
        try:
            prices.append(parse_price(text) if text else 0)
        except ValueError as error:
            raise ValueError(f"{column}: {error}") from error
    pre_close, limit_up, limit_down = prices
    if pre_close <= 0 or limit_up < 0 or limit_down < 0 or (limit_up and limit_down > limit_up):
        raise ValueError("pre_close must be above 0 and limit_down not above limit_up")
    name = (cells.get("name") or "").strip()
    return replay_instrument(code, venue, board=board, name=name, prices=(pre_close, limit_up, limit_down))


def replay_instrument(
    code: str,
    venue: Venue,
    *,
    board: Board | None = None,
    name: str = "",
    prices: tuple[Price, Price, Price] = (0, 0, 0),
) -> InstrumentDay:
    """What the replay knows of a security: previous close and limits 0 where not known, no cage without a board."""
    fine = _FINE_CODES[venue].match(code) is not None or board in (Board.FUND, Board.BOND)
    fund = _FUND_CODES[venue].match(code) is not None if board is None else board == Board.FUND
    tick = _FINE_TICK if fine else _COARSE_TICK
    cage_bp, cage_min = _CAGES.get(board, (0, 0)) if board is not None else (0, 0)
    pre_close, limit_up, limit_down = prices
    return InstrumentDay(
        symbol=code,
        name=name,
        venue=venue,
        board=board or Board.MAIN,
        sec_class=SecurityClass.STOCK_ETF if fund else SecurityClass.STOCK,
        tick=tick,
        pre_close=pre_close,
        limit_up=limit_up,
        limit_down=limit_down,
        min_qty=1,
        step_qty=1,
        max_limit_qty=QUANTITY_MAX,
        max_market_qty=QUANTITY_MAX,
        settle_days=1,
        cage_bp=cage_bp,
        cage_min=cage_min,
    )


class _Tape:
    """One security in replay: its state, its clock, and its orders by the names that the flow gives them."""

    __slots__ = ("at", "crossed", "orders", "schedule", "security", "seq", "unknown")

    def __init__(self, day: InstrumentDay, *, unknown: bool) -> None:
        self.security = Security(day, 0)
        self.schedule = [
            (phase, (hhmmss // 10_000 * 3600 + hhmmss // 100 % 100 * 60 + hhmmss % 100) * 1_000_000)
            for phase, hhmmss in phase_starts(day.venue, _LATEST_RULES, day.sec_class)
        ]
        self.crossed = 1  # PRE_OPEN, where every security starts.
        self.at = 0
        self.seq = -1
        self.orders: dict[str, Order | None] = {}
        self.unknown = unknown


class FlowReplay:
    """Feeds flow rows to the books. `orders`, `cancels`, `trades` and `refused` count what happened."""

    def __init__(self, venue: Venue, instruments: Mapping[str, InstrumentDay] | None = None) -> None:
        self.orders = self.cancels = self.trades = 0
        self.refused: dict[ResultCode, int] = {}
        self._venue = venue
        self._instruments = instruments
        self._tapes: dict[str, _Tape] = {}
        self._names: list[str] = [""]

    def feed(self, row: FlowRow) -> list[FlowTrade]:
        """Take one row; returns the trades that it made, those of a call that ended before it first.

        `seq` is the order of events: a time that is a little behind counts as the time of the event before. Raises
        `ValueError` when the row goes back in `seq`, or to a phase that has ended, or uses an order id again.
        """
        tape = self._tapes.get(row.security_id)
        if tape is None:
            tape = self._tapes[row.security_id] = self._new_tape(row.security_id)
        if row.seq <= tape.seq:
            raise ValueError(f"seq must increase within a security, {row.seq} came after {tape.seq}")
        if row.at < tape.schedule[tape.crossed - 1][1]:
            raise ValueError(f"time goes back from {format_time(tape.at)} to {format_time(row.at)}, before the phase")
        if not row.cancel and row.order_id in tape.orders:
            raise ValueError(f"order_id {row.order_id!r} was used before")
        at = max(row.at, tape.at)
        tape.seq, tape.at = row.seq, at
        trades = self._cross_until(tape, at)
        if row.cancel:
            self._cancel(tape, row)
        else:
            trades += self._add(tape, row, at)
        return trades

    def finish(self) -> list[FlowTrade]:
        """Bring every security to the end of its day; returns the trades of the calls that end on the way."""
        return [trade for tape in self._tapes.values() for trade in self._cross_until(tape, tape.schedule[-1][1])]

    def _new_tape(self, security_id: str) -> _Tape:
        if self._instruments is None:
            return _Tape(replay_instrument(security_id, self._venue), unknown=False)
        day = self._instruments.get(security_id)
        return _Tape(day or replay_instrument(security_id, self._venue), unknown=day is None)

    def _cross_until(self, tape: _Tape, at: int) -> list[FlowTrade]:
        trades: list[FlowTrade] = []
        schedule, security = tape.schedule, tape.security
        while tape.crossed < len(schedule) and schedule[tape.crossed][1] <= at:
            phase, starts = schedule[tape.crossed]
            left = security.phase
            made = security.change_phase(phase, starts)
            if made:
                trades += self._name(tape, made, left, starts)
            tape.crossed += 1
        return trades

    def _add(self, tape: _Tape, row: FlowRow, at: int) -> list[FlowTrade]:
        self.orders += 1
        security = tape.security
        tape.orders[row.order_id] = None
        refusal = self._refusal(tape, row)
        if refusal:
            self.refused[refusal] = self.refused.get(refusal, 0) + 1
            return []
        order = Order(len(self._names), 0, 0, row.buy, row.price, row.qty)
        self._names.append(row.order_id)
        tape.orders[row.order_id] = order
        made = security.enter(order, at)
        return self._name(tape, made, security.phase, at) if made else []

    def _refusal(self, tape: _Tape, row: FlowRow) -> ResultCode:
        if tape.unknown:
            return ResultCode.EXCHANGE_UNKNOWN_INSTRUMENT
        security = tape.security
        rule = PHASE_RULES[security.phase]
        if not rule.entry:
            return ResultCode.PHASE_NOT_ACCEPTING
        refusal = price_refusal(security.day, row.price)
        if not refusal and rule.continuous and security.day.cage_bp:
            refusal = cage_refusal(security.day, buy=row.buy, price=row.price, touch=security.touch())
        return refusal

    def _cancel(self, tape: _Tape, row: FlowRow) -> None:
        self.cancels += 1
        order = tape.orders.get(row.order_id)
        if order is None:
            refusal = ResultCode.UNKNOWN_ORDER
        elif not order.leaves:
            refusal = ResultCode.ORDER_FINISHED
        elif not PHASE_RULES[tape.security.phase].cancel:
            refusal = ResultCode.PHASE_NOT_CANCELLABLE
        else:
            tape.security.cancel(order, tape.at)
            return
        self.refused[refusal] = self.refused.get(refusal, 0) + 1

    def _name(self, tape: _Tape, made: list[Trade], phase: Phase, at: int) -> list[FlowTrade]:
        names, code, text = self._names, tape.security.day.symbol, _PHASE_TEXTS[phase]
        trades = []
        for buy, sell, price, qty, _ in made:
            self.trades += 1
            trades.append(FlowTrade(self.trades, at, code, text, price, qty, names[buy.number], names[sell.number]))
        return trades


def replay_flow(
    rows: Iterable[FlowRow], venue: Venue, instruments: Mapping[str, InstrumentDay] | None = None
) -> Iterator[FlowTrade]:
    """The trades of a flow, as they happen. Without `instruments` neither limits nor cage apply."""
    replay = FlowReplay(venue, instruments)
    for row in rows:
        yield from replay.feed(row)
    yield from replay.finish()


def trade_cells(trade: FlowTrade, venue: Venue) -> tuple[str, ...]:
    """The cells of OUT.csv; the price has the decimals of the security's tick."""
    decimals = 3 if trade.price % _COARSE_TICK or _FINE_CODES[venue].match(trade.security_id) else 2
    return (
        str(trade.seq),
        format_time(trade.at),
        trade.security_id,
        trade.phase,
        format_price(trade.price, decimals),
        str(trade.qty),
        trade.buy_order_id,
        trade.sell_order_id,
    )


def _text(cells: Mapping[str, str | None], column: str) -> str:
    text = (cells.get(column) or "").strip()
    if not text:
        raise ValueError(f"{column} is missing")
    return text


def _whole(cells: Mapping[str, str | None], column: str) -> int:
    text = _text(cells, column)
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{column} must be a whole number, it was {text!r}")
    return int(text)


def _one_of(cells: Mapping[str, str | None], column: str, choices: Mapping[str, bool]) -> bool:
    text = _text(cells, column)
    if text not in choices:
        raise ValueError(f"{column} must be {' or '.join(choices)}, it was {text!r}")
    return choices[text]
