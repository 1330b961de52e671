"""Batches of `acct.events` join without a gap, whatever their size."""

from tradehall.contracts.enums import CashReason, Phase, Venue
from tradehall.contracts.events import CashChanged, PhaseChanged
from tradehall.trading_runtime import event_stream
from tradehall.trading_runtime.event_stream import EventStream


def cash(number: int) -> CashChanged:
    return CashChanged(1, number, 0, 0, 0, 0, 0, 0, 0, CashReason.DEPOSIT, 1, "", 0)


def stream() -> EventStream:
    made = EventStream(epoch=3, seq=10)
    made._enabled = True
    return made


def test_commands_with_and_without_events_move_the_sequence() -> None:
    made = stream()
    made.add(10, [1, 0, 2], [cash(1), cash(2), cash(3)])
    (batch,) = made._take()
    assert (batch.epoch, batch.prev_seq, batch.seq) == (3, 10, 13)
    assert batch.events == (cash(1), cash(2), cash(3))
    assert made._take() == []


def test_market_events_are_left_out_and_still_move_the_sequence() -> None:
    made = stream()
    made.add(10, [1], [PhaseChanged(Venue.SSE, Phase.CONT_AM, 20261123, 0)])
    (batch,) = made._take()
    assert (batch.prev_seq, batch.seq, batch.events) == (10, 11, ())


def test_long_lists_are_cut_and_join(monkeypatch) -> None:
    monkeypatch.setattr(event_stream, "EVENTS_MAX", 3)
    made = stream()
    made.add(10, [2, 2, 2, 1], [cash(number) for number in range(1, 8)])
    batches = made._take()
    assert [len(batch.events) for batch in batches] == [3, 3, 1]
    assert [event for batch in batches for event in batch.events] == [cash(number) for number in range(1, 8)]
    # The second command is cut: it counts as read only with its last part.
    assert [(batch.prev_seq, batch.seq) for batch in batches] == [(10, 11), (11, 13), (13, 14)]


def test_one_command_larger_than_a_message_keeps_its_number(monkeypatch) -> None:
    monkeypatch.setattr(event_stream, "EVENTS_MAX", 2)
    made = stream()
    made.add(10, [5], [cash(number) for number in range(1, 6)])
    batches = made._take()
    joins = [(batch.prev_seq, batch.seq, len(batch.events)) for batch in batches]
    assert joins == [(10, 11, 2), (11, 11, 2), (11, 11, 1)]


def test_a_backlog_beyond_its_bound_is_dropped_and_leaves_a_visible_gap(monkeypatch) -> None:
    monkeypatch.setattr(event_stream, "BACKLOG_MAX", 2)
    made = stream()
    made.add(10, [3], [cash(1), cash(2), cash(3)])
    made.add(11, [1], [cash(4)])
    (batch,) = made._take()
    assert (batch.prev_seq, batch.seq, batch.events) == (11, 12, (cash(4),))


def test_without_a_publisher_nothing_is_kept() -> None:
    made = EventStream(epoch=3, seq=10)
    made.add(10, [1], [cash(1)])
    assert made._take() == []
