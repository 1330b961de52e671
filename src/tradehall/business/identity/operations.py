"""Writes of identity."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from tradehall.business.identity.contracts import NewUser
from tradehall.business.identity.errors import UserExistsError, UserNameError, WeakPasswordError
from tradehall.business.identity.models import SignInRecord, User
from tradehall.business.identity.rules import is_user_name


def create_user(new: NewUser) -> User:
    """Make a user that can sign in at once.

    Raises `UserNameError` for a name that cannot be typed, `UserExistsError` when it is taken and `WeakPasswordError`
    when the password breaks a rule.
    """
    user_name = new.user_name.strip().lower()
    if not is_user_name(user_name):
        raise UserNameError(f"user name {user_name!r}: use letters, digits and . _ - @ +, 32 at most, without spaces")
    if User.objects.filter(username=user_name).exists():
        raise UserExistsError(f"user name {user_name} is taken")
    user = User(
        username=user_name,
        display_name=new.display_name,
        role=new.role,
        client_no=new.client_no,
        broker_no=new.broker_no,
        branch_path=new.branch_path,
        is_staff=new.is_staff,
        is_superuser=new.is_staff,
    )
    try:
        validate_password(new.password, user)
    except ValidationError as error:
        raise WeakPasswordError(" ".join(error.messages)) from error
    user.set_password(new.password)
    user.save()
    return user


def set_password(user_name: str, password: str) -> None:
    """Replace a password without the old one, for an operator at the command line."""
    user = User.objects.get(username=user_name.strip().lower())
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPasswordError(" ".join(error.messages)) from error
    user.set_password(password)
    user.save(update_fields=["password"])


def record_sign_in(
    request: HttpRequest, *, username: str, outcome: SignInRecord.Outcome, user: User | None = None
) -> None:
    """Add a line to the sign-in log. An unknown name is logged as typed, with no user."""
    typed = username.strip().lower()[:150]
    known = user or User.objects.filter(username=typed).first()
    with transaction.atomic():
        SignInRecord.objects.create(
            username=typed,
            user=known,
            outcome=outcome,
            ip_address=request.META.get("REMOTE_ADDR") or None,
            user_agent=request.headers.get("User-Agent", "")[:255],
        )
