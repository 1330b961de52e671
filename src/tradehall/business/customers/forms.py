"""Filters of the client and account pages."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tradehall.business.customers.models import Client


class ClientFilter(forms.Form):
    """What narrows a client list."""

    q = forms.CharField(
        label=_("Number or name"), required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("All")), *Client.Status.choices])


class PeriodFilter(forms.Form):
    """Dates of a list, both included."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def dates(self) -> tuple[int | None, int | None]:
        """The dates as yyyymmdd; None where none was given or the form is wrong."""
        found = self.cleaned_data if self.is_valid() else {}
        return _number(found.get("since")), _number(found.get("until"))


def _number(day: date | None) -> int | None:
    return int(f"{day:%Y%m%d}") if day else None
