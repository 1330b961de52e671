"""The one door of customers."""

from tradehall.business.customers.contracts import (
    AccountFacts,
    CashView,
    ClientAssets,
    ClientShare,
    PositionView,
)
from tradehall.business.customers.instructions import deliver as deliver_instructions
from tradehall.business.customers.instructions import pending_count as pending_instructions
from tradehall.business.customers.market_day import trading_date_now
from tradehall.business.customers.models import Branch, CashAccountRecord, Client
from tradehall.business.customers.operations import (
    apply_due_terms,
    attribute_client,
    change_commission,
    change_trading,
    create_branch,
    create_client,
    deposit,
    end_attribution,
    open_account,
    prepare_day,
    transfer_shares,
    withdraw,
)
from tradehall.business.customers.queries import account_facts, cash_views, client_assets, client_shares, names
from tradehall.business.customers.scope import (
    may_see,
    may_trade,
    tradable_account_ids,
    visible_account,
    visible_account_ids,
    visible_clients,
)

__all__ = [
    "AccountFacts",
    "Branch",
    "CashAccountRecord",
    "CashView",
    "Client",
    "ClientAssets",
    "ClientShare",
    "PositionView",
    "account_facts",
    "apply_due_terms",
    "attribute_client",
    "cash_views",
    "change_commission",
    "change_trading",
    "client_assets",
    "client_shares",
    "create_branch",
    "create_client",
    "deliver_instructions",
    "deposit",
    "end_attribution",
    "may_see",
    "may_trade",
    "names",
    "open_account",
    "pending_instructions",
    "prepare_day",
    "tradable_account_ids",
    "trading_date_now",
    "transfer_shares",
    "visible_account",
    "visible_account_ids",
    "visible_clients",
    "withdraw",
]
