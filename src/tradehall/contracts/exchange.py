"""Commands of the simulated exchange: its journal holds these and nothing else.

Its participants are part of its state, so their orders need no journal: a `Tick` makes them again.
"""

import msgspec

from tradehall.contracts.instruments import InstrumentDay
from tradehall.contracts.link import LinkCancel, LinkNewOrder
from tradehall.kernel.ids import MarketTime, TradingDate


class ExchangeCommand(msgspec.Struct, frozen=True, array_like=True):
    """Base of the exchange's own commands."""


class ExchangeOpenDay(ExchangeCommand, frozen=True, tag=110):
    """Empty the books and load the static file; participants start from `seed`."""

    trading_date: TradingDate
    instruments: tuple[InstrumentDay, ...]
    seed: int
    participants: bool = True


class Tick(ExchangeCommand, frozen=True, tag=111):
    """Market time has come to `at`: phases change, auctions match, participants act."""

    at: MarketTime


VenueCommand = ExchangeOpenDay | Tick | LinkNewOrder | LinkCancel


class VenueJournalBody(msgspec.Struct, frozen=True, array_like=True):
    """One row of the exchange's journal."""

    at: MarketTime
    commands: tuple[VenueCommand, ...]


class VenueTrade(msgspec.Struct, frozen=True, array_like=True):
    """One trade of a participant as the venue's end-of-day file lists it (the trade file 成交文件)."""

    trade_no: int
    symbol: str
    order_id: int
    side: int
    price: int
    qty: int
    at: MarketTime
