"""What a step is and what it gives: the shape of the recipe in `steps`, without any step."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from tradehall.clearing.contracts import CheckResult
from tradehall.clearing.day_facts import DayFacts, gather
from tradehall.clearing.errors import DayNotReadyError
from tradehall.clearing.models import ClearingRun
from tradehall.clearing.ports import Ports
from tradehall.kernel.ids import TradingDate

Total = int | str


@dataclass(frozen=True)
class StepOutput:
    """Result of a step: the hash of what it read, totals of what it made, its checks, and how to write its rows.

    `save` runs in the transaction that marks the step done; it replaces rows of the date, so a repeat gives the same.
    A check that did not pass blocks the run and `save` is not called.
    """

    input_hash: str
    totals: Mapping[str, Total]
    checks: tuple[CheckResult, ...] = ()
    save: Callable[[], None] | None = None


@dataclass
class StepContext:
    """One attempt at a run. `facts` is read from the journal once, after it was sealed."""

    run: ClearingRun
    ports: Ports
    waits: int = field(default=240)
    """How often a step may poll for something outside; each wait is `WAIT_S` long."""

    @property
    def date(self) -> TradingDate:
        return int(self.run.trading_date)

    @cached_property
    def facts(self) -> DayFacts:
        """Facts of the sealed range of the journal. Raises `DayNotReadyError` when the journal was not sealed yet."""
        if self.run.cut_seq is None:
            raise DayNotReadyError(f"the journal of {self.date} was not sealed yet")
        return gather(self.ports.shard.journal(self.run.cut_from_seq, self.run.cut_seq))

    def wait_for(self, ready: Callable[[], bool], what: str) -> None:
        """Poll until `ready`; raises `DayNotReadyError` naming `what` when the limit is reached."""
        for _ in range(self.waits):
            if ready():
                return
            self.ports.pause(WAIT_S)
        raise DayNotReadyError(f"{what} was not ready after {self.waits * WAIT_S:.0f} s; nothing was lost, close again")


WAIT_S = 0.25


@dataclass(frozen=True)
class StepSpec:
    """One line of the recipe. A gate's checks must pass; `perform` may be repeated at any time."""

    step_no: int
    name: str
    perform: Callable[[StepContext], StepOutput]
    is_gate: bool = False


def digest(*parts: object) -> str:
    """SHA-256 over the msgpack of the parts, as hex."""
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()
