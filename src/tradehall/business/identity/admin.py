"""Users and the sign-in log in the back office."""

import allauth.account.admin  # registers mail addresses
import allauth.mfa.admin  # noqa: F401 -- registers authenticators
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from tradehall.business.identity.head_office import HeadOfficeOnly
from tradehall.business.identity.models import SignInRecord, User
from tradehall.business.identity.operations import record_sign_in
from tradehall.business.office import OfficeAdmin, ReadOnlyAdmin

# Their admin modules are imported above, so that they have registered by now: second factors are their owners' own,
# and this house has no groups and no mail addresses to care for.
admin.site.unregister([Group, Authenticator, EmailAddress])

_NUMBERS = ("display_name", "role", "client_no", "broker_no", "branch_path")


@admin.register(User)
class UserOffice(HeadOfficeOnly, OfficeAdmin, DjangoUserAdmin):
    """Users: made here or at the command line; switched off, never deleted."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = (
        "username",
        "display_name",
        "role",
        "client_no",
        "broker_no",
        "branch_path",
        "is_active",
        "is_staff",
    )
    list_filter = ("role", "is_active", "is_staff")
    search_fields = ("username", "display_name", "client_no", "broker_no")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", *_NUMBERS)}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    add_fieldsets = ((None, {"fields": ("username", *_NUMBERS, "password1", "password2", "is_staff", "is_superuser")}),)
    actions = ("unlock", "remove_second_factor")

    @admin.action(description=_("Lift the lock after wrong passwords"))
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            reset(username=user.username)
        self.message_user(request, _("The locks of the chosen users were lifted."))

    @admin.action(description=_("Switch two-step verification off (lost device)"))
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For an owner who lost both the device and the codes; each log says so."""
        for user in queryset:
            if Authenticator.objects.filter(user=user).delete()[0]:
                record_sign_in(
                    request, username=user.username, outcome=SignInRecord.Outcome.SECOND_FACTOR_OFF, user=user
                )
        self.message_user(request, _("Two-step verification of the chosen users is off."))


@admin.register(SignInRecord)
class SignInOffice(HeadOfficeOnly, ReadOnlyAdmin):
    """The sign-in log, as it was written."""

    list_display = ("at", "username", "user", "outcome", "ip_address")
    list_filter = ("outcome",)
    search_fields = ("username", "ip_address")
    list_select_related = ("user",)
