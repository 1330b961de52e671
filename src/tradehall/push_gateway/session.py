"""One client connection: what it may do, and the frames it sends."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Iterable
from typing import Final, Protocol

import msgspec
from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from tradehall.contracts import WIRE_VERSION
from tradehall.contracts.clock import ClockState
from tradehall.contracts.codec import decode_client_frame, encode_json
from tradehall.contracts.commands import CancelOrder, PlaceOrder
from tradehall.contracts.enums import Channel
from tradehall.contracts.frames import (
    AnswerFrame,
    CancelFrame,
    ErrorFrame,
    HeartbeatFrame,
    LoginFrame,
    OrderFrame,
    PingFrame,
    PongFrame,
    SubscribeFrame,
    UnsubscribeFrame,
    WelcomeFrame,
)
from tradehall.contracts.shard import Answer
from tradehall.kernel.ids import Symbol, is_client_id, is_symbol
from tradehall.kernel.results import RESULT_TEXTS, ResultCode
from tradehall.kernel.units import PRICE_MAX, QUANTITY_MAX
from tradehall.push_gateway.config import GatewayConfig
from tradehall.push_gateway.rates import TokenBucket
from tradehall.push_gateway.streams import StreamHub
from tradehall.push_gateway.subjects import Subject
from tradehall.push_gateway.tickets import Grant

log = logging.getLogger("tradehall.gateway")

WRITE_BUFFER_HIGH: Final = 64 * 1024
"""Bytes that may wait in the process for one client before it counts as slow."""

SEND_BUFFER: Final = 64 * 1024

NOT_LOGGED_IN: Final = Grant("", frozenset(), frozenset())


class Gateway(Protocol):
    """What a session needs of its process."""

    config: GatewayConfig
    hub: StreamHub
    quotes: Subject
    bars: Subject
    clock: ClockState | None
    sessions: set["Session"]

    async def redeem(self, token: str) -> Grant | None: ...

    async def submit(self, command: PlaceOrder | CancelOrder) -> Answer: ...

    def spawn(self, work: Awaitable[None]) -> object: ...

    def now(self) -> float: ...

    def wall_us(self) -> int: ...


class Session(WSListener):  # type: ignore[misc]  # picows has no types
    """A client's connection. An error in one session never reaches another."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__()
        self.gateway = gateway
        self.paused = False
        self.paused_at = 0.0
        self.grant = NOT_LOGGED_IN
        self.logged_in = False
        self._transport: WSTransport | None = None
        self._accounts: set[int] = set()
        self._quotes: set[Symbol] = set()
        self._bars: set[Symbol] = set()
        config = gateway.config
        self._orders = TokenBucket(rate=config.order_rate, burst=2 * config.order_rate, now=gateway.now())
        self._login_pending = False
        self._login_timer: asyncio.TimerHandle | None = None

    # picows ------------------------------------------------------------------------------------

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        line = transport.underlying_transport
        line.set_write_buffer_limits(high=WRITE_BUFFER_HIGH)
        # Left alone the kernel would hold megabytes of quotes that are old by the time they are read.
        line.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.gateway.sessions.add(self)
        self._login_timer = asyncio.get_running_loop().call_later(
            self.gateway.config.login_timeout_s, self._login_expired
        )

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002 -- the signature is picows's
        self._transport = None
        if self._login_timer is not None:
            self._login_timer.cancel()
        self.gateway.sessions.discard(self)
        self.gateway.quotes.unsubscribe(self, self._quotes)
        self.gateway.bars.unsubscribe(self, self._bars)
        for account_id in self._accounts:
            self.gateway.hub.unsubscribe(self, account_id)

    def pause_writing(self) -> None:
        self.paused = True
        self.paused_at = self.gateway.now()

    def resume_writing(self) -> None:
        self.paused = False
        self.gateway.hub.reader_resumed(self, tuple(self._accounts))
        self.gateway.quotes.reader_resumed(self)
        self.gateway.bars.reader_resumed(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code(), frame.get_close_message())
            transport.disconnect()
            return
        if frame.msg_type != WSMsgType.TEXT:
            if frame.msg_type == WSMsgType.BINARY:
                self.refuse(ResultCode.SESSION_FRAME_REFUSED, fatal=True)
            return
        try:
            message = decode_client_frame(frame.get_payload_as_memoryview())
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.refuse(ResultCode.SESSION_FRAME_REFUSED, fatal=True)
            return
        self._take(message)

    # Out ---------------------------------------------------------------------------------------

    def send_text(self, data: bytes) -> None:
        """Send one text frame; nothing happens when the line is gone."""
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, data)

    def refuse(self, result: ResultCode, *, fatal: bool) -> None:
        """Tell the client what was refused; with `fatal` the session ends."""
        self.send_text(encode_json(ErrorFrame(result=result, message=RESULT_TEXTS[result].en, fatal=fatal)))
        if fatal:
            self.close(WSCloseCode.POLICY_VIOLATION)

    def close(self, code: WSCloseCode) -> None:
        if self._transport is not None:
            self._transport.send_close(code)
            self._transport.disconnect()

    def heartbeat(self) -> None:
        """Send the heads of the session's streams; end it when it has not read for too long."""
        if self.paused:
            if self.gateway.now() - self.paused_at > self.gateway.config.slow_reader_s:
                log.info("session of %s closed: it did not read", self.grant.user_name)
                self.close(WSCloseCode.TRY_AGAIN_LATER)
            return
        if self.logged_in:
            heads = self.gateway.hub.heads(tuple(self._accounts))
            self.send_text(encode_json(HeartbeatFrame(wall=self.gateway.wall_us(), heads=heads)))

    # In ----------------------------------------------------------------------------------------

    def _take(self, message: object) -> None:
        if not self.logged_in:
            if isinstance(message, LoginFrame) and not self._login_pending:
                self._login_pending = True
                self.gateway.spawn(self._log_in(message))
            else:
                self.refuse(ResultCode.SESSION_TICKET_REFUSED, fatal=True)
            return
        match message:
            case PingFrame():
                self.send_text(encode_json(PongFrame(sent=message.sent)))
            case SubscribeFrame():
                self._subscribe(message)
            case UnsubscribeFrame():
                self._unsubscribe(message)
            case OrderFrame() | CancelFrame():
                self._order(message)
            case _:
                self.refuse(ResultCode.SESSION_FRAME_REFUSED, fatal=False)

    def _login_expired(self) -> None:
        if not self.logged_in:
            self.refuse(ResultCode.SESSION_TICKET_REFUSED, fatal=True)

    async def _log_in(self, message: LoginFrame) -> None:
        grant = await self.gateway.redeem(message.ticket) if message.version == WIRE_VERSION else None
        if grant is None:
            self.refuse(ResultCode.SESSION_TICKET_REFUSED, fatal=True)
            return
        self.grant, self.logged_in = grant, True
        self.send_text(
            encode_json(
                WelcomeFrame(
                    version=WIRE_VERSION,
                    user=grant.user_name,
                    accounts=tuple(sorted(grant.account_ids)),
                    can_trade=bool(grant.tradable_ids),
                    heartbeat_s=self.gateway.config.heartbeat_s,
                    clock=self.gateway.clock,
                )
            )
        )

    def _subscribe(self, message: SubscribeFrame) -> None:
        symbols = (*message.quotes, *message.bars)
        if not all(is_symbol(symbol) for symbol in symbols):
            self.refuse(ResultCode.SESSION_FRAME_REFUSED, fatal=False)
            return
        if len(self._quotes | set(message.quotes)) + len(self._bars | set(message.bars)) > (
            self.gateway.config.max_topics
        ):
            self.refuse(ResultCode.SESSION_TOO_MANY_TOPICS, fatal=False)
            return
        self._add(self._quotes, self.gateway.quotes, message.quotes)
        self._add(self._bars, self.gateway.bars, message.bars)
        if message.account:
            if message.account not in self.grant.account_ids:
                self.refuse(ResultCode.SESSION_NOT_ENTITLED, fatal=False)
                return
            self._accounts.add(message.account)
            self.gateway.hub.subscribe(self, message.account, message.after)

    def _add(self, held: set[Symbol], subject: Subject, symbols: Iterable[Symbol]) -> None:
        held.update(symbols)
        subject.subscribe(self, symbols)

    def _unsubscribe(self, message: UnsubscribeFrame) -> None:
        self._quotes.difference_update(message.quotes)
        self._bars.difference_update(message.bars)
        self.gateway.quotes.unsubscribe(self, message.quotes)
        self.gateway.bars.unsubscribe(self, message.bars)
        if message.account in self._accounts:
            self._accounts.discard(message.account)
            self.gateway.hub.unsubscribe(self, message.account)

    def _order(self, message: OrderFrame | CancelFrame) -> None:
        result = self._check(message)
        if result is not ResultCode.OK:
            self.send_text(encode_json(AnswerFrame(id=message.id, result=result)))
            return
        command: PlaceOrder | CancelOrder
        if isinstance(message, OrderFrame):
            command = PlaceOrder(
                account_id=message.account,
                client_order_id=message.id,
                symbol=message.symbol,
                side=message.side,
                order_type=message.order_type,
                price=message.price,
                qty=message.qty,
                channel=Channel.TERMINAL,
            )
        else:
            command = CancelOrder(account_id=message.account, order_id=message.order_id, channel=Channel.TERMINAL)
        self.gateway.spawn(self._answer(message.id, command))

    def _check(self, message: OrderFrame | CancelFrame) -> ResultCode:
        """Checks that are the gateway's own; every trading rule is the counter's."""
        if message.account not in self.grant.tradable_ids:
            return ResultCode.SESSION_NOT_ENTITLED
        if not is_client_id(message.id):
            return ResultCode.MALFORMED
        if isinstance(message, OrderFrame) and not (
            is_symbol(message.symbol) and 0 < message.price <= PRICE_MAX and 0 < message.qty <= QUANTITY_MAX
        ):
            return ResultCode.MALFORMED
        if not self._orders.take(self.gateway.now()):
            return ResultCode.SESSION_RATE_LIMITED
        return ResultCode.OK

    async def _answer(self, request_id: str, command: PlaceOrder | CancelOrder) -> None:
        answer = await self.gateway.submit(command)
        self.send_text(
            encode_json(AnswerFrame(id=request_id, result=answer.result, order_id=answer.order_id, at=answer.at))
        )
