"""The gateway process over real sockets: tickets, subscriptions, orders, scope, bounds.

PostgreSQL, NATS and the WebSocket are real; the counter is a socket server that answers as one would.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import nats
import pytest
from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from tradehall.contracts import WIRE_VERSION
from tradehall.contracts.codec import decode_requests, decode_server_frame, encode, encode_json
from tradehall.contracts.commands import CancelOrder, PlaceOrder
from tradehall.contracts.enums import CashReason, OrderType, Phase, Side
from tradehall.contracts.events import CashChanged
from tradehall.contracts.frames import (
    AnswerFrame,
    CancelFrame,
    ClientFrame,
    ErrorFrame,
    EventsFrame,
    LoginFrame,
    OrderFrame,
    PingFrame,
    PongFrame,
    QuotesFrame,
    ServerFrame,
    SnapshotFrame,
    StreamPosition,
    SubscribeFrame,
    WelcomeFrame,
)
from tradehall.contracts.quotes import Quote, QuoteBatch
from tradehall.contracts.shard import AccountSnapshot, Answer, EventBatch, SnapshotQuery
from tradehall.kernel.results import ResultCode
from tradehall.push_gateway.config import GatewayConfig
from tradehall.push_gateway.server import GatewayProcess, origin_allowed
from tradehall.trading_runtime.framing import FrameConnection

OWN, OTHER = 1_000_000_001, 1_000_000_002
EPOCH = 3
WAIT_S = 10.0

TABLES = """
    CREATE TABLE gateway_ticket (token_hash text PRIMARY KEY, user_name text, account_ids bigint[],
        tradable_ids bigint[], expires_at timestamptz, used_at timestamptz);
    CREATE TABLE account_event (account_id bigint, stream_seq bigint, body bytea, PRIMARY KEY (account_id, stream_seq));
"""


def cash(seq: int) -> CashChanged:
    return CashChanged(OWN, seq, 10_000 * seq, 0, 0, 0, 0, 0, 0, CashReason.DEPOSIT, 10_000, f"d{seq}", seq)


def quote(symbol: str, last: int) -> Quote:
    return Quote(symbol, 5, Phase.CONT_AM, 100, 100, 100, 100, last, 0, 10, 1000, 1, 110, 90, (), ())


class AnsweringCounter:
    """The other end of the counter's socket."""

    def __init__(self) -> None:
        self.commands: list[PlaceOrder | CancelOrder] = []
        self.head = 2

    def take(self, connection: FrameConnection, body: bytes) -> None:
        replies: list[tuple[int, Any]] = []
        for correlation, request in decode_requests(body):
            if isinstance(request, SnapshotQuery):
                snapshot = AccountSnapshot(ResultCode.OK, EPOCH, self.head, None, cash(self.head), (), (), ())
                replies.append((correlation, snapshot))
            else:
                assert isinstance(request, PlaceOrder | CancelOrder)
                self.commands.append(request)
                replies.append((correlation, Answer(result=ResultCode.OK, order_id=77, at=9)))
        connection.send(encode(replies))


class Client(WSListener):  # type: ignore[misc]
    """A WebSocket client that keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: asyncio.Queue[ServerFrame] = asyncio.Queue()
        self.closed: asyncio.Future[WSCloseCode] = asyncio.get_running_loop().create_future()
        self.transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            self.closed.set_result(frame.get_close_code())
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT:
            self.frames.put_nowait(decode_server_frame(frame.get_payload_as_bytes()))

    def send(self, frame: ClientFrame) -> None:
        self.send_raw(encode_json(frame))

    def send_raw(self, data: bytes) -> None:
        assert self.transport is not None
        self.transport.send(WSMsgType.TEXT, data)

    async def next(self, kind: type[Any]) -> Any:
        """The next frame of a kind; others (heartbeats, clock) are passed over."""
        async with asyncio.timeout(WAIT_S):
            while True:
                frame = await self.frames.get()
                if isinstance(frame, kind):
                    return frame


class World:
    def __init__(self, process: GatewayProcess, counter: AnsweringCounter, pool: Any, bus: Any, port: int) -> None:
        self.process = process
        self.counter = counter
        self.pool = pool
        self.bus = bus
        self.port = port

    async def connect(self) -> Client:
        client: Client
        _, client = await ws_connect(Client, f"ws://127.0.0.1:{self.port}/")
        return client

    async def ticket(self, token: str, *, life: str = "30 s") -> str:
        await self.pool.execute(
            "INSERT INTO gateway_ticket VALUES ($1, 'wang', $2, $2, now() + $3::text::interval, NULL)",
            hashlib.sha256(token.encode()).hexdigest(),
            [OWN],
            life,
        )
        return token

    async def login(self, token: str) -> Client:
        client = await self.connect()
        client.send(LoginFrame(ticket=await self.ticket(token), version=WIRE_VERSION))
        assert (await client.next(WelcomeFrame)).accounts == (OWN,)
        return client


@pytest.fixture
async def world(
    empty_database_url: str, nats_url: str, tmp_path_factory: pytest.TempPathFactory, unused_tcp_port: int
) -> AsyncIterator[World]:
    socket_path = str(Path(tmp_path_factory.mktemp("g")) / "c.sock")
    counter = AnsweringCounter()
    loop = asyncio.get_running_loop()
    server = await loop.create_unix_server(lambda: FrameConnection(counter.take, lambda _: None), socket_path)
    pool = await asyncpg.create_pool(empty_database_url, min_size=1, max_size=2)
    await pool.execute(TABLES)
    bus = await nats.connect(nats_url)
    config = GatewayConfig(
        dsn=empty_database_url,
        nats_url=nats_url,
        counter_socket=socket_path,
        port=unused_tcp_port,
        max_topics=3,
        order_rate=2,
    )
    process = GatewayProcess(config)
    stop = asyncio.Event()
    started = asyncio.Event()
    running = asyncio.create_task(process.serve(stop, started))
    await asyncio.wait_for(started.wait(), WAIT_S)
    yield World(process, counter, pool, bus, unused_tcp_port)
    stop.set()
    await asyncio.wait_for(running, WAIT_S)
    await bus.close()
    await pool.close()
    server.close()


async def test_a_ticket_opens_one_session_and_only_one(world: World) -> None:
    await world.login("t1")
    second = await world.connect()
    second.send(LoginFrame(ticket="t1", version=WIRE_VERSION))
    assert (await second.next(ErrorFrame)).result == ResultCode.SESSION_TICKET_REFUSED
    assert await asyncio.wait_for(second.closed, WAIT_S) == WSCloseCode.POLICY_VIOLATION


@pytest.mark.parametrize("life", ["-1 s"])
async def test_an_expired_ticket_is_refused(world: World, life: str) -> None:
    client = await world.connect()
    client.send(LoginFrame(ticket=await world.ticket("old", life=life), version=WIRE_VERSION))
    assert (await client.next(ErrorFrame)).fatal is True


async def test_nothing_goes_before_the_login(world: World) -> None:
    client = await world.connect()
    client.send(SubscribeFrame(account=OWN))
    assert (await client.next(ErrorFrame)).result == ResultCode.SESSION_TICKET_REFUSED


async def test_snapshot_then_events_then_exact_resume(world: World) -> None:
    client = await world.login("t2")
    client.send(SubscribeFrame(account=OWN))
    snapshot = await client.next(SnapshotFrame)
    assert (snapshot.snapshot.stream_seq, snapshot.snapshot.cash) == (2, cash(2))
    world.counter.head = 3
    await world.bus.publish("acct.events", encode(EventBatch(EPOCH, 2, 3, (cash(3),))))
    events = await client.next(EventsFrame)
    assert (events.seq, events.events) == (3, (cash(3),))

    world.counter.head = 5
    rows = [(OWN, seq, encode(cash(seq))) for seq in range(1, 6)]
    await world.pool.executemany("INSERT INTO account_event VALUES ($1, $2, $3)", rows)
    back = await world.login("t3")
    back.send(SubscribeFrame(account=OWN, after=StreamPosition(EPOCH, 3)))
    missed = await back.next(EventsFrame)
    assert (missed.seq, missed.events) == (5, (cash(4), cash(5)))


async def test_another_clients_account_is_refused_for_reading_and_trading(world: World) -> None:
    client = await world.login("t4")
    client.send(SubscribeFrame(account=OTHER))
    assert (await client.next(ErrorFrame)).result == ResultCode.SESSION_NOT_ENTITLED
    client.send(OrderFrame(id="a", account=OTHER, symbol="600000.SH", side=Side.BUY, price=100, qty=100))
    assert await client.next(AnswerFrame) == AnswerFrame(id="a", result=ResultCode.SESSION_NOT_ENTITLED)
    client.send(CancelFrame(id="b", account=OTHER, order_id=1))
    assert (await client.next(AnswerFrame)).result == ResultCode.SESSION_NOT_ENTITLED
    assert world.counter.commands == []


async def test_orders_reach_the_counter_and_are_answered(world: World) -> None:
    client = await world.login("t5")
    client.send(OrderFrame(id="o-1", account=OWN, symbol="600000.SH", side=Side.BUY, price=100_000, qty=200))
    assert await client.next(AnswerFrame) == AnswerFrame(id="o-1", result=0, order_id=77, at=9)
    client.send(CancelFrame(id="c-1", account=OWN, order_id=77))
    assert (await client.next(AnswerFrame)).id == "c-1"
    assert world.counter.commands == [
        PlaceOrder(OWN, "o-1", "600000.SH", Side.BUY, OrderType.LIMIT, 100_000, 200),
        CancelOrder(OWN, 77),
    ]


async def test_orders_beyond_the_rate_are_answered_and_not_sent(world: World) -> None:
    client = await world.login("t6")
    for number in range(6):
        client.send(OrderFrame(id=f"o{number}", account=OWN, symbol="600000.SH", side=Side.BUY, price=1, qty=100))
    results = {}
    for _ in range(6):
        answer = await client.next(AnswerFrame)
        results[answer.id] = answer.result
    assert list(results.values()).count(ResultCode.SESSION_RATE_LIMITED) == 2
    assert len(world.counter.commands) == 4


async def test_quotes_are_pushed_to_subscribers_within_the_limit(world: World) -> None:
    client = await world.login("t7")
    client.send(SubscribeFrame(quotes=("600000.SH", "000001.SZ")))
    client.send(PingFrame(sent=5))
    assert (await client.next(PongFrame)).sent == 5
    batch = QuoteBatch(20260105, 8, 1, (quote("600000.SH", 123), quote("600519.SH", 9)))
    await world.bus.publish("md.quotes", encode(batch))
    frame = await client.next(QuotesFrame)
    assert [(row.symbol, row.last) for row in frame.quotes] == [("600000.SH", 123)]
    client.send(SubscribeFrame(quotes=("600519.SH", "300750.SZ")))
    assert (await client.next(ErrorFrame)).result == ResultCode.SESSION_TOO_MANY_TOPICS


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b'{"t":"order"}', b'{"t":"unknown"}', b"\xff", b'{"t":"ping","sent":"x"}']
)
async def test_a_bad_frame_closes_its_session_only(world: World, data: bytes) -> None:
    healthy = await world.login("good" + hashlib.md5(data, usedforsecurity=False).hexdigest())
    client = await world.login("bad" + hashlib.md5(data, usedforsecurity=False).hexdigest())
    client.send_raw(data)
    await asyncio.wait_for(client.closed, WAIT_S)
    healthy.send(PingFrame(sent=1))
    assert (await healthy.next(PongFrame)).sent == 1


async def test_a_client_that_does_not_read_holds_no_one_up_and_gets_the_newest(world: World) -> None:
    slow, quick = await world.login("slow"), await world.login("quick")
    for client in (slow, quick):
        client.send(SubscribeFrame(quotes=("600000.SH",)))
        client.send(PingFrame())
        await client.next(PongFrame)
    assert slow.transport is not None
    slow.transport.underlying_transport.pause_reading()
    # Far more than every buffer on the way holds: one quote with long books, again and again.
    book = tuple((price, 10**11) for price in range(10**9, 10**9 + 400))
    last = 0
    while not any(session.paused for session in world.process.sessions):
        last += 1
        depth = 400 - last % 7 * 50
        world.process.quotes.publish(last, [msgspec.structs.replace(quote("600000.SH", last), bids=book[:depth])])
        assert (await quick.next(QuotesFrame)).quotes[0].last == last
    for _ in range(100):
        last += 1
        world.process.quotes.publish(last, [quote("600000.SH", last)])
        assert (await quick.next(QuotesFrame)).quotes[0].last == last
    slow.transport.underlying_transport.resume_reading()
    taken = [(await slow.next(QuotesFrame)).quotes[0].last]
    while taken[-1] != last:
        taken.append((await slow.next(QuotesFrame)).quotes[0].last)
    # Every frame is whole and in order; of the quotes that came while it did not read, only the newest was sent.
    assert taken == [*range(1, last - 99), last]


def test_origins() -> None:
    assert origin_allowed(None, "127.0.0.1:8001", ())
    assert origin_allowed("http://127.0.0.1:8000", "127.0.0.1:8001", ())
    assert not origin_allowed("http://elsewhere.example:8000", "127.0.0.1:8001", ())
    assert origin_allowed("https://hall.example", "gw.internal:8001", ("https://hall.example",))
    assert not origin_allowed("null", "127.0.0.1:8001", ())


def test_wire_values_survive_json() -> None:
    frame = QuotesFrame(at=1, quotes=(quote("600000.SH", 2**52),))
    assert msgspec.json.decode(encode_json(frame), type=QuotesFrame) == frame
