"""Reads of the operator's pages: each part may be down, and the page says so instead of failing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from tradehall.business.customers.facade import visible_clients
from tradehall.business.identity.facade import Actor, SignInRecord, sign_in_log
from tradehall.contracts.clock import ClockState
from tradehall.contracts.enums import Phase
from tradehall.contracts.shard import ShardStatus
from tradehall.kernel.errors import UnavailableError
from tradehall.ops_monitoring.ports import ServiceState, services
from tradehall.trading_runtime import facade as runtime

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Part(Generic[Value]):
    """What a part answered, or why it did not."""

    value: Value | None
    trouble: str = ""


def clock() -> Part[ClockState]:
    return _asked(runtime.clock)


def shard() -> Part[ShardStatus]:
    return _asked(runtime.shard_status)


def service_states() -> Part[tuple[ServiceState, ...]]:
    return _asked(services().states)


def projection_lag() -> Part[int]:
    """Commands that are durable and not yet in the projections."""
    return _asked(lambda: max(0, runtime.journal_end() - runtime.projection_seq()))


def later_phases(now: Phase) -> tuple[Phase, ...]:
    """Phases of the day that are still to come."""
    return tuple(phase for phase in Phase if now < phase <= Phase.POST_CLOSE)


def _asked(ask: Callable[[], Value]) -> Part[Value]:
    try:
        return Part(ask())
    except UnavailableError as error:
        return Part(None, str(error) or (UnavailableError.__doc__ or ""))


def sign_ins_in_sight(actor: Actor) -> QuerySet[SignInRecord]:
    """The sign-in log of the whole firm for its head office; a branch reads of its own clients and operators."""
    rows = sign_in_log()
    if actor.at_head_office:
        return rows
    clients = visible_clients(actor).values("client_no")
    return rows.filter(Q(user__client_no__in=clients) | Q(user__branch_path__startswith=actor.branch_path))
