"""The venue's trade file 成交文件: written once, when its day has ended."""

import asyncio
from typing import Final

from tradehall.contracts.enums import Phase, Venue
from tradehall.contracts.exchange import VenueTrade
from tradehall.kernel.ids import TradingDate
from tradehall.simulated_exchange.facade import Exchange
from tradehall.trading_runtime.journal import connect
from tradehall.trading_runtime.queries import VENUE_TRADES
from tradehall.trading_runtime.sequencer import say

RETRY_S: Final = 1.0
_COLUMNS: Final = ("trading_date", "symbol", "trade_no", "order_id", "side", "price", "qty", "at")


async def write_trade_file(dsn: str, date: TradingDate, trades: tuple[VenueTrade, ...]) -> bool:
    """Write the file in one transaction with its mark; `False` when it stood there already."""
    connection = await connect(dsn, "exchange trade file")
    try:
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO projector_position (name, seq) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING", VENUE_TRADES
            )
            written = await connection.fetchval(
                "SELECT seq FROM projector_position WHERE name = $1 FOR UPDATE", VENUE_TRADES
            )
            if written >= date:
                return False
            records = [
                (date, trade.symbol, trade.trade_no, trade.order_id, trade.side, trade.price, trade.qty, trade.at)
                for trade in trades
            ]
            await connection.copy_records_to_table("venue_trade", records=records, columns=_COLUMNS)
            await connection.execute("UPDATE projector_position SET seq = $2 WHERE name = $1", VENUE_TRADES, date)
    finally:
        await connection.close(timeout=5)
    return True


class TradeFileWriter:
    """Writes the file of the ended day; asks again at every start, so a crash between end and file loses nothing."""

    def __init__(self, dsn: str, exchange: Exchange) -> None:
        self._dsn = dsn
        self._exchange = exchange
        self._wake = asyncio.Event()
        self._file: tuple[TradingDate, tuple[VenueTrade, ...]] | None = None
        if exchange.trading_date and exchange.phase(Venue.SSE) == Phase.CLOSED:
            self.due()

    def due(self) -> None:
        """The venue's end of day is durable; its file can be taken now."""
        self._file = (self._exchange.trading_date, self._exchange.trade_file())
        self._wake.set()

    async def run(self) -> None:
        """Write what is due; tries again while the database does not take it. Until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._file is not None:
                date, trades = self._file
                try:
                    written = await write_trade_file(self._dsn, date, trades)
                except Exception as reason:  # noqa: BLE001 -- whatever the database says, the file is still due
                    say(
                        "exchange",
                        f"the trade file of {date} could not be written yet: {type(reason).__name__}: {reason}",
                    )
                    await asyncio.sleep(RETRY_S)
                    continue
                self._file = None
                if written:
                    say("exchange", f"the trade file of {date} was written: {len(trades)} lines")
