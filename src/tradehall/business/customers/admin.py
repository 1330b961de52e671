"""Branches, clients and accounts in the back office. Saves go through `operations`; lists stay within scope."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from tradehall.business.customers import operations
from tradehall.business.customers.market_day import trading_date_now
from tradehall.business.customers.models import (
    OPEN_END,
    Branch,
    CashAccountRecord,
    Client,
    ClientAttribution,
    CommissionTerm,
    Instruction,
    SecuritiesAccount,
)
from tradehall.business.customers.rules import (
    Span,
    check_attribution_shares,
    check_attribution_starts,
    check_securities_account,
    is_date,
)
from tradehall.business.customers.scope import visible_accounts, visible_branches, visible_clients
from tradehall.business.fields import BoardsField, MoneyField, PercentField
from tradehall.business.identity.facade import actor_of
from tradehall.business.office import OfficeAdmin, ReadOnlyAdmin
from tradehall.contracts.commands import CommissionPlan
from tradehall.contracts.enums import Venue
from tradehall.kernel.errors import TradehallError
from tradehall.kernel.units import RATE_SCALE, parse_money, parse_percent


class ScopedOffice(OfficeAdmin):
    """Offers, and takes, only branches, clients and accounts that the operator may see."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        actor = actor_of(request)
        if db_field.related_model is Branch:
            kwargs["queryset"] = visible_branches(actor)
        elif db_field.related_model is Client:
            kwargs["queryset"] = visible_clients(actor)
        elif db_field.related_model is CashAccountRecord:
            kwargs["queryset"] = visible_accounts(actor)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _date(value: int | None) -> None:
    if value and not is_date(value):
        raise ValidationError(_("Enter a date as yyyymmdd, such as 20261120."))


class BranchForm(forms.ModelForm):
    """A branch; its place in the tree is fixed once it exists, because operators' scope hangs on it."""

    class Meta:
        model = Branch
        fields = ("code", "name", "name_en", "parent")


@admin.register(Branch)
class BranchOffice(ScopedOffice):
    form = BranchForm
    list_display = ("path", "code", "name", "name_en")
    search_fields = ("code", "name", "name_en")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Branch]:
        return visible_branches(actor_of(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002 -- Django's signature
        return ("code", "parent", "path") if obj else ()

    def save_model(self, request: HttpRequest, obj: Branch, form: Any, change: bool) -> None:
        if not change:
            obj.path = f"{obj.parent.path if obj.parent else ''}{obj.code}/"
        super().save_model(request, obj, form, change)


@admin.register(Client)
class ClientOffice(ScopedOffice):
    list_display = ("client_no", "name", "branch", "status", "opened_on")
    list_filter = ("status", "branch")
    search_fields = ("client_no", "name")
    list_select_related = ("branch",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Client]:
        return visible_clients(actor_of(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002 -- Django's signature
        return ("client_no",) if obj else ()


class AttributionForm(forms.ModelForm):
    """A new attribution, or the end of one."""

    share = PercentField(label=_("share of the client, in per cent"), initial=RATE_SCALE, required=False)

    class Meta:
        model = ClientAttribution
        fields = ("client", "broker_no", "share", "from_date", "until_date")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        today = trading_date_now()
        try:
            if self.instance.pk is None:
                _date(data.get("from_date"))
                check_attribution_starts(data.get("from_date") or 0, today)
                self._check_shares(data)
            elif data.get("until_date"):
                _date(data["until_date"])
                check_attribution_starts(data["until_date"] + 1, today)
        except TradehallError as error:
            raise ValidationError(f"{type(error).__doc__} ({error})") from error
        return data

    def _check_shares(self, data: dict[str, Any]) -> None:
        client = data.get("client")
        if client is None or data.get("share") is None:
            raise ValidationError(_("Choose a client and a share."))
        spans = [Span(row.broker_no, row.share, row.from_date, row.until_date) for row in client.attributions.all()]
        new = Span(data.get("broker_no", ""), data["share"], data["from_date"], data.get("until_date") or OPEN_END)
        check_attribution_shares([*spans, new])


@admin.register(ClientAttribution)
class AttributionOffice(ScopedOffice):
    form = AttributionForm
    list_display = ("client", "broker_no", "from_date", "until_date")
    search_fields = ("client__client_no", "client__name", "broker_no")
    list_select_related = ("client",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClientAttribution]:
        return super().get_queryset(request).filter(client__in=visible_clients(actor_of(request)))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002 -- Django's signature
        return ("client", "broker_no", "from_date") if obj else ()


class OpenAccountForm(forms.ModelForm):
    """A new cash account with its securities accounts and its commission plan."""

    investor_sh = forms.CharField(
        label=_("Shanghai securities account"), required=False, widget=UnfoldAdminTextInputWidget
    )
    investor_sz = forms.CharField(
        label=_("Shenzhen securities account"), required=False, widget=UnfoldAdminTextInputWidget
    )
    stock_rate = PercentField(label=_("stock rate, in per cent"), initial=parse_percent("0.025"))
    stock_minimum = MoneyField(label=_("stock minimum, in yuan"), initial=parse_money("5"))
    fund_rate = PercentField(label=_("fund rate, in per cent"), initial=parse_percent("0.01"))
    fund_minimum = MoneyField(label=_("fund minimum, in yuan"), initial=parse_money("0.10"))
    includes_statutory = forms.BooleanField(
        label=_("statutory fees inside"), required=False, initial=True, widget=UnfoldBooleanSwitchWidget
    )
    permissions = BoardsField(label=_("boards besides the main board"))

    class Meta:
        model = CashAccountRecord
        fields = ("account_id", "client", "permissions")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for field, venue in (("investor_sh", Venue.SSE), ("investor_sz", Venue.SZSE)):
            if data.get(field):
                try:
                    check_securities_account(venue, data[field])
                except TradehallError as error:
                    self.add_error(field, str(type(error).__doc__))
        return data


class ChangeAccountForm(forms.ModelForm):
    """Boards and the halt switch of an account."""

    permissions = BoardsField(label=_("boards besides the main board"))

    class Meta:
        model = CashAccountRecord
        fields = ("permissions", "halted")


@admin.register(CashAccountRecord)
class AccountOffice(ScopedOffice):
    list_display = ("account_id", "client", "halted", "opened_on")
    list_filter = ("halted",)
    search_fields = ("account_id", "client__client_no", "client__name")
    list_select_related = ("client",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CashAccountRecord]:
        return visible_accounts(actor_of(request))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = OpenAccountForm if obj is None else ChangeAccountForm
        return super().get_form(request, obj, change, form=form, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002 -- Django's signature
        opening = ("client", "account_id", "investor_sh", "investor_sz", "stock_rate", "stock_minimum", "fund_rate")
        return ("permissions", "halted") if obj else (*opening, "fund_minimum", "includes_statutory", "permissions")

    def save_model(self, request: HttpRequest, obj: CashAccountRecord, form: Any, change: bool) -> None:
        made_by = actor_of(request).user_id
        if change:
            operations.change_trading(account=obj, permissions=obj.permissions, halted=obj.halted, made_by=made_by)
            return
        data = form.cleaned_data
        operations.open_account(
            client=data["client"],
            account_id=data["account_id"],
            securities={
                venue: data[field]
                for field, venue in (("investor_sh", Venue.SSE), ("investor_sz", Venue.SZSE))
                if data[field]
            },
            commission=_plan(data),
            permissions=data["permissions"],
            made_by=made_by,
        )


class TermForm(forms.ModelForm):
    """A commission term from a date on; a term that stands is not changed, a later one replaces it."""

    stock_rate = PercentField(label=_("stock rate, in per cent"))
    stock_minimum = MoneyField(label=_("stock minimum, in yuan"))
    fund_rate = PercentField(label=_("fund rate, in per cent"))
    fund_minimum = MoneyField(label=_("fund minimum, in yuan"))

    class Meta:
        model = CommissionTerm
        fields = (
            "account",
            "from_date",
            "stock_rate",
            "stock_minimum",
            "fund_rate",
            "fund_minimum",
            "includes_statutory",
        )

    def clean_from_date(self) -> int:
        value: int = self.cleaned_data["from_date"]
        _date(value)
        if value < trading_date_now():
            raise ValidationError(_("A term starts today at the earliest."))
        return value


@admin.register(CommissionTerm)
class TermOffice(ScopedOffice):
    form = TermForm
    list_display = ("account", "from_date", "includes_statutory")
    search_fields = ("account__account_id", "account__client__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CommissionTerm]:
        return super().get_queryset(request).filter(account__in=visible_accounts(actor_of(request)))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 -- Django's signature
        return False

    def save_model(self, request: HttpRequest, obj: CommissionTerm, form: Any, change: bool) -> None:  # noqa: ARG002 -- Django's signature
        operations.change_commission(
            account=obj.account,
            plan=_plan(form.cleaned_data),
            from_date=obj.from_date,
            made_by=actor_of(request).user_id,
        )


@admin.register(SecuritiesAccount)
class SecuritiesAccountOffice(ReadOnlyAdmin):
    list_display = ("number", "venue", "account")
    search_fields = ("number", "account__account_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SecuritiesAccount]:
        return super().get_queryset(request).filter(account__in=visible_accounts(actor_of(request)))


@admin.register(Instruction)
class InstructionOffice(ReadOnlyAdmin):
    list_display = ("request_id", "kind", "account", "status", "result", "made_at", "made_by", "answered_at")
    list_filter = ("status", "kind")
    search_fields = ("request_id", "account__account_id")
    list_select_related = ("account", "made_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Instruction]:
        return super().get_queryset(request).filter(account__in=visible_accounts(actor_of(request)))


def _plan(data: dict[str, Any]) -> CommissionPlan:
    return CommissionPlan(
        stock_rate=data["stock_rate"],
        stock_minimum=data["stock_minimum"],
        fund_rate=data["fund_rate"],
        fund_minimum=data["fund_minimum"],
        includes_statutory=data["includes_statutory"],
    )
