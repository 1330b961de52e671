"""Rows of a static file for the tests of this room."""

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.contracts.instruments import InstrumentDay

DATE = 20261120


def share(symbol: str = "600000.SH", *, venue: Venue = Venue.SSE, pre_close: int = 100_000) -> InstrumentDay:
    """A main-board share with ten per cent limits and the cage."""
    return InstrumentDay(
        symbol=symbol,
        name="浦发银行",
        venue=venue,
        board=Board.MAIN,
        sec_class=SecurityClass.STOCK,
        tick=100,
        pre_close=pre_close,
        limit_up=pre_close * 11 // 1_000 * 100,
        limit_down=pre_close * 9 // 1_000 * 100,
        min_qty=100,
        step_qty=100,
        max_limit_qty=1_000_000,
        max_market_qty=1_000_000,
        settle_days=1,
        cage_bp=200,
        cage_min=1_000,
    )


def fund(symbol: str = "510300.SH", *, pre_close: int = 47_200) -> InstrumentDay:
    """An ETF with ten per cent limits and no cage."""
    return InstrumentDay(
        symbol=symbol,
        name="沪深300ETF",
        venue=Venue.SSE,
        board=Board.FUND,
        sec_class=SecurityClass.STOCK_ETF,
        tick=10,
        pre_close=pre_close,
        limit_up=pre_close * 11 // 100 * 10,
        limit_down=pre_close * 9 // 100 * 10,
        min_qty=100,
        step_qty=100,
        max_limit_qty=1_000_000,
        max_market_qty=1_000_000,
        settle_days=1,
    )
