"""Clients of the sockets against a server that is played by the test."""

import asyncio
import socket
import threading
from pathlib import Path
from typing import cast

import pytest

from tradehall.contracts.codec import decode_requests, encode
from tradehall.contracts.commands import Deposit
from tradehall.contracts.shard import Answer
from tradehall.kernel.errors import UnavailableError
from tradehall.trading_runtime.client import CounterClient, CounterConnection
from tradehall.trading_runtime.framing import FrameConnection, FrameSplitter, frame
from tradehall.trading_runtime.process import serve_unix


def deposit(number: int) -> Deposit:
    return Deposit(f"d{number}", 1, number)


def answers_to(body: bytes) -> bytes:
    """Answer every deposit with its amount as the order number."""
    return encode([(number, Answer(0, cast("Deposit", request).amount)) for number, request in decode_requests(body)])


class Echo:
    """Answers deposits, or holds its answers."""

    def __init__(self) -> None:
        self.frames = 0
        self.silent = False
        self.line: FrameConnection | None = None

    def make(self) -> FrameConnection:
        self.line = FrameConnection(self.on_frame, lambda _: None)
        return self.line

    def on_frame(self, line: FrameConnection, body: bytes) -> None:
        self.frames += 1
        if not self.silent:
            line.send(answers_to(body))


async def test_many_requests_share_a_frame_and_find_their_answers(tmp_path: Path) -> None:
    echo = Echo()
    server = await serve_unix(str(tmp_path / "s"), echo.make)
    client = CounterClient(str(tmp_path / "s"))
    await client.submit(deposit(1))
    answers = await client.submit_many([deposit(number) for number in range(100)])
    assert [answer.order_id for answer in answers] == list(range(100))
    assert echo.frames == 2
    await client.close()
    server.close()


async def test_a_broken_line_fails_what_waits_and_the_next_request_dials_again(tmp_path: Path) -> None:
    echo = Echo()
    server = await serve_unix(str(tmp_path / "s"), echo.make)
    client = CounterClient(str(tmp_path / "s"))
    echo.silent = True
    waiting = asyncio.ensure_future(client.submit(deposit(1)))
    while not echo.frames:  # noqa: ASYNC110 -- the server counts, it does not signal
        await asyncio.sleep(0.005)
    assert echo.line is not None
    echo.line.close()
    with pytest.raises(UnavailableError):
        await waiting
    echo.silent = False
    assert (await client.submit(deposit(7))).order_id == 7
    await client.close()
    server.close()


async def test_no_server_and_no_answer_are_unavailable(tmp_path: Path) -> None:
    client = CounterClient(str(tmp_path / "s"))
    with pytest.raises(UnavailableError):
        await client.submit(deposit(1))
    echo = Echo()
    echo.silent = True
    server = await serve_unix(str(tmp_path / "s"), echo.make)
    with pytest.raises(UnavailableError):
        await client.request(deposit(1), timeout_s=0.05)
    await client.close()
    server.close()


def serve_blocking(path: str, lines: int, requests_a_line: int) -> threading.Thread:
    """A server whose lines end after so many requests."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()

    def run() -> None:
        for _ in range(lines):
            line, _ = listener.accept()
            splitter, done = FrameSplitter(), 0
            while done < requests_a_line:
                for body in splitter.feed(line.recv(65536)):
                    line.sendall(frame(answers_to(body)))
                    done += len(decode_requests(body))
            line.close()
        listener.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_the_blocking_line_is_dialled_again_once(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    server = serve_blocking(path, lines=2, requests_a_line=2)
    connection = CounterConnection(path)
    assert [answer.order_id for answer in connection.submit_many([deposit(1), deposit(2)])] == [1, 2]
    # The server has ended that line; the next request finds it dead and takes a new one.
    assert connection.submit(deposit(3)).order_id == 3
    assert connection.submit(deposit(4)).order_id == 4
    server.join()
    with pytest.raises(UnavailableError):
        connection.submit(deposit(5))
