"""Actions on the trading day: recorded first, then done in a thread of this worker, so that the page answers at once.

A worker that dies leaves its action to be repeated: closing and opening continue where they stopped, and the lock of
clearing keeps two of them apart.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from tradehall.business import words
from tradehall.business.brokers import facade as brokers
from tradehall.business.customers import facade as customers
from tradehall.business.identity.facade import Actor
from tradehall.clearing import facade as clearing
from tradehall.clearing.contracts import RunStatus
from tradehall.contracts.enums import Phase
from tradehall.kernel.errors import TradehallError
from tradehall.kernel.results import ResultCode
from tradehall.ops_monitoring.errors import ActionRunningError, DayRightsError, PhaseRefusedError
from tradehall.ops_monitoring.models import DayAction
from tradehall.trading_runtime import facade as runtime

_LOG = logging.getLogger(__name__)
ABANDONED_AFTER: Final = timedelta(minutes=10)
"""A running action older than this lost its worker; another may start."""
_LOCK: Final = 0x7472_6F70

Work = Callable[[DayAction], str]
"""Does an action and names its day; returns what went wrong, "" when it is done."""


def advance(actor: Actor, phase: Phase) -> DayAction:
    """Jump the session clock forward to the start of a phase of today."""
    action = _record(actor, DayAction.Kind.ADVANCE, phase.name)
    try:
        reply = runtime.control_clock(to_phase=phase)
        if reply.result != ResultCode.OK:
            _finish(action, DayAction.Status.FAILED, words.result_words(reply.result))
        elif reply.clock.phase < phase:
            raise PhaseRefusedError
        else:
            _finish(action, DayAction.Status.DONE)
    except TradehallError as error:
        _finish(action, DayAction.Status.FAILED, _words(error))
    return action


def close_day(actor: Actor) -> DayAction:
    """Close the market if it is open and run the end of day."""
    return _in_background(_record(actor, DayAction.Kind.CLOSE), _close)


def open_day(actor: Actor) -> DayAction:
    """Open the next trading day."""
    return _in_background(_record(actor, DayAction.Kind.OPEN), _open)


def running() -> DayAction | None:
    """The action that is under way, if any."""
    return DayAction.objects.filter(
        status=DayAction.Status.RUNNING, started_at__gt=timezone.now() - ABANDONED_AFTER
    ).first()


def day_ports() -> clearing.Ports:
    """The ports of the end of day in this house."""
    return clearing.runtime_ports(attributions=brokers.attributions, prepare_day=customers.prepare_day)


@transaction.atomic
def _record(actor: Actor, kind: DayAction.Kind, argument: str = "") -> DayAction:
    """Write the action down; refuses a second one while the first runs."""
    if not actor.is_staff:
        raise DayRightsError
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    if running() is not None:
        raise ActionRunningError
    return DayAction.objects.create(kind=kind, argument=argument, by_id=actor.user_id)


def _finish(action: DayAction, status: DayAction.Status, outcome: str = "") -> None:
    action.status, action.words, action.finished_at = status, outcome, timezone.now()
    action.save(update_fields=["status", "words", "argument", "finished_at"])


def _in_background(action: DayAction, work: Work) -> DayAction:
    language = get_language() or "zh-hans"
    thread = threading.Thread(target=_run, args=(action, work, language), name=f"day-{action.kind}", daemon=True)
    transaction.on_commit(thread.start)
    return action


def _run(action: DayAction, work: Work, language: str) -> None:
    try:
        with override(language):
            try:
                trouble = work(action)
            except TradehallError as error:
                trouble = _words(error)
            except Exception:  # noqa: BLE001 -- the thread has no caller: what went wrong must reach the page and the log.
                _LOG.exception("day action %s failed", action.kind)
                trouble = _("An unexpected fault was logged; run the action again.")
            close_old_connections()
            _finish(action, DayAction.Status.FAILED if trouble else DayAction.Status.DONE, trouble)
    finally:
        connection.close()


def _close(action: DayAction) -> str:
    report = clearing.close_day_now(ports=day_ports())
    action.argument = str(report.trading_date)
    if report.status == RunStatus.DONE:
        return ""
    if report.status == RunStatus.BLOCKED:
        date = words.trading_date(report.trading_date)
        return _("%(date)s is blocked by a check: see its proof.") % {"date": date}
    return report.error


def _open(action: DayAction) -> str:
    opened = clearing.open_next_day(ports=day_ports())
    action.argument = str(opened.trading_date)
    return ""


def _words(error: TradehallError) -> str:
    text = _((type(error).__doc__ or "").strip().splitlines()[0])
    return f"{text} ({error})" if str(error) else text
