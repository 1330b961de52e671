"""Forms of identity: allauth's, with our words and our log."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from tradehall.business.identity.models import SignInRecord
from tradehall.business.identity.operations import record_sign_in
from tradehall.business.identity.queries import username_of


def _plain(field: forms.Field, label: Any, **attributes: str) -> None:
    """Give a field a visible label in place of a placeholder."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class SignInForm(LoginForm):
    """Client number, broker number or operator's name, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self.fields["login"],
            _("Client number, broker number or operator name"),
            autocomplete="username",
            autofocus="autofocus",
            autocapitalize="none",
            spellcheck="false",
        )
        _plain(self.fields["password"], _("Password"), autocomplete="current-password")
        self.fields["password"].help_text = ""

    def user_credentials(self) -> dict[str, str]:
        """A client number or a broker number stands for the user that has it."""
        credentials: dict[str, str] = super().user_credentials()
        return {**credentials, "username": username_of(credentials["username"])}


class PasswordForm(ChangePasswordForm):
    """Change of one's own password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Present password"), autocomplete="current-password")
        _plain(self.fields["password1"], _("New password"), autocomplete="new-password")
        _plain(self.fields["password2"], _("New password again"), autocomplete="new-password")


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before a change of the means of entry."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Password"), autocomplete="current-password", autofocus="autofocus")


class _LoggedCode(AuthenticateForm):
    """A code form that records a wrong code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Verification code or recovery code"), autofocus="autofocus")

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        from allauth.core import context  # noqa: PLC0415 -- allauth keeps the request of the thread here

        super()._emit_authentication_failed(authenticator)
        record_sign_in(
            context.request,
            username=self.user.username,
            outcome=SignInRecord.Outcome.WRONG_CODE,
            user=self.user,
        )


class CodeForm(_LoggedCode):
    """Second step of the sign-in."""


class CodeAgainForm(_LoggedCode, CodeReauthenticateForm):
    """A code in place of the password, before a change of the means of entry."""


class SwitchOnForm(ActivateTOTPForm):
    """First code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Verification code"), inputmode="numeric", autofocus="autofocus")
