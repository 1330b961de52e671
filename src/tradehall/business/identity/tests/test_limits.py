"""Rate limits."""

import pytest
from django.core.cache import cache

from tradehall.business.identity.errors import TooManyRequestsError
from tradehall.business.identity.limits import check_rate


def test_limit_counts_by_key(db):
    cache.clear()
    for _ in range(3):
        check_rate(action="ticket", key="1", limit=3, seconds=60)
    with pytest.raises(TooManyRequestsError):
        check_rate(action="ticket", key="1", limit=3, seconds=60)
    check_rate(action="ticket", key="2", limit=3, seconds=60)
