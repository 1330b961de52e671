"""How allauth is bent to this house: no sign-up, our words, and a line in the sign-in log for whatever happens."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tradehall.business.identity.models import SignInRecord, User
from tradehall.business.identity.operations import record_sign_in

Outcome = SignInRecord.Outcome
# allauth tells of these by a mail; here each is a line of the log, which its owner sees on the security page.
_NOTICES = {
    "account/email/password_changed": Outcome.PASSWORD_CHANGED,
    "mfa/email/totp_activated": Outcome.SECOND_FACTOR_ON,
    "mfa/email/totp_deactivated": Outcome.SECOND_FACTOR_OFF,
    "mfa/email/recovery_codes_generated": Outcome.CODES_RENEWED,
}


class AccountAdapter(DefaultAccountAdapter):
    """Users are made by operators; every sign-in, failure, lock and sign-out is recorded."""

    error_messages = {  # noqa: RUF012 -- allauth's own attribute
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "The user name or the password is wrong. After five wrong passwords the name is locked for 15 minutes."
        ),
        "incorrect_password": _("The password is wrong."),
        "incorrect_code": _("The code is wrong or has expired. Wait for the next one and try again."),
        "too_many_login_attempts": _("Too many failed attempts. Nothing was changed; try again in 15 minutes."),
        "rate_limited": _("Too many requests. Wait a minute and try again."),
        "account_inactive": _("This user is switched off. Call your branch."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        locked = getattr(request, "axes_locked_out", False)
        record_sign_in(
            request,
            username=str(credentials.get("username", "")),
            outcome=Outcome.LOCKED if locked else Outcome.WRONG_PASSWORD,
        )

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        record_sign_in(request, username=user.username, outcome=Outcome.SIGNED_IN, user=user)
        return super().post_login(request, user, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            record_sign_in(request, username=request.user.username, outcome=Outcome.SIGNED_OUT, user=request.user)
        super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 -- allauth's signature
        outcome = _NOTICES.get(template_prefix)
        if outcome is not None:
            record_sign_in(self.request, username=user.username, outcome=outcome, user=user)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Sign-in and sign-out show on the page itself; only changes are worth a message."""
        if message_template in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            return
        super().add_message(request, level, message_template, *args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds rest encrypted under a key made from the secret key of the installation."""

    error_messages = {  # noqa: RUF012 -- allauth's own attribute
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is wrong or has expired. Wait for the next one and try again."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"tradehall second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
