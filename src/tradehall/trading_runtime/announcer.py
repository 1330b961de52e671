"""Announcements over NATS: at most once, never waited for. Who missed one finds out by its numbers."""

import asyncio
import contextlib
from typing import Any, Final
from urllib.parse import urlsplit

from nats.aio.client import Client
from nats.errors import Error as NatsError

RETRY_S: Final = 0.5
PAYLOAD_MAX: Final = 900_000
"""Bytes of one message; servers refuse more than one megabyte unless told otherwise."""
_DEFAULT_PORT: Final = 4222
_PROBE_TIMEOUT_S: Final = 1.0


class Announcer:
    """Publishes while NATS is there, drops while it is not, reconnects by itself."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: Any = None
        self._connecting: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin connecting; returns at once."""
        if self._url:
            self._connecting = asyncio.ensure_future(self._connect())

    @property
    def connected(self) -> bool:
        return self._client is not None and bool(self._client.is_connected)

    async def publish(self, subject: str, payload: bytes) -> None:
        """Send, or drop when there is no line."""
        if self.connected:
            with contextlib.suppress(NatsError, OSError):
                await self._client.publish(subject, payload)

    async def subscribe(self, subject: str, on_message: Any) -> None:
        """Call `await on_message(message)` for each message from now on. Waits until there is a line."""
        if self._connecting is not None:
            await asyncio.shield(self._connecting)
            await self._client.subscribe(subject, cb=on_message)

    async def close(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.wait([self._connecting])
        if self._client is not None:
            with contextlib.suppress(NatsError, OSError, TimeoutError):
                async with asyncio.timeout(1):
                    await self._client.close()

    async def _connect(self) -> None:
        # The client waits two seconds when the server does not listen yet; a probe of the port is cheaper.
        address = urlsplit(self._url)
        while True:
            try:
                async with asyncio.timeout(_PROBE_TIMEOUT_S):
                    _, writer = await asyncio.open_connection(address.hostname, address.port or _DEFAULT_PORT)
                writer.close()
                client = Client()
                await client.connect(
                    self._url,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=RETRY_S,
                    error_cb=_ignore,
                    pending_size=8 * 1024 * 1024,
                )
            except (OSError, TimeoutError, NatsError):
                await asyncio.sleep(RETRY_S)
            else:
                self._client = client
                return


async def _ignore(_: Exception) -> None:
    """Losing the line is expected; `connected` tells it."""
