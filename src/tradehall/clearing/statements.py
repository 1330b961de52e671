"""Daily statements, pure: what a client's paper says, from our own entries and the closing prices."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from tradehall.clearing.contracts import StatementBody, StatementCash, StatementFill, StatementHolding, StatementOrder
from tradehall.clearing.entries import CashLine
from tradehall.contracts.events import OrderChanged, OrderFilled
from tradehall.kernel.ids import AccountId, Symbol, TradingDate
from tradehall.kernel.units import Money, Price, Quantity

Holding = tuple[AccountId, Symbol]
Row = TypeVar("Row", CashLine, OrderChanged, OrderFilled)


def statements(
    date: TradingDate,
    *,
    clients: Mapping[AccountId, str],
    opening: Mapping[AccountId, Money],
    lines: Iterable[CashLine],
    holdings: Mapping[Holding, Quantity],
    costs: Mapping[Holding, tuple[Money, Money]],
    closes: Mapping[Symbol, Price],
    names: Mapping[Symbol, str],
    orders: Iterable[OrderChanged],
    fills: Iterable[OrderFilled],
) -> tuple[StatementBody, ...]:
    """One statement for every account in `clients` (account → client number), by account.

    `costs` gives the holding and the diluted cost of a holding. `closing_cash` is the opening plus every movement;
    `total_assets` adds the market value at the close.
    """
    cash_by = _group(lines)
    orders_by = _group(orders)
    fills_by = _group(fills)
    held_by: dict[AccountId, list[StatementHolding]] = defaultdict(list)
    for (account_id, symbol), qty in sorted(holdings.items()):
        close = closes.get(symbol, 0)
        holding_cost, diluted_cost = costs.get((account_id, symbol), (0, 0))
        held_by[account_id].append(
            StatementHolding(symbol, names.get(symbol, ""), qty, holding_cost, diluted_cost, close, close * qty)
        )
    made = []
    for account_id in sorted(clients):
        movements = tuple(_movement(line) for line in cash_by[account_id])
        start = opening.get(account_id, 0)
        closing = start + sum(m.amount for m in movements)
        market_value = sum(h.market_value for h in held_by[account_id])
        made.append(
            StatementBody(
                account_id=account_id,
                client_no=clients[account_id],
                trading_date=date,
                opening_cash=start,
                closing_cash=closing,
                movements=movements,
                holdings=tuple(held_by[account_id]),
                market_value=market_value,
                total_assets=closing + market_value,
                orders=tuple(_order(o) for o in sorted(orders_by[account_id], key=lambda o: o.order_id)),
                fills=tuple(_fill(f) for f in fills_by[account_id]),
            )
        )
    return tuple(made)


def _group(rows: Iterable[Row]) -> dict[AccountId, list[Row]]:
    groups: dict[AccountId, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.account_id].append(row)
    return groups


def _movement(line: CashLine) -> StatementCash:
    return StatementCash(line.kind.value, line.symbol, line.order_id, line.amount, line.ref)


def _order(order: OrderChanged) -> StatementOrder:
    return StatementOrder(
        order.order_id,
        order.symbol,
        int(order.side),
        order.price,
        order.qty,
        order.cum_qty,
        order.cum_amount,
        order.cxl_qty,
        int(order.status),
        order.fees,
        order.placed_at,
    )


def _fill(fill: OrderFilled) -> StatementFill:
    return StatementFill(
        fill.order_id,
        fill.fill_no,
        fill.trade_no,
        fill.symbol,
        int(fill.side),
        fill.price,
        fill.qty,
        fill.amount,
        fill.commission,
        fill.stamp_duty,
        fill.transfer,
        fill.handling,
        fill.regulatory,
        fill.statutory_inside,
        fill.at,
    )
