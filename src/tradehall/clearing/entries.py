"""Double entry, pure: client lines, holding lines and house vouchers of one day (fees-and-clearing 2, 11, 13a).

Client lines are signed: what raises the client's cash is positive. House lines have a debit or a credit, both
not negative; client cash is a liability of the house, so a client's credit is a credit here too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tradehall.clearing.contracts import CashKind, HoldingKind, Subject
from tradehall.clearing.errors import UnbalancedEntriesError
from tradehall.contracts.enums import Side
from tradehall.contracts.events import OrderFilled
from tradehall.kernel.ids import AccountId, OrderId, Symbol
from tradehall.kernel.units import Money, Quantity


class CashMove(NamedTuple):
    """A deposit (+) or withdrawal (−) of the day, in the journal's order."""

    account_id: AccountId
    amount: Money
    ref: str


class ShareMove(NamedTuple):
    """A transfer of custody: shares in (+) or out (−)."""

    account_id: AccountId
    symbol: Symbol
    qty: Quantity
    ref: str


class CashLine(NamedTuple):
    account_id: AccountId
    kind: CashKind
    order_id: OrderId
    symbol: Symbol
    amount: Money
    ref: str


class HoldingLine(NamedTuple):
    account_id: AccountId
    kind: HoldingKind
    order_id: OrderId
    symbol: Symbol
    qty: Quantity
    amount: Money
    ref: str


class HouseLine(NamedTuple):
    voucher_no: int
    kind: str
    subject: Subject
    market: str
    debit: Money
    credit: Money


class OrderSums(NamedTuple):
    """Sums over the fills of one order.

    `handling_out` and `regulatory_out` are what the client pays beside the commission, `handling_in` and
    `regulatory_in` what the commission holds inside.
    """

    account_id: AccountId
    order_id: OrderId
    symbol: Symbol
    side: Side
    qty: Quantity
    amount: Money
    commission: Money
    stamp_duty: Money
    transfer: Money
    handling_in: Money
    regulatory_in: Money
    handling_out: Money
    regulatory_out: Money

    @property
    def charged(self) -> Money:
        """Everything that the client pays beside the trade amount."""
        return self.commission + self.stamp_duty + self.transfer + self.handling_out + self.regulatory_out

    @property
    def market(self) -> str:
        return market_of(self.symbol)


def market_of(symbol: Symbol) -> str:
    """Venue suffix of a symbol: SH, SZ or BJ."""
    return symbol.rpartition(".")[2]


def charged(fill: OrderFilled) -> Money:
    """Fees that the client pays for a fill; statutory fees count only when they stand outside the commission."""
    outside = 0 if fill.statutory_inside else fill.handling + fill.regulatory
    return fill.commission + fill.stamp_duty + fill.transfer + outside


def net_of(fill: OrderFilled) -> Money:
    """Signed cash of a fill: `−(amount + fees)` of a buy, `amount − fees` of a sell (fees-and-clearing 3)."""
    return (fill.amount if fill.side == Side.SELL else -fill.amount) - charged(fill)


def sum_orders(fills: Iterable[OrderFilled]) -> tuple[OrderSums, ...]:
    """One record for each order that was filled, by account and order number."""
    groups: dict[tuple[AccountId, OrderId], list[OrderFilled]] = defaultdict(list)
    for fill in fills:
        groups[fill.account_id, fill.order_id].append(fill)
    return tuple(_sum_of(groups[key]) for key in sorted(groups))


def _sum_of(fills: Sequence[OrderFilled]) -> OrderSums:
    first = fills[0]
    inside = [fill for fill in fills if fill.statutory_inside]
    outside = [fill for fill in fills if not fill.statutory_inside]
    return OrderSums(
        account_id=first.account_id,
        order_id=first.order_id,
        symbol=first.symbol,
        side=first.side,
        qty=sum(fill.qty for fill in fills),
        amount=sum(fill.amount for fill in fills),
        commission=sum(fill.commission for fill in fills),
        stamp_duty=sum(fill.stamp_duty for fill in fills),
        transfer=sum(fill.transfer for fill in fills),
        handling_in=sum(fill.handling for fill in inside),
        regulatory_in=sum(fill.regulatory for fill in inside),
        handling_out=sum(fill.handling for fill in outside),
        regulatory_out=sum(fill.regulatory for fill in outside),
    )


def cash_lines(orders: Iterable[OrderSums], moves: Iterable[CashMove]) -> tuple[CashLine, ...]:
    """Client cash lines of a day: bank moves in order, then each order's amount and fee items; no zero lines."""
    lines = [
        CashLine(m.account_id, CashKind.DEPOSIT if m.amount > 0 else CashKind.WITHDRAW, 0, "", m.amount, m.ref)
        for m in moves
    ]
    for order in orders:
        trade = (CashKind.SELL, order.amount) if order.side == Side.SELL else (CashKind.BUY, -order.amount)
        items = (
            trade,
            (CashKind.COMMISSION, -order.commission),
            (CashKind.STAMP_DUTY, -order.stamp_duty),
            (CashKind.TRANSFER_FEE, -order.transfer),
            (CashKind.HANDLING_FEE, -order.handling_out),
            (CashKind.REGULATORY_FEE, -order.regulatory_out),
        )
        lines += [
            CashLine(order.account_id, kind, order.order_id, order.symbol, amount, "")
            for kind, amount in items
            if amount
        ]
    return tuple(lines)


def holding_lines(orders: Iterable[OrderSums], moves: Iterable[ShareMove]) -> tuple[HoldingLine, ...]:
    """Client holding lines of a day: transfers in order, then the shares of each order."""
    lines = [HoldingLine(m.account_id, HoldingKind.TRANSFER, 0, m.symbol, m.qty, 0, m.ref) for m in moves]
    for order in orders:
        kind, qty = (HoldingKind.SELL, -order.qty) if order.side == Side.SELL else (HoldingKind.BUY, order.qty)
        lines.append(HoldingLine(order.account_id, kind, order.order_id, order.symbol, qty, order.amount, ""))
    return tuple(lines)


def house_lines(
    orders: Iterable[OrderSums],
    moves: Iterable[CashMove],
    *,
    outstanding: Mapping[str, Money],
    rounding: Mapping[tuple[str, Subject], Money],
) -> tuple[HouseLine, ...]:
    """House vouchers of a day, each balanced.

    `outstanding` is the settlement payable (+) or receivable (−) of earlier days by market, which ChinaClear
    settles today against the reserve account (T+1, fees-and-clearing 6). `rounding` is what the depository asks beyond
    what was charged, by market and payable (1.3, item 5). Raises `UnbalancedEntriesError`.
    """
    book = _Book()
    book.post("settle", _settlement(outstanding))
    moved = list(moves)
    deposits = sum(m.amount for m in moved if m.amount > 0)
    withdrawals = -sum(m.amount for m in moved if m.amount < 0)
    book.post("deposit", [(Subject.CUSTODY_BANK, "", deposits), (Subject.CLIENT_PAYABLE, "", -deposits)])
    book.post("withdraw", [(Subject.CLIENT_PAYABLE, "", withdrawals), (Subject.CUSTODY_BANK, "", -withdrawals)])
    groups: dict[tuple[str, Side], list[OrderSums]] = defaultdict(list)
    for order in orders:
        groups[order.market, order.side].append(order)
    for market, side in sorted(groups):
        group = groups[market, side]
        book.post("sell" if side == Side.SELL else "buy", _trade(market, side, group))
        book.post("statutory", _statutory(market, group))
    for (market, subject), amount in sorted(rounding.items()):
        book.post("fee_rounding", [(Subject.FEE_ROUNDING, market, amount), (subject, market, -amount)])
    return book.lines()


def share_lines(total: Money) -> tuple[HouseLine, ...]:
    """House voucher of the day's commission shares: an expense of the house (fees-and-clearing 11)."""
    book = _Book()
    book.post("commission_share", [(Subject.SHARE_EXPENSE, "", total), (Subject.SHARE_PAYABLE, "", -total)])
    return book.lines()


_Leg = tuple[Subject, str, Money]
"""Subject, market, and the amount: debit positive, credit negative."""


def _trade(market: str, side: Side, group: Sequence[OrderSums]) -> list[_Leg]:
    amount = sum(o.amount for o in group)
    fees = sum(o.charged for o in group)
    signed = amount if side == Side.BUY else -amount
    return [
        (Subject.CLIENT_PAYABLE, market, signed + fees),
        (Subject.SETTLEMENT_PAYABLE, market, -signed),
        (Subject.COMMISSION_INCOME, market, -sum(o.commission for o in group)),
        (Subject.STAMP_PAYABLE, market, -sum(o.stamp_duty for o in group)),
        (Subject.TRANSFER_PAYABLE, market, -sum(o.transfer for o in group)),
        (Subject.HANDLING_PAYABLE, market, -sum(o.handling_out for o in group)),
        (Subject.REGULATORY_PAYABLE, market, -sum(o.regulatory_out for o in group)),
    ]


def _statutory(market: str, group: Sequence[OrderSums]) -> list[_Leg]:
    """Handling and regulatory fees that the house pays out of an all-in commission."""
    handling = sum(o.handling_in for o in group)
    regulatory = sum(o.regulatory_in for o in group)
    return [
        (Subject.STATUTORY_EXPENSE, market, handling + regulatory),
        (Subject.HANDLING_PAYABLE, market, -handling),
        (Subject.REGULATORY_PAYABLE, market, -regulatory),
    ]


def _settlement(outstanding: Mapping[str, Money]) -> list[_Leg]:
    legs: list[_Leg] = []
    for market in sorted(outstanding):
        legs += [
            (Subject.SETTLEMENT_PAYABLE, market, outstanding[market]),
            (Subject.RESERVE, market, -outstanding[market]),
        ]
    return legs


class _Book:
    """Collects vouchers and refuses one that does not balance."""

    def __init__(self) -> None:
        self._next = 1
        self._lines: list[HouseLine] = []

    def post(self, kind: str, legs: Sequence[_Leg]) -> None:
        posted = [leg for leg in legs if leg[2]]
        if not posted:
            return
        if sum(amount for _, _, amount in posted) != 0:
            raise UnbalancedEntriesError(f"voucher {self._next} ({kind}) does not balance; nothing was posted")
        self._lines += [
            HouseLine(self._next, kind, subject, market, max(amount, 0), max(-amount, 0))
            for subject, market, amount in posted
        ]
        self._next += 1

    def lines(self) -> tuple[HouseLine, ...]:
        return tuple(self._lines)


def add_up(lines: Iterable[CashLine]) -> dict[AccountId, Money]:
    """Movements by account."""
    sums: dict[AccountId, Money] = defaultdict(int)
    for line in lines:
        sums[line.account_id] += line.amount
    return dict(sums)


def add_up_holdings(
    opening: Mapping[tuple[AccountId, Symbol], Quantity], lines: Iterable[HoldingLine]
) -> dict[tuple[AccountId, Symbol], Quantity]:
    """Closing quantities by account and symbol; a closed holding has no key."""
    sums: dict[tuple[AccountId, Symbol], Quantity] = defaultdict(int, opening)
    for line in lines:
        sums[line.account_id, line.symbol] += line.qty
    return {key: qty for key, qty in sums.items() if qty}
