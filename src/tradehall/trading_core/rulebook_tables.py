"""The rulebook as data: dated rows of trading-rules 1, 3, 4, 5, 6 and 9. Facts only; `rulebook.py` reads them.

Percentages are in basis points, prices in 1/10,000 yuan, quantities in shares, fund units or bond pieces.
Rows marked [K?] are doubted by the source; they are parameters like any other, so a correction is one row.
"""

from typing import Final

from tradehall.contracts.enums import Board, OrderType, Phase, SecurityClass, Venue
from tradehall.trading_core.dated_rows import ALWAYS, ANY, START, Row

SSE, SZSE = Venue.SSE, Venue.SZSE
MAIN, CHINEXT, STAR, BSE, FUND, BOND = Board.MAIN, Board.CHINEXT, Board.STAR, Board.BSE, Board.FUND, Board.BOND
CONVERTIBLE, TREASURY, REPO = SecurityClass.CONVERTIBLE_BOND, SecurityClass.TREASURY_BOND, SecurityClass.REPO
REIT, INDEX = SecurityClass.REIT, SecurityClass.INDEX

# Dates of trading-rules 1 on which something changed.
SSE_CLOSING_CALL: Final = 20180820
STAR_OPENS: Final = 20190722
CHINEXT_REFORM: Final = 20200824
BSE_OPENS: Final = 20211115
BOND_RULES: Final = 20220501
CONVERTIBLE_LIMITS: Final = 20220801
MAIN_REFORM: Final = 20230410
RULES_2026: Final = 20260706
BSE_RISK_WARNING: Final = 20260831

FREE_ODD: Final = 1
"""Sell rule: any quantity from the minimum; a remainder below the minimum goes whole (STAR, BSE)."""
WHOLE_LOTS: Final = 2
"""Sell rule: whole lots, and the odd remainder in one order (every other board)."""


def _lots(
    venue: int, board: int, sec_class: int, minimum: int, step: int, limit: int, market: int, since: int = START
) -> tuple[Row, ...]:
    """Rows of one line of the table in trading-rules 3."""
    until = ALWAYS
    return (
        (venue, board, sec_class, "min_qty", minimum, since, until),
        (venue, board, sec_class, "step_qty", step, since, until),
        (venue, board, sec_class, "max_limit_qty", limit, since, until),
        (venue, board, sec_class, "max_market_qty", market, since, until),
        (venue, board, sec_class, "sell_rule", FREE_ODD if step == 1 else WHOLE_LOTS, since, until),
    )


# Tick, lots and sizes (trading-rules 3) -------------------------------------------------------
_TICKS_AND_LOTS: Final[tuple[Row, ...]] = (
    (ANY, ANY, ANY, "tick", 100, START, ALWAYS),
    (ANY, FUND, ANY, "tick", 10, START, ALWAYS),
    (ANY, BOND, ANY, "tick", 10, START, ALWAYS),
    (SSE, BOND, REPO, "tick", 50, START, ALWAYS),  # [K?]
    (ANY, ANY, INDEX, "tick", 1, START, ALWAYS),
    *_lots(ANY, MAIN, ANY, 100, 100, 1_000_000, 1_000_000),
    *_lots(ANY, CHINEXT, ANY, 100, 100, 300_000, 150_000),
    *_lots(ANY, STAR, ANY, 200, 1, 100_000, 50_000),
    *_lots(ANY, BSE, ANY, 100, 1, 1_000_000, 1_000_000),
    *_lots(ANY, FUND, ANY, 100, 100, 1_000_000, 1_000_000),
    *_lots(ANY, BOND, CONVERTIBLE, 10, 10, 1_000_000, 0),  # pieces; maximum [K?]
    *_lots(ANY, BOND, TREASURY, 10, 10, 1_000_000, 0),  # pieces of 100 face: SSE 1 手 = 1,000 face, 100,000 手 [K?]
    *_lots(ANY, BOND, REPO, 10, 10, 1_000_000, 0, BOND_RULES),  # 1,000 yuan [K?]
    (SSE, BOND, REPO, "min_qty", 1_000, START, BOND_RULES),  # 100,000 yuan before [K?]
    (SSE, BOND, REPO, "step_qty", 1_000, START, BOND_RULES),  # [K?]
    (SZSE, BOND, REPO, "min_qty", 10, START, BOND_RULES),  # [K?]
    (SZSE, BOND, REPO, "step_qty", 10, START, BOND_RULES),  # [K?]
    (ANY, BOND, REPO, "max_limit_qty", 1_000_000, START, BOND_RULES),  # [K?]
    (ANY, BOND, REPO, "max_market_qty", 0, START, BOND_RULES),
    (ANY, BOND, REPO, "sell_rule", WHOLE_LOTS, START, BOND_RULES),
    *_lots(ANY, ANY, INDEX, 0, 1, 0, 0),
    (ANY, ANY, ANY, "after_hours_max_qty", 1_000_000, START, ALWAYS),
    # Daily buy cap of risk-warning stocks per account and stock; 0: none.
    (ANY, ANY, ANY, "risk_warning_buy_cap", 500_000, START, ALWAYS),
    (ANY, BSE, ANY, "risk_warning_buy_cap", 0, START, BSE_RISK_WARNING),
    (ANY, BSE, ANY, "risk_warning_buy_cap", 200_000, BSE_RISK_WARNING, ALWAYS),
)

# Price limits (trading-rules 4). `limit_bp` 0: the class has no daily limit -----------------------
_LIMITS: Final[tuple[Row, ...]] = (
    (ANY, MAIN, ANY, "limit_bp", 1_000, START, ALWAYS),
    (ANY, FUND, ANY, "limit_bp", 1_000, START, ALWAYS),
    (ANY, CHINEXT, ANY, "limit_bp", 1_000, START, CHINEXT_REFORM),
    (ANY, CHINEXT, ANY, "limit_bp", 2_000, CHINEXT_REFORM, ALWAYS),
    (ANY, STAR, ANY, "limit_bp", 2_000, STAR_OPENS, ALWAYS),
    (ANY, BSE, ANY, "limit_bp", 3_000, BSE_OPENS, ALWAYS),
    (ANY, BOND, ANY, "limit_bp", 0, START, ALWAYS),
    (ANY, BOND, CONVERTIBLE, "limit_bp", 0, START, CONVERTIBLE_LIMITS),
    (ANY, BOND, CONVERTIBLE, "limit_bp", 2_000, CONVERTIBLE_LIMITS, ALWAYS),
    (ANY, ANY, INDEX, "limit_bp", 0, START, ALWAYS),
    # Risk-warning stocks: 5 % on the main boards until the 2026 rules, else as the board.
    (ANY, FUND, ANY, "limit_bp_risk_warning", 1_000, START, ALWAYS),
    (ANY, MAIN, ANY, "limit_bp_risk_warning", 500, START, RULES_2026),
    (ANY, MAIN, ANY, "limit_bp_risk_warning", 1_000, RULES_2026, ALWAYS),
    (ANY, CHINEXT, ANY, "limit_bp_risk_warning", 500, START, CHINEXT_REFORM),
    (ANY, CHINEXT, ANY, "limit_bp_risk_warning", 2_000, CHINEXT_REFORM, ALWAYS),
    (ANY, STAR, ANY, "limit_bp_risk_warning", 2_000, STAR_OPENS, ALWAYS),
    (ANY, BSE, ANY, "limit_bp_risk_warning", 3_000, BSE_OPENS, ALWAYS),
    # Sessions after an initial listing without a limit; looked up on the list date.
    (ANY, ANY, ANY, "free_sessions", 0, START, ALWAYS),
    (ANY, MAIN, ANY, "free_sessions", 5, MAIN_REFORM, ALWAYS),
    (ANY, CHINEXT, ANY, "free_sessions", 5, CHINEXT_REFORM, ALWAYS),
    (ANY, STAR, ANY, "free_sessions", 5, STAR_OPENS, ALWAYS),
    (ANY, BSE, ANY, "free_sessions", 1, BSE_OPENS, ALWAYS),
    # First listing day with its own percentages (0: none); looked up on the list date.
    (ANY, ANY, ANY, "first_day_up_bp", 0, START, ALWAYS),
    (ANY, ANY, ANY, "first_day_down_bp", 0, START, ALWAYS),
    (ANY, MAIN, ANY, "first_day_up_bp", 4_400, START, MAIN_REFORM),
    (ANY, MAIN, ANY, "first_day_down_bp", 3_600, START, MAIN_REFORM),
    (ANY, CHINEXT, ANY, "first_day_up_bp", 4_400, START, CHINEXT_REFORM),
    (ANY, CHINEXT, ANY, "first_day_down_bp", 3_600, START, CHINEXT_REFORM),
    (ANY, FUND, REIT, "first_day_up_bp", 3_000, START, ALWAYS),
    (ANY, FUND, REIT, "first_day_down_bp", 3_000, START, ALWAYS),
    (ANY, BOND, CONVERTIBLE, "first_day_up_bp", 5_730, CONVERTIBLE_LIMITS, ALWAYS),
    (ANY, BOND, CONVERTIBLE, "first_day_down_bp", 4_330, CONVERTIBLE_LIMITS, ALWAYS),
    # Bounds of the call auction where there is no limit, in per cent of the previous close [K?].
    (ANY, ANY, ANY, "call_hi_pct", 900, START, ALWAYS),
    (ANY, ANY, ANY, "call_lo_pct", 50, START, ALWAYS),
    (ANY, FUND, ANY, "call_hi_pct", 150, START, ALWAYS),
    (ANY, FUND, ANY, "call_lo_pct", 70, START, ALWAYS),
    (ANY, BOND, ANY, "call_hi_pct", 150, START, ALWAYS),
    (ANY, BOND, ANY, "call_lo_pct", 70, START, ALWAYS),
)

# Price cage (trading-rules 5). `cage_bp` 0: none --------------------------------------------------
_CAGES: Final[tuple[Row, ...]] = (
    (ANY, ANY, ANY, "cage_bp", 0, START, ALWAYS),
    (ANY, MAIN, ANY, "cage_bp", 200, MAIN_REFORM, ALWAYS),
    (ANY, CHINEXT, ANY, "cage_bp", 200, CHINEXT_REFORM, ALWAYS),
    (ANY, STAR, ANY, "cage_bp", 200, STAR_OPENS, ALWAYS),
    (ANY, BSE, ANY, "cage_bp", 500, BSE_OPENS, ALWAYS),
    (ANY, ANY, INDEX, "cage_bp", 0, START, ALWAYS),
    (ANY, ANY, ANY, "cage_min_ticks", 0, START, ALWAYS),
    (ANY, MAIN, ANY, "cage_min_ticks", 10, MAIN_REFORM, ALWAYS),
    (ANY, CHINEXT, ANY, "cage_min_ticks", 10, MAIN_REFORM, ALWAYS),
    (ANY, BSE, ANY, "cage_min_ticks", 10, BSE_OPENS, ALWAYS),
    # ChiNext parked orders outside the cage instead of refusing them until the 2023 reform [K].
    (ANY, ANY, ANY, "cage_parks", 0, START, ALWAYS),
    (ANY, CHINEXT, ANY, "cage_parks", 1, CHINEXT_REFORM, MAIN_REFORM),
)

# Same-day sale (trading-rules 9): 1 where units bought today cannot be sold today ----------------
_SETTLEMENT: Final[tuple[Row, ...]] = (
    (ANY, ANY, ANY, "settle_days", 1, START, ALWAYS),
    (ANY, FUND, SecurityClass.CROSS_BORDER_ETF, "settle_days", 0, START, ALWAYS),
    (ANY, FUND, SecurityClass.BOND_ETF, "settle_days", 0, START, ALWAYS),
    (ANY, FUND, SecurityClass.MONEY_ETF, "settle_days", 0, START, ALWAYS),
    (ANY, FUND, SecurityClass.GOLD_ETF, "settle_days", 0, START, ALWAYS),
    (ANY, FUND, SecurityClass.COMMODITY_ETF, "settle_days", 0, START, ALWAYS),
    (ANY, BOND, ANY, "settle_days", 0, START, ALWAYS),
)


def phase_bits(*phases: Phase) -> int:
    """Bit set of phases: bit `phase`."""
    bits = 0
    for phase in phases:
        bits |= 1 << phase
    return bits


_CALLS_AND_CONTINUOUS: Final = phase_bits(
    Phase.OPEN_CALL_A, Phase.OPEN_CALL_B, Phase.CONT_AM, Phase.CONT_PM, Phase.CLOSE_CALL
)
_CANCELS: Final = phase_bits(Phase.OPEN_CALL_A, Phase.CONT_AM, Phase.CONT_PM)
_CANCELS_TO_THE_CLOSE: Final = _CANCELS | phase_bits(Phase.CLOSE_CALL)

# Phases that accept (trading-rules 6 and 8), as bit sets. An order type without a row is not allowed. -----
_PHASES: Final[tuple[Row, ...]] = (
    (ANY, ANY, ANY, "entry_phases", _CALLS_AND_CONTINUOUS, START, ALWAYS),
    (ANY, ANY, ANY, "cancel_phases", _CANCELS, START, ALWAYS),
    # Where trading ran on to 15:00 there was no ban on cancels in the last three minutes.
    (SSE, MAIN, ANY, "cancel_phases", _CANCELS_TO_THE_CLOSE, START, SSE_CLOSING_CALL),
    (SSE, FUND, ANY, "cancel_phases", _CANCELS_TO_THE_CLOSE, START, RULES_2026),
    (SSE, BOND, ANY, "cancel_phases", _CANCELS_TO_THE_CLOSE, START, ALWAYS),  # [K?]
    *((ANY, ANY, ANY, f"type_{kind}_phases", 0, START, ALWAYS) for kind in OrderType if kind != OrderType.LIMIT),
    (ANY, ANY, ANY, f"type_{OrderType.LIMIT}_phases", _CALLS_AND_CONTINUOUS, START, ALWAYS),
    (ANY, ANY, INDEX, f"type_{OrderType.LIMIT}_phases", 0, START, ALWAYS),
    # Net-price bonds freeze accrued interest and a repo's sale is a loan (8.1): closed until the counter books both.
    (ANY, BOND, TREASURY, f"type_{OrderType.LIMIT}_phases", 0, START, ALWAYS),
    (ANY, BOND, REPO, f"type_{OrderType.LIMIT}_phases", 0, START, ALWAYS),
    # After-hours fixed price (6.1): which securities have it.
    (ANY, ANY, ANY, "after_hours", 0, START, ALWAYS),
    (ANY, STAR, ANY, "after_hours", 1, STAR_OPENS, ALWAYS),
    (ANY, CHINEXT, ANY, "after_hours", 1, CHINEXT_REFORM, ALWAYS),
    (ANY, MAIN, ANY, "after_hours", 1, RULES_2026, ALWAYS),
    (ANY, FUND, ANY, "after_hours", 1, RULES_2026, ALWAYS),
    (ANY, FUND, SecurityClass.LOF, "after_hours", 0, START, ALWAYS),
    (ANY, FUND, REIT, "after_hours", 0, START, ALWAYS),
)

# Boards and classes that need a permission bit of their own --------------------------------------
_PERMISSIONS: Final[tuple[Row, ...]] = (
    (ANY, ANY, ANY, "needs_permission", 0, START, ALWAYS),
    (ANY, CHINEXT, ANY, "needs_permission", 1, START, ALWAYS),
    (ANY, STAR, ANY, "needs_permission", 1, START, ALWAYS),
    (ANY, BSE, ANY, "needs_permission", 1, START, ALWAYS),
    (ANY, BOND, CONVERTIBLE, "needs_permission", 1, START, ALWAYS),
)

RULE_ROWS: Final[tuple[Row, ...]] = (
    *_TICKS_AND_LOTS,
    *_LIMITS,
    *_CAGES,
    *_SETTLEMENT,
    *_PHASES,
    *_PERMISSIONS,
)
