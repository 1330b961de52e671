"""The last gate: projection = counter, own entries explain every balance, replayed journal = live state.

(fees-and-clearing 7 and 10, step 12; invariant 8 of ARCHITECTURE.md.)
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tradehall.clearing import queries
from tradehall.clearing.checks import compare, holdings_check, money_check, money_total, same_value
from tradehall.clearing.contracts import CheckResult
from tradehall.clearing.day_facts import gather
from tradehall.clearing.errors import DayNotReadyError
from tradehall.clearing.ports import ShardPort
from tradehall.clearing.step_output import StepContext, StepOutput, digest
from tradehall.contracts.events import CashChanged, PositionChanged
from tradehall.contracts.shard import AccountSnapshot
from tradehall.kernel.ids import AccountId, Symbol
from tradehall.kernel.units import Money, Quantity, format_money
from tradehall.trading_runtime.contracts import CashRow, PositionRow

_STILL_ATTEMPTS: Final = 20
"""How often a moment without a new command is looked for; bank transfers may arrive at night."""

PositionKey = tuple[AccountId, Symbol]
CashImage = tuple[Money, Money, Money, Money, Money, Money, Money]
PositionImage = tuple[Quantity, Quantity, Quantity, Quantity, Quantity, Money, Money]


@dataclass(frozen=True)
class Moment:
    """The counter and its projection at one journal sequence."""

    seq: int
    state_hash: str
    snapshots: tuple[AccountSnapshot, ...]
    cash: tuple[CashRow, ...]
    positions: tuple[PositionRow, ...]


def still_moment(context: StepContext, *, with_hash: bool = True) -> Moment:
    """Read counter and projection while no command comes between. Raises `DayNotReadyError` if one always does."""
    shard = context.ports.shard
    for _ in range(_STILL_ATTEMPTS):
        before = shard.status(with_hash=with_hash)
        context.wait_for(shard.caught_up, "the projection")
        moment = Moment(
            seq=before.seq,
            state_hash=before.state_hash,
            snapshots=tuple(shard.account_snapshot(row.account_id) for row in shard.accounts()),
            cash=tuple(shard.cash()),
            positions=tuple(shard.positions()),
        )
        if shard.status().seq == before.seq:
            return moment
        context.ports.pause(0.1)
    raise DayNotReadyError("commands kept arriving while the books were compared; run the close again")


def reconcile(context: StepContext) -> StepOutput:
    """Every comparison of the last gate, as one step."""
    moment = still_moment(context)
    shard = context.ports.shard
    replayed = shard.replay_hash(moment.seq)
    seal = shard.seal(context.date)
    results = (
        *projection_checks(moment),
        *balance_checks(context, moment),
        ledger_check(context),
        same_value(
            "replay_equals_live",
            ("replayed_journal", "live_counter"),
            replayed,
            moment.state_hash,
            counts=(moment.seq, moment.seq),
        ),
        same_value(
            "journal_unchanged",
            ("seal", "journal"),
            context.run.seal_digest,
            seal.sha256,
            counts=(context.run.cut_seq or 0, seal.last_seq),
        ),
    )
    return StepOutput(
        input_hash=digest(context.date, context.run.cut_seq, moment.state_hash),
        totals={
            "checks": len(results),
            "differences": sum(result.difference_count for result in results),
            "accounts": len(moment.cash),
            "journal_sequence": moment.seq,
            "state_hash": moment.state_hash,
        },
        checks=results,
    )


def projection_checks(moment: Moment) -> tuple[CheckResult, CheckResult]:
    """Cash and positions of the projection against the counter's own."""
    live_cash: dict[AccountId, CashImage] = {}
    live_positions: dict[PositionKey, PositionImage] = {}
    for snapshot in moment.snapshots:
        if snapshot.cash is not None:
            live_cash[snapshot.cash.account_id] = _cash_image(snapshot.cash)
        for position in snapshot.positions:
            live_positions[position.account_id, position.symbol] = _position_image(position)
    cash = compare(
        "cash_projection_equals_counter",
        ("projection", "counter"),
        {row.account_id: _cash_image(row) for row in moment.cash},
        live_cash,
        words=lambda image: "/".join(format_money(part) for part in image),
        total=lambda images: money_total(image[0] for image in images),
    )
    positions = compare(
        "positions_projection_equals_counter",
        ("projection", "counter"),
        _occupied({(row.account_id, row.symbol): _position_image(row) for row in moment.positions}),
        _occupied(live_positions),
        words=lambda image: "/".join(str(part) for part in image),
        total=lambda images: str(sum(image[0] for image in images)),
    )
    return cash, positions


def balance_checks(context: StepContext, moment: Moment) -> tuple[CheckResult, CheckResult]:
    """Own closing balances and what came after the cut against the projection (opening + entries = closing)."""
    explained_cash, explained_holdings = expected_at(context.ports.shard, context.date, moment.seq)
    cash = money_check(
        "entries_explain_cash",
        ("own_entries", "projection"),
        explained_cash,
        {row.account_id: row.balance for row in moment.cash},
    )
    holdings = holdings_check(
        "entries_explain_holdings",
        ("own_entries", "projection"),
        explained_holdings,
        held(moment.positions),
    )
    return cash, holdings


def ledger_check(context: StepContext) -> CheckResult:
    """Sum of client balances against the house ledger's client cash payable 总分核对 (7, check 3)."""
    accounts, sub_ledger = queries.sub_ledger(context.date)
    return same_value(
        "sub_ledger_equals_general_ledger",
        ("client_balances", "client_cash_payable"),
        format_money(sub_ledger),
        format_money(queries.client_payable(context.date)),
        counts=(accounts, accounts),
    )


def expected_at(
    shard: ShardPort, date: int, seq: int
) -> tuple[dict[AccountId, Money], dict[tuple[AccountId, Symbol], Quantity]]:
    """What balances and holdings must be at `seq`: those at the close of `date` and every move since.

    An account opened after the cut starts at 0.
    """
    cash: dict[AccountId, Money] = defaultdict(int, queries.closing_cash(date))
    holdings: dict[tuple[AccountId, Symbol], Quantity] = defaultdict(int, queries.holdings_at(date))
    later = gather(shard.journal(queries.cut_of(date), seq))
    for change in later.plan_changes:
        cash[change.account_id] += 0
    for move in later.cash_moves:
        cash[move.account_id] += move.amount
    for transfer in later.share_moves:
        holdings[transfer.account_id, transfer.symbol] += transfer.qty
    return dict(cash), {key: qty for key, qty in holdings.items() if qty}


def held(positions: Sequence[PositionRow]) -> dict[tuple[AccountId, Symbol], Quantity]:
    """Shares by account and symbol; emptied positions are left out."""
    return {(row.account_id, row.symbol): row.qty for row in positions if row.qty}


def _occupied(images: dict[PositionKey, PositionImage]) -> dict[PositionKey, PositionImage]:
    return {key: image for key, image in images.items() if any(image)}


def _cash_image(cash: CashRow | CashChanged) -> CashImage:
    return (
        cash.balance,
        cash.frozen_order,
        cash.frozen_other,
        cash.bought_today,
        cash.sold_today,
        cash.deposit_today,
        cash.withdraw_today,
    )


def _position_image(position: PositionRow | PositionChanged) -> PositionImage:
    return (
        position.qty_last,
        position.buy_today,
        position.sell_today,
        position.frozen_sell,
        position.frozen_other,
        position.holding_cost,
        position.diluted_cost,
    )
