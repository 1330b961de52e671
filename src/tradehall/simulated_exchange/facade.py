"""The door of the simulated exchange: a deterministic machine that turns commands into reports and a tape.

Same commands, same state hash, on any machine and after any dump and load. The host journals the commands, keeps
their sequence and tells the time; nothing in here knows how late it really is.
"""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from tradehall.contracts.enums import Phase, SecurityClass, Side, Venue
from tradehall.contracts.exchange import ExchangeOpenDay, Tick, VenueCommand, VenueTrade
from tradehall.contracts.link import (
    LinkAccepted,
    LinkCancel,
    LinkCanceled,
    LinkCancelRejected,
    LinkEndOfDay,
    LinkFilled,
    LinkNewOrder,
    LinkPhase,
    LinkRejected,
    LinkReport,
)
from tradehall.contracts.quotes import Quote, TradeTick
from tradehall.kernel.ids import MarketTime, OrderId, Symbol, TradingDate, market_time
from tradehall.kernel.results import ResultCode
from tradehall.kernel.units import Price, Quantity
from tradehall.simulated_exchange import state
from tradehall.simulated_exchange.book import Order
from tradehall.simulated_exchange.checks import cage_refusal, phase_refusal, price_refusal, quantity_refusal
from tradehall.simulated_exchange.participants import FIRM, Crowd, takes_part
from tradehall.simulated_exchange.security import Security, Trade
from tradehall.simulated_exchange.sessions import PHASE_RULES, PhaseRule, phase_starts

__all__ = ["PHASE_RULES", "Exchange", "PhaseRule", "VenueOutcome", "phase_starts"]

_STEP: Final = 3_000_000
"""Market time that participants cover in one step; a jump is cut into at most `_STEPS_MAX` longer ones."""
_STEPS_MAX: Final = 40


@dataclass(slots=True)
class VenueOutcome:
    """What one command made: reports for the firm in their order, and trades for the public tape."""

    reports: list[LinkReport] = field(default_factory=list)
    trades: list[TradeTick] = field(default_factory=list)


@dataclass(slots=True)
class _Crossing:
    """At `at`, `venue` itself (None: only some classes) and `symbols` go to `phase`."""

    at: MarketTime
    venue: Venue
    phase: Phase
    whole_venue: bool
    symbols: list[Symbol]


class Exchange:
    """The venue of one trading day at a time. See the module for the promise of determinism."""

    def __init__(self) -> None:
        self.trading_date: TradingDate = 0
        self.last_report = 0
        self.last_request = 0
        self.last_tick_at: MarketTime = 0
        self._seed = 0
        self._securities: dict[Symbol, Security] = {}
        self._crowds: list[Crowd] = []
        self._phases: dict[Venue, Phase] = dict.fromkeys(Venue, Phase.CLOSED)
        self._crossings: list[_Crossing] = []
        self._crossed = 0
        self._ended = True
        self._next_order_no = 0
        self._next_trade_no = 0
        self._firm_orders: dict[OrderId, tuple[Symbol, Order]] = {}
        self._trade_file: list[VenueTrade] = []
        self._reports: list[LinkReport] = []
        self._opened_after = 0
        self._changed: dict[Symbol, None] = {}
        self._outcome = VenueOutcome()
        self._at: MarketTime = 0

    # Commands ------------------------------------------------------------------------------------

    def execute(self, seq: int, at: MarketTime, command: VenueCommand) -> VenueOutcome:  # noqa: ARG002 -- the host's number
        """Carry out one command of the journal. Refusals are reports, never exceptions."""
        outcome = self._outcome = VenueOutcome()
        self._at = at
        match command:
            case Tick():
                self._tick(command.at)
            case LinkNewOrder():
                self._new_order(command)
            case LinkCancel():
                self._cancel_order(command)
            case ExchangeOpenDay():
                self._open_day(command)
        self._reports += outcome.reports
        return outcome

    def _open_day(self, command: ExchangeOpenDay) -> None:
        if command.trading_date <= self.trading_date:
            return  # A repeat.
        if not self._ended:
            self._cross_until(market_time(self.trading_date, 235959))
        # A firm whose line was down at the close still gets the end of its day after the next one has opened.
        self._reports = self.reports_after(self._opened_after)
        self._opened_after = self.last_report
        date = self.trading_date = command.trading_date
        self._seed = command.seed
        self._securities = {
            day.symbol: Security(day, self._at) for day in command.instruments if day.sec_class != SecurityClass.INDEX
        }
        self._crowds = []
        if command.participants:
            self._crowds = [
                Crowd.opening(security, command.seed, date)
                for security in self._securities.values()
                if takes_part(security.day)
            ]
        self._phases = dict.fromkeys(Venue, Phase.PRE_OPEN)
        self._crossings = _crossings(date, self._securities)
        self._crossed = 0
        # A day that is opened late still has its call auction: participants begin before its first phase.
        self.last_tick_at = min(self._at, self._crossings[0].at - 1)
        self._ended = False
        self._next_order_no = self._next_trade_no = 0
        self._firm_orders = {}
        self._trade_file = []
        self._changed = dict.fromkeys(self._securities)

    def _tick(self, at: MarketTime) -> None:
        if at <= self.last_tick_at:
            return
        self._cross_until(at)
        self._participants_until(at)
        self.last_tick_at = at

    # Phases --------------------------------------------------------------------------------------

    def _cross_until(self, at: MarketTime) -> None:
        """Perform every change of phase up to `at` in order, with the participants' acts between them."""
        while self._crossed < len(self._crossings) and self._crossings[self._crossed].at <= at:
            instant = self._crossings[self._crossed].at
            self._participants_until(instant - 1)
            while self._crossed < len(self._crossings) and self._crossings[self._crossed].at == instant:
                self._cross(self._crossings[self._crossed])
                self._crossed += 1
            for crowd in self._crowds:
                crowd.wake(instant)
            self.last_tick_at = max(self.last_tick_at, instant)
            self._participants_act(instant)
        if not self._ended and self._crossed == len(self._crossings):
            self._end_day(self._crossings[-1].at)

    def _cross(self, crossing: _Crossing) -> None:
        self._at = crossing.at
        if crossing.whole_venue:
            self._phases[crossing.venue] = crossing.phase
            self._report(
                LinkPhase(self._number(), crossing.venue, crossing.phase, self.trading_date, crossing.at),
            )
        for symbol in crossing.symbols:
            security = self._securities[symbol]
            self._publish(security, security.change_phase(crossing.phase, crossing.at))
            self._changed[symbol] = None

    def _end_day(self, at: MarketTime) -> None:
        """Expire the firm's orders, empty the books, and report the control totals (EOS)."""
        self._ended = True
        for order_id, (symbol, order) in self._firm_orders.items():
            left = self._securities[symbol].cancel(order, at)
            if left:
                self._report(LinkCanceled(self._number(), 0, order_id, left, at))
        for security in self._securities.values():
            security.clear_book()
        self._crowds = []
        fills = self._trade_file
        self._report(
            LinkEndOfDay(
                self._number(),
                self.trading_date,
                len(fills),
                sum(fill.qty for fill in fills),
                sum(fill.price * fill.qty for fill in fills),
                at,
            )
        )

    # Participants --------------------------------------------------------------------------------

    def _participants_until(self, at: MarketTime) -> None:
        elapsed = at - self.last_tick_at
        if elapsed <= 0:
            return
        start = self.last_tick_at
        steps = min(-(-elapsed // _STEP), _STEPS_MAX)
        for step in range(1, steps + 1):
            self._participants_act(start + elapsed * step // steps)
        self.last_tick_at = at

    def _participants_act(self, at: MarketTime) -> None:
        self._at = at
        for crowd in self._crowds:
            if crowd.next_at <= at:
                crowd.act(at, self)

    def enter_for(self, security: Security, *, owner: int, buy: bool, price: Price, qty: Quantity) -> Order:
        """`MarketAccess` of the participants."""
        self._next_order_no += 1
        order = Order(self._next_order_no, owner, 0, buy, price, qty)
        self._changed[security.day.symbol] = None
        trades = security.enter(order, self._at)
        if trades:
            self._publish(security, trades)
        return order

    def cancel_for(self, security: Security, order: Order) -> None:
        """`MarketAccess` of the participants."""
        if security.cancel(order, self._at):
            self._changed[security.day.symbol] = None

    # The firm ------------------------------------------------------------------------------------

    def _new_order(self, request: LinkNewOrder) -> None:
        if request.link_seq <= self.last_request:
            return
        self.last_request = request.link_seq
        refusal = self._refusal(request)
        if refusal != ResultCode.OK:
            self._report(
                LinkRejected(self._number(), request.link_seq, request.order_id, int(refusal), self._at),
            )
            return
        security = self._securities[request.symbol]
        self._next_order_no += 1
        order = Order(self._next_order_no, FIRM, request.order_id, request.side == Side.BUY, request.price, request.qty)
        self._firm_orders[request.order_id] = (request.symbol, order)
        self._report(LinkAccepted(self._number(), request.link_seq, request.order_id, order.number, self._at))
        self._publish(security, security.enter(order, self._at))
        self._changed[request.symbol] = None

    def _refusal(self, request: LinkNewOrder) -> ResultCode:
        if request.order_id in self._firm_orders:
            return ResultCode.EXCHANGE_DUPLICATE
        security = self._securities.get(request.symbol)
        if security is None:
            return ResultCode.EXCHANGE_UNKNOWN_INSTRUMENT
        day, buy = security.day, request.side == Side.BUY
        if day.suspended:
            return ResultCode.INSTRUMENT_SUSPENDED
        rule = PHASE_RULES[security.phase]
        refusal = (
            phase_refusal(rule, day.venue, request.order_type)
            or price_refusal(day, request.price)
            or quantity_refusal(day, buy=buy, qty=request.qty)
        )
        if not refusal and rule.continuous:
            refusal = cage_refusal(day, buy=buy, price=request.price, touch=security.touch())
        return refusal

    def _cancel_order(self, request: LinkCancel) -> None:
        if request.link_seq <= self.last_request:
            return
        self.last_request = request.link_seq
        known = self._firm_orders.get(request.order_id)
        if known is None:
            self._refuse_cancel(request, ResultCode.UNKNOWN_ORDER)
            return
        symbol, order = known
        security = self._securities[symbol]
        if not order.leaves:
            self._refuse_cancel(request, ResultCode.ORDER_FINISHED)
        elif not PHASE_RULES[security.phase].cancel:
            self._refuse_cancel(request, ResultCode.PHASE_NOT_CANCELLABLE)
        else:
            left = security.cancel(order, self._at)
            self._changed[symbol] = None
            self._report(LinkCanceled(self._number(), request.link_seq, request.order_id, left, self._at))

    def _refuse_cancel(self, request: LinkCancel, result: ResultCode) -> None:
        self._report(LinkCancelRejected(self._number(), request.link_seq, request.order_id, int(result), self._at))

    # Reports and tape ----------------------------------------------------------------------------

    def _publish(self, security: Security, trades: list[Trade]) -> None:
        symbol, tape = security.day.symbol, self._outcome.trades
        for buy, sell, price, qty, took in trades:
            self._next_trade_no += 1
            number = self._next_trade_no
            tape.append(TradeTick(symbol, self._at, number, price, qty, took))
            for order in (buy, sell):
                if order.owner == FIRM:
                    self._report(LinkFilled(self._number(), order.ref, number, price, qty, self._at))
                    side = Side.BUY if order.buy else Side.SELL
                    self._trade_file.append(VenueTrade(number, symbol, order.ref, int(side), price, qty, self._at))

    def _number(self) -> int:
        self.last_report += 1
        return self.last_report

    def _report(self, report: LinkReport) -> None:
        self._outcome.reports.append(report)

    # Reading -------------------------------------------------------------------------------------

    def phase(self, venue: Venue) -> Phase:
        """The venue's phase, which is that of its stocks."""
        return self._phases[venue]

    def take_quotes(self) -> tuple[Quote, ...]:
        """Quotes of the securities that changed since the last call. Takes no part in the state."""
        changed, self._changed = self._changed, {}
        return tuple([self._securities[symbol].quote() for symbol in changed])

    def quotes(self) -> tuple[Quote, ...]:
        """Quotes of all securities."""
        return tuple([security.quote() for security in self._securities.values()])

    def trade_file(self) -> tuple[VenueTrade, ...]:
        """The firm's trades of the day, in order (the trade file 成交文件)."""
        return tuple(self._trade_file)

    def reports_after(self, report_seq: int) -> list[LinkReport]:
        """Reports of this day and the day before with a number above `report_seq`, in order."""
        if not self._reports:
            return []
        skip = max(report_seq - self._reports[0].report_seq + 1, 0)
        return self._reports[skip:]

    # State ---------------------------------------------------------------------------------------

    def dump(self) -> bytes:
        """The whole state, in one canonical form."""
        return state.encode(
            state.ExchangeState(
                trading_date=self.trading_date,
                last_report=self.last_report,
                last_request=self.last_request,
                last_tick_at=self.last_tick_at,
                seed=self._seed,
                phases=[(venue, phase) for venue, phase in self._phases.items()],
                crossed=self._crossed,
                ended=self._ended,
                next_order_no=self._next_order_no,
                next_trade_no=self._next_trade_no,
                securities=[state.security_state(security) for security in self._securities.values()],
                crowds=[state.crowd_state(crowd) for crowd in self._crowds],
                firm_orders=[(symbol, state.order_state(order)) for symbol, order in self._firm_orders.values()],
                trade_file=self._trade_file,
                reports=self._reports,
                opened_after=self._opened_after,
            )
        )

    def load(self, data: bytes) -> None:
        """Become the state that `data` holds; every quote then counts as changed."""
        held = state.decode(data)
        self.trading_date = held.trading_date
        self.last_report = held.last_report
        self.last_request = held.last_request
        self.last_tick_at = held.last_tick_at
        self._seed = held.seed
        self._phases = dict(held.phases)
        self._crossed = held.crossed
        self._ended = held.ended
        self._next_order_no = held.next_order_no
        self._next_trade_no = held.next_trade_no
        orders: dict[int, Order] = {}
        self._firm_orders = {}
        for symbol, image in held.firm_orders:
            order = orders[image.number] = state.order_from(image)
            self._firm_orders[order.ref] = (symbol, order)
        self._securities = {each.day.symbol: state.security_from(each, orders) for each in held.securities}
        self._crowds = [state.crowd_from(each, self._securities[each.symbol], orders) for each in held.crowds]
        self._trade_file = held.trade_file
        self._reports = held.reports
        self._opened_after = held.opened_after
        self._crossings = _crossings(self.trading_date, self._securities) if self.trading_date else []
        self._changed = dict.fromkeys(self._securities)
        self._outcome = VenueOutcome()

    def state_hash(self) -> str:
        """Hash of the dump: equal states have equal hashes."""
        return blake2b(self.dump(), digest_size=16).hexdigest()


def _crossings(date: TradingDate, securities: dict[Symbol, Security]) -> list[_Crossing]:
    """Every change of phase of the day in order of time, then venue, the venue's own schedule first."""
    groups: dict[tuple[Venue, tuple[tuple[Phase, int], ...]], list[Symbol]] = {
        (venue, phase_starts(venue, date)): [] for venue in Venue
    }
    for symbol, security in securities.items():
        day = security.day
        groups.setdefault((day.venue, phase_starts(day.venue, date, day.sec_class)), []).append(symbol)
    crossings = [
        _Crossing(market_time(date, hhmmss), venue, phase, schedule == phase_starts(venue, date), symbols)
        for (venue, schedule), symbols in groups.items()
        for phase, hhmmss in schedule
        if phase != Phase.PRE_OPEN
    ]
    crossings.sort(key=lambda crossing: (crossing.at, crossing.venue, not crossing.whole_venue))
    return crossings
