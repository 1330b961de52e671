"""The fee schedule as data: dated rows of fees-and-clearing 1.1 and 1.2. Facts only; `fees.py` reads them.

Rates are in 1/100,000,000, amounts in 1/10,000 yuan. `plan` says which half of a commission plan applies.
"""

from typing import Final

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.trading_core.dated_rows import ALWAYS, ANY, START, Row

STOCK_PLAN: Final = 1
FUND_PLAN: Final = 2

# Dates of fees-and-clearing 1.1 on which a rate changed.
STAMP_SELL_ONLY: Final = 20080919
SUPERVISION_CUT: Final = 20120901
"""The source says "the 2012 cut"; the day is a parameter [K]."""
TRANSFER_BY_TURNOVER: Final = 20150801
TRANSFER_HALVED: Final = 20220429
CUTS_2023: Final = 20230828

_FUND, _BOND, _BSE = Board.FUND, Board.BOND, Board.BSE
_FREE_ETFS: Final = (SecurityClass.BOND_ETF, SecurityClass.MONEY_ETF)

FEE_ROWS: Final[tuple[Row, ...]] = (
    # Commission: which plan, its cap, a highest minimum (0: the plan's own), and whether there is none at all.
    (ANY, ANY, ANY, "plan", STOCK_PLAN, START, ALWAYS),
    (ANY, _FUND, ANY, "plan", FUND_PLAN, START, ALWAYS),
    (ANY, _BOND, ANY, "plan", FUND_PLAN, START, ALWAYS),
    (ANY, ANY, ANY, "commission_cap", 300_000, START, ALWAYS),
    (Venue.SSE, _BOND, ANY, "commission_cap", 20_000, START, ALWAYS),
    (Venue.SZSE, _BOND, ANY, "commission_cap", 100_000, START, ALWAYS),
    (ANY, _BOND, SecurityClass.REPO, "commission_cap", 30_000, START, ALWAYS),
    (ANY, ANY, ANY, "commission_minimum_cap", 0, START, ALWAYS),
    (ANY, _BOND, SecurityClass.CONVERTIBLE_BOND, "commission_minimum_cap", 10_000, START, ALWAYS),
    (ANY, ANY, ANY, "commission_free", 0, START, ALWAYS),
    *((ANY, _FUND, sec_class, "commission_free", 1, START, ALWAYS) for sec_class in _FREE_ETFS),
    # Stamp duty 印花税.
    (ANY, ANY, ANY, "stamp_buy", 100_000, START, STAMP_SELL_ONLY),
    (ANY, ANY, ANY, "stamp_buy", 0, STAMP_SELL_ONLY, ALWAYS),
    (ANY, ANY, ANY, "stamp_sell", 100_000, START, CUTS_2023),
    (ANY, ANY, ANY, "stamp_sell", 50_000, CUTS_2023, ALWAYS),
    (ANY, _FUND, ANY, "stamp_buy", 0, START, ALWAYS),
    (ANY, _FUND, ANY, "stamp_sell", 0, START, ALWAYS),
    (ANY, _BOND, ANY, "stamp_buy", 0, START, ALWAYS),
    (ANY, _BOND, ANY, "stamp_sell", 0, START, ALWAYS),
    # Transfer fee 过户费. Before 2015-08 it went by face value in Shanghai, which this schedule does not model.
    (ANY, ANY, ANY, "transfer", 0, START, TRANSFER_BY_TURNOVER),
    (ANY, ANY, ANY, "transfer", 2_000, TRANSFER_BY_TURNOVER, TRANSFER_HALVED),
    (ANY, ANY, ANY, "transfer", 1_000, TRANSFER_HALVED, ALWAYS),
    (ANY, _FUND, ANY, "transfer", 0, START, ALWAYS),  # some sources: 0.001 % [conflict]
    (ANY, _BOND, ANY, "transfer", 0, START, ALWAYS),
    # Handling fee 经手费.
    (ANY, ANY, ANY, "handling", 4_870, START, CUTS_2023),
    (ANY, ANY, ANY, "handling", 3_410, CUTS_2023, ALWAYS),
    (ANY, _BSE, ANY, "handling", 25_000, START, CUTS_2023),
    (ANY, _BSE, ANY, "handling", 12_500, CUTS_2023, ALWAYS),
    (ANY, _FUND, ANY, "handling", 4_000, START, ALWAYS),
    *((ANY, _FUND, sec_class, "handling", 0, START, ALWAYS) for sec_class in _FREE_ETFS),
    (ANY, _BOND, SecurityClass.CONVERTIBLE_BOND, "handling", 4_000, START, ALWAYS),
    # Waived 2022-07-01 to 2025-12-31, later unchecked by the source; before, the source gives no rate.
    (ANY, _BOND, SecurityClass.TREASURY_BOND, "handling", 0, START, ALWAYS),
    (ANY, _BOND, SecurityClass.REPO, "handling", 0, START, ALWAYS),
    # Regulatory fee 证管费.
    (ANY, ANY, ANY, "regulatory", 4_000, START, SUPERVISION_CUT),
    (ANY, ANY, ANY, "regulatory", 2_000, SUPERVISION_CUT, ALWAYS),
    (ANY, _FUND, ANY, "regulatory", 0, START, ALWAYS),  # some sources: 0.002 % [conflict]
    (ANY, _BOND, ANY, "regulatory", 0, START, ALWAYS),
)
