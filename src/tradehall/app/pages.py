"""Pages that belong to no room: home, the terminal's door, health, and the pages of HTTP errors."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from tradehall.kernel.errors import UnavailableError


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is and what to click; the choices follow the role."""
    return render(request, "site/home.html")


@require_GET
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """200 when this worker can read the database; for load balancers and `tradehall doctor`."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok"})


@require_GET
@ensure_csrf_cookie
def terminal(request: HttpRequest, inside: str = "") -> HttpResponse:  # noqa: ARG001 -- the terminal routes inside itself
    """The trading terminal, for anybody who is signed in: what it shows follows the scope of its user."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not settings.TERMINAL_INDEX.is_file():
        raise UnavailableError(_("The terminal has not been built on this machine; run `make install`."))
    return HttpResponse(settings.TERMINAL_INDEX.read_bytes(), content_type="text/html; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    return _error(request, 400, _("Bad request"), _("The request was not understood; nothing was changed."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    return _error(request, 403, _("Not allowed"), _("This page is not open to you; nothing was changed."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    return _error(request, 404, _("Not found"), _("There is no such page, or you may not see it. Check the address."))


def failed(request: HttpRequest) -> HttpResponse:
    return _error(
        request,
        500,
        _("Something went wrong"),
        _("The fault was logged and the request was undone. Try again; if it happens again, call operations."),
    )


def _error(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    return render(request, "site/error.html", {"title": title, "words": words, "code": f"HTTP {status}"}, status=status)
