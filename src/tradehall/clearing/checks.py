"""Comparisons of the end of day, pure (fees-and-clearing 7 and 10): both counts, both totals and what differs."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from tradehall.clearing.contracts import CheckResult, Difference
from tradehall.clearing.entries import market_of
from tradehall.contracts.events import OrderFilled
from tradehall.contracts.exchange import VenueTrade
from tradehall.kernel.ids import AccountId, OrderId, Symbol
from tradehall.kernel.units import Money, Price, Quantity, format_money, format_price
from tradehall.trading_runtime.contracts import FillRow

DIFFERENCES_SHOWN: Final = 100
"""A result lists at most so many differences; it counts all of them."""

MISSING: Final = "–"

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class TradeKey(NamedTuple):
    """What names a trade of one of our orders: both sides of a trade may be ours."""

    market: str
    trade_no: int
    order_id: OrderId


class TradeFact(NamedTuple):
    symbol: Symbol
    side: int
    price: Price
    qty: Quantity

    def words(self) -> str:
        side = "B" if self.side == 1 else "S"
        return f"{self.symbol} {side} {self.qty} @ {format_price(self.price, 4)}"


class FillFact(NamedTuple):
    """Everything that a fill row must share with the journal's fill."""

    account_id: AccountId
    symbol: Symbol
    side: int
    price: Price
    qty: Quantity
    amount: Money
    commission: Money
    stamp_duty: Money
    transfer: Money
    handling: Money
    regulatory: Money
    statutory_inside: bool

    def words(self) -> str:
        fees = "/".join(
            format_money(item)
            for item in (self.commission, self.stamp_duty, self.transfer, self.handling, self.regulatory)
        )
        side = "B" if self.side == 1 else "S"
        return f"{self.account_id} {self.symbol} {side} {self.qty} @ {format_price(self.price, 4)} fees {fees}"


def compare(
    name: str,
    sides: tuple[str, str],
    left: Mapping[Key, Value],
    right: Mapping[Key, Value],
    *,
    words: Callable[[Value], str],
    total: Callable[[Iterable[Value]], str],
) -> CheckResult:
    """Compare two maps key by key; a key on one side only is a difference."""
    keys = [key for key in left if key not in right or left[key] != right[key]]
    keys += [key for key in right if key not in left]
    shown = sorted(keys, key=str)[:DIFFERENCES_SHOWN]
    return CheckResult(
        name=name,
        left=sides[0],
        right=sides[1],
        left_count=len(left),
        right_count=len(right),
        left_total=total(left.values()),
        right_total=total(right.values()),
        difference_count=len(keys),
        differences=tuple(
            Difference(
                _key_words(key),
                words(left[key]) if key in left else MISSING,
                words(right[key]) if key in right else MISSING,
            )
            for key in shown
        ),
    )


def same_value(name: str, sides: tuple[str, str], left: str, right: str, *, counts: tuple[int, int]) -> CheckResult:
    """Compare two values that must be equal, such as hashes."""
    differs = left != right or counts[0] != counts[1]
    return CheckResult(
        name=name,
        left=sides[0],
        right=sides[1],
        left_count=counts[0],
        right_count=counts[1],
        left_total=left,
        right_total=right,
        difference_count=int(differs),
        differences=(Difference(name, left, right),) if differs else (),
    )


def _key_words(key: object) -> str:
    return " ".join(str(part) for part in key) if isinstance(key, tuple) else str(key)


def trades_of_fills(fills: Iterable[OrderFilled]) -> dict[TradeKey, TradeFact]:
    return {
        TradeKey(market_of(f.symbol), f.trade_no, f.order_id): TradeFact(f.symbol, int(f.side), f.price, f.qty)
        for f in fills
    }


def trades_of_file(trades: Iterable[VenueTrade]) -> dict[TradeKey, TradeFact]:
    return {
        TradeKey(market_of(t.symbol), t.trade_no, t.order_id): TradeFact(t.symbol, t.side, t.price, t.qty)
        for t in trades
    }


def trade_total(trades: Iterable[TradeFact]) -> str:
    """Quantity and amount of trades as one text."""
    rows = list(trades)
    return f"{sum(t.qty for t in rows)} / {format_money(sum(t.qty * t.price for t in rows))}"


def fill_facts(fills: Iterable[OrderFilled | FillRow]) -> dict[tuple[OrderId, int], FillFact]:
    return {
        (f.order_id, f.fill_no): FillFact(
            f.account_id,
            f.symbol,
            int(f.side),
            f.price,
            f.qty,
            f.amount,
            f.commission,
            f.stamp_duty,
            f.transfer,
            f.handling,
            f.regulatory,
            f.statutory_inside,
        )
        for f in fills
    }


def fill_total(fills: Iterable[FillFact]) -> str:
    """Quantity, amount and fees of fills as one text."""
    rows = list(fills)
    outside = sum(f.handling + f.regulatory for f in rows if not f.statutory_inside)
    fees = sum(f.commission + f.stamp_duty + f.transfer for f in rows) + outside
    return f"{sum(f.qty for f in rows)} / {format_money(sum(f.amount for f in rows))} / {format_money(fees)}"


def money_total(amounts: Iterable[Money]) -> str:
    return format_money(sum(amounts))


def quantity_total(quantities: Iterable[Quantity]) -> str:
    return str(sum(quantities))


def trade_check(fills: Sequence[OrderFilled], trades: Sequence[VenueTrade]) -> CheckResult:
    """Own fills against the venue's trade file (fees-and-clearing 7, check 1)."""
    return compare(
        "fills_equal_trade_file",
        ("journal", "trade_file"),
        trades_of_fills(fills),
        trades_of_file(trades),
        words=TradeFact.words,
        total=trade_total,
    )


def projection_check(fills: Sequence[OrderFilled], rows: Sequence[FillRow]) -> CheckResult:
    """Fills of the journal against the rows of the projection, fees included."""
    return compare(
        "fills_equal_projection",
        ("journal", "projection"),
        fill_facts(fills),
        fill_facts(rows),
        words=FillFact.words,
        total=fill_total,
    )


def control_totals_check(trades: Sequence[VenueTrade], *, fills: int, qty: Quantity, amount: Money) -> CheckResult:
    """Lines and sums of the trade file against the totals of the venue's end-of-day report."""
    file_qty = sum(t.qty for t in trades)
    file_amount = sum(t.qty * t.price for t in trades)
    return same_value(
        "trade_file_totals",
        ("trade_file", "end_of_day_report"),
        f"{file_qty} / {format_money(file_amount)}",
        f"{qty} / {format_money(amount)}",
        counts=(len(trades), fills),
    )


def money_check(
    name: str, sides: tuple[str, str], left: Mapping[AccountId, Money], right: Mapping[AccountId, Money]
) -> CheckResult:
    """Amounts by account."""
    return compare(name, sides, left, right, words=format_money, total=money_total)


def holdings_check(
    name: str,
    sides: tuple[str, str],
    left: Mapping[tuple[AccountId, Symbol], Quantity],
    right: Mapping[tuple[AccountId, Symbol], Quantity],
) -> CheckResult:
    """Shares by account and symbol (fees-and-clearing 7, check 2)."""
    return compare(name, sides, left, right, words=str, total=quantity_total)
