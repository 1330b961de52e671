"""The gateway process: sockets, fan-out from NATS, orders to the counter."""

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Coroutine
from http import HTTPStatus
from typing import Any, Final, cast
from urllib.parse import urlsplit

import asyncpg
import msgspec
import nats
import uvloop
from nats.aio.client import Client as NatsClient
from nats.aio.msg import Msg
from picows import (
    WSCloseCode,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
    ws_create_server,
)

from tradehall.contracts.clock import ClockState
from tradehall.contracts.codec import (
    decode_bar_batch,
    decode_clock,
    decode_event_batch,
    decode_quote_batch,
    encode_json,
)
from tradehall.contracts.commands import CancelOrder, PlaceOrder
from tradehall.contracts.events import AccountEvent
from tradehall.contracts.frames import ClockFrame
from tradehall.contracts.shard import AccountSnapshot, Answer
from tradehall.kernel.errors import UnavailableError
from tradehall.kernel.results import ResultCode
from tradehall.push_gateway.config import GatewayConfig
from tradehall.push_gateway.session import Session
from tradehall.push_gateway.streams import StreamHub
from tradehall.push_gateway.subjects import bars_subject, quotes_subject
from tradehall.push_gateway.tickets import Grant, redeem
from tradehall.trading_runtime.facade import CounterClient

log = logging.getLogger("tradehall.gateway")

FRAME_BYTES_MAX: Final = 16 * 1024
"""Largest client frame; a subscription of 600 symbols fits."""
CLOCK_REPEAT_S: Final = 10.0
SUBMIT_AGAIN_S: Final = (0.1, 0.3, 1.0, 2.0)
"""Pauses between tries of an order while the counter does not answer."""

_EVENTS = """
    SELECT body FROM account_event
    WHERE account_id = $1 AND stream_seq > $2 AND stream_seq <= $3 ORDER BY stream_seq
"""
_decode_event = msgspec.msgpack.Decoder(AccountEvent).decode


class GatewayProcess:
    """State of one gateway process; sessions see it as their `Gateway`."""

    def __init__(self, config: GatewayConfig) -> None:
        self.config = config
        self.sessions: set[Session] = set()
        self.quotes = quotes_subject()
        self.bars = bars_subject()
        self.clock: ClockState | None = None
        self._clock_sent_at = 0.0
        self._tasks: set[asyncio.Task[None]] = set()
        self._counter = CounterClient(config.counter_socket)
        self._pool: Any = None
        self._nats = NatsClient()
        self.hub = StreamHub(
            ask_snapshot=self._ask_snapshot,
            load_events=self._load_events,
            sleep=asyncio.sleep,
            spawn=self.spawn,
        )

    # What sessions use ---------------------------------------------------------------------------

    def now(self) -> float:
        return time.monotonic()

    def wall_us(self) -> int:
        return time.time_ns() // 1000

    def spawn(self, work: Awaitable[None]) -> object:
        task = asyncio.ensure_future(cast("Coroutine[Any, Any, None]", work))
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a task of the gateway failed", exc_info=task.exception())

    async def redeem(self, token: str) -> Grant | None:
        return await redeem(self._pool, token)

    async def submit(self, command: PlaceOrder | CancelOrder) -> Answer:
        """Send a command to the counter, again after a broken line: its ids make a repeat harmless."""
        for pause in (*SUBMIT_AGAIN_S, None):
            try:
                return await self._counter.submit(command)
            except UnavailableError:
                if pause is None:
                    break
                await asyncio.sleep(pause)
        return Answer(result=ResultCode.SHARD_NOT_READY)

    async def _ask_snapshot(self, account_id: int) -> AccountSnapshot | None:
        try:
            return await self._counter.account_snapshot(account_id)
        except UnavailableError:
            return None

    async def _load_events(self, account_id: int, after: int, upto: int) -> list[AccountEvent]:
        rows = await self._pool.fetch(_EVENTS, account_id, after, upto)
        return [_decode_event(row["body"]) for row in rows]

    # NATS ------------------------------------------------------------------------------------------

    async def _on_quotes(self, message: Msg) -> None:
        batch = decode_quote_batch(message.data)
        self.quotes.publish(batch.at, batch.quotes)

    async def _on_bars(self, message: Msg) -> None:
        batch = decode_bar_batch(message.data)
        self.bars.publish(max((bar.at for bar in batch.bars), default=0), batch.bars)

    async def _on_events(self, message: Msg) -> None:
        self.hub.take_batch(decode_event_batch(message.data))

    async def _on_clock(self, message: Msg) -> None:
        clock = decode_clock(message.data)
        before, self.clock = self.clock, clock
        now = self.now()
        if before is not None and _same_course(before, clock) and now - self._clock_sent_at < CLOCK_REPEAT_S:
            return
        self._clock_sent_at = now
        frame = encode_json(ClockFrame(clock=clock))
        for session in self.sessions:
            if session.logged_in and not session.paused:
                session.send_text(frame)

    async def _on_reconnected(self) -> None:
        log.info("NATS is back; streams are compared with the counter")
        self.hub.resync_all()
        await self._load_last_quotes()

    async def _load_last_quotes(self) -> None:
        """Take over every last quote; the quotes process may start later than this one."""
        try:
            reply = await self._nats.request("md.last", b"", timeout=2)
        except (nats.errors.TimeoutError, nats.errors.NoRespondersError):
            return
        self.quotes.keep(decode_quote_batch(reply.data).quotes)

    # Life ------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        await self.serve(stop, asyncio.Event())

    async def serve(self, stop: asyncio.Event, started: asyncio.Event) -> None:
        """Serve until `stop` is set; `started` is set once clients can connect."""
        self._pool = await asyncpg.create_pool(self.config.dsn, min_size=1, max_size=4)
        await self._nats.connect(self.config.nats_url, max_reconnect_attempts=-1, reconnected_cb=self._on_reconnected)
        for subject, handler in (
            ("md.quotes", self._on_quotes),
            ("md.bars", self._on_bars),
            ("acct.events", self._on_events),
            ("clock", self._on_clock),
        ):
            await self._nats.subscribe(subject, cb=handler)
        await self._load_last_quotes()
        server = await ws_create_server(
            self._accept,
            self.config.host,
            self.config.port,
            max_frame_size=FRAME_BYTES_MAX,
            read_buffer_init_size=512,
            use_aiofastnet=True,  # decision 0008: without it a slow reader is sent broken frames
        )
        log.info("gateway listens on %s:%s", self.config.host, self.config.port)
        beat = asyncio.ensure_future(self._beat())
        started.set()
        await stop.wait()
        beat.cancel()
        server.close()
        for session in list(self.sessions):
            session.close(WSCloseCode.SERVICE_RESTART)
        await self._nats.close()
        await self._counter.close()
        await self._pool.close()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.config.heartbeat_s)
            for session in list(self.sessions):
                session.heartbeat()

    def _accept(self, request: WSUpgradeRequest) -> Session | WSUpgradeResponseWithListener:
        path = request.path.decode("latin-1").partition("?")[0]
        if path == "/healthz":
            return WSUpgradeResponseWithListener(WSUpgradeResponse.create_ok_response(b"ok\n"), None)
        if not origin_allowed(
            request.headers.get("Origin"), request.headers.get("Host", ""), self.config.allowed_origins
        ):
            return _refusal(HTTPStatus.FORBIDDEN)
        if len(self.sessions) >= self.config.max_sessions:
            return _refusal(HTTPStatus.SERVICE_UNAVAILABLE)
        return Session(self)


def origin_allowed(origin: str | None, host: str, allowed: tuple[str, ...]) -> bool:
    """Browsers may connect from pages of the same host name (any port) or from a named origin.

    A client that is no browser sends no origin; its ticket decides alone.
    """
    if origin is None or origin in allowed:
        return True
    return urlsplit(origin).hostname == urlsplit(f"//{host}").hostname


def _refusal(status: HTTPStatus) -> WSUpgradeResponseWithListener:
    return WSUpgradeResponseWithListener(WSUpgradeResponse.create_error_response(status), None)


def _same_course(before: ClockState, after: ClockState) -> bool:
    """Whether a client that extrapolates `before` needs no word of `after`."""
    return (before.mode, before.trading_date, before.phase, before.stage, before.speed_milli, before.looping) == (
        after.mode,
        after.trading_date,
        after.phase,
        after.stage,
        after.speed_milli,
        after.looping,
    )


def run(config: GatewayConfig) -> None:
    """Run one gateway process."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("picows").setLevel(logging.WARNING)
    uvloop.run(GatewayProcess(config).run())
