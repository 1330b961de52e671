"""How the counter tells market time: it asks the exchange for the session clock and goes on from the answer."""

import asyncio
import time
from typing import Final

import msgspec

from tradehall.contracts.clock import ClockState
from tradehall.contracts.codec import decode_answers, encode
from tradehall.contracts.shard import ClockQuery, ClockReply
from tradehall.kernel.ids import MarketTime
from tradehall.trading_runtime.framing import FrameConnection
from tradehall.trading_runtime.session_clock import BEIJING_OFFSET_US

ASK_EVERY_S: Final = 0.5
TRUST_US: Final = 1_500_000
"""Wall time for which an answer is carried forward; after it market time stands until the exchange answers again."""


def wall_us() -> int:
    return time.time_ns() // 1000


class MarketReading:
    """Market time for the counter's batches; never goes back. Without a control socket it is Beijing time."""

    def __init__(self, control_socket: str, *, start: MarketTime) -> None:
        self._path = control_socket
        self._last = start
        self._clock: ClockState | None = None
        self._heard_at = 0
        self._connection: FrameConnection | None = None

    def now(self) -> MarketTime:
        """Market time at this moment."""
        wall = wall_us()
        if not self._path:
            at = wall + BEIJING_OFFSET_US
        elif self._clock is None:
            at = self._last
        elif not self._clock.trading_date:
            # Before the first day the clock shows real time; the first day may be an earlier one.
            return max(self._last, wall + BEIJING_OFFSET_US)
        else:
            carried = min(wall - self._clock.wall_at, self._heard_at - self._clock.wall_at + TRUST_US)
            at = self._clock.market_at + max(0, carried) * self._clock.speed_milli // 1000
        self._last = max(self._last, at)
        return self._last

    def learn(self, at: MarketTime) -> None:
        """A report came from the exchange with this time."""
        self._last = max(self._last, at)

    async def run(self) -> None:
        """Ask for the clock twice a second; until cancelled. Only with a control socket."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                if self._connection is None or not self._connection.open:
                    _, self._connection = await loop.create_unix_connection(
                        lambda: FrameConnection(self._on_frame, _forget), self._path
                    )
                self._connection.send(encode([(1, ClockQuery())]))
            except OSError:
                self._connection = None
            await asyncio.sleep(ASK_EVERY_S)

    def _on_frame(self, connection: FrameConnection, body: bytes) -> None:
        try:
            replies = decode_answers(body)
        except msgspec.MsgspecError:
            connection.close()
            return
        for _, reply in replies:
            if isinstance(reply, ClockReply):
                self._clock = reply.clock
                self._heard_at = wall_us()


def _forget(_: FrameConnection) -> None:
    """The next question dials again."""
