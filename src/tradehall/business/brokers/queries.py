"""Reads of brokers: attributions for the end of day, and the commission of a date."""

from collections import defaultdict

from tradehall.business.brokers.contracts import CommissionDay, ShareRow
from tradehall.business.brokers.models import Broker, BrokerShareRate
from tradehall.business.brokers.rules import provisional_share, rate_on
from tradehall.business.customers import facade as customers
from tradehall.clearing import facade as clearing
from tradehall.clearing.contracts import Attribution, RunStatus, ShareLine
from tradehall.kernel.ids import AccountId, TradingDate
from tradehall.trading_runtime import facade as runtime
from tradehall.trading_runtime.contracts import FillRow

FILLS_OF_A_DAY_MAX = 100_000


def share_rates() -> dict[str, dict[TradingDate, int]]:
    """Dated share rates of every broker."""
    rates: dict[str, dict[TradingDate, int]] = defaultdict(dict)
    for row in BrokerShareRate.objects.all():
        rates[row.broker_id][row.from_date] = row.rate
    return rates


def attributions(date: TradingDate) -> tuple[Attribution, ...]:
    """Who is paid for which account on a date, and at what rate: the end of day's input (fees-and-clearing 12)."""
    rates = share_rates()
    return tuple(
        Attribution(
            account_id=line.account_id,
            client_no=line.client_no,
            broker_no=line.broker_no,
            share=line.share,
            share_rate=rate_on(rates.get(line.broker_no, {}), date),
        )
        for line in customers.client_shares(date)
    )


def cleared_dates(limit: int = 60) -> tuple[TradingDate, ...]:
    """Dates whose end of day is done, newest first."""
    return tuple(run.trading_date for run in clearing.runs(limit) if run.status == RunStatus.DONE)


def commission_day(broker_no: str, date: TradingDate) -> CommissionDay:
    """A broker's commission of a date: the cleared figures, or provisional ones from the fills so far."""
    own = [line for line in attributions(date) if line.broker_no == broker_no]
    clients = _client_names([line.client_no for line in own])
    fills = _fills_by_account([line.account_id for line in own], date)
    if date in cleared_dates():
        shares = clearing.commission_shares(date, broker_no=broker_no)
        clients |= _client_names([line.client_no for line in shares])
        rows = [_final(line, clients, len(fills.get(line.account_id, ()))) for line in shares]
        return CommissionDay(trading_date=date, is_final=True, rows=tuple(rows))
    rows = [_provisional(line, clients, fills.get(line.account_id, [])) for line in own]
    return CommissionDay(trading_date=date, is_final=False, rows=tuple(rows))


def has_broker(broker_no: str) -> bool:
    return Broker.objects.filter(broker_no=broker_no).exists()


def broker_name(broker_no: str) -> str:
    broker = Broker.objects.filter(broker_no=broker_no).first()
    return broker.name if broker else broker_no


def _client_names(client_nos: list[str]) -> dict[str, str]:
    return dict(customers.Client.objects.filter(client_no__in=client_nos).values_list("client_no", "name"))


def _fills_by_account(account_ids: list[AccountId], date: TradingDate) -> dict[AccountId, list[FillRow]]:
    found: dict[AccountId, list[FillRow]] = defaultdict(list)
    if account_ids:
        page = runtime.fills(account_ids, trading_date=date, limit=FILLS_OF_A_DAY_MAX)
        for fill in page.rows:
            found[fill.account_id].append(fill)
    return found


def _final(line: ShareLine, clients: dict[str, str], fills: int) -> ShareRow:
    return ShareRow(
        account_id=line.account_id,
        client_no=line.client_no,
        client_name=clients.get(line.client_no, ""),
        fills=fills,
        gross=line.gross,
        passthrough=line.passthrough,
        net=line.net,
        share_rate=line.share_rate,
        share=line.share,
    )


def _provisional(line: Attribution, clients: dict[str, str], fills: list[FillRow]) -> ShareRow:
    """Today's figures as far as they go.

    Statutory fees inside the commission are passed through; those outside are not part of it.
    """
    gross = sum(fill.commission for fill in fills)
    passthrough = sum(fill.handling + fill.regulatory for fill in fills if fill.statutory_inside)
    net = gross - passthrough
    return ShareRow(
        account_id=line.account_id,
        client_no=line.client_no,
        client_name=clients.get(line.client_no, ""),
        fills=len(fills),
        gross=gross,
        passthrough=passthrough,
        net=net,
        share_rate=line.share_rate,
        share=provisional_share(net=net, attribution=line.share, share_rate=line.share_rate),
    )
