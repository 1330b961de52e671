"""Tables of the client and account pages."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from tradehall.business.columns import (
    DateColumn,
    FigureColumn,
    MarketTimeColumn,
    MoneyColumn,
    PriceColumn,
    QuantityColumn,
)
from tradehall.business.customers.contracts import ClientAssets
from tradehall.business.customers.models import Client
from tradehall.business.labels import cash_reason, order_status, side
from tradehall.contracts.enums import OrderStatus, Side
from tradehall.trading_runtime.contracts import OrderRow

EMPTY = _("Nothing here yet.")


class ClientTable(tables.Table):
    """The clients that somebody may see, with their assets."""

    client_no = tables.Column(verbose_name=_("Client number"))
    name = tables.Column(verbose_name=_("Name"))
    branch = tables.Column(verbose_name=_("Branch"))
    status = tables.Column(verbose_name=_("Status"))
    since = DateColumn(verbose_name=_("Attributed since"))
    cash = MoneyColumn(verbose_name=_("Cash"))
    market_value = MoneyColumn(verbose_name=_("Market value"))
    total_assets = MoneyColumn(verbose_name=_("Total assets"))
    account_ids = tables.Column(verbose_name=_("Accounts"), orderable=False)

    class Meta:
        empty_text = _("No client matches. Change the filter, or ask an operator for the attribution.")
        order_by = "-total_assets"

    def render_status(self, value: str) -> str:
        return str(Client.Status(value).label)

    def render_account_ids(self, value: tuple[int, ...]) -> str:
        links = ((reverse("account", args=[account_id]), account_id) for account_id in value)
        return format_html_join(" ", '<a href="{}">{}</a>', links)

    def value_account_ids(self, record: ClientAssets) -> str:
        return " ".join(str(account_id) for account_id in record.account_ids)


class PositionTable(tables.Table):
    """Positions of one account."""

    symbol = tables.Column(verbose_name=_("Code"))
    name = tables.Column(verbose_name=_("Name"))
    qty = QuantityColumn(verbose_name=_("Quantity"))
    sellable = QuantityColumn(verbose_name=_("Sellable"))
    last = PriceColumn(verbose_name=_("Last price"))
    market_value = MoneyColumn(verbose_name=_("Market value"))
    diluted_cost = MoneyColumn(verbose_name=_("Diluted cost"))
    profit = MoneyColumn(verbose_name=_("Profit"))

    class Meta:
        empty_text = EMPTY
        order_by = "symbol"

    def render_profit(self, value: int) -> str:
        column = self.columns["profit"].column
        return format_html('<span class="{}">{}</span>', _direction(value), column.write(value))


class OrderTable(tables.Table):
    """Orders of one account."""

    placed_at = MarketTimeColumn(verbose_name=_("Time"))
    order_id = FigureColumn(verbose_name=_("Order number"))
    symbol = tables.Column(verbose_name=_("Code"))
    side = tables.Column(verbose_name=_("Side"))
    price = PriceColumn(verbose_name=_("Price"))
    qty = QuantityColumn(verbose_name=_("Quantity"))
    cum_qty = QuantityColumn(verbose_name=_("Filled quantity"))
    cum_amount = MoneyColumn(verbose_name=_("Amount"))
    fees = MoneyColumn(verbose_name=_("Fees"))
    status = tables.Column(verbose_name=_("Status"))

    class Meta:
        empty_text = EMPTY
        orderable = False

    def render_order_id(self, value: int) -> str:
        return str(value)

    def render_side(self, value: Side) -> str:
        return format_html('<span class="{}">{}</span>', "up" if value == Side.BUY else "down", side(value))

    def value_side(self, value: Side) -> str:
        return side(value)

    def render_status(self, value: OrderStatus, record: OrderRow) -> str:
        return order_status(value, record.result)


class FillTable(tables.Table):
    """Fills of one account."""

    filled_at = MarketTimeColumn(verbose_name=_("Time"))
    order_id = FigureColumn(verbose_name=_("Order number"))
    symbol = tables.Column(verbose_name=_("Code"))
    side = tables.Column(verbose_name=_("Side"))
    price = PriceColumn(verbose_name=_("Price"))
    qty = QuantityColumn(verbose_name=_("Quantity"))
    amount = MoneyColumn(verbose_name=_("Amount"))
    commission = MoneyColumn(verbose_name=_("Commission"))
    stamp_duty = MoneyColumn(verbose_name=_("Stamp duty"))
    transfer = MoneyColumn(verbose_name=_("Transfer fee"))

    class Meta:
        empty_text = EMPTY
        orderable = False

    def render_order_id(self, value: int) -> str:
        return str(value)

    def render_side(self, value: Side) -> str:
        return format_html('<span class="{}">{}</span>', "up" if value == Side.BUY else "down", side(value))

    def value_side(self, value: Side) -> str:
        return side(value)


class CashEntryTable(tables.Table):
    """The cash ledger of one account."""

    at = MarketTimeColumn(verbose_name=_("Time"))
    reason = tables.Column(verbose_name=_("Reason"))
    amount = MoneyColumn(verbose_name=_("Amount"))
    balance = MoneyColumn(verbose_name=_("Balance"))
    ref = tables.Column(verbose_name=_("Reference"))

    class Meta:
        empty_text = EMPTY
        orderable = False

    def render_reason(self, value: Any) -> str:
        return cash_reason(value)


def _direction(value: int) -> str:
    return "up" if value > 0 else "down" if value < 0 else ""
