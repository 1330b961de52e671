"""A desk for tests: one counter, one account, and the reports of a venue said by hand."""

import pytest

from tradehall.contracts.commands import (
    CancelOrder,
    CloseDay,
    CommissionPlan,
    CounterCommand,
    Deposit,
    OpenAccount,
    OpenDay,
    PlaceOrder,
    SettleDay,
    TransferShares,
)
from tradehall.contracts.enums import Board, OrderType, Phase, SecurityClass, Side, Venue
from tradehall.contracts.events import CashChanged, OrderChanged, PositionChanged
from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.link import (
    LinkAccepted,
    LinkCanceled,
    LinkCancelRejected,
    LinkEndOfDay,
    LinkFilled,
    LinkPhase,
    LinkRejected,
)
from tradehall.kernel.ids import market_time
from tradehall.kernel.units import parse_money, parse_price
from tradehall.trading_core.facade import Counter, Outcome, instrument_day, permission_bits

DAY = 20261120
NEXT_DAY = 20261123
ACCOUNT = 1_000_000_001
MAIN_STOCK = "600000.SH"
PLAN = CommissionPlan(25_000, 50_000, 25_000, 50_000)


def main_stock(pre_close: str = "10.00", date: int = DAY, **changes) -> InstrumentDay:
    facts = {
        "symbol": MAIN_STOCK,
        "name": "样本银行",
        "venue": Venue.SSE,
        "board": Board.MAIN,
        "sec_class": SecurityClass.STOCK,
        "date": date,
        "pre_close": parse_price(pre_close),
    }
    return instrument_day(**{**facts, **changes})


class Desk:
    """Says commands and reports to one counter."""

    def __init__(self) -> None:
        self.counter = Counter()
        self.seq = 0
        self.report_seq = 0
        self.journal: list[tuple[int, int, CounterCommand]] = []

    def do(self, command: CounterCommand) -> Outcome:
        self.seq += 1
        at = market_time(self.counter.trading_date or DAY, 93000, self.seq)
        self.journal.append((self.seq, at, command))
        return self.counter.execute(self.seq, at, command)

    def open_account(self, cash: str = "0", account: int = ACCOUNT, plan: CommissionPlan = PLAN, **changes) -> None:
        facts = {
            "request_id": f"open-{account}",
            "account_id": account,
            "client_no": f"C{account}",
            "investor_sh": "A000000001",
            "investor_sz": "0000000001",
            "investor_bj": "0000000001",
            "commission": plan,
            "permissions": permission_bits(Board.CHINEXT, Board.STAR, Board.BSE, Board.BOND),
        }
        assert self.do(OpenAccount(**{**facts, **changes})).result == 0
        if parse_money(cash):
            assert self.do(Deposit(f"first-{account}", account, parse_money(cash))).result == 0

    def open_day(self, *instruments: InstrumentDay, date: int = DAY, phase: Phase = Phase.CONT_AM) -> None:
        assert self.do(OpenDay(date, instruments)).result == 0
        for venue in Venue:
            self.phase(phase, venue)

    def report(self) -> int:
        self.report_seq += 1
        return self.report_seq

    def phase(self, phase: Phase, venue: Venue = Venue.SSE) -> Outcome:
        return self.do(LinkPhase(self.report(), venue, phase, self.counter.trading_date, 0))

    def place(
        self,
        side: Side,
        price: str,
        qty: int,
        client_id: str = "",
        symbol: str = MAIN_STOCK,
        account: int = ACCOUNT,
    ) -> Outcome:
        client_id = client_id or f"id{self.seq}"
        return self.do(PlaceOrder(account, client_id, symbol, side, OrderType.LIMIT, parse_price(price), qty))

    def buy(self, price: str, qty: int, client_id: str = "", symbol: str = MAIN_STOCK, **more) -> Outcome:
        return self.place(Side.BUY, price, qty, client_id, symbol, **more)

    def sell(self, price: str, qty: int, client_id: str = "", symbol: str = MAIN_STOCK, **more) -> Outcome:
        return self.place(Side.SELL, price, qty, client_id, symbol, **more)

    def transfer(self, qty: int, unit_cost: str = "10", symbol: str = MAIN_STOCK, account: int = ACCOUNT) -> Outcome:
        return self.do(TransferShares(f"move{self.seq}", account, symbol, qty, parse_price(unit_cost)))

    def accept(self, order_id: int) -> Outcome:
        return self.do(LinkAccepted(self.report(), self.link_seq_of(order_id), order_id, order_id % 10_000, 0))

    def link_seq_of(self, order_id: int) -> int:
        return self.counter.state.orders[order_id].link_seq

    def reject(self, order_id: int, result: int = 501) -> Outcome:
        return self.do(LinkRejected(self.report(), self.link_seq_of(order_id), order_id, result, 0))

    def fill(self, order_id: int, qty: int, price: str) -> Outcome:
        number = self.report()
        return self.do(LinkFilled(number, order_id, number, parse_price(price), qty, 7))

    def cancel(self, order_id: int, account: int = ACCOUNT) -> Outcome:
        return self.do(CancelOrder(account, order_id))

    def canceled(self, order_id: int, qty: int, *, by_venue: bool = False) -> Outcome:
        link_seq = 0 if by_venue else self.link_seq_of(order_id)
        return self.do(LinkCanceled(self.report(), link_seq, order_id, qty, 0))

    def cancel_rejected(self, order_id: int) -> Outcome:
        return self.do(LinkCancelRejected(self.report(), self.link_seq_of(order_id), order_id, 403, 0))

    def end_of_day(self) -> Outcome:
        return self.do(LinkEndOfDay(self.report(), self.counter.trading_date, 0, 0, 0, 0))

    def finish_day(self) -> None:
        """Venue's last report, close, settle."""
        self.end_of_day()
        date = self.counter.trading_date
        assert self.do(CloseDay(date)).result == 0
        assert self.do(SettleDay(date)).result == 0

    def cash(self, account: int = ACCOUNT) -> CashChanged:
        return self.counter.state.accounts[account].cash

    def position(self, symbol: str = MAIN_STOCK, account: int = ACCOUNT) -> PositionChanged | None:
        return self.counter.state.accounts[account].positions.get(symbol)

    def order(self, order_id: int) -> OrderChanged:
        return self.counter.state.orders[order_id]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def stock():
    """Makes a line of the static file of the sample stock."""
    return main_stock


@pytest.fixture
def open_desk(desk: Desk) -> Desk:
    """One account with 1,000,000 yuan, one main-board stock at 10.00, continuous trading."""
    desk.open_account("1000000")
    desk.open_day(main_stock())
    return desk
