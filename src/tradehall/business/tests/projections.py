"""Rows that the projector would write, for the tests of pages."""

from tradehall.contracts.enums import CashReason, OrderStatus, OrderType, Side
from tradehall.kernel.ids import market_time
from tradehall.trading_runtime.models import CashEntry, TradingCash, TradingFill, TradingOrder, TradingPosition

DAY = 20260105
AT = market_time(DAY, 93000)
YUAN = 10_000


def cash(account_id: int, balance: int = 1_000_000 * YUAN) -> None:
    TradingCash.objects.create(
        account_id=account_id,
        balance=balance,
        frozen_order=0,
        frozen_other=0,
        bought_today=0,
        sold_today=0,
        deposit_today=0,
        withdraw_today=0,
        stream_seq=1,
        changed_at=AT,
    )


def position(account_id: int, symbol: str = "600000.SH", qty: int = 300) -> None:
    TradingPosition.objects.create(
        account_id=account_id,
        symbol=symbol,
        qty_last=qty,
        buy_today=0,
        sell_today=0,
        frozen_sell=0,
        frozen_other=0,
        holding_cost=qty * 98_000,
        diluted_cost=qty * 98_000,
        stream_seq=1,
        changed_at=AT,
    )


def order(account_id: int, order_id: int, *, date: int = DAY, status: OrderStatus = OrderStatus.FILLED) -> None:
    TradingOrder.objects.create(
        order_id=order_id,
        account_id=account_id,
        client_order_id=f"c{order_id}",
        symbol="600000.SH",
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        price=100_000,
        qty=100,
        status=status,
        cum_qty=100,
        cum_amount=10_000_000,
        cxl_qty=0,
        frozen=0,
        fees=50_100,
        exch_order_no=order_id,
        link_seq=1,
        result=0,
        channel=1,
        trading_date=date,
        placed_at=AT,
        stream_seq=order_id,
        changed_at=AT,
    )


def fill(account_id: int, order_id: int, *, date: int = DAY, commission: int = 50_000) -> None:
    TradingFill.objects.create(
        order_id=order_id,
        fill_no=1,
        account_id=account_id,
        trade_no=order_id,
        symbol="600000.SH",
        side=Side.BUY,
        price=100_000,
        qty=100,
        amount=10_000_000,
        commission=commission,
        stamp_duty=0,
        transfer=100,
        handling=300,
        regulatory=200,
        statutory_inside=True,
        trading_date=date,
        stream_seq=order_id,
        filled_at=AT,
    )


def entry(account_id: int, seq: int, amount: int, *, date: int = DAY) -> None:
    CashEntry.objects.create(
        account_id=account_id,
        stream_seq=seq,
        reason=CashReason.DEPOSIT,
        amount=amount,
        balance=amount,
        ref=f"d-{seq}",
        entry_date=date,
        at=AT,
    )
