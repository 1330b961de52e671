"""Words of steps, checks, sides and subjects for pages, in the reader's language."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEP_TITLES: Final[dict[str, str | Promise]] = {
    "stop_entry": _("Stop entry and expire live orders"),
    "seal_journal": _("Seal the journal"),
    "receive_trade_file": _("Receive the exchange's trade file"),
    "trade_check": _("Check own fills against the exchange's trades"),
    "fees": _("Work the fees out again"),
    "post_entries": _("Post cash, holding and house entries"),
    "close_market": _("Close market data and make day bars"),
    "settle": _("Settle and roll to T+1"),
    "reconcile": _("Reconcile journal, projection and balances"),
    "share_commission": _("Accrue commission shares"),
    "make_statements": _("Make statements and asset snapshots"),
    "switch_day": _("Release the day switch"),
}

CHECK_TITLES: Final[dict[str, str | Promise]] = {
    "trade_file_totals": _("Trade file agrees with its control totals"),
    "fills_equal_trade_file": _("Own fills are the exchange's trades"),
    "fills_equal_projection": _("Fills of the journal are those of the projection"),
    "fees_equal_tables": _("Fees charged are those of the dated tables"),
    "cash_projection_equals_counter": _("Cash of the projection is the counter's"),
    "positions_projection_equals_counter": _("Positions of the projection are the counter's"),
    "entries_explain_cash": _("Entries explain every cash balance"),
    "entries_explain_holdings": _("Entries explain every holding"),
    "sub_ledger_equals_general_ledger": _("Client balances add up to the general ledger"),
    "replay_equals_live": _("The replayed journal gives the live state"),
    "journal_unchanged": _("The sealed journal is unchanged"),
}

SIDE_TITLES: Final[dict[str, str | Promise]] = {
    "trade_file": _("Trade file"),
    "end_of_day_report": _("End-of-day report"),
    "journal": _("Journal"),
    "projection": _("Projection"),
    "charged": _("Charged"),
    "dated_tables": _("Dated tables"),
    "counter": _("Counter"),
    "own_entries": _("Own entries"),
    "client_balances": _("Client balances"),
    "client_cash_payable": _("Client cash payable"),
    "replayed_journal": _("Replayed journal"),
    "live_counter": _("Live counter"),
    "seal": _("Seal"),
}

SUBJECT_TITLES: Final[dict[str, str | Promise]] = {
    "custody_bank": _("Custody bank cash"),
    "clearing_reserve": _("Reserve at the depository"),
    "client_cash_payable": _("Client cash payable"),
    "settlement_payable": _("Settlement payable"),
    "commission_income": _("Commission income"),
    "statutory_fee_expense": _("Statutory fees inside the commission"),
    "stamp_duty_payable": _("Stamp duty payable"),
    "transfer_fee_payable": _("Transfer fee payable"),
    "handling_fee_payable": _("Handling fee payable"),
    "regulatory_fee_payable": _("Regulatory fee payable"),
    "fee_rounding": _("Fee rounding"),
    "commission_share_expense": _("Commission share expense"),
    "commission_share_payable": _("Commission share payable"),
}

KIND_TITLES: Final[dict[str, str | Promise]] = {
    "deposit": _("Deposit"),
    "withdraw": _("Withdrawal"),
    "buy": _("Buy"),
    "sell": _("Sell"),
    "statutory": _("Statutory fees inside the commission"),
    "fee_rounding": _("Fee rounding"),
    "settle": _("Settlement"),
    "commission_share": _("Commission share"),
}

TOTAL_TITLES: Final[dict[str, str | Promise]] = {
    "orders": _("Orders"),
    "open_orders": _("Orders still open"),
    "shares_expired_or_cancelled": _("Shares expired or cancelled"),
    "first_command": _("First command"),
    "last_command": _("Last command"),
    "commands_of_the_date": _("Commands of the date"),
    "journal_hash": _("Journal hash"),
    "lines": _("Lines"),
    "file_total": _("Total of the file"),
    "reported_total": _("Total reported"),
    "fills": _("Fills"),
    "differences": _("Differences"),
    "fees_charged": _("Fees charged"),
    "fees_by_tables": _("Fees by the tables"),
    "cash_lines": _("Cash lines"),
    "cash_movement": _("Net cash movement"),
    "holding_lines": _("Holding lines"),
    "house_lines": _("House lines"),
    "house_debit": _("House debit"),
    "house_credit": _("House credit"),
    "day_bars": _("Day bars"),
    "without_a_trade": _("Without a trade"),
    "without_an_official_close": _("Without an official close"),
    "accounts_with_open_sums": _("Accounts with open sums"),
    "checks": _("Checks"),
    "accounts": _("Accounts"),
    "journal_sequence": _("Journal sequence"),
    "state_hash": _("State hash"),
    "brokers": _("Brokers"),
    "gross": _("Gross commission"),
    "net": _("Net commission"),
    "share": _("Commission share"),
    "statements": _("Statements"),
    "closing_cash": _("Closing cash"),
    "market_value": _("Market value"),
    "total_assets": _("Total assets"),
    "next_date": _("Next trading date"),
}


def title_of(titles: dict[str, str | Promise], name: str) -> str:
    """Words of a name in the active language; the name itself where there are none."""
    return str(titles.get(name, name))
