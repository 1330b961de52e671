"""Two and a half recorded days of the counter: the same answers, numbers and state hash on every machine and build.

`counter_day.jsonl` holds one command a line: `[seq, at, command, result, order_id, event count]`. A change of rules
that changes the hash on purpose changes `EXPECTED_HASH` in the same commit and says why.
"""

from pathlib import Path

import msgspec
import pytest

from tradehall.contracts.commands import CounterCommand
from tradehall.trading_core.facade import Counter

JOURNAL = Path(__file__).with_name("counter_day.jsonl")
EXPECTED_HASH = "279e76fefe6a6e219250ebe7f6a595104f152291255a5a7293735bf33fe267e0"
COMMANDS = 253

decode_line = msgspec.json.Decoder(tuple[int, int, CounterCommand, int, int, int]).decode


@pytest.fixture(scope="module")
def journal():
    return [decode_line(line) for line in JOURNAL.read_bytes().splitlines()]


def test_same_answers_and_the_same_hash(journal):
    counter = Counter()
    answers = [counter.execute(seq, at, command) for seq, at, command, *_ in journal]
    assert [(outcome.result, outcome.order_id, len(outcome.events)) for outcome in answers] == [
        (result, order_id, events) for *_, result, order_id, events in journal
    ]
    assert len(answers) == COMMANDS
    assert counter.state_hash() == EXPECTED_HASH


@pytest.mark.parametrize("cut", [1, 60, 141, 200, 252])
def test_same_hash_from_a_dump_and_the_rest(journal, cut):
    counter = Counter()
    for seq, at, command, *_ in journal[:cut]:
        counter.execute(seq, at, command)
    counter = Counter.load(counter.dump())
    for seq, at, command, *_ in journal[cut:]:
        counter.execute(seq, at, command)
    assert counter.state_hash() == EXPECTED_HASH
