"""Filters of the operator's pages."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tradehall.business.identity.facade import Role, SignInRecord

_LOGS = [
    ("", _("All")),
    (Role.CLIENT.value, _("Client log")),
    (Role.BROKER.value, _("Broker log")),
    (Role.OPERATOR.value, _("Operator log")),
]


class SignInFilter(forms.Form):
    """What narrows the sign-in log."""

    log = forms.ChoiceField(label=_("Log"), required=False, choices=_LOGS)
    q = forms.CharField(
        label=_("User name or address"), required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("All")), *SignInRecord.Outcome.choices]
    )

    def narrow(self, rows: QuerySet[SignInRecord]) -> QuerySet[SignInRecord]:
        """The rows that the valid form asks for."""
        chosen = self.cleaned_data
        if chosen["log"]:
            rows = rows.filter(user__role=chosen["log"])
        if chosen["outcome"]:
            rows = rows.filter(outcome=chosen["outcome"])
        if chosen["q"]:
            rows = rows.filter(Q(username__icontains=chosen["q"]) | Q(ip_address__startswith=chosen["q"]))
        return rows
