"""The one door of identity: the actor of a request, guards, and making users."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from tradehall.business.identity.api_guard import SessionGuard
from tradehall.business.identity.contracts import Actor, NewUser, Role
from tradehall.business.identity.errors import SignedOutError, TooManyRequestsError, WrongRoleError
from tradehall.business.identity.head_office import HeadOfficeOnly
from tradehall.business.identity.limits import check_rate
from tradehall.business.identity.middleware import gateway_url
from tradehall.business.identity.models import SignInRecord, User
from tradehall.business.identity.operations import create_user as _create_user
from tradehall.business.identity.operations import set_password
from tradehall.business.identity.queries import actor_from, sign_in_log
from tradehall.business.identity.rules import generated_password

__all__ = [
    "Actor",
    "HeadOfficeOnly",
    "NewUser",
    "Role",
    "SessionGuard",
    "SignInRecord",
    "SignedOutError",
    "TooManyRequestsError",
    "WrongRoleError",
    "actor_of",
    "check_rate",
    "create_user",
    "gateway_url",
    "generated_password",
    "has_user",
    "require_roles",
    "set_password",
    "sign_in_log",
]

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request. Raises `SignedOutError` when nobody is signed in."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        raise SignedOutError
    return actor_from(user)


def require_roles(*roles: Role) -> Callable[[View], View]:
    """Guard of a page: sends the signed-out to the sign-in page, refuses other roles with `WrongRoleError`."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if roles and actor_of(request).role not in roles:
                raise WrongRoleError
            return view(request, *args, **kwargs)

        return guarded

    return guard


def create_user(new: NewUser) -> Actor:
    """Make a user that can sign in; see `operations.create_user` for what it refuses."""
    return actor_from(_create_user(new))


def has_user(user_name: str) -> bool:
    return User.objects.filter(username=user_name.strip().lower()).exists()
