"""The rulebook: a security's figures of one day, worked out from the dated rows (trading-rules 3 to 6 and 9)."""

from typing import Final

from tradehall.contracts.enums import Board, OrderType, SecurityClass, Venue
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.ids import Symbol, TradingDate
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import Price
from tradehall.trading_core.dated_rows import DatedTable
from tradehall.trading_core.rulebook_tables import RULE_ROWS

BASIS_POINTS: Final = 10_000
SEASONED: Final = 1_000_000
"""`sessions_since_listing` of a security that was listed long ago."""

RULES: Final = DatedTable(RULE_ROWS)


def price_limit(pre_close: Price, signed_bp: int, tick: Price) -> Price:
    """Limit price: half up to the tick, at least one tick from `pre_close`, never below one tick (SSE rules, 3.3).

    `signed_bp` is positive for the upper limit and negative for the lower one, in basis points.
    """
    numerator = pre_close * (BASIS_POINTS + signed_bp)
    limit = div_half_up(numerator, BASIS_POINTS * tick) * tick
    if abs(limit - pre_close) < tick:
        limit = pre_close + tick if signed_bp > 0 else pre_close - tick
    return max(limit, tick)


def ex_reference_price(
    pre_close: Price, tick: Price, *, cash: Price = 0, bonus_bp: int = 0, rights_bp: int = 0, rights_price: Price = 0
) -> Price:
    """Reference price of an ex-day 除权除息参考价 (fees-and-clearing 5); ratios per share in 1/10,000."""
    numerator = (pre_close - cash) * BASIS_POINTS + rights_bp * rights_price
    denominator = BASIS_POINTS + bonus_bp + rights_bp
    return max(div_half_up(numerator, denominator * tick) * tick, tick)


def limit_percentages(
    *,
    venue: Venue,
    board: Board,
    sec_class: SecurityClass,
    date: TradingDate,
    list_date: TradingDate,
    sessions_since_listing: int,
    risk_warning: bool,
    own_limit_bp: int,
) -> tuple[int, int]:
    """Upper and lower limit in basis points; (0, 0) on a day without a limit (trading-rules 4).

    The rules of the first days follow the list date: a stock listed under older rules keeps them.
    """
    listed = list_date or date
    if sessions_since_listing < RULES.value(venue, board, sec_class, "free_sessions", listed):
        return 0, 0
    if sessions_since_listing == 0:
        up = RULES.value(venue, board, sec_class, "first_day_up_bp", listed)
        if up:
            return up, RULES.value(venue, board, sec_class, "first_day_down_bp", listed)
    if own_limit_bp:
        return own_limit_bp, own_limit_bp
    parameter = "limit_bp_risk_warning" if risk_warning and board != Board.BOND else "limit_bp"
    both = RULES.value(venue, board, sec_class, parameter, date)
    return both, both


def instrument_day(
    *,
    symbol: Symbol,
    name: str,
    venue: Venue,
    board: Board,
    sec_class: SecurityClass,
    date: TradingDate,
    pre_close: Price,
    list_date: TradingDate = 0,
    sessions_since_listing: int = SEASONED,
    risk_warning: bool = False,
    suspended: bool = False,
    own_limit_bp: int = 0,
    no_limit: bool = False,
) -> InstrumentDay:
    """One line of the static file of `date`, with limits, lots, sizes, T+0/T+1 and cage from the dated rows.

    `sessions_since_listing` is 0 on the listing day, 1 on the next session, and so on; leave it out for a security that
    has been listed for long. `own_limit_bp` is the security's own percentage from the exchange's file (2,000 for an ETF
    that holds only ChiNext or STAR shares); 0 takes the board's. `no_limit` marks a day that the exchange
    set free: first day of re-listing, of the delisting period, or by its approval.
    Raises `BrokenInvariantError` when the tables hold nothing for that board and date.
    """

    def rule(parameter: str) -> int:
        return RULES.value(venue, board, sec_class, parameter, date)

    tick = rule("tick")
    up_bp, down_bp = limit_percentages(
        venue=venue,
        board=board,
        sec_class=sec_class,
        date=date,
        list_date=list_date,
        sessions_since_listing=sessions_since_listing,
        risk_warning=risk_warning,
        own_limit_bp=own_limit_bp,
    )
    limited = up_bp > 0 and not no_limit
    return InstrumentDay(
        symbol=symbol,
        name=name,
        venue=venue,
        board=board,
        sec_class=sec_class,
        tick=tick,
        pre_close=pre_close,
        limit_up=price_limit(pre_close, up_bp, tick) if limited else 0,
        limit_down=price_limit(pre_close, -down_bp, tick) if limited else 0,
        min_qty=rule("min_qty"),
        step_qty=rule("step_qty"),
        max_limit_qty=rule("max_limit_qty"),
        max_market_qty=rule("max_market_qty"),
        settle_days=rule("settle_days"),
        cage_bp=rule("cage_bp"),
        cage_min=rule("cage_min_ticks") * tick,
        suspended=suspended,
        risk_warning=risk_warning,
        list_date=list_date,
    )


def phase_masks(instrument: InstrumentDay, date: TradingDate) -> tuple[int, int, tuple[int, ...]]:
    """Bit sets of phases of a security: entry, cancel, and one for each order type (index = its number)."""
    venue, board, sec_class = instrument.venue, instrument.board, instrument.sec_class
    types = [0] * (max(OrderType) + 1)
    for kind in OrderType:
        types[kind] = RULES.value(venue, board, sec_class, f"type_{kind}_phases", date)
    return (
        RULES.value(venue, board, sec_class, "entry_phases", date),
        RULES.value(venue, board, sec_class, "cancel_phases", date),
        tuple(types),
    )


def permission_bits(*boards: Board) -> int:
    """Bit set for `OpenAccount.permissions`: bit `board - 1` of each board."""
    bits = 0
    for board in boards:
        bits |= 1 << (board - 1)
    return bits


def required_permission(instrument: InstrumentDay, date: TradingDate) -> int:
    """Permission bits that an order in this security needs; 0 where every account may trade."""
    needed = RULES.value(instrument.venue, instrument.board, instrument.sec_class, "needs_permission", date)
    return permission_bits(instrument.board) if needed else 0


def risk_warning_buy_cap(instrument: InstrumentDay, date: TradingDate) -> int:
    """Shares that one account may buy of this security today because of its risk warning; 0: no cap."""
    if not instrument.risk_warning:
        return 0
    return RULES.value(instrument.venue, instrument.board, instrument.sec_class, "risk_warning_buy_cap", date)
