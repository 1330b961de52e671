"""The REST API at `/api/v1/`: the rooms' routers under one guard, one form of refusal, one OpenAPI document."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from tradehall import __version__
from tradehall.business.brokers.api import router as broker_router
from tradehall.business.customers.api import account_router
from tradehall.business.customers.api import router as session_router
from tradehall.business.identity.facade import SessionGuard
from tradehall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, TradehallError
from tradehall.market_data.api import router as market_router

api = NinjaAPI(
    title="Tradehall",
    version=__version__,
    description=(
        "Money and prices are integers in 1/10,000 yuan, rates in 1/100,000,000, dates yyyymmdd, times microseconds of "
        "the market clock. Sign in on the site; writes carry the X-CSRFToken header. Refusals are problem documents."
    ),
    auth=SessionGuard(),
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", session_router)
api.add_router("/accounts", account_router)
api.add_router("/broker", broker_router)
api.add_router("/market", market_router)


def _problem(request: HttpRequest, status: int, code: str, message: str, detail: Any = "") -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": message.split(";", 1)[0].split("，", 1)[0].rstrip(".。"),
        "status": status,
        "code": code,
        "message": message,
        "detail": detail,
    }
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(TradehallError)
def _refused(request: HttpRequest, error: TradehallError) -> HttpResponse:
    return _problem(request, error.status, error.code, _words(type(error)), str(error))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _problem(request, 404, NotFoundError.code, _words(NotFoundError), str(error))


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [{"field": ".".join(str(part) for part in item["loc"]), "words": item["msg"]} for item in error.errors]
    return _problem(request, InvalidInputError.status, InvalidInputError.code, _words(InvalidInputError), fields)


@api.exception_handler(HttpError)
def _stopped(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own refusals: a missing CSRF token, an unreadable body."""
    kind = NotAllowedError if error.status_code == NotAllowedError.status else InvalidInputError
    return _problem(request, error.status_code, kind.code, str(error))


def _words(kind: type[TradehallError]) -> str:
    return gettext((kind.__doc__ or "").strip().splitlines()[0])
