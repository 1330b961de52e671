"""Public subjects: one frame a reader and cycle, newest values for slow readers."""

import msgspec

from tradehall.contracts.enums import Phase
from tradehall.contracts.quotes import Quote
from tradehall.push_gateway.rates import TokenBucket
from tradehall.push_gateway.subjects import quotes_subject


def quote(symbol: str, last: int) -> Quote:
    return Quote(symbol, 5, Phase.CONT_AM, 100, 100, 100, 100, last, 0, 10, 1000, 1, 110, 90, ((99, 1),), ((101, 2),))


class Reader:
    def __init__(self) -> None:
        self.paused = False
        self.frames: list[list[tuple[str, int]]] = []

    def send_text(self, data: bytes) -> None:
        frame = msgspec.json.decode(data)
        assert frame["t"] == "quotes"
        self.frames.append([(row[0], row[7]) for row in frame["quotes"]])


def test_a_reader_gets_the_last_value_then_each_change_once() -> None:
    subject, reader = quotes_subject(), Reader()
    subject.keep([quote("600000.SH", 1)])
    subject.subscribe(reader, ["600000.SH", "000001.SZ"])
    subject.publish(9, [quote("600000.SH", 2), quote("000001.SZ", 3), quote("600519.SH", 4)])
    assert reader.frames == [[("600000.SH", 1)], [("600000.SH", 2), ("000001.SZ", 3)]]


def test_a_slow_reader_gets_only_the_newest_values() -> None:
    subject, reader = quotes_subject(), Reader()
    subject.subscribe(reader, ["600000.SH"])
    reader.paused = True
    for last in range(1, 50):
        subject.publish(9, [quote("600000.SH", last)])
    reader.paused = False
    subject.reader_resumed(reader)
    subject.reader_resumed(reader)
    assert reader.frames == [[("600000.SH", 49)]]


def test_an_unsubscribed_reader_gets_nothing() -> None:
    subject, reader = quotes_subject(), Reader()
    subject.subscribe(reader, ["600000.SH"])
    subject.unsubscribe(reader, ["600000.SH"])
    subject.publish(9, [quote("600000.SH", 2)])
    assert reader.frames == []


def test_token_bucket_allows_the_burst_then_the_rate() -> None:
    bucket = TokenBucket(rate=10, burst=3, now=0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(0.1), bucket.take(0.1)] == [True, False]
