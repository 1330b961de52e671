"""Pages of identity beyond those of allauth: security, own sign-in log, the lock page."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tradehall.business.identity.errors import FormExpiredError
from tradehall.business.identity.facade import actor_of, require_roles
from tradehall.business.identity.middleware import words_of
from tradehall.business.identity.queries import sign_ins_of

LOG_PAGE_ROWS = 20


@require_GET
@require_roles()
def security(request: HttpRequest) -> HttpResponse:
    """Password, second factor, recovery codes and the newest lines of the own sign-in log."""
    actor = actor_of(request)
    means = {row.type: row.wrap() for row in Authenticator.objects.filter(user_id=actor.user_id)}
    codes = means.get(Authenticator.Type.RECOVERY_CODES)
    page = Paginator(sign_ins_of(actor.user_id), LOG_PAGE_ROWS).get_page(request.GET.get("page"))
    return render(
        request,
        "identity/security.html",
        {
            "has_totp": Authenticator.Type.TOTP in means,
            "codes_left": len(codes.get_unused_codes()) if codes else 0,
            "page": page,
        },
    )


def locked_out(request: HttpRequest, *_args: Any) -> HttpResponse:
    """The page of a locked name: what happened, when it may try again."""
    username = get_client_username(request, getattr(request, "axes_credentials", None)) or ""
    return render(
        request,
        "identity/locked.html",
        {"username": username, "retry_at": _retry_at(request, username)},
        status=429,
    )


def _retry_at(request: HttpRequest, username: str) -> datetime:
    """When the lock of this name from this address ends."""
    newest = (
        AccessAttempt.objects.filter(username=username, ip_address=getattr(request, "axes_ip_address", None))
        .order_by("-attempt_time")
        .first()
    )
    started = newest.attempt_time if newest else timezone.now()
    return started + get_cool_off(request)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """The form came without its token: nothing was done."""
    return render(
        request,
        "site/error.html",
        {
            "title": _("The form has expired"),
            "words": _(words_of(FormExpiredError)),
            "code": FormExpiredError.code,
        },
        status=403,
    )
