"""The counter as this room uses it."""

from tradehall.contracts.commands import CounterCommand
from tradehall.contracts.shard import Answer
from tradehall.trading_runtime import facade as runtime


def submit(command: CounterCommand) -> Answer:
    """The durable answer to a command. Raises `UnavailableError` when the counter does not answer."""
    return runtime.submit(command)
