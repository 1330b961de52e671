"""The quotes process with a real NATS server and the test database; the exchange is played by the test."""

import asyncio
import contextlib
import inspect
import socket
import subprocess
import sysconfig
import time
from pathlib import Path

import asyncpg
import nats
import nats.errors
import pytest

from tradehall.contracts.clock import ClockState
from tradehall.contracts.codec import decode_bar_batch, decode_quote_batch, encode
from tradehall.contracts.enums import ClockMode, DayStage, Phase
from tradehall.contracts.quotes import ExchangeTicks, Quote, TradeTick
from tradehall.kernel.ids import market_time
from tradehall.market_data.quotes_worker import QuotesConfig, run_quotes

DATE = 20261123
pytestmark = pytest.mark.django_db
BANK, CHIP, INDEX = "600000.SH", "688001.SH", "000001.SH"
TABLES = "instrument, market_data_indexbase, market_data_indexconstituent, market_data_daybar"
CLEAN = f"truncate market_data_{TABLES}, market_data_minutebar, market_data_lastquote cascade"


def quote(symbol, last, volume, hhmmss, *, phase=Phase.CONT_AM, close=0, turnover=None):
    return Quote(
        symbol,
        market_time(DATE, hhmmss),
        phase,
        100_000,
        last,
        last,
        last,
        last,
        close,
        volume,
        volume * last if turnover is None else turnover,
        1,
        110_000,
        90_000,
        (),
        (),
    )


def trade(symbol, price, qty, hhmmss, number):
    return TradeTick(symbol, market_time(DATE, hhmmss), number, price, qty, 1)


def clock(phase, hhmmss, *, mode=ClockMode.COMPRESSED, stage=DayStage.OPEN, date=DATE):
    now = int(time.time() * 1_000_000)
    at = market_time(date, hhmmss)
    return ClockState(mode, date, phase, stage, at, now, 0, phase, at, looping=False)


class Exchange:
    """What the test says in the exchange's place, and what it heard from the quotes process."""

    def __init__(self, bus):
        self.bus = bus
        self.seq = 0
        self.quotes = []
        self.bars = []
        self.refreshes = 0

    async def listen(self):
        await self.bus.subscribe("md.quotes", cb=self._on_quotes)
        await self.bus.subscribe("md.bars", cb=self._on_bars)
        await self.bus.subscribe("x.refresh", cb=self._on_refresh)

    async def _on_quotes(self, message):
        self.quotes.append(decode_quote_batch(message.data))

    async def _on_bars(self, message):
        self.bars.append(decode_bar_batch(message.data))

    async def _on_refresh(self, _message):
        self.refreshes += 1

    async def say(self, quotes, trades=(), *, date=DATE, hhmmss=93_000):
        self.seq += 1
        await self.bus.publish(
            "x.ticks", encode(ExchangeTicks(date, market_time(date, hhmmss), self.seq, tuple(quotes), tuple(trades)))
        )
        await self.bus.flush()

    async def show(self, state):
        await self.bus.publish("clock", encode(state))
        await self.bus.flush()

    async def last(self):
        return decode_quote_batch((await self.bus.request("md.last", b"", timeout=2)).data)

    async def is_answered(self):
        """Whether the quotes process is on the line."""
        try:
            await self.last()
        except (nats.errors.NoRespondersError, nats.errors.TimeoutError):
            return False
        return True

    def latest(self, symbol):
        found = [quote for batch in self.quotes for quote in batch.quotes if quote.symbol == symbol]
        return found[-1] if found else None


async def until(condition, timeout_s=8.0):
    """Wait until `condition` answers with something true."""
    deadline = time.monotonic() + timeout_s
    while not (found := await condition() if inspect.iscoroutinefunction(condition) else condition()):
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.02)
    return found


@pytest.fixture
async def database(market_dsn):
    connection = await asyncpg.connect(market_dsn)
    await connection.execute(CLEAN)
    await connection.execute(
        "insert into market_data_instrument (symbol, code, name, name_en, pinyin, venue, board, sec_class, list_date,"
        " reference_price, industry, float_shares, own_limit_bp, traded)"
        " select s, left(s, 6), s, '', '', 1, 1, 1, 0, 100000, '', 10, 0, true"
        " from unnest(array['600000.SH', '688001.SH', '000001.SH']) s"
    )
    await connection.execute("insert into market_data_indexbase values ($1, 20261120, 30000000, 400000000)", INDEX)
    await connection.execute(
        "insert into market_data_indexconstituent (index_symbol, symbol, shares) values ($1, $2, 3000), ($1, $3, 1000)",
        INDEX,
        BANK,
        CHIP,
    )
    yield connection
    await connection.execute(CLEAN)
    await connection.close()


@pytest.fixture
async def exchange(nats_url):
    bus = await nats.connect(nats_url)
    exchange = Exchange(bus)
    await exchange.listen()
    yield exchange
    await bus.close()


@pytest.fixture
async def start(market_dsn, nats_url):
    """Start quotes processes; each answers with a function that stops it."""
    running = []

    async def begin(**settings):
        options = {"cadence_ms": 100, "compressed_cadence_ms": 20, "save_ms": 100} | settings
        stop = asyncio.Event()
        task = asyncio.create_task(run_quotes(QuotesConfig(dsn=market_dsn, nats_url=nats_url, **options), stop))
        running.append((stop, task))

        async def end():
            stop.set()
            await asyncio.wait_for(task, timeout=5)

        return end

    yield begin
    for stop, task in running:
        stop.set()
        await asyncio.wait_for(task, timeout=5)


@pytest.mark.usefixtures("database")
async def test_changed_quotes_indices_and_bars_are_published(exchange, start):
    await start()
    await until(lambda: exchange.refreshes)
    await exchange.say([quote(BANK, 110_000, 500, 93_010)], [trade(BANK, 110_000, 500, 93_010, 1)], hhmmss=93_010)
    await until(lambda: exchange.latest(INDEX))
    assert exchange.latest(BANK) == quote(BANK, 110_000, 500, 93_010)
    assert (exchange.latest(INDEX).last, exchange.latest(INDEX).volume) == (32_250_000, 500)
    await until(lambda: exchange.bars)
    bars = {bar.symbol: bar for batch in exchange.bars for bar in batch.bars}
    assert (bars[BANK].at, bars[BANK].volume) == (market_time(DATE, 93_100), 500)
    assert bars[INDEX].close == 32_250_000
    before = len(exchange.quotes)
    await exchange.say([quote(BANK, 110_000, 500, 93_010), quote(CHIP, 90_000, 10, 93_020)], hhmmss=93_020)
    await until(lambda: len(exchange.quotes) > before)
    assert [q.symbol for q in exchange.quotes[before].quotes] == [INDEX, CHIP]
    last = await exchange.last()
    assert (last.trading_date, [q.symbol for q in last.quotes]) == (DATE, [INDEX, BANK, CHIP])


@pytest.mark.usefixtures("database")
async def test_cadence_follows_the_clock(exchange, start):
    await start(cadence_ms=60_000, compressed_cadence_ms=20)
    await until(lambda: exchange.refreshes)
    await exchange.say([quote(BANK, 110_000, 500, 93_010)])
    await asyncio.sleep(0.3)
    assert exchange.quotes == []
    await exchange.show(clock(Phase.CONT_AM, 93_010))
    await until(lambda: exchange.latest(BANK))
    await exchange.say([quote(BANK, 111_000, 600, 93_020)])
    await until(lambda: exchange.latest(BANK).last == 111_000)


async def test_an_empty_cache_answers_with_nothing(exchange, start, database):
    await start()
    await until(lambda: exchange.refreshes)
    assert (await exchange.last()).quotes == ()
    assert await database.fetchval("select count(*) from market_data_lastquote") == 0


@pytest.mark.parametrize("save_ms", [100, 60_000])
async def test_finished_minutes_and_quotes_are_saved_while_the_day_runs(exchange, start, database, save_ms):
    await start(save_ms=save_ms)
    await until(lambda: exchange.refreshes)
    await exchange.say([quote(BANK, 110_000, 500, 93_010)], [trade(BANK, 110_000, 500, 93_010, 1)], hhmmss=93_010)
    await exchange.say([quote(BANK, 111_000, 700, 93_110)], [trade(BANK, 111_000, 200, 93_110, 2)], hhmmss=93_110)

    async def minutes():
        return await database.fetch(
            "select at, close, volume from market_data_minutebar where symbol = $1 order by at", BANK
        )

    assert [tuple(row) for row in await until(minutes)] == [(market_time(DATE, 93_100), 110_000, 500)]
    assert await database.fetchval("select count(*) from market_data_lastquote where trading_date = $1", DATE) == 2
    assert await database.fetchval("select count(*) from market_data_daybar") == 0


async def test_close_writes_day_bars_and_the_next_day_starts_clean(exchange, start, database):
    await start()
    await until(lambda: exchange.refreshes)
    await exchange.show(clock(Phase.CLOSE_CALL, 145_900))
    await exchange.say([quote(BANK, 110_000, 500, 145_600)], hhmmss=145_900)
    closing = quote(BANK, 110_500, 800, 150_000, phase=Phase.POST_CLOSE, close=110_500)
    await exchange.say([closing], [trade(BANK, 110_500, 300, 150_000, 2)], hhmmss=150_000)
    await exchange.show(clock(Phase.POST_CLOSE, 150_001))

    async def closes():
        rows = await database.fetch("select symbol, close, volume from market_data_daybar where date = $1", DATE)
        return {row["symbol"]: (row["close"], row["volume"]) for row in rows}

    assert await until(closes) == {BANK: (110_500, 800), INDEX: (32_362_500, 800)}
    later = quote(BANK, 110_500, 900, 150_600, phase=Phase.AFTER_HOURS, close=110_500)
    await exchange.say([later], hhmmss=150_600)

    async def grown():
        return (await closes())[BANK] == (110_500, 900)

    await until(grown)
    await exchange.say([quote(CHIP, 0, 0, 91_500, phase=Phase.OPEN_CALL_A)], date=20261124, hhmmss=91_500)

    async def switched():
        return (await exchange.last()).trading_date == 20261124

    await until(switched)
    assert [q.symbol for q in (await exchange.last()).quotes if q.last] == []
    total = "select sum(volume)::bigint from market_data_minutebar where symbol = $1"
    assert await database.fetchval(total, BANK) == 800


async def test_a_restart_in_mid_day_goes_on_where_it_was(exchange, start, database):
    end = await start()
    await until(lambda: exchange.refreshes)
    await exchange.say([quote(BANK, 110_000, 500, 93_010)], [trade(BANK, 110_000, 500, 93_010, 1)], hhmmss=93_010)
    await exchange.say([quote(CHIP, 120_000, 100, 93_020)], hhmmss=93_020)
    await until(lambda: exchange.latest(CHIP))
    await end()
    await start()
    await until(lambda: exchange.refreshes == 2)
    last = await exchange.last()
    assert (last.trading_date, [q.symbol for q in last.quotes]) == (DATE, [INDEX, BANK, CHIP])
    exchange.quotes.clear()
    await exchange.say([quote(BANK, 105_000, 900, 93_130)], [trade(BANK, 105_000, 100, 93_130, 9)], hhmmss=93_230)
    await until(lambda: exchange.latest(INDEX))
    index = exchange.latest(INDEX)
    assert (index.open, index.last, index.volume) == (32_250_000, 32_625_000, 1000)
    assert [q.symbol for q in (await exchange.last()).quotes] == [INDEX, BANK, CHIP]

    async def minutes():
        rows = await database.fetch("select at, volume from market_data_minutebar where symbol = $1 order by at", BANK)
        return [tuple(row) for row in rows] if len(rows) == 2 else None

    assert await until(minutes) == [(market_time(DATE, 93_100), 500), (market_time(DATE, 93_200), 400)]


@pytest.mark.usefixtures("database")
async def test_rubbish_and_yesterday_are_dropped(exchange, start):
    await start()
    await until(lambda: exchange.refreshes)
    await exchange.bus.publish("x.ticks", b"\xc1rubbish")
    await exchange.bus.publish("clock", b"rubbish")
    await exchange.say([quote(BANK, 110_000, 500, 93_010)])
    await until(lambda: exchange.latest(BANK))
    await exchange.say([quote(CHIP, 1, 1, 93_010)], date=20261120)
    await asyncio.sleep(0.2)
    last = await exchange.last()
    assert (last.trading_date, [q.symbol for q in last.quotes]) == (DATE, [INDEX, BANK])


@pytest.mark.usefixtures("database")
async def test_a_replay_may_go_back_to_an_earlier_day(exchange, start):
    await start()
    await until(lambda: exchange.refreshes)
    await exchange.say([quote(BANK, 110_000, 500, 93_010)])
    await until(lambda: exchange.latest(BANK))
    await exchange.show(clock(Phase.CONT_AM, 93_000, mode=ClockMode.REPLAY, date=20261120))
    await asyncio.sleep(0.1)
    await exchange.say([quote(CHIP, 120_000, 1, 93_010)], date=20261120)
    await until(lambda: exchange.latest(CHIP))
    assert (await exchange.last()).trading_date == 20261120


async def test_holds_back_what_the_database_refuses(exchange, start, database):
    await start()
    await until(lambda: exchange.refreshes)
    await exchange.say([quote(CHIP, 0, 0, 92_000)], hhmmss=92_000)
    await until(lambda: exchange.latest(CHIP))
    await database.execute("alter table market_data_minutebar rename to market_data_minutebar_away")
    try:
        await exchange.say([quote(BANK, 110_000, 500, 93_010)], hhmmss=93_010)
        await exchange.say([quote(BANK, 111_000, 700, 93_110)], hhmmss=93_110)
        await until(lambda: exchange.latest(BANK))
        await asyncio.sleep(0.3)
        found = await database.fetchval("select count(*) from market_data_lastquote where symbol = $1", BANK)
        assert found == 0
    finally:
        await database.execute("alter table market_data_minutebar_away rename to market_data_minutebar")

    async def saved():
        minutes = await database.fetchval("select count(*) from market_data_minutebar where symbol = $1", BANK)
        return (minutes, await database.fetchval("select count(*) from market_data_lastquote")) == (1, 3)

    await until(saved)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextlib.contextmanager
def nats_server(port):
    """A NATS server of the test's own."""
    program = Path(sysconfig.get_path("scripts")) / "nats-server"
    process = subprocess.Popen(
        [program, "-a", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(timeout=5)


@pytest.mark.usefixtures("database")
async def test_outlives_the_message_bus(market_dsn):
    port = free_port()
    url = f"nats://127.0.0.1:{port}"
    stop = asyncio.Event()
    config = QuotesConfig(dsn=market_dsn, nats_url=url, cadence_ms=20, compressed_cadence_ms=20, save_ms=100)
    task = asyncio.create_task(run_quotes(config, stop))
    try:
        for price in (110_000, 111_000):
            with nats_server(port):
                exchange = Exchange(await nats.connect(url))
                await exchange.listen()
                await until(exchange.is_answered)
                await exchange.say([quote(BANK, price, price, 93_010)])
                await until(lambda exchange=exchange: exchange.latest(BANK))
                assert exchange.latest(BANK).last == price
                await exchange.bus.close()
            assert not task.done()
    finally:
        stop.set()
        await asyncio.wait_for(task, timeout=5)


async def test_stops_while_it_still_waits_for_its_neighbours(market_dsn):
    stop = asyncio.Event()
    no_bus = QuotesConfig(dsn=market_dsn, nats_url="nats://127.0.0.1:1")
    task = asyncio.create_task(run_quotes(no_bus, stop))
    await asyncio.sleep(0.3)
    assert not task.done()
    stop.set()
    await asyncio.wait_for(task, timeout=5)
    stop = asyncio.Event()
    no_database = QuotesConfig(dsn="postgresql://nobody@127.0.0.1:1/none", nats_url="nats://127.0.0.1:1")
    task = asyncio.create_task(run_quotes(no_database, stop))
    await asyncio.sleep(0.3)
    assert not task.done()
    stop.set()
    await asyncio.wait_for(task, timeout=5)
