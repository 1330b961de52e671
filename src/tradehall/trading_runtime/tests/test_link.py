"""The counter's end of the exchange link, against a venue that is played by the test."""

import asyncio
from pathlib import Path
from typing import Self

from tradehall.contracts.codec import decode_link_to_venue, encode
from tradehall.contracts.link import LinkAccepted, LinkCancel, LinkLogon, LinkLogonAck, LinkReport, LinkRequest
from tradehall.trading_runtime.framing import FrameConnection
from tradehall.trading_runtime.link import LinkClient
from tradehall.trading_runtime.process import serve_unix


def request(link_seq: int) -> LinkRequest:
    return LinkCancel(link_seq, link_seq, "600000.SH")


def report(report_seq: int) -> LinkReport:
    return LinkAccepted(report_seq, report_seq, report_seq, report_seq, 0)


class State:
    """What the counter would hold."""

    last_report = 5
    last_link_seq = 3

    def pending_requests(self, after_link_seq: int) -> list[LinkRequest]:
        return [request(number) for number in range(after_link_seq + 1, self.last_link_seq + 1)]


class Venue:
    """Records what it hears; answers log-ons with `acks` in turn."""

    def __init__(self, acks: list[LinkLogonAck]) -> None:
        self.acks = acks
        self.heard: list[object] = []
        self.closed = 0

    line: FrameConnection

    def make(self) -> FrameConnection:
        self.line = FrameConnection(self.on_frame, self.on_lost)
        return self.line

    def on_lost(self, _: FrameConnection) -> None:
        self.closed += 1

    def on_frame(self, line: FrameConnection, body: bytes) -> None:
        for message in decode_link_to_venue(body):
            self.heard.append(message)
            if isinstance(message, LinkLogon) and self.acks:
                line.send(encode([self.acks.pop(0)]))


class Run:
    def __init__(self, path: Path, acks: list[LinkLogonAck]) -> None:
        self.venue = Venue(acks)
        self.path = str(path / "link")
        self.taken: list[LinkReport] = []
        self.link = LinkClient(
            path=self.path,
            participant="P",
            state=State(),
            take_reports=self.taken.extend,
            waiting=lambda: 0,
            when_settled=lambda act: act(),
        )

    async def __aenter__(self) -> Self:
        self.server = await serve_unix(self.path, self.venue.make)
        self.task = asyncio.ensure_future(self.link.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        self.server.close()
        await asyncio.sleep(0.01)

    async def until(self, condition) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 -- the condition is any state of the other end
                await asyncio.sleep(0.005)


async def test_a_log_on_names_the_last_report_and_sends_what_the_venue_lacks(tmp_path: Path) -> None:
    async with Run(tmp_path, [LinkLogonAck(1, 5, 20261123)]) as run:
        await run.until(lambda: len(run.venue.heard) == 3)
        assert run.venue.heard == [LinkLogon("P", 5, 3), request(2), request(3)]
        run.link.send([request(3), request(4)])
        await run.until(lambda: len(run.venue.heard) == 4)
        assert run.venue.heard[-1] == request(4)


async def test_reports_are_taken_once_and_in_order(tmp_path: Path) -> None:
    async with Run(tmp_path, [LinkLogonAck(3, 8, 20261123)]) as run:
        await run.until(lambda: run.link.up)
        run.venue.line.send(encode([report(5), report(6), report(7)]))
        run.venue.line.send(encode([report(7), report(8)]))
        await run.until(lambda: len(run.taken) == 3)
        assert [found.report_seq for found in run.taken] == [6, 7, 8]


async def test_a_gap_closes_the_line_and_the_next_log_on_names_what_was_taken(tmp_path: Path) -> None:
    acks = [LinkLogonAck(3, 8, 20261123), LinkLogonAck(3, 8, 20261123)]
    async with Run(tmp_path, acks) as run:
        await run.until(lambda: run.link.up)
        run.venue.line.send(encode([report(6), report(8)]))
        await run.until(lambda: len(run.venue.heard) == 2)
        assert run.venue.closed == 1
        assert [found.report_seq for found in run.taken] == [6]
        assert run.venue.heard[1] == LinkLogon("P", 6, 3)


async def test_books_that_do_not_belong_together_are_not_linked(tmp_path: Path) -> None:
    async with Run(tmp_path, [LinkLogonAck(9, 5, 20261123)]) as run:
        await run.until(lambda: run.venue.closed == 1)
        assert not run.link.up
        assert run.taken == []
