"""Opening of a trading day: gates first, then the counter, then the venue (fees-and-clearing 10, item 15)."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils import timezone

from tradehall.clearing import queries
from tradehall.clearing.checks import holdings_check, money_check
from tradehall.clearing.contracts import DayOpened, RunStatus
from tradehall.clearing.day_rules import as_date
from tradehall.clearing.errors import (
    CommandRefusedError,
    DayBlockedError,
    DayNotClearedError,
    DayNotReadyError,
    OpeningMismatchError,
    WrongDayError,
)
from tradehall.clearing.locks import day_lock
from tradehall.clearing.models import ClearingRun, DayOpening
from tradehall.clearing.ports import Ports
from tradehall.clearing.reconciliation import expected_at, held, still_moment
from tradehall.clearing.step_output import StepContext
from tradehall.contracts.commands import OpenDay
from tradehall.contracts.enums import DayStage
from tradehall.contracts.exchange import ExchangeOpenDay
from tradehall.contracts.shard import ShardStatus
from tradehall.kernel.ids import TradingDate
from tradehall.kernel.results import ResultCode

BEIJING: Final = timedelta(hours=8)


def beijing_now() -> datetime:
    """Wall time in Beijing, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None) + BEIJING


def _day_before(date: TradingDate) -> TradingDate:
    day = datetime(date // 10_000, date // 100 % 100, date % 100, tzinfo=UTC)
    return as_date(day - timedelta(days=1))


def next_date(*, ports: Ports, not_before: TradingDate = 0) -> TradingDate:
    """The date to open next: the first trading day after the last one, and not before `not_before`.

    Where nothing was opened yet, the first trading day from today (Beijing) on.
    """
    run = queries.last_run()
    opening = queries.last_opening()
    last = max(run.trading_date if run else 0, opening.trading_date if opening else 0)
    if opening and opening.finished_at is None and (run is None or run.trading_date < opening.trading_date):
        return int(opening.trading_date)  # Begun and not finished: the same date again.
    start = last or _day_before(as_date(beijing_now()))
    return ports.market.next_trading_date(max(start, _day_before(not_before)) if not_before else start)


def open_day(date: TradingDate, *, seed: int, ports: Ports, lock_wait_s: float = 0.0) -> DayOpened:
    """Open a day at the counter and at the venue. A repeat continues or changes nothing; a date keeps its first seed.

    Raises `DayBlockedError` or `DayNotClearedError` while the day before is not cleared, `OpeningMismatchError` when
    opening balances differ from closing ones, `WrongDayError` for a date that is not a trading day or lies behind.
    """
    with day_lock(wait_s=lock_wait_s, pause=ports.pause):
        status = ports.shard.status()
        checked = 0
        if status.stage == DayStage.OPEN:
            if status.trading_date != date:
                raise DayNotClearedError(f"{status.trading_date} is open; close it before {date} is opened")
        else:
            checked = _check_may_open(date, status, ports)
        opening, _ = DayOpening.objects.get_or_create(
            trading_date=date, defaults={"seed": seed, "accounts_checked": checked, "started_at": timezone.now()}
        )
        instruments = tuple(ports.market.static_file(date))
        if not instruments:
            raise DayNotReadyError(f"the static file of {date} is empty; load instruments first")
        if status.stage != DayStage.OPEN:
            ports.prepare_day(date)
            _open_counter(OpenDay(trading_date=date, instruments=instruments), ports)
        if ports.venue.clock().trading_date != date:
            ports.venue.open_day(ExchangeOpenDay(trading_date=date, instruments=instruments, seed=opening.seed))
        if opening.finished_at is None:
            opening.instruments = len(instruments)
            opening.finished_at = timezone.now()
            opening.save(update_fields=["instruments", "finished_at"])
        return DayOpened(date, opening.seed, len(instruments), opening.accounts_checked)


def _check_may_open(date: TradingDate, status: ShardStatus, ports: Ports) -> int:
    """The gates before a day; returns the number of accounts whose opening balance was compared."""
    if status.stage == DayStage.CLOSED:
        _refuse_unless_done(queries.last_run(), status.trading_date)
        raise DayNotClearedError(f"{status.trading_date} is closed but not settled; close it to its end")
    if date <= status.trading_date:
        raise WrongDayError(f"the counter has settled {status.trading_date}; {date} lies behind")
    if ports.market.next_trading_date(_day_before(date)) != date:
        raise WrongDayError(f"{date} is not a trading day")
    if status.stage == DayStage.NONE:
        return 0
    run = queries.last_run()
    _refuse_unless_done(run, status.trading_date)
    return _check_opening_balances(ClearingRun.objects.get(trading_date=status.trading_date), ports)


def _refuse_unless_done(run: ClearingRun | None, settled: TradingDate) -> None:
    if run is None or run.trading_date < settled:
        raise DayNotClearedError(f"the end of {settled} has not been run; close it first")
    if run.status == RunStatus.BLOCKED:
        raise DayBlockedError(f"{run.trading_date} is blocked by a gate; resolve its differences and close it again")
    if run.status != RunStatus.DONE:
        raise DayNotClearedError(f"the end of {run.trading_date} stands at {run.status}; close it to its end")


def _check_opening_balances(run: ClearingRun, ports: Ports) -> int:
    """Opening balances = closing balances, moved on by the bank transfers and share transfers in between."""
    moment = still_moment(StepContext(run, ports), with_hash=False)
    cash, holdings = expected_at(ports.shard, run.trading_date, moment.seq)
    results = (
        money_check("opening_cash", ("closing", "opening"), cash, {row.account_id: row.balance for row in moment.cash}),
        holdings_check("opening_holdings", ("closing", "opening"), holdings, held(moment.positions)),
    )
    for result in results:
        if not result.passed:
            first = result.differences[0]
            raise OpeningMismatchError(
                f"{result.difference_count} balances differ from the close of {run.trading_date}; "
                f"the first is {first.key}: closing {first.left}, opening {first.right}"
            )
    return len(moment.cash)


def _open_counter(command: OpenDay, ports: Ports) -> None:
    answer = ports.shard.submit(command)
    if answer.result not in (ResultCode.OK, ResultCode.DAY_ALREADY_OPEN):
        raise CommandRefusedError(f"the counter refused to open {command.trading_date} with result {answer.result}")
