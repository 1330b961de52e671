"""Public subjects: quotes and bars, encoded once and sent to whoever subscribed.

A slow reader is not queued for: what it missed is remembered as names only, and the newest values are sent when it
reads again.
"""

from collections.abc import Collection, Iterable
from typing import Protocol

from tradehall.contracts.codec import encode_json
from tradehall.contracts.quotes import Bar, Quote
from tradehall.kernel.ids import MarketTime, Symbol


class SubjectReader(Protocol):
    """A session, as the public subjects see it."""

    paused: bool

    def send_text(self, data: bytes) -> None: ...


class Subject:
    """Last encoded value of each symbol, its readers, and the frame around the values."""

    def __init__(self, prefix: bytes) -> None:
        self._prefix = prefix
        self._values: dict[Symbol, bytes] = {}
        self._readers: dict[Symbol, set[SubjectReader]] = {}
        self._stale: dict[SubjectReader, set[Symbol]] = {}
        self.at: MarketTime = 0

    def publish(self, at: MarketTime, items: Iterable[Quote | Bar]) -> None:
        """Keep the new values and send each reader one frame with those that it subscribed to."""
        self.at = at
        due: dict[SubjectReader, list[bytes]] = {}
        for item in items:
            value = self._values[item.symbol] = encode_json(item)
            for reader in self._readers.get(item.symbol, ()):
                if reader.paused:
                    self._stale.setdefault(reader, set()).add(item.symbol)
                else:
                    due.setdefault(reader, []).append(value)
        for reader, values in due.items():
            reader.send_text(self._frame(values))

    def keep(self, items: Iterable[Quote | Bar]) -> None:
        """Take values without sending them (the state at start)."""
        for item in items:
            self._values[item.symbol] = encode_json(item)

    def subscribe(self, reader: SubjectReader, symbols: Iterable[Symbol]) -> None:
        wanted = list(symbols)
        for symbol in wanted:
            self._readers.setdefault(symbol, set()).add(reader)
        self._send_last(reader, wanted)

    def unsubscribe(self, reader: SubjectReader, symbols: Collection[Symbol]) -> None:
        for symbol in symbols:
            readers = self._readers.get(symbol)
            if readers is not None:
                readers.discard(reader)
                if not readers:
                    del self._readers[symbol]
        stale = self._stale.get(reader)
        if stale is not None:
            stale.difference_update(symbols)
            if not stale:
                del self._stale[reader]

    def reader_resumed(self, reader: SubjectReader) -> None:
        """Send the newest values of what changed while the reader did not read."""
        stale = self._stale.pop(reader, None)
        if stale:
            self._send_last(reader, stale)

    def _send_last(self, reader: SubjectReader, symbols: Iterable[Symbol]) -> None:
        values = [self._values[symbol] for symbol in symbols if symbol in self._values]
        if values:
            reader.send_text(self._frame(values))

    def _frame(self, values: list[bytes]) -> bytes:
        return self._prefix % self.at + b",".join(values) + b"]}"


def quotes_subject() -> Subject:
    return Subject(b'{"t":"quotes","at":%d,"quotes":[')


def bars_subject() -> Subject:
    return Subject(b'{"t":"bars","at":%d,"bars":[')
