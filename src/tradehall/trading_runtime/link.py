"""The exchange link of the counter: log on, resend both ways, then numbered messages; a gap closes the line."""

import asyncio
import random
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final, Protocol

import msgspec

from tradehall.contracts.codec import decode_link_to_counter, encode
from tradehall.contracts.link import LinkLogon, LinkLogonAck, LinkMessage, LinkReport, LinkRequest
from tradehall.trading_runtime.framing import FrameConnection
from tradehall.trading_runtime.sequencer import say

BACKOFF_FIRST_S: Final = 0.05
BACKOFF_MAX_S: Final = 2.0
LOGON_TIMEOUT_S: Final = 5.0
FRAME_MESSAGES: Final = 5_000
"""Messages in one frame when much is resent."""
QUEUE_HIGH: Final = 20_000
"""Waiting inputs of the counter above which the link is not read."""


class LinkState(Protocol):
    """What the link asks of the counter."""

    @property
    def last_report(self) -> int: ...

    @property
    def last_link_seq(self) -> int: ...

    def pending_requests(self, after_link_seq: int) -> Sequence[LinkRequest]: ...


def in_frames(messages: Sequence[LinkMessage]) -> Iterable[bytes]:
    """Encoded frames of at most `FRAME_MESSAGES` messages."""
    for start in range(0, len(messages), FRAME_MESSAGES):
        yield encode(messages[start : start + FRAME_MESSAGES])


class LinkClient:
    """Keeps the counter logged on to one venue. Every send and every read of state happens between two batches."""

    def __init__(
        self,
        *,
        path: str,
        participant: str,
        state: LinkState,
        take_reports: Callable[[list[LinkReport]], None],
        waiting: Callable[[], int],
        when_settled: Callable[[Callable[[], None]], None],
    ) -> None:
        self._path = path
        self._participant = participant
        self._state = state
        self._take_reports = take_reports
        self._waiting = waiting
        self._when_settled = when_settled
        self._taken_report = state.last_report
        self._last_sent = 0
        self._connection: FrameConnection | None = None
        self._lost = asyncio.Event()
        self._logged_on: asyncio.Future[None] | None = None
        self._jitter = random.Random()  # noqa: S311 -- spreads reconnects, decides nothing
        self._held_back = False
        self.up = False

    def send(self, requests: Sequence[LinkRequest]) -> None:
        """Send durable requests. While the link is down they wait in the counter's own state."""
        if self.up and self._connection is not None:
            fresh = [request for request in requests if request.link_seq > self._last_sent]
            if fresh:
                self._last_sent = fresh[-1].link_seq
                for body in in_frames(fresh):
                    self._connection.send(body)

    def resume_when_drained(self) -> None:
        """Read the link again when the counter has caught up; called after every batch."""
        if self._held_back and self._waiting() < QUEUE_HIGH // 2 and self._connection is not None:
            self._held_back = False
            self._connection.resume_reading()

    async def run(self) -> None:
        """Connect, log on, and again whenever the line breaks; until cancelled."""
        backoff = BACKOFF_FIRST_S
        while True:
            self._lost.clear()
            if await self._log_on():
                backoff = BACKOFF_FIRST_S
                say(
                    "counter",
                    f"the exchange link is up; last report {self._taken_report}, last request {self._last_sent}",
                )
                await self._lost.wait()
                say("counter", "the exchange link is down; requests wait and are sent after the next log-on")
            self._drop()
            await asyncio.sleep(backoff * self._jitter.uniform(0.5, 1.5))
            backoff = min(backoff * 2, BACKOFF_MAX_S)

    async def _log_on(self) -> bool:
        loop = asyncio.get_running_loop()
        logged_on: asyncio.Future[None] = loop.create_future()
        self._logged_on = logged_on
        try:
            async with asyncio.timeout(LOGON_TIMEOUT_S):
                _, connection = await loop.create_unix_connection(
                    lambda: FrameConnection(self._on_frame, self._on_lost), self._path
                )
                self._connection = connection
                logon = LinkLogon(self._participant, self._taken_report, self._state.last_link_seq)
                connection.send(encode([logon]))
                await logged_on
        except (OSError, TimeoutError):
            return False
        return self.up

    def _on_frame(self, connection: FrameConnection, body: bytes) -> None:
        if connection is not self._connection:
            return
        try:
            messages = decode_link_to_counter(body)
        except msgspec.MsgspecError as reason:
            say("counter", f"the exchange sent a frame that was not understood ({reason}); the link is closed")
            connection.close()
            return
        reports: list[LinkReport] = []
        for message in messages:
            if isinstance(message, LinkLogonAck):
                self._when_settled(partial(self._on_ack, connection, message))
            elif not self._fits(message.report_seq):
                connection.close()
                break
            elif message.report_seq > self._taken_report:
                self._taken_report = message.report_seq
                reports.append(message)
        if reports:
            self._take_reports(reports)
            if self._waiting() > QUEUE_HIGH:
                self._held_back = True
                connection.pause_reading()

    def _fits(self, report_seq: int) -> bool:
        if report_seq <= self._taken_report + 1:
            return True
        say(
            "counter",
            f"report {report_seq} followed {self._taken_report}: a gap; the link is closed and logged on again",
        )
        return False

    def _on_ack(self, connection: FrameConnection, ack: LinkLogonAck) -> None:
        """Runs while the state is exactly what is durable: a request that may yet be lost must not be sent."""
        if connection is not self._connection or self._logged_on is None or self._logged_on.done():
            return
        self._logged_on.set_result(None)
        if ack.last_request > self._state.last_link_seq or ack.last_report < self._taken_report:
            say(
                "counter",
                f"the exchange knows request {ack.last_request} and report {ack.last_report}, the counter "
                f"{self._state.last_link_seq} and {self._taken_report}: their books do not belong together; no link",
            )
            connection.close()
            return
        self._last_sent = ack.last_request
        self.up = True
        self.send(self._state.pending_requests(ack.last_request))

    def _on_lost(self, connection: FrameConnection) -> None:
        if connection is self._connection:
            self.up = False
            if self._logged_on is not None and not self._logged_on.done():
                self._logged_on.set_result(None)
            self._lost.set()

    def _drop(self) -> None:
        self.up = False
        self._held_back = False
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
