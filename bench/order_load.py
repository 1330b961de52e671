"""The load of the order path: a market of several hundred instruments, many accounts, an endless row of orders."""

import itertools
from collections.abc import Iterator

from tradehall.contracts.codec import encode
from tradehall.contracts.commands import CommissionPlan, CounterCommand, Deposit, OpenAccount, OpenDay, PlaceOrder
from tradehall.contracts.enums import Board, OrderType, Phase, SecurityClass, Side, Venue
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.link import LinkPhase
from tradehall.contracts.shard import JournalBody
from tradehall.kernel.ids import market_time
from tradehall.trading_core.facade import Counter

TRADING_DATE = 20261123
ACCOUNTS = 2_000
INSTRUMENTS = 500
FIRST_ACCOUNT = 1_000_000_001
PRICE = 100_000
QTY = 100
DEPOSIT = 1_000_000_000 * 10_000
PLAN = CommissionPlan(stock_rate=25_000, stock_minimum=50_000, fund_rate=25_000, fund_minimum=50_000)

SYMBOLS = tuple(f"{600_000 + number}.SH" for number in range(INSTRUMENTS))


def instrument(symbol: str) -> InstrumentDay:
    return InstrumentDay(
        symbol=symbol,
        name=symbol,
        venue=Venue.SSE,
        board=Board.MAIN,
        sec_class=SecurityClass.STOCK,
        tick=100,
        pre_close=PRICE,
        limit_up=PRICE * 11 // 10,
        limit_down=PRICE * 9 // 10,
        min_qty=100,
        step_qty=100,
        max_limit_qty=1_000_000,
        max_market_qty=1_000_000,
        settle_days=1,
    )


def opening_commands() -> list[CounterCommand]:
    """An open day in continuous trading, and accounts with cash."""
    at = market_time(TRADING_DATE, 93_000)
    commands: list[CounterCommand] = [
        OpenDay(TRADING_DATE, tuple(instrument(symbol) for symbol in SYMBOLS)),
        LinkPhase(1, Venue.SSE, Phase.CONT_AM, TRADING_DATE, at),
    ]
    for number in range(ACCOUNTS):
        account_id = FIRST_ACCOUNT + number
        commands.append(OpenAccount(f"open-{number}", account_id, f"C{number}", f"A{number:09d}", "", "", PLAN))
        commands.append(Deposit(f"cash-{number}", account_id, DEPOSIT))
    return commands


def opening_row() -> tuple[int, bytes]:
    """`(count, body)` of a first journal row that holds the opening commands, so that no exchange is needed."""
    counter = Counter(shard=1)
    at = market_time(TRADING_DATE, 93_000)
    commands = opening_commands()
    outcomes = [counter.execute(seq, at, command) for seq, command in enumerate(commands, 1)]
    refused = [outcome.result for outcome in outcomes if outcome.result]
    if refused:
        raise RuntimeError(f"the opening commands were refused with {refused[0]}")
    body = JournalBody(
        at,
        tuple(commands),
        tuple(int(outcome.result) for outcome in outcomes),
        tuple(len(outcome.events) for outcome in outcomes),
        tuple(event for outcome in outcomes for event in outcome.events),
    )
    return len(commands), encode(body)


def orders() -> Iterator[PlaceOrder]:
    """Buy orders over all accounts and instruments; every one is accepted and rests."""
    for number in itertools.count():
        yield PlaceOrder(
            FIRST_ACCOUNT + number % ACCOUNTS,
            f"o{number}",
            SYMBOLS[number * 7 % INSTRUMENTS],
            Side.BUY,
            OrderType.LIMIT,
            PRICE - number % 5 * 100,
            QTY,
        )
