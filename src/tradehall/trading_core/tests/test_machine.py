"""The counter as outsiders hold it: link requests, snapshots, dumps, hashes, purity of `decide`."""

import pytest

from tradehall.contracts.commands import Deposit, PlaceOrder
from tradehall.contracts.enums import DayStage, OrderStatus, OrderType, Phase, Side, Venue
from tradehall.contracts.link import LinkCancel, LinkFilled, LinkNewOrder
from tradehall.kernel.errors import BrokenInvariantError
from tradehall.kernel.results import ResultCode
from tradehall.trading_core.facade import Counter, apply, decide

ACCOUNT = 1_000_000_001


def busy(desk):
    """Orders in every state, a changed plan's trace, remembered requests."""
    desk.transfer(1_000)
    for qty in (100, 200, 300):
        desk.accept(desk.buy("10.00", qty).order_id)
    first = 10**13 + 1
    desk.fill(first, 100, "10.00")
    desk.fill(first + 1, 100, "9.98")
    desk.cancel(first + 2)
    desk.sell("10.00", 500)
    desk.buy("12.00", 100)
    return desk.counter


def test_new_counter():
    counter = Counter(shard=3)
    assert (counter.trading_date, counter.stage, counter.last_report, counter.last_link_seq) == (0, DayStage.NONE, 0, 0)
    assert (counter.account_count, counter.order_count, counter.phase(Venue.SSE)) == (0, 0, Phase.CLOSED)


def test_order_numbers_belong_to_the_shard(desk, stock):
    desk.counter = Counter(shard=3)
    desk.open_account("10000")
    desk.open_day(stock())
    assert [desk.buy("10.00", 100).order_id, desk.buy("12.00", 100).order_id] == [3 * 10**13 + 1, 3 * 10**13 + 2]


def test_link_messages_are_made_once(open_desk):
    counter = open_desk.counter
    placed = open_desk.buy("10.00", 300)
    expected = LinkNewOrder(1, placed.order_id, "600000.SH", Side.BUY, OrderType.LIMIT, 100_000, 300, "A000000001")
    assert counter.link_message(placed.events[0]) == expected
    (accepted,) = open_desk.accept(placed.order_id).events
    assert counter.link_message(accepted) is None
    (cancel,) = open_desk.cancel(placed.order_id).events
    assert counter.link_message(cancel) == LinkCancel(2, placed.order_id, "600000.SH")
    fill = open_desk.fill(placed.order_id, 100, "10.00")
    assert (fill.events[1].status, fill.events[1].link_seq) == (OrderStatus.PART_PENDING_CANCEL, 2)
    assert counter.link_message(fill.events[1]) is None
    refused = open_desk.buy("12.00", 100)
    assert counter.link_message(refused.events[0]) is None


def test_link_message_after_later_events_of_the_same_batch(open_desk):
    placed = open_desk.buy("10.00", 300)
    cancel = open_desk.cancel(placed.order_id)
    kinds = [type(open_desk.counter.link_message(event)) for event in (placed.events[0], cancel.events[0])]
    assert kinds == [LinkNewOrder, LinkCancel]


def test_pending_requests_for_resync(open_desk):
    first = open_desk.buy("10.00", 100).order_id
    second = open_desk.buy("10.00", 200).order_id
    open_desk.cancel(first)
    counter = open_desk.counter
    seen = [(type(item), item.link_seq, item.order_id) for item in counter.pending_requests(0)]
    assert seen == [(LinkNewOrder, 1, first), (LinkNewOrder, 2, second), (LinkCancel, 3, first)]
    assert [item.link_seq for item in counter.pending_requests(2)] == [3]
    open_desk.accept(second)
    assert [item.link_seq for item in counter.pending_requests(0)] == [1, 3]
    assert Counter.load(counter.dump()).pending_requests(0) == counter.pending_requests(0)
    assert counter.last_link_seq == 3


def test_snapshot(open_desk):
    counter = busy(open_desk)
    snapshot = counter.snapshot(ACCOUNT)
    assert (snapshot.result, snapshot.epoch, snapshot.stream_seq) == (0, 1, counter.state.accounts[ACCOUNT].stream_seq)
    assert [order.order_id - 10**13 for order in snapshot.orders] == [1, 2, 3, 4, 5]
    assert [fill.qty for fill in snapshot.fills] == [100, 100]
    assert (len(snapshot.positions), snapshot.cash) == (1, open_desk.cash())
    missing = counter.snapshot(5)
    assert (missing.result, missing.account, missing.orders) == (ResultCode.UNKNOWN_ACCOUNT, None, ())


def test_dump_and_load(open_desk):
    counter = busy(open_desk)
    loaded = Counter.load(counter.dump())
    assert loaded.dump() == counter.dump()
    assert loaded.state_hash() == counter.state_hash()
    assert loaded.snapshot(ACCOUNT) == counter.snapshot(ACCOUNT)
    assert (loaded.last_report, loaded.last_seq, loaded.own_totals) == (
        counter.last_report,
        counter.last_seq,
        counter.own_totals,
    )
    command = PlaceOrder(ACCOUNT, "after", "600000.SH", Side.BUY, OrderType.LIMIT, 100_000, 100)
    assert loaded.execute(99, 5, command) == counter.execute(99, 5, command)
    assert loaded.state_hash() == counter.state_hash()


def test_damaged_dump_is_refused(open_desk):
    dump = busy(open_desk).dump()
    for damaged in (b"", dump[:-1], b"\x90", dump.replace(b"600000.SH", b"\xff00000.SH")):
        with pytest.raises(BrokenInvariantError):
            Counter.load(damaged)


def test_hash_leaves_out_epoch_and_sequence(open_desk):
    counter = busy(open_desk)
    before = counter.state_hash()
    counter.state.epoch = 9
    counter.state.last_seq = 10_000
    assert counter.state_hash() == before
    open_desk.do(Deposit("one-fen", ACCOUNT, 100))
    assert counter.state_hash() != before


def test_replay_gives_the_same_hash(open_desk):
    counter = busy(open_desk)
    replayed = Counter()
    for seq, at, command in open_desk.journal:
        replayed.execute(seq, at, command)
    assert replayed.dump() == counter.dump()


def test_decide_does_not_touch_the_state(open_desk):
    busy(open_desk)
    state = open_desk.counter.state
    before = open_desk.counter.dump()
    order_id = 10**13 + 2
    outcomes = [
        decide(state, 500, 1, PlaceOrder(ACCOUNT, "new", "600000.SH", Side.BUY, OrderType.LIMIT, 100_000, 100)),
        decide(state, 500, 1, LinkFilled(10_000, order_id, 1, 100_000, 100, 0)),
        decide(state, 500, 1, Deposit("new", ACCOUNT, 100)),
    ]
    assert [len(outcome.events) for outcome in outcomes] == [2, 4, 1]
    assert open_desk.counter.dump() == before
    for event in outcomes[0].events:
        apply(state, event)
    assert open_desk.counter.order_count == 6
