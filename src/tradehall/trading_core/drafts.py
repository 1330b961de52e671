"""A draft: the events that one decision makes for one account, each built on the one before.

`decide` must not touch the state, yet a decision may change the same cash twice (a day's end releases every live
order). A draft holds the newest images meanwhile.
"""

from tradehall.contracts.enums import CashReason, OrderStatus, PositionReason, Side
from tradehall.contracts.events import CashChanged, CounterEvent, OrderChanged, PositionChanged
from tradehall.kernel.errors import BrokenInvariantError
from tradehall.kernel.ids import MarketTime
from tradehall.kernel.units import Money, Quantity
from tradehall.trading_core.state import Account


def empty_position(account_id: int, symbol: str, at: MarketTime) -> PositionChanged:
    """A position before its first change."""
    return PositionChanged(account_id, 0, symbol, 0, 0, 0, 0, 0, 0, 0, PositionReason.TRANSFER, "", at)


class Draft:
    """Events of one account, in order."""

    __slots__ = ("at", "cash", "events", "seq", "settled", "written")

    def __init__(self, account: Account, at: MarketTime) -> None:
        self.at = at
        self.seq: int = account.stream_seq
        self.cash: CashChanged = account.cash
        self.settled: dict[str, PositionChanged] = account.positions
        """Positions of the state; read only."""
        self.written: dict[str, PositionChanged] = {}
        """Positions that this draft has written."""
        self.events: list[CounterEvent] = []

    def position(self, symbol: str) -> PositionChanged | None:
        """Newest image of a position."""
        return self.written.get(symbol) or self.settled.get(symbol)

    def change_cash(
        self,
        reason: CashReason,
        amount: Money,
        ref: str,
        *,
        balance: Money = 0,
        frozen_order: Money = 0,
        deposit_today: Money = 0,
        withdraw_today: Money = 0,
    ) -> None:
        """Add these differences to the cash."""
        old = self.cash
        self.seq += 1
        self.cash = CashChanged(
            old.account_id,
            self.seq,
            old.balance + balance,
            old.frozen_order + frozen_order,
            old.frozen_other,
            old.bought_today,
            old.sold_today,
            old.deposit_today + deposit_today,
            old.withdraw_today + withdraw_today,
            reason,
            amount,
            ref,
            self.at,
        )
        self.events.append(self.cash)

    def settle_cash(self, ref: str) -> None:
        """Move the day's sums into the balance (fees-and-clearing 2)."""
        old = self.cash
        net = old.sold_today - old.bought_today
        self.seq += 1
        self.cash = CashChanged(
            old.account_id,
            self.seq,
            old.balance + net,
            old.frozen_order,
            old.frozen_other,
            0,
            0,
            old.deposit_today,
            old.withdraw_today,
            CashReason.SETTLE,
            net,
            ref,
            self.at,
        )
        self.events.append(self.cash)

    def set_position(
        self,
        old: PositionChanged,
        reason: PositionReason,
        ref: str,
        *,
        qty_last: Quantity,
        buy_today: Quantity,
        sell_today: Quantity,
        frozen_sell: Quantity,
        holding_cost: Money,
        diluted_cost: Money,
    ) -> None:
        """Write the position that follows `old`."""
        self.seq += 1
        new = PositionChanged(
            old.account_id,
            self.seq,
            old.symbol,
            qty_last,
            buy_today,
            sell_today,
            frozen_sell,
            old.frozen_other,
            holding_cost,
            diluted_cost,
            reason,
            ref,
            self.at,
        )
        self.written[old.symbol] = new
        self.events.append(new)

    def release_shares(self, old: PositionChanged, qty: Quantity, ref: str) -> None:
        """Give back shares that a sell order froze."""
        self.set_position(
            old,
            PositionReason.ORDER_RELEASE,
            ref,
            qty_last=old.qty_last,
            buy_today=old.buy_today,
            sell_today=old.sell_today,
            frozen_sell=old.frozen_sell - qty,
            holding_cost=old.holding_cost,
            diluted_cost=old.diluted_cost,
        )

    def change_order(
        self,
        order: OrderChanged,
        status: OrderStatus,
        *,
        cxl_qty: Quantity,
        frozen: Money,
        exch_order_no: int,
        link_seq: int,
        result: int,
    ) -> None:
        """Write an order whose fills stay as they are."""
        self.seq += 1
        self.events.append(
            OrderChanged(
                order.account_id,
                self.seq,
                order.order_id,
                order.client_order_id,
                order.symbol,
                order.side,
                order.order_type,
                order.price,
                order.qty,
                status,
                order.cum_qty,
                order.cum_amount,
                cxl_qty,
                frozen,
                order.fees,
                exch_order_no,
                link_seq,
                result,
                order.channel,
                order.trading_date,
                order.placed_at,
                self.at,
            )
        )

    def finish_order(self, order: OrderChanged, *, rejected: bool = False, result: int = 0) -> None:
        """End a live order and release all that it still holds (fees-and-clearing 3)."""
        leaves = order.qty - order.cum_qty - order.cxl_qty
        if rejected:
            status = OrderStatus.REJECTED
        else:
            status = OrderStatus.PART_CANCELED if order.cum_qty else OrderStatus.CANCELED
        self.change_order(
            order,
            status,
            cxl_qty=order.cxl_qty + leaves,
            frozen=0,
            exch_order_no=order.exch_order_no,
            link_seq=order.link_seq,
            result=result,
        )
        ref = str(order.order_id)
        if order.side == Side.SELL:
            position = self.position(order.symbol)
            if position is None or position.frozen_sell < leaves:
                raise BrokenInvariantError(f"order {order.order_id} holds {leaves} shares that are not frozen")
            self.release_shares(position, leaves, ref)
        elif order.frozen:
            self.change_cash(CashReason.ORDER_RELEASE, -order.frozen, ref, frozen_order=-order.frozen)
