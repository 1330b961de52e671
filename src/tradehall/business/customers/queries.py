"""Reads of customers: assets of accounts and clients from the projections, valued at the last price."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import get_language

from tradehall.business.customers.contracts import AccountFacts, CashView, ClientAssets, ClientShare, PositionView
from tradehall.business.customers.models import OPEN_END, CashAccountRecord, Client, ClientAttribution
from tradehall.business.customers.scope import visible_accounts, visible_clients
from tradehall.business.identity.facade import Actor
from tradehall.kernel.ids import AccountId, Symbol, TradingDate
from tradehall.kernel.units import Price
from tradehall.market_data import facade as market
from tradehall.trading_runtime import facade as runtime
from tradehall.trading_runtime.contracts import PositionRow

T1_DAYS = 1


def last_prices(symbols: Iterable[Symbol]) -> dict[Symbol, Price]:
    """Last price of each symbol; the previous close before the first trade of the day; absent when none is known."""
    wanted = sorted(set(symbols))
    if not wanted:
        return {}
    prices = {quote.symbol: quote.last or quote.pre_close for quote in market.last_quotes(wanted)}
    return {symbol: price for symbol, price in prices.items() if price}


def names(symbols: Iterable[Symbol]) -> dict[Symbol, str]:
    """Security names in the reader's language."""
    wanted = set(symbols)
    if not wanted:
        return {}
    is_chinese = (get_language() or "zh").startswith("zh")
    return {
        fact.symbol: fact.name if is_chinese else fact.name_en or fact.name
        for fact in market.instruments(traded_only=False)
        if fact.symbol in wanted
    }


def position_views(account_ids: Sequence[AccountId]) -> tuple[PositionView, ...]:
    """Positions that hold or did hold shares today, valued."""
    rows = [row for row in runtime.positions(account_ids) if row.qty or row.buy_today or row.sell_today]
    symbols = {row.symbol for row in rows}
    prices, known_names, settle = last_prices(symbols), names(symbols), _settle_days(symbols)
    return tuple(_valued(row, prices, known_names, settle) for row in rows)


def cash_views(account_ids: Sequence[AccountId]) -> tuple[CashView, ...]:
    """Cash of the accounts with the value of their positions."""
    values = market_values(account_ids)
    return tuple(
        CashView(
            account_id=row.account_id,
            balance=row.balance,
            available=row.available,
            withdrawable=row.withdrawable,
            frozen=row.frozen_order + row.frozen_other,
            bought_today=row.bought_today,
            sold_today=row.sold_today,
            market_value=values.get(row.account_id, 0),
        )
        for row in runtime.cash(account_ids)
    )


def market_values(account_ids: Sequence[AccountId]) -> dict[AccountId, int]:
    """Value of the shares of each account at the last price."""
    rows = runtime.positions(account_ids)
    prices = last_prices(row.symbol for row in rows)
    values: dict[AccountId, int] = defaultdict(int)
    for row in rows:
        values[row.account_id] += row.qty * prices.get(row.symbol, 0)
    return dict(values)


def client_assets(actor: Actor, *, word: str = "", status: str = "") -> tuple[ClientAssets, ...]:
    """The clients that `actor` may see with their assets; `word` is part of a number or a name."""
    clients = visible_clients(actor).select_related("branch").prefetch_related("accounts", "attributions")
    if word:
        clients = clients.filter(Q(client_no__icontains=word) | Q(name__icontains=word))
    if status:
        clients = clients.filter(status=status)
    found = list(clients.order_by("client_no"))
    ids = [account.account_id for client in found for account in client.accounts.all()]
    cash = {view.account_id: view for view in cash_views(ids)} if ids else {}
    return tuple(_assets_of(client, cash, actor) for client in found)


def account_facts(actor: Actor) -> tuple[AccountFacts, ...]:
    """The accounts that `actor` may see."""
    rows = visible_accounts(actor).select_related("client__branch").order_by("account_id")
    return tuple(
        AccountFacts(
            account_id=row.account_id,
            client_no=row.client_id,
            client_name=row.client.name,
            branch_name=branch_name(row.client),
        )
        for row in rows
    )


def client_shares(date: TradingDate) -> tuple[ClientShare, ...]:
    """Attributions that hold on `date`, one for each account and broker."""
    rows = ClientAttribution.objects.filter(
        Q(until_date=OPEN_END) | Q(until_date__gte=date), from_date__lte=date
    ).order_by("client_id", "broker_no")
    accounts: dict[str, list[AccountId]] = defaultdict(list)
    for account_id, client_no in CashAccountRecord.objects.order_by("account_id").values_list(
        "account_id", "client_id"
    ):
        accounts[client_no].append(account_id)
    return tuple(
        ClientShare(account_id=account_id, client_no=row.client_id, broker_no=row.broker_no, share=row.share)
        for row in rows
        for account_id in accounts[row.client_id]
    )


def branch_name(client: Client) -> str:
    is_chinese = (get_language() or "zh").startswith("zh")
    return client.branch.name if is_chinese else client.branch.name_en


def _settle_days(symbols: Iterable[Symbol]) -> dict[Symbol, int]:
    """Days until bought shares can be sold, from the static file of the day."""
    wanted = set(symbols)
    if not wanted:
        return {}
    figures = market.day_figures().by_symbol
    return {symbol: figures[symbol].settle_days for symbol in wanted if symbol in figures}


def _valued(
    row: PositionRow, prices: dict[Symbol, Price], known: dict[Symbol, str], settle: dict[Symbol, int]
) -> PositionView:
    last = prices.get(row.symbol, 0)
    value = row.qty * last
    return PositionView(
        account_id=row.account_id,
        symbol=row.symbol,
        name=known.get(row.symbol, row.symbol),
        qty=row.qty,
        sellable=max(0, row.sellable(settle_days=settle.get(row.symbol, T1_DAYS))),
        frozen=row.frozen_sell + row.frozen_other,
        holding_cost=row.holding_cost,
        diluted_cost=row.diluted_cost,
        last=last,
        market_value=value,
        profit=value - row.diluted_cost if last else 0,
    )


def _assets_of(client: Client, cash: dict[AccountId, CashView], actor: Actor) -> ClientAssets:
    ids = tuple(account.account_id for account in client.accounts.all())
    views = [cash[account_id] for account_id in ids if account_id in cash]
    starts = [row.from_date for row in client.attributions.all() if row.broker_no == actor.broker_no]
    return ClientAssets(
        client_no=client.client_no,
        name=client.name,
        branch=branch_name(client),
        status=client.status,
        account_ids=ids,
        cash=sum(view.cash_now for view in views),
        market_value=sum(view.market_value for view in views),
        since=min(starts, default=0),
    )
