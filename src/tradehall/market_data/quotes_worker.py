"""The quotes process: takes what the exchange publishes, makes the market's Level-1 feed, bars and indices of it.

Runs on asyncio without Django. Everything it holds can be had again: quotes and bars of the day from the database, the
venue's newest state from the next quotes, so a restart in mid-day loses nothing that a client would miss.
"""

import asyncio
import contextlib
import logging
import signal
import time
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
import msgspec
import nats
import nats.errors

from tradehall.contracts.clock import ClockState
from tradehall.contracts.codec import decode_clock, decode_exchange_ticks, encode
from tradehall.contracts.enums import ClockMode, DayStage, Phase
from tradehall.contracts.quotes import BarBatch, ExchangeTicks, QuoteBatch
from tradehall.kernel.ids import MarketTime, TradingDate
from tradehall.market_data import quote_store
from tradehall.market_data.day_board import DayBoard
from tradehall.market_data.indices import CLOSED_PHASES

log = logging.getLogger(__name__)

BATCH_MAX: Final = 1000
"""Quotes or bars in one message: a whole market would not fit a message of the bus."""
RETRY_S: Final = 0.5
END_OF_TIME: Final[MarketTime] = 1 << 62
_DATABASE_ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncio.TimeoutError)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotesConfig:
    """Where the quotes process finds its neighbours, and how often it publishes and saves (wall time)."""

    dsn: str
    nats_url: str
    cadence_ms: int = 3000
    compressed_cadence_ms: int = 500
    save_ms: int = 3000


class QuotesWorker:
    """One running quotes process. `run` is its whole life."""

    def __init__(self, config: QuotesConfig) -> None:
        self._config = config
        self._day: DayBoard | None = None
        self._clock: ClockState | None = None
        self._seq = 0
        self._bus: Any = None
        self._pool: Any = None
        self._saving = asyncio.Lock()
        self._wake = asyncio.Event()
        self._closed_date: TradingDate = 0
        self._stopping = False
        self._save_failed = False

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then save what is unsaved and leave."""
        self._pool = await self._connect_database(stop)
        if self._pool is None:
            return
        self._bus = await self._connect_bus(stop)
        if self._bus is None:
            await self._pool.close()
            return
        try:
            await self._take_up_latest_day()
            await self._bus.subscribe("x.ticks", cb=self._on_ticks)
            await self._bus.subscribe("clock", cb=self._on_clock)
            await self._bus.subscribe("md.last", cb=self._on_last)
            await self._ask_for_everything()
            await self._publish_and_save(stop)
        finally:
            self._stopping = True
            await self._leave_bus()
            if self._day is not None:
                await self._save(self._day)
            await self._pool.close()

    # Inputs -----------------------------------------------------------------------------------

    async def _on_ticks(self, message: Any) -> None:
        try:
            ticks = decode_exchange_ticks(message.data)
        except msgspec.MsgspecError:
            log.exception("a message on x.ticks was not ExchangeTicks; it was dropped")
            return
        if self._day is None or ticks.trading_date != self._day.date:
            if self._day is not None and ticks.trading_date < self._day.date and not self._is_of_clock(ticks):
                log.warning("ticks of %s came after those of %s; dropped", ticks.trading_date, self._day.date)
                return
            if not await self._switch_day(ticks.trading_date):
                return
        if self._day is not None:
            self._day.apply(ticks)

    def _is_of_clock(self, ticks: ExchangeTicks) -> bool:
        """Whether the session clock stands in the ticks' day: a replay may go back to an earlier one."""
        return self._clock is not None and self._clock.trading_date == ticks.trading_date

    async def _on_clock(self, message: Any) -> None:
        try:
            clock = decode_clock(message.data)
        except msgspec.MsgspecError:
            log.exception("a message on clock was not ClockState; it was dropped")
            return
        previous, self._clock = self._clock, clock
        if previous is None or (previous.phase, previous.stage, previous.mode) != (
            clock.phase,
            clock.stage,
            clock.mode,
        ):
            self._wake.set()

    async def _on_last(self, message: Any) -> None:
        if not message.reply:
            return
        day = self._day
        batch = day.everything(self._seq) if day else QuoteBatch(0, 0, self._seq, ())
        await self._bus.publish(message.reply, encode(batch))

    async def _on_bus_error(self, error: Exception) -> None:
        log.warning("the message bus reported: %s", error)

    async def _leave_bus(self) -> None:
        # Closing a line that has just broken may end as cancelled inside the client: waited for, never awaited.
        closing = asyncio.ensure_future(self._bus.close())
        await asyncio.wait([closing], timeout=2)
        if not closing.done():
            closing.cancel()
        elif not closing.cancelled() and closing.exception() is not None:
            log.warning("the message bus did not close cleanly: %s", closing.exception())

    async def _ask_for_everything(self) -> None:
        """Ask the venue for all quotes. One that does not listen publishes them all every few seconds anyway."""
        with contextlib.suppress(nats.errors.Error):
            await self._bus.publish("x.refresh", b"")

    # Days -------------------------------------------------------------------------------------

    async def _take_up_latest_day(self) -> None:
        """Show the last quotes of the newest saved day until the venue speaks."""
        try:
            async with self._pool.acquire() as connection:
                date = await quote_store.latest_date(connection)
        except _DATABASE_ERRORS as error:
            log.warning("the last quotes could not be loaded: %s", error)
            return
        if date:
            await self._switch_day(date)

    async def _switch_day(self, date: TradingDate) -> bool:
        """Save the old day and take up `date` from the database. Waits for the database; false when stopping."""
        old = self._day
        while not self._stopping:
            if old is not None and not await self._save(old, over=True):
                await asyncio.sleep(RETRY_S)
                continue
            try:
                async with self._pool.acquire() as connection:
                    day = DayBoard(date, await quote_store.load_indices(connection, date))
                    quotes = await quote_store.load_quotes(connection, date)
                    day.restore(quotes, await quote_store.load_minutes(connection, date))
            except _DATABASE_ERRORS as error:
                log.warning("the day %s could not be loaded yet: %s", date, error)
                await asyncio.sleep(RETRY_S)
            else:
                self._day = day
                log.info("took up %s with %d saved quotes", date, len(quotes))
                return True
        return False

    def _market_now(self) -> MarketTime:
        """Market time by the clock, or of the newest ticks when that is later or there is no clock."""
        clock, day = self._clock, self._day
        at = day.at if day else 0
        if clock is None or day is None or clock.trading_date != day.date:
            return at
        elapsed = max(int(time.time() * 1_000_000) - clock.wall_at, 0)
        return max(at, clock.market_at + elapsed * clock.speed_milli // 1000)

    def _is_closed(self, day: DayBoard) -> bool:
        """Whether trading of `day` is over: the clock says so, or stands in a later day."""
        clock = self._clock
        if clock is None:
            return False
        if clock.trading_date != day.date:
            return clock.trading_date > day.date
        if clock.phase == Phase.CLOSED:
            return clock.stage in (DayStage.CLOSED, DayStage.SETTLED)
        return clock.phase in CLOSED_PHASES

    # Outputs ----------------------------------------------------------------------------------

    @property
    def _cadence_s(self) -> float:
        clock = self._clock
        fast = clock is not None and (clock.mode == ClockMode.COMPRESSED or clock.speed_milli > 1000)  # noqa: PLR2004
        return (self._config.compressed_cadence_ms if fast else self._config.cadence_ms) / 1000

    async def _publish_and_save(self, stop: asyncio.Event) -> None:
        """Publish each cycle and at each change of phase; save every `save_ms`, and at once what cannot wait."""
        save_due = time.monotonic()
        next_cycle = time.monotonic()
        while not stop.is_set():
            now = time.monotonic()
            next_cycle = min(max(next_cycle + self._cadence_s, now), now + self._cadence_s)
            phase_changed = await self._pause(stop, next_cycle)
            await self._publish()
            day = self._day
            if day is not None and (phase_changed or time.monotonic() >= save_due or self._has_to_save_now(day)):
                await self._save(day)
                save_due = time.monotonic() + self._config.save_ms / 1000

    def _has_to_save_now(self, day: DayBoard) -> bool:
        """Whether something cannot wait: closing quotes (the end of day waits for them) and minutes that have ended.

        A chart that is opened reads ended minutes from the table and the growing one from the stream; on a fast
        clock whole minutes would be in neither for as long as a save is put off.
        """
        return (day.has_unsaved and self._is_closed(day)) or bool(day.minutes.unsaved(self._market_now()))

    async def _pause(self, stop: asyncio.Event, until: float) -> bool:
        """Wait for the next cycle, a stop, or a change of phase; true for the last."""
        waits = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(self._wake.wait())]
        await asyncio.wait(waits, timeout=max(until - time.monotonic(), 0), return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        changed = self._wake.is_set()
        self._wake.clear()
        return changed

    async def _publish(self) -> None:
        """Publish what changed. While the bus is away changes gather and go out conflated when it is back."""
        day = self._day
        if day is None or not self._bus.is_connected:
            return
        quotes, bars = day.take_changed(), day.minutes.take_changed()
        try:
            for start in range(0, len(quotes), BATCH_MAX):
                self._seq += 1
                batch = QuoteBatch(day.date, day.at, self._seq, quotes[start : start + BATCH_MAX])
                await self._bus.publish("md.quotes", encode(batch))
            for start in range(0, len(bars), BATCH_MAX):
                self._seq += 1
                await self._bus.publish(
                    "md.bars", encode(BarBatch(day.date, self._seq, bars[start : start + BATCH_MAX]))
                )
        except nats.errors.Error as error:
            log.warning("quotes could not be published: %s", error)

    async def _save(self, day: DayBoard, *, over: bool = False) -> bool:
        """Save quotes and finished minutes, and day bars once the day is over. False when the database refused."""
        async with self._saving:
            closed = over or self._is_closed(day)
            quotes = day.take_unsaved()
            everything = closed or self._stopping
            bars = day.minutes.unsaved(END_OF_TIME if everything else self._market_now())
            try:
                async with self._pool.acquire() as connection, connection.transaction():
                    await quote_store.save_quotes(connection, day.date, quotes)
                    await quote_store.save_minutes(connection, bars)
                    if closed:
                        # Once all of them, afterwards those that changed.
                        final = quotes if self._closed_date == day.date else day.quotes()
                        await quote_store.save_days(connection, day.date, final)
            except _DATABASE_ERRORS as error:
                day.put_back(quotes)
                if not self._save_failed:
                    log.warning("quotes and bars cannot be saved until the database answers: %s", error)
                self._save_failed = True
                return False
            if self._save_failed:
                log.info("the database answers again; what was held back is saved")
            self._save_failed = False
            day.minutes.mark_saved(bars)
            self._closed_date = day.date if closed else self._closed_date
            return True

    async def _connect_database(self, stop: asyncio.Event) -> Any:
        """A pool of two connections; waits until the database answers. Nothing when stopped meanwhile."""
        while not stop.is_set():
            try:
                return await asyncpg.create_pool(self._config.dsn, min_size=1, max_size=2, command_timeout=30)
            except _DATABASE_ERRORS as error:
                log.warning("the database does not answer yet: %s", error)
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(stop.wait(), timeout=RETRY_S)
        return None

    async def _connect_bus(self, stop: asyncio.Event) -> Any:
        """A connection that mends itself for ever; waits until the bus answers. Nothing when stopped meanwhile."""
        connecting = asyncio.ensure_future(
            nats.connect(
                self._config.nats_url,
                name="quotes",
                reconnect_time_wait=RETRY_S,
                max_reconnect_attempts=-1,
                error_cb=self._on_bus_error,
                reconnected_cb=self._ask_for_everything,
            )
        )
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait([connecting, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if connecting.done():
            return connecting.result()
        connecting.cancel()
        return None


async def run_quotes(config: QuotesConfig, stop: asyncio.Event | None = None) -> None:
    """Run the quotes process until `stop` is set; without one, until SIGTERM or SIGINT."""
    if stop is None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await QuotesWorker(config).run(stop)
