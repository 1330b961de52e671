"""Laws of the counter under random days: conservation, orders, idempotence, replay, dumps, private streams.

A small honest venue answers the exchange link; it may be slow, refuse, fill in pieces of one share, or remove orders
itself. Programs are lists of plain numbers, so a failing one shrinks to the few steps that matter.
"""

from collections import defaultdict, deque

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradehall.contracts.commands import (
    CancelOrder,
    ChangeAccount,
    CloseDay,
    CommissionPlan,
    Deposit,
    OpenAccount,
    OpenDay,
    PlaceOrder,
    SettleDay,
    TransferShares,
    Withdraw,
)
from tradehall.contracts.enums import (
    FINAL_STATUSES,
    Board,
    DayStage,
    OrderType,
    Phase,
    PositionReason,
    SecurityClass,
    Side,
    Venue,
)
from tradehall.contracts.events import AccountChanged, CashChanged, OrderChanged, OrderFilled, PositionChanged
from tradehall.contracts.link import (
    LinkAccepted,
    LinkCanceled,
    LinkCancelRejected,
    LinkEndOfDay,
    LinkFilled,
    LinkNewOrder,
    LinkPhase,
    LinkRejected,
)
from tradehall.contracts.shard import AccountSnapshot
from tradehall.kernel.ids import market_time
from tradehall.trading_core.facade import Counter, available_cash, instrument_day, permission_bits, sellable
from tradehall.trading_core.state import REQUEST_DAYS_KEPT

ACCOUNTS = (1, 2, 3)
PLANS = (
    CommissionPlan(25_000, 50_000, 5_000, 1_000),
    CommissionPlan(300_000, 0, 300_000, 0),
    CommissionPlan(10_000, 0, 0, 0, includes_statutory=False),
)
SECURITIES = (
    ("600000.SH", Board.MAIN, SecurityClass.STOCK, 50_000),  # 500 yuan a lot: transfer fee of half a fen
    ("600001.SH", Board.MAIN, SecurityClass.STOCK, 1_000),  # a penny stock: fees above proceeds
    ("688001.SH", Board.STAR, SecurityClass.STOCK, 1_234_500),
    ("513100.SH", Board.FUND, SecurityClass.CROSS_BORDER_ETF, 12_340),
)
PHASES = (Phase.CONT_AM, Phase.CONT_AM, Phase.CONT_AM, Phase.OPEN_CALL_B, Phase.BREAK, Phase.CLOSE_CALL)
QUANTITIES = (100, 200, 1_000, 10_000, 50, 250, 201)
FIRST_DATE = 20261102


def static_file(date):
    return tuple(
        instrument_day(
            symbol=symbol,
            name=symbol,
            venue=Venue.SSE,
            board=board,
            sec_class=sec_class,
            date=date,
            pre_close=pre_close,
        )
        for symbol, board, sec_class, pre_close in SECURITIES
    )


class Replica:
    """A client's view: a snapshot, then events applied by assignment."""

    def __init__(self, snapshot):
        self.epoch = snapshot.epoch
        self.seq, self.account, self.cash = snapshot.stream_seq, snapshot.account, snapshot.cash
        self.positions = {position.symbol: position for position in snapshot.positions}
        self.orders = {order.order_id: order for order in snapshot.orders}
        self.fills = list(snapshot.fills)

    def take(self, event):
        assert event.stream_seq == self.seq + 1
        self.seq = event.stream_seq
        if type(event) is AccountChanged:
            self.account = event
        elif type(event) is CashChanged:
            self.cash = event
        elif type(event) is PositionChanged:
            self.positions[event.symbol] = event
            if event.reason == PositionReason.SETTLE and event.qty_last == 0:
                del self.positions[event.symbol]
        elif type(event) is OrderChanged:
            self.orders[event.order_id] = event
        else:
            self.fills.append(event)

    def snapshot(self, date):
        orders = (self.orders[order_id] for order_id in sorted(self.orders))
        return AccountSnapshot(
            0,
            self.epoch,
            self.seq,
            self.account,
            self.cash,
            tuple(self.positions[symbol] for symbol in sorted(self.positions)),
            tuple(order for order in orders if order.trading_date == date),
            tuple(fill for fill in self.fills if fill.trading_date == date),
        )


class FakeVenue:
    """Answers every request once, in order; numbers its reports."""

    def __init__(self):
        self.inbox = deque()
        self.book = {}
        self.reports = 0
        self.trades = 0
        self.last_request = 0

    def receive(self, request):
        assert request.link_seq == self.last_request + 1
        self.last_request = request.link_seq
        self.inbox.append(request)

    def number(self):
        self.reports += 1
        return self.reports

    def answer(self, choice):
        """Report on the oldest request."""
        request = self.inbox.popleft()
        order_id, link_seq = request.order_id, request.link_seq
        if type(request) is LinkNewOrder:
            if choice % 7 == 0:
                return LinkRejected(self.number(), link_seq, order_id, 501, 0)
            self.book[order_id] = [request, request.qty]
            return LinkAccepted(self.number(), link_seq, order_id, link_seq + 5_000, 0)
        if order_id in self.book and choice % 5:
            leaves = self.book.pop(order_id)[1]
            return LinkCanceled(self.number(), link_seq, order_id, leaves, 0)
        return LinkCancelRejected(self.number(), link_seq, order_id, 403, 0)

    def trade(self, a, b):
        """Fill a part of an order, or now and then remove it."""
        order_id = sorted(self.book)[a % len(self.book)]
        request, leaves = self.book[order_id]
        if b % 29 == 0:
            del self.book[order_id]
            return LinkCanceled(self.number(), 0, order_id, leaves, 0)
        qty = leaves if b % 3 == 0 else 1 + b % leaves
        tick = 10 if request.symbol.startswith("5") else 100
        better = b % 4 * tick
        price = max(tick, request.price - better) if request.side == Side.BUY else request.price + better
        if qty == leaves:
            del self.book[order_id]
        else:
            self.book[order_id][1] -= qty
        self.trades += 1
        return LinkFilled(self.number(), order_id, self.trades, price, qty, 0)

    def refuse_late(self):
        """Answers after the last report of the day: nothing enters a book any more."""
        while self.inbox:
            request = self.inbox.popleft()
            kind = LinkRejected if type(request) is LinkNewOrder else LinkCancelRejected
            yield kind(self.number(), request.link_seq, request.order_id, 209, 0)


class Pick:
    """Two numbers, and the account and security that they name."""

    def __init__(self, a, b):
        self.a, self.b = a, b
        self.account_id = ACCOUNTS[a % len(ACCOUNTS)]
        self.symbol = SECURITIES[b % len(SECURITIES)][0]


class World:
    """A counter, its venue, its clients, and a ledger kept beside it."""

    def __init__(self):
        self.counter = Counter()
        self.venue = FakeVenue()
        self.journal = []
        self.times = []
        self.date = FIRST_DATE
        self.replicas = {}
        self.cash_in = defaultdict(int)
        self.shares_in = defaultdict(int)
        self.fills = defaultdict(list)
        self.first_freeze = {}
        self.orders = {}
        self.ids = 0
        self.say(OpenDay(self.date, static_file(self.date)))
        self.report(LinkPhase(self.venue.number(), Venue.SSE, Phase.CONT_AM, self.date, 0))
        for account_id in ACCOUNTS:
            bits = permission_bits(Board.STAR)
            self.say(OpenAccount(f"o{account_id}", account_id, "C1", "A1", "1", "1", PLANS[account_id % 3], bits))
            self.replicas[account_id] = Replica(self.counter.snapshot(account_id))

    def new_id(self):
        self.ids += 1
        return f"r{self.ids}"

    def say(self, command):
        """Execute, keep the journal, tell the clients, the ledger and the venue."""
        seq = len(self.journal) + 1
        self.times.append(market_time(self.date, 93_000, seq))
        outcome = self.counter.execute(seq, self.times[-1], command)
        self.journal.append((command, outcome))
        for event in outcome.events:
            account_id = getattr(event, "account_id", 0)
            if account_id in self.replicas:
                self.replicas[account_id].take(event)
            if type(event) is OrderFilled:
                self.fills[event.order_id].append(event)
            if type(event) is OrderChanged:
                self.note_order(event)
        if outcome.result == 0 and outcome.events:
            self.note_movement(command)
        for event in outcome.events:
            if type(event) is OrderChanged:
                request = self.counter.link_message(event)
                if request is not None:
                    self.venue.receive(request)
        return outcome

    report = say

    def note_order(self, event):
        before = self.orders.get(event.order_id)
        if before is None:
            self.first_freeze[event.order_id] = event.frozen
        else:
            assert before.status not in FINAL_STATUSES
            assert event.frozen <= before.frozen
        self.orders[event.order_id] = event

    def note_movement(self, command):
        if type(command) is Deposit:
            self.cash_in[command.account_id] += command.amount
        elif type(command) is Withdraw:
            self.cash_in[command.account_id] -= command.amount
        elif type(command) is TransferShares:
            self.shares_in[command.account_id, command.symbol] += command.qty

    # Steps of a program -----------------------------------------------------------------------

    def step(self, kind, a, b):
        getattr(self, f"do_{kind}")(Pick(a, b))

    def do_deposit(self, pick):
        self.say(Deposit(self.new_id(), pick.account_id, (pick.b * 1_009 + pick.a) * 100))

    def do_withdraw(self, pick):
        self.say(Withdraw(self.new_id(), pick.account_id, (pick.b * 499 + pick.a) * 100))

    def do_move(self, pick):
        self.say(TransferShares(self.new_id(), pick.account_id, pick.symbol, pick.b - 300 + pick.a % 2 * 1_000, 50_000))

    def do_buy(self, pick):
        self.place(pick.account_id, pick.symbol, Side.BUY, pick.a, pick.b)

    def do_sell(self, pick):
        self.place(pick.account_id, pick.symbol, Side.SELL, pick.a, pick.b)

    def place(self, account_id, symbol, side, a, b):
        line = self.counter.state.instruments[symbol].day
        price = line.pre_close + (a % 9 - 4) * line.tick
        qty = QUANTITIES[b % len(QUANTITIES)]
        self.say(PlaceOrder(account_id, self.new_id(), symbol, side, OrderType.LIMIT, price, qty))

    def do_spend(self, pick):
        """Buy with the last fen: the largest lot count that the cash still carries is found by asking."""
        line = self.counter.state.instruments[SECURITIES[0][0]].day
        qty = available_cash(self.counter.state.accounts[pick.account_id].cash) // line.pre_close // 100 * 100
        for lots in (qty, qty - 100, qty - 200):
            if lots > 0:
                self.say(
                    PlaceOrder(
                        pick.account_id, self.new_id(), line.symbol, Side.BUY, OrderType.LIMIT, line.pre_close, lots
                    )
                )

    def do_cancel(self, pick):
        if self.orders:
            recent = sorted(self.orders)[-12:]
            order = self.orders[recent[pick.b % len(recent)]]
            self.say(CancelOrder(order.account_id, order.order_id))

    def do_venue(self, pick):
        if self.venue.inbox and (pick.a % 3 or not self.venue.book):
            self.report(self.venue.answer(pick.b))
        elif self.venue.book:
            self.report(self.venue.trade(pick.a, pick.b))

    def do_phase(self, pick):
        self.report(LinkPhase(self.venue.number(), Venue.SSE, PHASES[pick.b % len(PHASES)], self.date, 0))

    def do_plan(self, pick):
        self.say(
            ChangeAccount(
                self.new_id(), pick.account_id, PLANS[pick.b % 3], permission_bits(Board.STAR), pick.b % 11 == 0
            )
        )

    def do_snapshot(self, pick):
        self.replicas[pick.account_id] = Replica(self.counter.snapshot(pick.account_id))

    def do_repeat(self, pick):
        """Any command said again gives its first answer and changes nothing; a cancel has no id and is left out."""
        command, _ = self.journal[pick.b % len(self.journal)]
        index = next(index for index, (said, _) in enumerate(self.journal) if said is command)
        first = self.journal[index][1]
        days_kept = 2 if type(command) is PlaceOrder else REQUEST_DAYS_KEPT
        too_old = self.times[index] <= market_time(self.date - days_kept, 235_959)
        if too_old or type(command) in (CancelOrder, CloseDay, SettleDay, OpenDay):
            return
        before = self.counter.state_hash()
        again = self.say(command)
        report = type(command).__name__.startswith("Link")
        assert (again.result, again.events) == (0 if report else first.result, [])
        assert self.counter.state_hash() == before

    def do_reload(self, _pick):
        before = self.counter.dump()
        self.counter = Counter.load(before)
        assert self.counter.dump() == before

    def do_day(self, pick):
        """End the day with requests still unanswered, settle it, answer them late, open the next."""
        own = self.counter.own_totals
        self.report(LinkEndOfDay(self.venue.number(), self.date, *own, 0))
        self.venue.book.clear()
        assert self.say(CloseDay(self.date)).result == 0
        self.check_laws()
        if pick.b % 2:
            self.answer_late()
        assert self.say(SettleDay(self.date)).result == 0
        self.check_laws()
        self.answer_late()
        self.date += 1
        assert self.say(OpenDay(self.date, static_file(self.date))).result == 0
        self.report(LinkPhase(self.venue.number(), Venue.SSE, Phase.CONT_AM, self.date, 0))

    def answer_late(self):
        for report in self.venue.refuse_late():
            assert self.report(report).events == []
        assert self.counter.pending_requests(0) == []

    # Laws -------------------------------------------------------------------------------------

    def check_laws(self):
        for order in self.orders.values():
            self.check_order(order)
        for account_id in ACCOUNTS:
            self.check_account(account_id, self.counter.state.accounts[account_id])

    def check_order(self, order):
        fills = self.fills[order.order_id]
        leaves = order.qty - order.cum_qty - order.cxl_qty
        assert order.cum_qty == sum(fill.qty for fill in fills)
        assert order.cum_amount == sum(fill.amount for fill in fills)
        assert order.fees == sum(paid(fill) for fill in fills)
        assert [fill.fill_no for fill in fills] == list(range(1, len(fills) + 1))
        assert all(min(fill.commission, fill.stamp_duty, fill.transfer) >= 0 for fill in fills)
        assert leaves >= 0
        assert (leaves == 0) == (order.status in FINAL_STATUSES)
        if order.side == Side.BUY:
            assert order.cum_amount + order.fees + order.frozen <= self.first_freeze[order.order_id]

    def check_account(self, account_id, account):
        cash = account.cash
        mine = [order for order in self.orders.values() if order.account_id == account_id]
        traded = sum(
            (-1 if order.side == Side.BUY else 1) * order.cum_amount - order.fees for order in mine if order.cum_qty
        )
        assert cash.balance + cash.sold_today - cash.bought_today == self.cash_in[account_id] + traded
        assert cash.frozen_order == sum(order.frozen for order in mine)
        # A sale's fees may exceed its proceeds (section 3); nothing else takes the available cash below zero.
        dear_sales = sum(max(0, order.fees - order.cum_amount) for order in mine if order.side == Side.SELL)
        worst = sum(worst_sale(self.fills[order.order_id]) for order in mine if order.side == Side.SELL)
        assert available_cash(cash) + max(dear_sales, worst) >= 0
        for symbol in {symbol for symbol, *_ in SECURITIES}:
            bought = sum(order.cum_qty for order in mine if order.symbol == symbol and order.side == Side.BUY)
            sold = sum(order.cum_qty for order in mine if order.symbol == symbol and order.side == Side.SELL)
            expected = self.shares_in[account_id, symbol] + bought - sold
            position = account.positions.get(symbol)
            if position is None:
                assert expected == 0
                continue
            live = [order for order in mine if order.symbol == symbol and order.side == Side.SELL]
            assert position.qty_last + position.buy_today - position.sell_today == expected
            assert position.frozen_sell == sum(order.qty - order.cum_qty - order.cxl_qty for order in live)
            settle_days = self.counter.state.instruments[symbol].settle_days
            assert sellable(position, settle_days) >= 0


def paid(fill):
    outside = 0 if fill.statutory_inside else fill.handling + fill.regulatory
    return fill.commission + fill.stamp_duty + fill.transfer + outside


def worst_sale(fills):
    """How far the fees of a sale ran ahead of its proceeds at the worst moment."""
    worst = ahead = 0
    for fill in fills:
        ahead += paid(fill) - fill.amount
        worst = max(worst, ahead)
    return worst


KINDS = (
    *("deposit", "withdraw", "move", "plan", "phase", "snapshot", "repeat", "reload", "day", "spend"),
    *("buy", "sell", "cancel") * 3,
    *("venue",) * 12,
)
PROGRAMS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 999), st.integers(0, 9_999)), min_size=1, max_size=120
)
START = [("deposit", a, 9_999) for a in range(3)] + [("move", a, 5_000 + b) for a in range(3) for b in range(4)]


def run(program):
    world = World()
    for kind, a, b in START + program:
        world.step(kind, a, b)
    return world


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(PROGRAMS)
def test_books_hold_after_every_step(program):
    world = World()
    for kind, a, b in START + program:
        world.step(kind, a, b)
        world.check_laws()
    assert world.counter.stage == DayStage.OPEN


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(PROGRAMS, st.integers(0, 10_000))
def test_replay_and_dump_give_the_live_state(program, cut):
    world = run(program)
    commands = [command for command, _ in world.journal]
    cut %= len(commands) + 1
    replayed = Counter()
    for seq, command in enumerate(commands, start=1):
        replayed.execute(seq, world.times[seq - 1], command)
        if seq == cut:
            replayed = Counter.load(replayed.dump())
    assert replayed.state_hash() == world.counter.state_hash()
    assert replayed.dump() == world.counter.dump()
    assert replayed.pending_requests(0) == world.counter.pending_requests(0)


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(PROGRAMS)
def test_stale_snapshot_and_later_events_give_the_fresh_one(program):
    world = run(program)
    for account_id in ACCOUNTS:
        fresh = world.counter.snapshot(account_id)
        assert world.replicas[account_id].snapshot(world.date) == fresh


def test_programs_reach_fills_on_every_security():
    """The random days are worth something only if orders really trade."""
    steps = [(kind, a * 7, a * 13 + b) for a in range(120) for b, kind in enumerate(("buy", "sell", "venue"))]
    steps += [("venue", a * 5 + 1, a * 11 + 1) for a in range(400)]
    world = run(steps)
    traded = {fill.symbol for fills in world.fills.values() for fill in fills}
    assert traded == {symbol for symbol, *_ in SECURITIES}
    world.check_laws()
