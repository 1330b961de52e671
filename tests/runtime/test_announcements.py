"""What the workers announce over NATS: events join without a gap, clock and tape are heard, NATS may be away."""

import asyncio

from nats.aio.client import Client
from tests.runtime.market import ACCOUNTS, DATE, SYMBOLS, Flow, open_accounts, open_market

from tradehall.contracts.codec import decode_clock, decode_event_batch, decode_exchange_ticks
from tradehall.contracts.enums import Phase


async def test_events_join_and_the_market_is_heard(make_stack, nats_url: str) -> None:
    stack = make_stack(
        counter={"nats_url": nats_url}, exchange={"nats_url": nats_url}, projector={"nats_url": nats_url}
    )
    heard: dict[str, list[bytes]] = {"acct.events": [], "clock": [], "x.ticks": []}

    async def on_message(message) -> None:
        heard[message.subject].append(message.data)

    client = Client()
    await client.connect(nats_url)
    for subject in heard:
        await client.subscribe(subject, cb=on_message)

    def trade() -> None:
        stack.start("exchange", "counter", "projector")
        stack.until(lambda: heard["acct.events"] and heard["clock"], "the workers announce")
        open_market(stack)
        open_accounts(stack)
        stack.jump(Phase.CONT_AM)
        flow = Flow(3)
        for _ in range(20):
            stack.counter.submit_many([flow.order() for _ in range(10)])
        # Without the venue no more reports come: the counter is at rest.
        stack.until(lambda: decode_exchange_ticks(heard["x.ticks"][-1]).trades, "trades are on the tape")
        stack.kill("exchange")
        stack.until(lambda: not stack.counter.status().link_up, "the link is down")

    await asyncio.to_thread(trade)
    seq = (await asyncio.to_thread(stack.counter.status)).seq

    def newest() -> int:
        return decode_event_batch(heard["acct.events"][-1]).seq

    await asyncio.to_thread(stack.until, lambda: newest() >= seq, "every event is announced")
    await client.close()

    position, heads = 0, dict.fromkeys(ACCOUNTS, 0)
    for batch in map(decode_event_batch, heard["acct.events"]):
        assert batch.prev_seq == position
        position = batch.seq
        for event in batch.events:
            assert event.stream_seq == heads[event.account_id] + 1
            heads[event.account_id] += 1
    assert heads == {number: stack.counter.account_snapshot(number).stream_seq for number in ACCOUNTS}
    clocks = [decode_clock(data) for data in heard["clock"]]
    assert {clock.phase for clock in clocks if clock.trading_date == DATE} >= {Phase.PRE_OPEN, Phase.CONT_AM}
    ticks = [decode_exchange_ticks(data) for data in heard["x.ticks"]]
    assert [tick.seq for tick in ticks] == list(range(1, len(ticks) + 1))
    assert sum(len(tick.trades) for tick in ticks) > 0


async def test_every_quote_is_published_to_whoever_starts_anew(make_stack, nats_url: str) -> None:
    stack = make_stack(exchange={"nats_url": nats_url})
    batches: list[set[str]] = []

    async def on_message(message) -> None:
        batches.append({quote.symbol for quote in decode_exchange_ticks(message.data).quotes})

    client = Client()
    await client.connect(nats_url)
    await client.subscribe("x.ticks", cb=on_message)
    await asyncio.to_thread(stack.start, "exchange", "counter")
    await asyncio.to_thread(open_market, stack)
    await asyncio.to_thread(stack.until, lambda: batches, "the opening quotes are published")
    batches.clear()
    for _ in range(50):  # the exchange may still be subscribing
        await client.publish("x.refresh", b"")
        await asyncio.sleep(0.1)
        if set(SYMBOLS) in batches:
            break
    await client.close()
    assert set(SYMBOLS) in batches


def test_without_nats_everything_goes_on(make_stack) -> None:
    nowhere = "nats://127.0.0.1:9"
    stack = make_stack(counter={"nats_url": nowhere}, exchange={"nats_url": nowhere}, projector={"nats_url": nowhere})
    stack.start("exchange", "counter", "projector")
    open_market(stack)
    open_accounts(stack)
    stack.jump(Phase.CONT_AM)
    assert stack.counter.status().accounts == len(ACCOUNTS)
    assert [stack.stop(kind) for kind in ("projector", "counter", "exchange")] == [0, 0, 0]
