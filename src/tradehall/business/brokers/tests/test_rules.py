"""Share rates by date, and the provisional share."""

from tradehall.business.brokers.rules import provisional_share, rate_on
from tradehall.clearing.rules import share_of
from tradehall.kernel.units import RATE_SCALE


def test_rate_of_a_date_is_the_newest_that_started():
    rates = {20260101: 10, 20260301: 20}
    assert [rate_on(rates, date) for date in (20251231, 20260101, 20260228, 20260301, 20270101)] == [0, 10, 10, 20, 20]


def test_provisional_share_rounds_as_clearing_does():
    for net in (0, 1, 99_000, 123_456_700, -4_950):
        for attribution in (RATE_SCALE, RATE_SCALE // 3):
            for rate in (40_000_000, 33_333_333):
                assert provisional_share(net=net, attribution=attribution, share_rate=rate) == share_of(
                    net, attribution, rate
                )
