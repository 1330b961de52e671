"""A small market for tests: two venues' shares, accounts with cash and shares, and a seeded flow of orders."""

import random
from collections.abc import Mapping, Sequence

from tradehall.contracts.commands import (
    CancelOrder,
    CommissionPlan,
    Deposit,
    OpenAccount,
    OpenDay,
    PlaceOrder,
    TransferShares,
)
from tradehall.contracts.enums import Board, OrderType, SecurityClass, Side, Venue
from tradehall.contracts.exchange import ExchangeOpenDay
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.results import ResultCode

DATE = 20261123
NEXT_DATE = 20261124
SEED = 11
FIRST_ACCOUNT = 1_000_000_001
ACCOUNTS = tuple(range(FIRST_ACCOUNT, FIRST_ACCOUNT + 8))
DEPOSIT = 5_000_000 * 10_000
SHARES = 50_000
PLAN = CommissionPlan(stock_rate=25_000, stock_minimum=50_000, fund_rate=25_000, fund_minimum=50_000)


def instrument(symbol: str, pre_close: int = 100_000) -> InstrumentDay:
    venue = Venue.SSE if symbol.endswith("SH") else Venue.SZSE
    return InstrumentDay(
        symbol=symbol,
        name=symbol,
        venue=venue,
        board=Board.MAIN,
        sec_class=SecurityClass.STOCK,
        tick=100,
        pre_close=pre_close,
        limit_up=pre_close * 11 // 10,
        limit_down=pre_close * 9 // 10,
        min_qty=100,
        step_qty=100,
        max_limit_qty=1_000_000,
        max_market_qty=1_000_000,
        settle_days=1,
    )


SYMBOLS = (*(f"60000{number}.SH" for number in range(4)), *(f"00000{number}.SZ" for number in range(1, 5)))
INSTRUMENTS = tuple(instrument(symbol) for symbol in SYMBOLS)
REFERENCE_PRICES = {day.symbol: day.pre_close for day in INSTRUMENTS}


def open_market(stack, date: int = DATE) -> None:
    """Open the venue's day, then the firm's."""
    assert stack.control.open_day(ExchangeOpenDay(date, INSTRUMENTS, SEED)).result == ResultCode.OK
    assert stack.counter.submit(OpenDay(date, INSTRUMENTS)).result == ResultCode.OK


def open_accounts(stack) -> None:
    """Accounts with cash and shares of every symbol."""
    commands = []
    for account_id in ACCOUNTS:
        commands += [
            OpenAccount(
                f"open-{account_id}", account_id, f"C{account_id}", f"A{account_id}", f"B{account_id}", "", PLAN
            ),
            Deposit(f"cash-{account_id}", account_id, DEPOSIT),
            *(TransferShares(f"in-{account_id}-{symbol}", account_id, symbol, SHARES, 98_000) for symbol in SYMBOLS),
        ]
    assert {answer.result for answer in stack.counter.submit_many(commands)} == {ResultCode.OK}


class Flow:
    """A seeded flow of orders and cancels; every order has its own client id. `prices` are references by symbol."""

    def __init__(
        self, seed: int, accounts: Sequence[int] = ACCOUNTS, prices: Mapping[str, int] = REFERENCE_PRICES
    ) -> None:
        self._accounts = accounts
        self._prices = prices
        self._symbols = tuple(prices)
        self._random = random.Random(seed)
        self._number = 0
        self._seed = seed

    def order(self) -> PlaceOrder:
        pick = self._random
        self._number += 1
        side = pick.choice((Side.BUY, Side.SELL))
        # Around the reference price: some take at once, some rest, a few are beyond the limits and are refused.
        away = pick.choice((-120, -30, -10, 0, 10, 30, 120))
        account_id, symbol = pick.choice(self._accounts), pick.choice(self._symbols)
        price = self._prices[symbol]
        return PlaceOrder(
            account_id,
            f"f{self._seed}-{self._number}",
            symbol,
            side,
            OrderType.LIMIT,
            (price + price * away // 1000) // 100 * 100,
            pick.choice((100, 200, 500)),
        )

    def wants_cancel(self) -> bool:
        return self._random.random() < 0.2

    def cancel_of(self, acknowledged: list[tuple[int, int]]) -> CancelOrder:
        account_id, order_id = self._random.choice(acknowledged[-50:])
        return CancelOrder(account_id, order_id)
