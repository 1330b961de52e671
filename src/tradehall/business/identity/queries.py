"""Reads of identity."""

from django.db.models import Q, QuerySet

from tradehall.business.identity.contracts import Actor, Role
from tradehall.business.identity.models import SignInRecord, User


def actor_from(user: User) -> Actor:
    """The frozen image of a user."""
    return Actor(
        user_id=user.pk,
        user_name=user.username,
        display_name=user.display_name,
        role=Role(user.role),
        client_no=user.client_no,
        broker_no=user.broker_no,
        branch_path=user.branch_path,
        is_staff=user.is_staff,
    )


def username_of(typed: str) -> str:
    """The user name that somebody means: one of the users' names, a client number or a broker number; else as typed."""
    name = typed.strip()
    if not name or User.objects.filter(username=name.lower()).exists():
        return name.lower()
    found = (
        User.objects.filter(Q(client_no=name) | Q(broker_no=name.upper())).values_list("username", flat=True).first()
    )
    return found or name.lower()


def sign_ins_of(user_id: int) -> QuerySet[SignInRecord]:
    """The sign-in log of one user, newest first."""
    return SignInRecord.objects.filter(user_id=user_id)


def sign_in_log() -> QuerySet[SignInRecord]:
    """The whole sign-in log, newest first; only for operators."""
    return SignInRecord.objects.select_related("user")
