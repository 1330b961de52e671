"""Tables of the broker's pages."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from tradehall.business import words
from tradehall.business.brokers.contracts import ShareRow
from tradehall.business.columns import MoneyColumn, PercentColumn, QuantityColumn


class CommissionTable(tables.Table):
    """Commission and share of each account of a broker on one date."""

    client_no = tables.Column(verbose_name=_("Client number"))
    client_name = tables.Column(verbose_name=_("Name"))
    account_id = tables.Column(verbose_name=_("Account"), linkify=("account", {"account_id": tables.A("account_id")}))
    fills = QuantityColumn(verbose_name=_("Fills"))
    gross = MoneyColumn(verbose_name=_("Commission"))
    passthrough = MoneyColumn(verbose_name=_("Passed through"))
    net = MoneyColumn(verbose_name=_("Net commission"))
    share_rate = PercentColumn(verbose_name=_("Share rate"))
    share = MoneyColumn(verbose_name=_("Share"), footer=lambda table: words.money(_share(table.data)))

    class Meta:
        empty_text = _("No client is attributed to you on this date.")
        order_by = "-share"


def _share(rows: list[ShareRow]) -> int:
    return sum(row.share for row in rows)
