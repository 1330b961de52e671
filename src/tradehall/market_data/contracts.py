"""Frozen values that market data hands to other rooms."""

import msgspec

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.contracts.quotes import Bar
from tradehall.kernel.ids import Symbol, TradingDate
from tradehall.kernel.units import Price, Quantity


class InstrumentFact(msgspec.Struct, frozen=True):
    """Master data of one security. `own_limit_bp` is its own price limit, 0 where the board's holds."""

    symbol: Symbol
    code: str
    name: str
    name_en: str
    pinyin: str
    venue: Venue
    board: Board
    sec_class: SecurityClass
    list_date: TradingDate
    reference_price: Price
    industry: str
    float_shares: Quantity
    traded: bool
    own_limit_bp: int = 0


class BarSeries(msgspec.Struct, frozen=True):
    """Bars oldest first. `simulated` says that at least one of them is made-up demo history."""

    symbol: Symbol
    period: str
    bars: tuple[Bar, ...]
    simulated: bool


class Refusal(msgspec.Struct, frozen=True, array_like=True):
    """One refused record: its line (text files) or record number (binary files), and why."""

    number: int
    reason: str


class ImportReport(msgspec.Struct, frozen=True):
    """What an import did. `imported` is false when nothing was changed because records were refused."""

    kind: str
    file_name: str
    trading_date: TradingDate
    read: int
    written: int
    skipped: int
    refusals: tuple[Refusal, ...]
    imported: bool
    run_id: int


class CloseReport(msgspec.Struct, frozen=True):
    """What `close_day` wrote. `untraded` securities have no bar; `unclosed` ones traded but show no closing price."""

    date: TradingDate
    bars: int
    untraded: tuple[Symbol, ...]
    unclosed: tuple[Symbol, ...]


class DemoReport(msgspec.Struct, frozen=True):
    """What `load_demo` wrote; a second load of the same demo writes the same again."""

    instruments: int
    day_bars: int
    indices: int
    first_date: TradingDate
    last_date: TradingDate
