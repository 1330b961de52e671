"""Snapshots: a forked child writes the machine's state while the parent goes on."""

import os
import signal
import sys
import time
import zlib
from collections.abc import Callable
from typing import Final

import psycopg

from tradehall.trading_runtime.contracts import SnapshotPolicy

_COMPRESSION: Final = 1
_FD_MAX: Final = 1 << 20


def pack(dump: bytes) -> bytes:
    """A dump as a snapshot row holds it."""
    return zlib.compress(dump, _COMPRESSION)


def unpack(body: bytes) -> bytes:
    return zlib.decompress(body)


def write(dsn: str, *, machine: str, seq: int, market_at: int, dump: bytes, keep: int) -> None:
    """Store one snapshot and drop all but the newest `keep` of this machine, in one transaction."""
    with psycopg.connect(dsn, application_name=f"tradehall {machine} snapshot") as connection:
        connection.execute(
            "INSERT INTO snapshot (machine, seq, market_at, body) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (machine, seq) DO NOTHING",
            (machine, seq, market_at, pack(dump)),
        )
        connection.execute(
            "DELETE FROM snapshot WHERE machine = %s AND seq < "
            "(SELECT min(seq) FROM (SELECT seq FROM snapshot WHERE machine = %s ORDER BY seq DESC LIMIT %s) AS newest)",
            (machine, machine, keep),
        )


class SnapshotWriter:
    """Decides when a snapshot is due and forks it; at most one child at a time."""

    def __init__(self, dsn: str, machine: str, policy: SnapshotPolicy, *, seq: int, dump: Callable[[], bytes]) -> None:
        self._dsn = dsn
        self._machine = machine
        self._policy = policy
        self._dump = dump
        self._seq = seq
        self._made_at = time.monotonic()
        self._child = 0

    def is_due(self, seq: int) -> bool:
        """Whether a snapshot at `seq` should be made now."""
        commands = seq - self._seq
        if not commands:
            return False
        return commands >= self._policy.every_commands or time.monotonic() - self._made_at >= self._policy.every_s

    def make(self, seq: int, market_at: int) -> None:
        """Fork the writer, unless the last one is still at work. The state must be exactly what `seq` left."""
        if self._child and not self._reap(os.WNOHANG):
            return
        self._seq, self._made_at = seq, time.monotonic()
        self._child = os.fork()
        if not self._child:
            self._write_and_exit(seq, market_at)

    def finish(self, seq: int, market_at: int) -> None:
        """The last snapshot of a clean stop, written in this process after the child has ended."""
        if self._child:
            self._reap(0)
        if seq <= self._seq:
            return
        self._seq = seq
        try:
            self._write(seq, market_at)
        except psycopg.Error as reason:
            print(f"{self._machine}: no snapshot at the stop: {reason}", file=sys.stderr)  # noqa: T201

    def _write(self, seq: int, market_at: int) -> None:
        write(
            self._dsn,
            machine=self._machine,
            seq=seq,
            market_at=market_at,
            dump=self._dump(),
            keep=self._policy.keep,
        )

    def _reap(self, options: int) -> bool:
        pid, status = os.waitpid(self._child, options)
        if not pid:
            return False
        if status:
            print(f"{self._machine}: a snapshot failed; the next one is tried later", file=sys.stderr)  # noqa: T201
        self._child = 0
        return True

    def _write_and_exit(self, seq: int, market_at: int) -> None:
        """The child: let go of every socket of the parent, write, and leave without any clean-up of the parent's."""
        try:
            os.closerange(3, _FD_MAX)
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            os.nice(10)
            self._write(seq, market_at)
        except BaseException as reason:  # noqa: BLE001 -- a forked child must never return into the parent's loop
            print(f"{self._machine}: snapshot at {seq}: {reason}", file=sys.stderr, flush=True)  # noqa: T201
            os._exit(1)
        os._exit(0)
