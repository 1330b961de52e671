"""Clients of the runtime's sockets: pipelined for gateways, one request at a time for the business plane."""

import asyncio
import os
import socket
import threading
from collections.abc import Sequence
from typing import Any, Final, TypeVar

import msgspec

from tradehall.contracts.clock import ClockState
from tradehall.contracts.codec import decode_answers, encode
from tradehall.contracts.commands import CounterCommand
from tradehall.contracts.enums import Phase
from tradehall.contracts.exchange import ExchangeOpenDay
from tradehall.contracts.shard import (
    AccountSnapshot,
    Answer,
    ClockControl,
    ClockQuery,
    ClockReply,
    CounterRequest,
    ShardStatus,
    SnapshotQuery,
    StatusQuery,
)
from tradehall.kernel.errors import UnavailableError
from tradehall.trading_runtime.framing import FrameConnection, FrameSplitter, FrameTooLongError, frame

Reply = Answer | AccountSnapshot | ShardStatus | ClockReply
Expected = TypeVar("Expected", Answer, AccountSnapshot, ShardStatus, ClockReply)

OUTSTANDING_MAX: Final = 20_000
"""Requests of one client that may wait for their answers."""
CONNECT_TIMEOUT_S: Final = 2.0
REQUEST_TIMEOUT_S: Final = 30.0


class CounterClient:
    """Asynchronous and pipelined: many requests share the connection and one frame carries what one loop turn sent.

    It connects at the first request and again at the first one after a break. A request that was under way when the
    line broke raises `UnavailableError`: whether it was taken is not known; asking again with the same ids is safe.
    """

    def __init__(self, socket_path: str) -> None:
        self._path = socket_path
        self._connection: FrameConnection | None = None
        self._connecting: asyncio.Task[FrameConnection] | None = None
        self._waiting: dict[int, asyncio.Future[Reply]] = {}
        self._outbox: list[tuple[int, CounterRequest]] = []
        self._last_correlation = 0

    async def request(self, body: CounterRequest, *, timeout_s: float = REQUEST_TIMEOUT_S) -> Reply:
        """The reply to one request. Raises `UnavailableError` when the counter cannot be asked or did not answer."""
        if len(self._waiting) >= OUTSTANDING_MAX:
            raise UnavailableError(f"{OUTSTANDING_MAX} requests wait for the counter already")
        if self._connection is None or not self._connection.open:
            await self._connect()
        loop = asyncio.get_running_loop()
        self._last_correlation += 1
        correlation = self._last_correlation
        future: asyncio.Future[Reply] = loop.create_future()
        self._waiting[correlation] = future
        if not self._outbox:
            loop.call_soon(self._flush)
        self._outbox.append((correlation, body))
        try:
            return await asyncio.wait_for(future, timeout_s)
        except TimeoutError:
            raise UnavailableError(f"the counter did not answer within {timeout_s:g} s") from None
        finally:
            self._waiting.pop(correlation, None)

    async def submit(self, command: CounterCommand) -> Answer:
        """The durable answer to a command."""
        return _expect(Answer, await self.request(command))

    async def submit_many(self, commands: Sequence[CounterCommand]) -> list[Answer]:
        """Answers in the order of the commands; they are applied in that order too."""
        return [_expect(Answer, reply) for reply in await asyncio.gather(*map(self.request, commands))]

    async def account_snapshot(self, account_id: int) -> AccountSnapshot:
        return _expect(AccountSnapshot, await self.request(SnapshotQuery(account_id=account_id)))

    async def status(self, *, with_hash: bool = False) -> ShardStatus:
        return _expect(ShardStatus, await self.request(StatusQuery(with_hash=with_hash)))

    async def close(self) -> None:
        """Close the connection; requests under way raise `UnavailableError`."""
        if self._connection is not None:
            self._connection.close()
        self._fail("the client was closed")

    async def _connect(self) -> None:
        if self._connecting is None:
            self._connecting = asyncio.ensure_future(self._dial())
        connecting = self._connecting
        try:
            await asyncio.shield(connecting)
        finally:
            if self._connecting is connecting and connecting.done():
                self._connecting = None

    async def _dial(self) -> FrameConnection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                _, connection = await loop.create_unix_connection(
                    lambda: FrameConnection(self._on_frame, self._on_lost), self._path
                )
        except (OSError, TimeoutError) as reason:
            raise UnavailableError(f"the counter could not be reached at {self._path}: {reason}") from reason
        self._connection = connection
        return connection

    def _flush(self) -> None:
        outbox, self._outbox = self._outbox, []
        if outbox and self._connection is not None:
            self._connection.send(encode(outbox))

    def _on_frame(self, connection: FrameConnection, body: bytes) -> None:
        try:
            replies = decode_answers(body)
        except msgspec.MsgspecError:
            connection.close()
            return
        for correlation, reply in replies:
            future = self._waiting.pop(correlation, None)
            if future is not None and not future.done():
                future.set_result(reply)

    def _on_lost(self, connection: FrameConnection) -> None:
        if connection is self._connection:
            self._connection = None
            self._fail("the line to the counter broke; whether the request was taken is not known")

    def _fail(self, words: str) -> None:
        waiting, self._waiting, self._outbox = self._waiting, {}, []
        for future in waiting.values():
            if not future.done():
                future.set_exception(UnavailableError(words))


class _SocketLine:
    """One blocking connection: send frames of requests, read their replies."""

    def __init__(self, path: str, timeout_s: float) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._splitter = FrameSplitter()
        self._socket.settimeout(CONNECT_TIMEOUT_S)
        try:
            self._socket.connect(path)
        except OSError:
            self._socket.close()
            raise
        self._socket.settimeout(timeout_s)

    def ask(self, requests: list[tuple[int, Any]]) -> list[Reply]:
        """Replies in the order of the requests."""
        self._socket.sendall(frame(encode(requests)))
        found: dict[int, Reply] = {}
        while len(found) < len(requests):
            data = self._socket.recv(1 << 18)
            if not data:
                raise ConnectionResetError("the peer closed the line")
            for body in self._splitter.feed(data):
                found.update(decode_answers(body))
        return [found[correlation] for correlation, _ in requests]

    def close(self) -> None:
        self._socket.close()


class SocketConnection:
    """Blocking requests over a unix socket, one line per thread and process; a broken line is dialled again once."""

    def __init__(self, socket_path: str, *, whom: str, timeout_s: float = REQUEST_TIMEOUT_S) -> None:
        self._path = socket_path
        self._whom = whom
        self._timeout_s = timeout_s
        self._local = threading.local()

    def ask(self, bodies: Sequence[Any]) -> list[Reply]:
        """Replies in the order of `bodies`.

        A line that proves dead is replaced and the requests are sent again: every command is idempotent by its ids.
        Raises `UnavailableError` when that fails too or no reply came in time.
        """
        requests = list(enumerate(bodies, 1))
        for attempt in (1, 2):
            try:
                return self._line().ask(requests)
            except TimeoutError as reason:
                self.close()
                raise UnavailableError(f"{self._whom} did not answer within {self._timeout_s:g} s") from reason
            except (OSError, FrameTooLongError, msgspec.MsgspecError) as reason:
                self.close()
                if attempt == 2:  # noqa: PLR2004 -- two attempts
                    raise UnavailableError(f"{self._whom} could not be reached at {self._path}: {reason}") from reason
        raise AssertionError("unreachable: both attempts return or raise")

    def close(self) -> None:
        """Close this thread's line."""
        line: _SocketLine | None = getattr(self._local, "line", None)
        if line is not None:
            line.close()
            self._local.line = None

    def _line(self) -> _SocketLine:
        # A forked child must not share its parent's line.
        if getattr(self._local, "pid", 0) != os.getpid():
            self._local.line = None
            self._local.pid = os.getpid()
        line: _SocketLine | None = getattr(self._local, "line", None)
        if line is None:
            line = self._local.line = _SocketLine(self._path, self._timeout_s)
        return line


class CounterConnection(SocketConnection):
    """The business plane's blocking line to the counter."""

    _FRAME_COMMANDS: Final = 1_000

    def __init__(self, socket_path: str, *, timeout_s: float = REQUEST_TIMEOUT_S) -> None:
        super().__init__(socket_path, whom="the counter", timeout_s=timeout_s)

    def submit(self, command: CounterCommand) -> Answer:
        """The durable answer to a command."""
        (reply,) = self.ask([command])
        return _expect(Answer, reply)

    def submit_many(self, commands: Sequence[CounterCommand]) -> list[Answer]:
        """Answers in the order of the commands. After an error some may have been taken; repeat all of them."""
        answers: list[Answer] = []
        for start in range(0, len(commands), self._FRAME_COMMANDS):
            answers += [_expect(Answer, reply) for reply in self.ask(commands[start : start + self._FRAME_COMMANDS])]
        return answers

    def account_snapshot(self, account_id: int) -> AccountSnapshot:
        (reply,) = self.ask([SnapshotQuery(account_id=account_id)])
        return _expect(AccountSnapshot, reply)

    def status(self, *, with_hash: bool = False) -> ShardStatus:
        (reply,) = self.ask([StatusQuery(with_hash=with_hash)])
        return _expect(ShardStatus, reply)


class ControlConnection(SocketConnection):
    """The blocking line to the exchange's control socket."""

    def __init__(self, socket_path: str, *, timeout_s: float = REQUEST_TIMEOUT_S) -> None:
        super().__init__(socket_path, whom="the exchange", timeout_s=timeout_s)

    def clock(self) -> ClockState:
        (reply,) = self.ask([ClockQuery()])
        return _expect(ClockReply, reply).clock

    def control(self, *, to_phase: Phase, speed_milli: int) -> ClockReply:
        (reply,) = self.ask([ClockControl(to_phase=to_phase, speed_milli=speed_milli)])
        return _expect(ClockReply, reply)

    def open_day(self, command: ExchangeOpenDay) -> ClockReply:
        (reply,) = self.ask([command])
        return _expect(ClockReply, reply)


def _expect(kind: type[Expected], reply: Reply) -> Expected:
    if type(reply) is kind:
        return reply
    if isinstance(reply, Answer):
        raise UnavailableError(f"the shard refused to answer with result {reply.result}")
    raise UnavailableError(f"a {kind.__name__} was expected, the reply was {type(reply).__name__}")
