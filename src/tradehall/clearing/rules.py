"""Commission shares, pure (fees-and-clearing 12)."""

from collections import defaultdict
from collections.abc import Iterable

from tradehall.clearing.contracts import Attribution, ShareLine
from tradehall.clearing.errors import AttributionSplitError
from tradehall.contracts.events import OrderFilled
from tradehall.kernel.ids import AccountId, TradingDate
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import FEN, RATE_SCALE, Money, Rate


def share_of(net: Money, attribution: Rate, share_rate: Rate) -> Money:
    """`net × attribution × rate`, half up to the fen (fees-and-clearing 12)."""
    return div_half_up(net * attribution * share_rate, RATE_SCALE * RATE_SCALE * FEN) * FEN


def commission_shares(
    date: TradingDate, fills: Iterable[OrderFilled], attributions: Iterable[Attribution]
) -> tuple[ShareLine, ...]:
    """Commission shares of a day from its settled fees, by account and broker (fees-and-clearing 12).

    `net = gross − passthrough`, where the passthrough is the handling and regulatory fees that an all-in commission
    holds inside. An account without a broker or without commission has no line. A net below zero gives a share below
    zero: the statutory fees cost more than the commission brought. What brokers do not share is the house's own.
    Raises `AttributionSplitError` when the brokers of an account share more than 100 %.
    """
    gross: dict[AccountId, Money] = defaultdict(int)
    passthrough: dict[AccountId, Money] = defaultdict(int)
    for fill in fills:
        gross[fill.account_id] += fill.commission
        if fill.statutory_inside:
            passthrough[fill.account_id] += fill.handling + fill.regulatory
    by_account: dict[AccountId, list[Attribution]] = defaultdict(list)
    for attribution in attributions:
        by_account[attribution.account_id].append(attribution)
    lines: list[ShareLine] = []
    for account_id in sorted(gross):
        brokers = sorted(by_account.get(account_id, []), key=lambda a: a.broker_no)
        split = sum(a.share for a in brokers)
        if split > RATE_SCALE:
            raise AttributionSplitError(
                f"the brokers of account {account_id} share {split * 100 // RATE_SCALE} % on {date}, above 100 %"
            )
        net = gross[account_id] - passthrough[account_id]
        lines += [
            ShareLine(
                trading_date=date,
                account_id=account_id,
                client_no=a.client_no,
                broker_no=a.broker_no,
                gross=gross[account_id],
                passthrough=passthrough[account_id],
                net=net,
                attribution=a.share,
                share_rate=a.share_rate,
                share=share_of(net, a.share, a.share_rate),
            )
            for a in brokers
        ]
    return tuple(lines)
