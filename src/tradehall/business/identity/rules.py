"""Pure decisions of identity."""

import re
import secrets
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest

# Without letters and digits that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"
GENERATED_LENGTH = 14
_USER_NAME = re.compile(r"[\w.@+-]{1,32}")


class LettersAndDigitsValidator:
    """A password must hold letters and digits, and its characters must not be all but the same."""

    DISTINCT_MIN = 5

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 -- Django's signature
        if not re.search(r"[A-Za-z]", password) or not re.search(r"\d", password):
            raise ValidationError(_("The password must contain letters and digits."), code="password_too_plain")
        if len(set(password)) < self.DISTINCT_MIN:
            raise ValidationError(
                _("The password must use at least five different characters."), code="password_too_uniform"
            )

    def get_help_text(self) -> str:
        return _("The password must contain letters and digits, at least five of them different.")


def is_user_name(name: str) -> bool:
    """Whether a name can be typed at sign-in without doubt: letters, digits and `. _ - @ +`, at most 32."""
    return _USER_NAME.fullmatch(name) is not None


def generated_password() -> str:
    """A random password that meets the rules: letters in groups, then digits (about 60 bits)."""
    letters = "".join(secrets.choice(_LETTERS) for _i in range(GENERATED_LENGTH - 5))
    digits = "".join(secrets.choice(_DIGITS) for _i in range(5))
    return f"{letters[:5]}-{letters[5:]}-{digits}"


class Named(Protocol):
    """Whoever has a name for pages: a user."""

    display_name: str


def display_name(user: Named) -> str:
    """What allauth calls a user in its messages."""
    return user.display_name


def typed_username(request: "HttpRequest", credentials: dict[str, object] | None) -> str:
    """The name that a sign-in attempt counts for: as typed, without case and spaces around it."""
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(typed).strip().lower()[:150]
