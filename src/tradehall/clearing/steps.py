"""The end of day, step by step (fees-and-clearing 10). `STEPS` is the recipe; each function is one line of it.

A step reads, compares and works out; `StepOutput.save` writes its rows in the transaction that marks it done.
Commands to the counter go out before that and are safe to repeat, so a crash anywhere is healed by running again.
"""

from collections.abc import Sequence
from typing import Final

from tradehall.clearing import checks, entries, operations, queries
from tradehall.clearing.day_facts import plans_of_orders
from tradehall.clearing.errors import CommandRefusedError, DayNotReadyError, WrongDayError
from tradehall.clearing.fee_check import fee_check, rounding_by_market
from tradehall.clearing.ports import ShardPort
from tradehall.clearing.reconciliation import reconcile
from tradehall.clearing.rules import commission_shares
from tradehall.clearing.statements import statements
from tradehall.clearing.step_output import StepContext, StepOutput, StepSpec, digest
from tradehall.contracts.commands import CloseDay, SettleDay
from tradehall.contracts.enums import DayStage
from tradehall.contracts.exchange import VenueTrade
from tradehall.kernel.results import RESULT_TEXTS, ResultCode
from tradehall.kernel.units import format_money

_CLOSE_ANSWER_WAITS: Final = (ResultCode.DAY_REPORTS_MISSING, ResultCode.SHARD_NOT_READY, ResultCode.TOO_BUSY)


def stop_entry(context: StepContext) -> StepOutput:
    """Stop entry and expire live orders; needs the venue's end-of-day report (10, item 1).

    Raises `DayNotReadyError` while reports are missing, `WrongDayError` when the counter is at another date.
    """
    shard = context.ports.shard
    status = shard.status()
    if status.trading_date != context.date:
        raise WrongDayError(f"the counter is at {status.trading_date}, {context.date} was to be closed")
    if status.stage == DayStage.OPEN:
        context.wait_for(lambda: _closed(context), "the venue's end-of-day report")
    orders = _projection(context).orders(context.date)
    return StepOutput(
        input_hash=digest(context.date),
        totals={
            "orders": len(orders),
            "open_orders": sum(row.leaves > 0 for row in orders),
            "shares_expired_or_cancelled": sum(row.cxl_qty for row in orders),
        },
    )


def _projection(context: StepContext) -> ShardPort:
    """The shard's rows once they hold every durable event: they may be being made again (see the runbook)."""
    context.wait_for(context.ports.shard.caught_up, "the projection")
    return context.ports.shard


def _closed(context: StepContext) -> bool:
    answer = context.ports.shard.submit(CloseDay(trading_date=context.date))
    if answer.result in _CLOSE_ANSWER_WAITS:
        return False
    if answer.result != ResultCode.OK:
        raise CommandRefusedError(_refused("the close", answer.result))
    return True


def seal_journal(context: StepContext) -> StepOutput:
    """Seal the day's journal: what is later belongs to the next day (10, item 2)."""
    seal = context.ports.shard.seal(context.date)
    cut_from = queries.cut_before(context.date)
    run = context.run

    def save() -> None:
        run.cut_from_seq = cut_from
        run.cut_seq = seal.last_seq
        run.seal_digest = seal.sha256
        run.save(update_fields=["cut_from_seq", "cut_seq", "seal_digest"])

    return StepOutput(
        input_hash=digest(context.date, cut_from),
        totals={
            "first_command": seal.first_seq,
            "last_command": seal.last_seq,
            "commands_of_the_date": seal.last_seq - cut_from,
            "journal_hash": seal.sha256,
        },
        save=save,
    )


def receive_trade_file(context: StepContext) -> StepOutput:
    """Receive the venue's trade file and compare it with the totals of its end-of-day report (10, item 3)."""
    done = context.facts.venue_done
    if done is None:
        raise DayNotReadyError(f"the venue has not reported the end of {context.date}")
    trades = _trade_file(context)
    check = checks.control_totals_check(trades, fills=done.fills, qty=done.fill_qty, amount=done.fill_amount)
    return StepOutput(
        input_hash=digest(sorted(trades, key=lambda t: (t.symbol, t.trade_no, t.order_id))),
        totals={"lines": len(trades), "file_total": check.left_total, "reported_total": check.right_total},
        checks=(check,),
    )


def _trade_file(context: StepContext) -> Sequence[VenueTrade]:
    files: list[Sequence[VenueTrade]] = []

    def delivered() -> bool:
        trades = context.ports.venue.trades(context.date)
        if trades is not None:
            files.append(trades)
        return bool(files)

    context.wait_for(delivered, "the venue's trade file")
    return files[-1]


def trade_check(context: StepContext) -> StepOutput:
    """Own fills = trade file, and the projection's fills = the journal's (10, item 4: a gate)."""
    fills = context.facts.fills
    trades = _trade_file(context)
    rows = _projection(context).fills(context.date)
    results = (checks.trade_check(fills, trades), checks.projection_check(fills, rows))
    return StepOutput(
        input_hash=digest(fills, sorted(checks.fill_facts(rows).items(), key=str)),
        totals={"fills": len(fills), "differences": sum(result.difference_count for result in results)},
        checks=results,
    )


def fees(context: StepContext) -> StepOutput:
    """Work every order's fees out again from the dated tables; a difference shuts the gate (10, items 5 and 6)."""
    facts = context.facts
    plans = plans_of_orders(facts, queries.plans_until(context.run.cut_from_seq))
    check = fee_check(context.date, facts.fills, plans=plans, instruments=facts.instruments)
    return StepOutput(
        input_hash=digest(facts.fills, sorted(plans.items())),
        totals={"orders": check.left_count, "fees_charged": check.left_total, "fees_by_tables": check.right_total},
        checks=(check,),
    )


def post_entries(context: StepContext) -> StepOutput:
    """Client cash and holding lines, balances, and the balanced house entries (10, item 6; 13a)."""
    facts = context.facts
    date = context.date
    orders = entries.sum_orders(facts.fills)
    cash_lines = entries.cash_lines(orders, facts.cash_moves)
    holding_lines = entries.holding_lines(orders, facts.share_moves)
    house_lines = entries.house_lines(
        orders,
        facts.cash_moves,
        outstanding=queries.outstanding_settlement(date),
        rounding=rounding_by_market(date, facts.fills, instruments=facts.instruments),
    )
    opening_cash = queries.closing_cash_before(date)
    opening_holdings = queries.closing_holdings_before(date)
    movements = entries.add_up(cash_lines)
    holdings = entries.add_up_holdings(opening_holdings, holding_lines)
    clients = {row.account_id: row.client_no for row in _projection(context).accounts()}
    run = context.run

    def save() -> None:
        operations.replace_plans(run.cut_from_seq, run.cut_seq or 0, facts.plan_changes)
        operations.replace_cash_lines(date, cash_lines)
        operations.replace_holding_lines(date, holding_lines)
        operations.replace_balances(date, clients=clients, opening=opening_cash, movements=movements, holdings=holdings)
        operations.replace_house_lines(date, _STEP_NO["post_entries"], house_lines)

    return StepOutput(
        input_hash=digest(facts.fills, facts.cash_moves, facts.share_moves, sorted(opening_cash.items())),
        totals={
            "cash_lines": len(cash_lines),
            "cash_movement": format_money(sum(movements.values())),
            "holding_lines": len(holding_lines),
            "house_lines": len(house_lines),
            "house_debit": format_money(sum(line.debit for line in house_lines)),
            "house_credit": format_money(sum(line.credit for line in house_lines)),
        },
        save=save,
    )


def close_market(context: StepContext) -> StepOutput:
    """Make the day bars; statements and the next static file read their closes (10, item 7 of this run).

    Waits for the closing quotes. A security that traded and still shows no official close is counted in the totals.
    """
    reports = [context.ports.market.close_day(context.date)]

    def complete() -> bool:
        reports.append(context.ports.market.close_day(context.date))
        return not reports[-1].unclosed and bool(reports[-1].bars or not context.facts.fills)

    try:
        context.wait_for(complete, "the closing quotes")
    except DayNotReadyError:
        if not reports[-1].bars:
            raise
    report = reports[-1]
    return StepOutput(
        input_hash=digest(context.date),
        totals={
            "day_bars": report.bars,
            "without_a_trade": len(report.untraded),
            "without_an_official_close": len(report.unclosed),
        },
    )


def settle(context: StepContext) -> StepOutput:
    """Roll to T+1: sums into balances, bought shares into settled ones (2; 10, item 11)."""
    shard = context.ports.shard
    if shard.status().stage == DayStage.CLOSED:
        answer = shard.submit(SettleDay(trading_date=context.date))
        if answer.result != ResultCode.OK:
            raise CommandRefusedError(_refused("the settlement", answer.result))
    status = shard.status()
    if status.stage != DayStage.SETTLED or status.trading_date != context.date:
        raise DayNotReadyError(f"the counter stood at {status.trading_date} {DayStage(status.stage).name}")
    cash = _projection(context).cash()
    unsettled = [row for row in cash if row.bought_today or row.sold_today]
    return StepOutput(
        input_hash=digest(context.date, context.run.cut_seq),
        totals={"accounts": len(cash), "accounts_with_open_sums": len(unsettled)},
    )


def share_commission(context: StepContext) -> StepOutput:
    """Commission shares of the day from settled fees (12; 10, item 14)."""
    attributions = tuple(context.ports.attributions(context.date))
    lines = commission_shares(context.date, context.facts.fills, attributions)
    total = sum(line.share for line in lines)

    def save() -> None:
        operations.add_share_versions(context.date, lines)
        operations.replace_house_lines(context.date, _STEP_NO["share_commission"], entries.share_lines(total))

    return StepOutput(
        input_hash=digest(context.facts.fills, attributions),
        totals={
            "lines": len(lines),
            "brokers": len({line.broker_no for line in lines}),
            "gross": format_money(sum({line.account_id: line.gross for line in lines}.values())),
            "net": format_money(sum({line.account_id: line.net for line in lines}.values())),
            "share": format_money(total),
        },
        save=save,
    )


def make_statements(context: StepContext) -> StepOutput:
    """Statements and asset snapshots of every account (10, item 14)."""
    facts = context.facts
    date = context.date
    opening, clients = queries.opening_and_clients(date)
    holdings = queries.holdings_at(date)
    costs = {
        (row.account_id, row.symbol): (row.holding_cost, row.diluted_cost) for row in _projection(context).positions()
    }
    symbols = {symbol for _, symbol in holdings}
    closes = dict(context.ports.market.closes(date, symbols))
    for symbol in symbols - closes.keys():
        if symbol in facts.instruments:
            closes[symbol] = facts.instruments[symbol].pre_close
    bodies = statements(
        date,
        clients=clients,
        opening=opening,
        lines=entries.cash_lines(entries.sum_orders(facts.fills), facts.cash_moves),
        holdings=holdings,
        costs=costs,
        closes=closes,
        names={symbol: day.name for symbol, day in facts.instruments.items()},
        orders=facts.orders.values(),
        fills=facts.fills,
    )
    return StepOutput(
        input_hash=digest(facts.fills, sorted(holdings.items()), sorted(closes.items())),
        totals={
            "statements": len(bodies),
            "closing_cash": format_money(sum(body.closing_cash for body in bodies)),
            "market_value": format_money(sum(body.market_value for body in bodies)),
            "total_assets": format_money(sum(body.total_assets for body in bodies)),
        },
        save=lambda: operations.add_statement_versions(date, bodies),
    )


def switch_day(context: StepContext) -> StepOutput:
    """Every gate is open: the day may be switched (10, item 15). The opening itself is another run."""
    next_date = context.ports.market.next_trading_date(context.date)
    return StepOutput(input_hash=digest(context.date), totals={"next_date": next_date})


def _refused(what: str, result: int) -> str:
    text = RESULT_TEXTS[ResultCode(result)]
    return f"the counter refused {what} with result {result}: {text.en}"


STEPS: Final = (
    StepSpec(1, "stop_entry", stop_entry),
    StepSpec(2, "seal_journal", seal_journal),
    StepSpec(3, "receive_trade_file", receive_trade_file, is_gate=True),
    StepSpec(4, "trade_check", trade_check, is_gate=True),
    StepSpec(5, "fees", fees, is_gate=True),
    StepSpec(6, "post_entries", post_entries),
    StepSpec(7, "close_market", close_market),
    StepSpec(8, "settle", settle),
    StepSpec(9, "reconcile", reconcile, is_gate=True),
    StepSpec(10, "share_commission", share_commission),
    StepSpec(11, "make_statements", make_statements),
    StepSpec(12, "switch_day", switch_day),
)

_STEP_NO: Final = {spec.name: spec.step_no for spec in STEPS}

REDO_FROM: Final = 3
"""A run that a gate has blocked starts again here: its file, its fills or its rows may have been repaired."""
