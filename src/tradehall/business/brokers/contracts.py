"""Frozen values of this room. Money in 1/10,000 yuan."""

from dataclasses import dataclass

from tradehall.kernel.ids import AccountId, TradingDate
from tradehall.kernel.units import Money, Rate


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One line of a broker's commission page."""

    account_id: AccountId
    client_no: str
    client_name: str
    fills: int
    gross: Money
    passthrough: Money
    net: Money
    share_rate: Rate
    share: Money


@dataclass(frozen=True, slots=True)
class CommissionDay:
    """A broker's commission of one date; `is_final` once the date has been cleared."""

    trading_date: TradingDate
    is_final: bool
    rows: tuple[ShareRow, ...]

    @property
    def gross(self) -> Money:
        return sum(row.gross for row in self.rows)

    @property
    def net(self) -> Money:
        return sum(row.net for row in self.rows)

    @property
    def share(self) -> Money:
        return sum(row.share for row in self.rows)
