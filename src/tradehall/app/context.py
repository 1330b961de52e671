"""Template context that every page has."""

from django.conf import settings
from django.http import HttpRequest

from tradehall.business.identity.facade import Role, actor_of


def site(request: HttpRequest) -> dict[str, object]:
    """Who looks (`actor`, None when signed out), what they may open, and the languages on offer."""
    actor = actor_of(request) if getattr(request, "user", None) and request.user.is_authenticated else None
    return {
        "actor": actor,
        "is_client": actor is not None and actor.role is Role.CLIENT,
        "is_broker": actor is not None and actor.role is Role.BROKER,
        "is_operator": actor is not None and actor.role is Role.OPERATOR,
        "site_languages": settings.LANGUAGES,
    }
