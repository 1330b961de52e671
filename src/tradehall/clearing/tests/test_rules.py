"""Commission shares (fees-and-clearing 12), with exact figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradehall.clearing.contracts import Attribution
from tradehall.clearing.errors import AttributionSplitError
from tradehall.clearing.rules import commission_shares, share_of
from tradehall.contracts.enums import Side
from tradehall.contracts.events import OrderFilled
from tradehall.kernel.units import RATE_SCALE

DATE = 20261123
WHOLE, HALF, FORTY_PERCENT = RATE_SCALE, RATE_SCALE // 2, 40_000_000


def fill(commission, handling, regulatory, *, account=1, inside=True):
    return OrderFilled(
        account_id=account,
        stream_seq=1,
        order_id=1,
        fill_no=1,
        trade_no=1,
        symbol="600000.SH",
        side=Side.BUY,
        price=1,
        qty=1,
        amount=1,
        commission=commission,
        stamp_duty=900,
        transfer=700,
        handling=handling,
        regulatory=regulatory,
        statutory_inside=inside,
        trading_date=DATE,
        at=0,
    )


def test_share_of_the_buy_of_1_3():
    """Commission 17.84, handling 2.43, regulatory 1.43 inside: net 13.98, 40 % of it 5.592 → 5.59."""
    (line,) = commission_shares(
        DATE, [fill(178_400, 24_300, 14_300)], [Attribution(1, "C1", "B1", WHOLE, FORTY_PERCENT)]
    )
    assert (line.gross, line.passthrough, line.net, line.share) == (178_400, 38_600, 139_800, 55_900)
    assert (line.client_no, line.broker_no, line.version) == ("C1", "B1", 1)


def test_statutory_fees_outside_the_commission_are_no_passthrough():
    (line,) = commission_shares(
        DATE, [fill(178_400, 24_300, 14_300, inside=False)], [Attribution(1, "C1", "B1", WHOLE, FORTY_PERCENT)]
    )
    assert (line.passthrough, line.net, line.share) == (0, 178_400, 71_400)


@pytest.mark.parametrize(
    ("net", "expected"), [(100, 100), (300, 200), (99, 0), (100_500, 50_300), (-100, -100), (-300, -200), (0, 0)]
)
def test_half_a_fen_is_rounded_away_from_zero(net, expected):
    assert share_of(net, WHOLE, HALF) == expected


def test_two_brokers_of_one_client_share_it():
    attributions = [Attribution(1, "C1", "B2", 25_000_000, WHOLE), Attribution(1, "C1", "B1", 75_000_000, WHOLE)]
    lines = commission_shares(DATE, [fill(100_000, 0, 0)], attributions)
    assert [(line.broker_no, line.share) for line in lines] == [("B1", 75_000), ("B2", 25_000)]


def test_brokers_may_not_share_more_than_the_whole():
    attributions = [Attribution(1, "C1", "B1", WHOLE, HALF), Attribution(1, "C1", "B2", 1, HALF)]
    with pytest.raises(AttributionSplitError):
        commission_shares(DATE, [fill(100_000, 0, 0)], attributions)


def test_an_account_without_broker_or_without_fills_has_no_line():
    assert commission_shares(DATE, [fill(100_000, 0, 0, account=2)], [Attribution(1, "C1", "B1", WHOLE, HALF)]) == ()


@given(st.integers(0, 10**9), st.integers(0, RATE_SCALE), st.integers(0, RATE_SCALE))
def test_brokers_together_get_no_more_than_the_net_and_half_a_fen_each(net, split, rate):
    total = share_of(net, split, rate) + share_of(net, RATE_SCALE - split, rate)
    assert total <= net + 100
    assert total % 100 == 0
