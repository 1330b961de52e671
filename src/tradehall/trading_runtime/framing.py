"""Frames on a stream socket: a four-byte big-endian length, then the body (`contracts.shard`)."""

import asyncio
from collections.abc import Callable
from struct import Struct
from typing import Final

from tradehall.contracts.shard import FRAME_MAX

_LENGTH: Final = Struct(">I")
HEADER: Final = 4
WRITE_BUFFER_MAX: Final = 32 * 1024 * 1024
"""Bytes that may wait for a peer who does not read; beyond it the connection is cut."""


class FrameTooLongError(Exception):
    """A peer announced a frame beyond `FRAME_MAX`."""


def frame(body: bytes) -> bytes:
    """`body` with its length in front."""
    return _LENGTH.pack(len(body)) + body


class FrameSplitter:
    """Cuts a byte stream into frame bodies; keeps at most one unfinished frame."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Bodies that `data` completes, in order. Raises `FrameTooLongError`."""
        if self._rest:
            data = self._rest + data
        bodies: list[bytes] = []
        start, size = 0, len(data)
        while size - start >= HEADER:
            (length,) = _LENGTH.unpack_from(data, start)
            if length > FRAME_MAX:
                raise FrameTooLongError(length)
            end = start + HEADER + length
            if end > size:
                break
            bodies.append(data[start + HEADER : end])
            start = end
        self._rest = data[start:] if start else data
        return bodies


class FrameConnection(asyncio.Protocol):
    """One stream connection that speaks frames; a peer who does not read is no longer read either, then cut."""

    def __init__(
        self, on_frame: Callable[["FrameConnection", bytes], None], on_lost: Callable[["FrameConnection"], None]
    ) -> None:
        self._on_frame = on_frame
        self._on_lost = on_lost
        self._splitter = FrameSplitter()
        self._transport: asyncio.Transport | None = None
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")  # noqa: S101 -- uvloop's own class
        self._transport = transport  # type: ignore[assignment]
        self.open = True

    def data_received(self, data: bytes) -> None:
        try:
            for body in self._splitter.feed(data):
                self._on_frame(self, body)
        except FrameTooLongError:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- the protocol's signature
        self.open = False
        self._on_lost(self)

    def send(self, body: bytes) -> None:
        """Send one frame; nothing happens when the connection is closed."""
        transport = self._transport
        if not self.open or transport is None:
            return
        transport.write(_LENGTH.pack(len(body)) + body)
        if transport.get_write_buffer_size() > WRITE_BUFFER_MAX:
            transport.abort()

    def pause_writing(self) -> None:
        self.pause_reading()

    def resume_writing(self) -> None:
        self.resume_reading()

    def pause_reading(self) -> None:
        if self._transport is not None and self.open:
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        if self._transport is not None and self.open:
            self._transport.resume_reading()

    def close(self) -> None:
        """Close after what is written has left."""
        if self._transport is not None:
            self._transport.close()
