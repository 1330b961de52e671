"""Pure decisions of customers."""

import pytest

from tradehall.business.customers.errors import (
    AttributionRefusedError,
    PeriodRefusedError,
    SecuritiesAccountRefusedError,
)
from tradehall.business.customers.rules import (
    Span,
    check_attribution_shares,
    check_attribution_starts,
    check_period,
    check_securities_account,
    is_date,
)
from tradehall.contracts.enums import Venue
from tradehall.kernel.units import RATE_SCALE

HALF = RATE_SCALE // 2


@pytest.mark.parametrize(
    ("venue", "number"), [(Venue.SSE, "A123456789"), (Venue.SZSE, "0123456789"), (Venue.BSE, "0123456789")]
)
def test_securities_account_forms(venue, number):
    check_securities_account(venue, number)


@pytest.mark.parametrize(
    ("venue", "number"),
    [(Venue.SSE, "0123456789"), (Venue.SSE, "A12345678"), (Venue.SZSE, "A123456789"), (Venue.SZSE, "012345678")],
)
def test_wrong_securities_accounts_are_refused(venue, number):
    with pytest.raises(SecuritiesAccountRefusedError):
        check_securities_account(venue, number)


def test_shares_of_a_day_reach_but_do_not_pass_the_whole():
    check_attribution_shares([Span("B1", HALF, 20260101, 0), Span("B2", HALF, 20260201, 0)])
    check_attribution_shares([Span("B1", RATE_SCALE, 20260101, 20260131), Span("B2", RATE_SCALE, 20260201, 0)])
    with pytest.raises(AttributionRefusedError):
        check_attribution_shares([Span("B1", RATE_SCALE, 20260101, 20260201), Span("B2", 1, 20260201, 0)])


def test_attribution_changes_from_the_next_day():
    check_attribution_starts(20260102, 20260101)
    with pytest.raises(AttributionRefusedError):
        check_attribution_starts(20260101, 20260101)


@pytest.mark.parametrize("value", [20261301, 20260132, 20260230, 0, 99999999])
def test_impossible_dates(value):
    assert not is_date(value)


def test_periods():
    check_period(20260101, 20260101)
    check_period(20250101, 20260101)
    for start, until in ((20260102, 20260101), (20250101, 20260102), (20260101, 20261399)):
        with pytest.raises(PeriodRefusedError):
            check_period(start, until)
