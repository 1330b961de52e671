"""The sequencer's promise: nothing is released before it is durable, and nothing at all after a failed commit."""

import asyncio

import pytest

from tradehall.trading_runtime.sequencer import Executed, Sequencer


class Recorder:
    """A machine and a journal that write down what happens, in order."""

    def __init__(self) -> None:
        self.log: list[tuple[str, object]] = []
        self.fail_at = 0
        self.break_at: object = None
        self.gate: asyncio.Event | None = None
        self.settles = False

    def execute(self, first_seq: int, items: list[object]) -> Executed:
        if self.break_at in items:
            raise ZeroDivisionError("broken")
        self.log.append(("execute", (first_seq, tuple(items))))
        commands = [item for item in items if item != "query"]
        return Executed(len(commands), 7, b"", None, settles=self.settles or len(commands) < len(items))

    def release(self, items: list[object], _: Executed) -> None:
        self.log.append(("release", tuple(items)))

    def refuse_halted(self, items: list[object]) -> None:
        self.log.append(("refuse", tuple(items)))

    async def append(self, first_seq: int, count: int, _at: int, _body: bytes) -> None:
        self.log.append(("append", (first_seq, count)))
        if self.gate is not None:
            await self.gate.wait()
        if first_seq == self.fail_at:
            raise ConnectionResetError("disk gone")
        self.log.append(("committed", first_seq))


def make(recorder: Recorder, **settings: int) -> Sequencer[object]:
    limits = {"last_seq": 0, "queue_limit": 1000, "batch_limit": 500} | settings
    return Sequencer(name="test", machine=recorder, append=recorder.append, **limits)


async def test_answers_follow_the_commit_and_sequences_have_no_gap() -> None:
    recorder = Recorder()
    sequencer = make(recorder, last_seq=10, batch_limit=2)
    sequencer.offer(["a", "b", "c"])
    sequencer.stop()
    await sequencer.run()
    assert sequencer.seq == 13
    assert [entry for entry in recorder.log if entry[0] == "append"] == [("append", (11, 2)), ("append", (13, 1))]
    for items, first in ((("a", "b"), 11), (("c",), 13)):
        assert recorder.log.index(("committed", first)) < recorder.log.index(("release", items))


async def test_the_next_batch_is_executed_while_one_commits_but_not_released() -> None:
    recorder = Recorder()
    recorder.gate = asyncio.Event()
    sequencer = make(recorder, batch_limit=1)
    running = asyncio.ensure_future(sequencer.run())
    sequencer.offer(["a", "b", "c"])
    await asyncio.sleep(0.02)
    assert recorder.log == [("execute", (1, ("a",))), ("append", (1, 1)), ("execute", (2, ("b",)))]
    recorder.gate.set()
    sequencer.stop()
    await running
    assert [entry for entry in recorder.log if entry[0] == "release"] == [("release", (x,)) for x in ("a", "b", "c")]


async def test_what_arrives_while_a_batch_commits_is_executed_meanwhile() -> None:
    recorder = Recorder()
    recorder.gate = asyncio.Event()
    sequencer = make(recorder)
    running = asyncio.ensure_future(sequencer.run())
    sequencer.offer(["a"])
    await asyncio.sleep(0.02)
    sequencer.offer(["b"])
    await asyncio.sleep(0.02)
    assert recorder.log == [("execute", (1, ("a",))), ("append", (1, 1)), ("execute", (2, ("b",)))]
    recorder.gate.set()
    await asyncio.sleep(0.02)
    assert recorder.log[-1] == ("release", ("b",))
    sequencer.stop()
    await running


async def test_a_query_is_released_before_anything_later_is_executed() -> None:
    recorder = Recorder()
    recorder.gate = asyncio.Event()
    sequencer = make(recorder, batch_limit=1)
    running = asyncio.ensure_future(sequencer.run())
    sequencer.offer(["a", "query", "b"])
    await asyncio.sleep(0.02)
    recorder.gate.set()
    sequencer.stop()
    await running
    assert recorder.log.index(("release", ("query",))) < recorder.log.index(("execute", (2, ("b",))))


async def test_when_settled_runs_only_when_the_state_is_durable() -> None:
    recorder = Recorder()
    recorder.gate = asyncio.Event()
    sequencer = make(recorder, batch_limit=1)
    running = asyncio.ensure_future(sequencer.run())
    sequencer.offer(["a", "b", "c"])
    await asyncio.sleep(0.02)
    sequencer.when_settled(lambda: recorder.log.append(("settled", sequencer.seq)))
    recorder.gate.set()
    sequencer.stop()
    await running
    # Two batches had been executed when it was asked: it runs after both and before the third.
    index = recorder.log.index(("settled", 2))
    assert recorder.log[index - 1] == ("release", ("b",))
    assert recorder.log[index + 1] == ("execute", (3, ("c",)))


async def test_a_failed_commit_halts_and_releases_nothing_more() -> None:
    recorder = Recorder()
    recorder.fail_at = 2
    sequencer = make(recorder, batch_limit=1)
    sequencer.offer(["a", "b", "c", "d"])
    with pytest.raises(ConnectionResetError):
        await sequencer.run()
    assert [entry for entry in recorder.log if entry[0] == "release"] == [("release", ("a",))]
    assert recorder.log[-1] == ("refuse", ("c", "d"))
    assert sequencer.halted
    assert sequencer.room() == 0
    assert sequencer.seq == 1


async def test_a_broken_invariant_lets_the_sound_batch_land_and_halts() -> None:
    recorder = Recorder()
    recorder.break_at = "b"
    sequencer = make(recorder, batch_limit=1)
    sequencer.offer(["a", "b", "c"])
    with pytest.raises(ZeroDivisionError):
        await sequencer.run()
    assert ("release", ("a",)) in recorder.log
    assert [entry for entry in recorder.log if entry[0] == "append"] == [("append", (1, 1))]
    assert recorder.log[-1] == ("refuse", ("c",))


async def test_a_lost_line_halts_an_idle_machine() -> None:
    recorder = Recorder()
    sequencer = make(recorder)
    running = asyncio.ensure_future(sequencer.run())
    await asyncio.sleep(0.01)
    sequencer.fail(ConnectionResetError("the database ended the connection"))
    with pytest.raises(ConnectionResetError):
        await running
    assert sequencer.halted


async def test_room_counts_what_waits() -> None:
    sequencer = make(Recorder(), queue_limit=3)
    sequencer.offer(["a", "b"])
    assert sequencer.room() == 1
    assert sequencer.waiting == 2
