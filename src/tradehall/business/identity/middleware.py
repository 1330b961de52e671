"""Security headers of every answer, and the pages of expected errors."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tradehall.business.identity.errors import SignedOutError
from tradehall.kernel.errors import TradehallError

Respond = Callable[[HttpRequest], HttpResponseBase]


def gateway_url(request: HttpRequest) -> str:
    """Address of the push gateway for this browser: the configured one, else the gateway's port on the same host."""
    if settings.GATEWAY_URL:
        return str(settings.GATEWAY_URL)
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return f"{'wss' if request.is_secure() else 'ws'}://{host}:{settings.GATEWAY_PORT}/ws"


def _origin(url: str) -> str:
    scheme, _separator, rest = url.partition("://")
    return f"{scheme}://{rest.split('/', 1)[0]}"


class SecurityHeadersMiddleware:
    """Adds the content security policy and the permissions policy; private pages are not kept by caches."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._refusal(request) or self.get_response(request)
        policy = dict(settings.CONTENT_SECURITY_POLICY)
        policy["connect-src"] = f"'self' {_origin(gateway_url(request))}"
        for prefix, directives in settings.CONTENT_SECURITY_POLICY_BY_PREFIX.items():
            if request.path.startswith(prefix):
                policy.update(directives)
        response.headers.setdefault(
            "Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in policy.items())
        )
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    @staticmethod
    def _refusal(request: HttpRequest) -> HttpResponse | None:
        """An address with a NUL names nothing, and the database takes no such text: refused before any page sees it."""
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("The address contains a character that cannot be used.\n", "text/plain")
        return None


def words_of(kind: type[TradehallError]) -> str:
    """What an error says and advises: the first line of its docstring, which the catalogues translate."""
    return (kind.__doc__ or "").strip().splitlines()[0]


# Titles by status; the words of each error come with the error itself.
_TITLES = {
    401: _("Please sign in"),
    403: _("Not allowed"),
    404: _("Not found"),
    409: _("Changed or exists already"),
    422: _("Input refused"),
    429: _("Too many requests"),
    503: _("A part does not answer"),
}


class ErrorPagesMiddleware:
    """Turns a `TradehallError` of a page into a page with its words; the API has its own form."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TradehallError) or isinstance(exception, SignedOutError):
            return None
        return render(
            request,
            "site/error.html",
            {
                "title": _TITLES.get(exception.status, _("Something went wrong")),
                "words": gettext(words_of(type(exception))),
                "detail": str(exception),
                "code": exception.code,
            },
            status=exception.status,
        )
