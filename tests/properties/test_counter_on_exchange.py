"""The counter against the real simulated exchange: the books hold and both sides count the same fills."""

from collections import Counter as Tally
from collections import deque

from hypothesis import given, settings
from hypothesis import strategies as st

from tradehall.contracts.commands import (
    CancelOrder,
    CloseDay,
    CommissionPlan,
    Deposit,
    OpenAccount,
    OpenDay,
    PlaceOrder,
    SettleDay,
)
from tradehall.contracts.enums import Board, OrderType, Phase, SecurityClass, Side, Venue
from tradehall.contracts.events import OrderChanged
from tradehall.contracts.exchange import ExchangeOpenDay, Tick
from tradehall.contracts.link import LinkFilled
from tradehall.kernel.ids import market_time
from tradehall.simulated_exchange.facade import Exchange
from tradehall.trading_core.facade import Counter, available_cash, instrument_day, permission_bits

DAY = 20261120
PLAN = CommissionPlan(25_000, 50_000, 5_000, 50_000)
ACCOUNTS = (1, 2, 3)
CASH = 10**10
LINES = (
    ("600000.SH", Venue.SSE, Board.MAIN, SecurityClass.STOCK, 100_000),
    ("920001.BJ", Venue.BSE, Board.BSE, SecurityClass.STOCK, 82_500),
    ("510300.SH", Venue.SSE, Board.FUND, SecurityClass.STOCK_ETF, 41_230),
    ("159001.SZ", Venue.SZSE, Board.FUND, SecurityClass.BOND_ETF, 1_000_000),
)
# Every few minutes of a whole day, the calls and the pause between the sessions included.
TIMES = [hour * 10_000 + minute * 100 for hour in range(9, 16) for minute in range(0, 60, 3)]


class Market:
    """One counter and one exchange, joined by a link that delivers late."""

    def __init__(self, seed):
        self.counter, self.exchange = Counter(), Exchange()
        self.to_venue = deque()
        self.seq = 0
        self.tally = Tally()
        self.at = market_time(DAY, 90_000)
        static_file = tuple(
            instrument_day(
                symbol=symbol, name=symbol, venue=venue, board=board, sec_class=kind, date=DAY, pre_close=pre_close
            )
            for symbol, venue, board, kind, pre_close in LINES
        )
        for account in ACCOUNTS:
            self.say(OpenAccount(f"o{account}", account, "C", "a", "b", "c", PLAN, permission_bits(Board.BSE)))
            self.say(Deposit(f"d{account}", account, CASH))
        self.say(OpenDay(DAY, static_file))
        self.tell_venue(ExchangeOpenDay(DAY, static_file, seed))

    def say(self, command):
        self.seq += 1
        outcome = self.counter.execute(self.seq, self.at, command)
        self.tally[type(command)] += 1
        for event in outcome.events:
            request = self.counter.link_message(event) if type(event) is OrderChanged else None
            if request is not None:
                self.to_venue.append(request)
        return outcome

    def tell_venue(self, command):
        for report in self.exchange.execute(self.seq, self.at, command).reports:
            self.say(report)

    def deliver(self, count):
        for _ in range(min(count, len(self.to_venue))):
            self.tell_venue(self.to_venue.popleft())

    def act(self, number):
        symbol, *_, pre_close = LINES[number % len(LINES)]
        account = ACCOUNTS[number % len(ACCOUNTS)]
        line = self.counter.state.instruments[symbol]
        price = pre_close + (number // 7 % 21 - 10) * line.tick
        side = Side.SELL if number % 5 == 0 else Side.BUY
        qty = (100, 300, 1_000)[number // 3 % 3]
        self.say(PlaceOrder(account, f"n{self.seq}", symbol, side, OrderType.LIMIT, price, qty))
        if number % 4 == 0 and self.counter.order_count:
            order = list(self.counter.state.orders.values())[-1 - number % min(8, self.counter.order_count)]
            self.say(CancelOrder(order.account_id, order.order_id))


def run_day(seed, numbers):
    market = Market(seed)
    for index, hhmmss in enumerate(TIMES):
        market.at = market_time(DAY, hhmmss)
        number = numbers[index % len(numbers)] + index * 11
        market.act(number)
        market.act(number // 2)
        market.deliver(number % 5)
        market.tell_venue(Tick(market.at))
    return market


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(1, 1_000), st.lists(st.integers(0, 100_000), min_size=1, max_size=30))
def test_a_day_between_counter_and_exchange(seed, numbers):
    market = run_day(seed, numbers)
    counter = market.counter
    assert counter.phase(Venue.SSE) == Phase.CLOSED
    done = counter.venue_totals
    assert counter.own_totals == (done.fills, done.fill_qty, done.fill_amount)
    assert counter.last_report == market.exchange.last_report
    assert market.say(CloseDay(DAY)).result == 0
    market.deliver(len(market.to_venue))
    assert counter.pending_requests(0) == []
    assert market.say(SettleDay(DAY)).result == 0
    for account in ACCOUNTS:
        snapshot = counter.snapshot(account)
        moved = sum((1 if fill.side == Side.SELL else -1) * fill.amount - fees_paid(fill) for fill in snapshot.fills)
        assert snapshot.cash.balance == CASH + moved == available_cash(snapshot.cash)


def fees_paid(fill):
    return fill.commission + fill.stamp_duty + fill.transfer


def test_such_a_day_has_fills():
    assert run_day(7, [3, 17, 4_001]).tally[LinkFilled] > 20
