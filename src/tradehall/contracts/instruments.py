"""The daily static file: everything that the counter and the exchange must know of a security today."""

import msgspec

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.kernel.ids import Symbol, TradingDate
from tradehall.kernel.units import Price, Quantity


class InstrumentDay(msgspec.Struct, frozen=True, array_like=True):
    """One security on one trading day, with the day's figures already worked out from the dated rules.

    `limit_up == 0` means that the security has no price limit today. A buy must be at least `min_qty`
    and a multiple of `step_qty`; the sell rule is in trading-rules 3. `settle_days` is 1 where shares
    bought today cannot be sold today. The cage bounds a buy by
    `max(ref × (1 + cage_bp/10,000), ref + cage_min)` and a sell in the mirror way; `cage_bp == 0` means none.
    """

    symbol: Symbol
    name: str
    venue: Venue
    board: Board
    sec_class: SecurityClass
    tick: Price
    pre_close: Price
    limit_up: Price
    limit_down: Price
    min_qty: Quantity
    step_qty: Quantity
    max_limit_qty: Quantity
    max_market_qty: Quantity
    settle_days: int
    cage_bp: int = 0
    cage_min: Price = 0
    suspended: bool = False
    risk_warning: bool = False
    list_date: TradingDate = 0

    @property
    def tradable(self) -> bool:
        """Whether orders are possible at all; indices are not."""
        return self.sec_class != SecurityClass.INDEX
