"""Guard of the REST API: the session cookie, with the CSRF token for writes."""

from typing import Any

from django.http import HttpRequest
from ninja.security import SessionAuth

from tradehall.business.identity.contracts import Actor, Role
from tradehall.business.identity.errors import SignedOutError, WrongRoleError
from tradehall.business.identity.models import User
from tradehall.business.identity.queries import actor_from


class SessionGuard(SessionAuth):
    """Gives the operation its `Actor` as `request.auth`; raises `SignedOutError` or `WrongRoleError`."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles
        super().__init__()

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:  # noqa: ARG002 -- ninja's signature
        user: Any = request.user
        if not isinstance(user, User) or not user.is_active:
            raise SignedOutError
        actor = actor_from(user)
        if self.roles and actor.role not in self.roles:
            raise WrongRoleError
        return actor
