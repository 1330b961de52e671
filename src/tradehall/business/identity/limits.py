"""Rate limits of single requests, counted in the cache that all web workers share."""

from django.core.cache import cache

from tradehall.business.identity.errors import TooManyRequestsError


def check_rate(*, action: str, key: str, limit: int, seconds: int) -> None:
    """Count one `action` of `key`; raises `TooManyRequestsError` beyond `limit` in `seconds`.

    The count is of a fixed window; two requests at the same instant may count as one, which a limit can bear.
    """
    name = f"rate:{action}:{key}"
    if cache.add(name, 1, timeout=seconds):
        return
    try:
        used = cache.incr(name)
    except ValueError:
        # The window ended between the two calls.
        cache.set(name, 1, timeout=seconds)
        return
    if used > limit:
        raise TooManyRequestsError
