"""Brokers and their share rates in the back office."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tradehall.business.brokers.models import Broker, BrokerShareRate
from tradehall.business.fields import PercentField
from tradehall.business.identity.facade import HeadOfficeOnly
from tradehall.business.office import OfficeAdmin


@admin.register(Broker)
class BrokerOffice(HeadOfficeOnly, OfficeAdmin):
    list_display = ("broker_no", "name", "kind", "branch_code", "active", "joined_on")
    list_filter = ("kind", "active", "branch_code")
    search_fields = ("broker_no", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Broker | None = None) -> tuple[str, ...]:  # noqa: ARG002 -- Django's signature
        return ("broker_no",) if obj else ()


class ShareRateForm(forms.ModelForm):
    """A share rate from a date on."""

    rate = PercentField(label=_("share rate, in per cent"))

    class Meta:
        model = BrokerShareRate
        fields = ("broker", "from_date", "rate")


@admin.register(BrokerShareRate)
class ShareRateOffice(HeadOfficeOnly, OfficeAdmin):
    form = ShareRateForm
    list_display = ("broker", "from_date", "rate")
    search_fields = ("broker__broker_no", "broker__name")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 -- Django's signature
        return False
