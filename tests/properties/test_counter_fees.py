"""Laws of the fees: pieces cost what the whole costs, nothing is negative, a freeze is always enough."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tradehall.contracts.commands import CommissionPlan
from tradehall.contracts.enums import Board, SecurityClass, Side, Venue
from tradehall.kernel.units import FEN
from tradehall.trading_core.facade import FeeRates, estimate, fees_of, instrument_day, preview
from tradehall.trading_core.rules import remaining_freeze

DAY = 20261120
KINDS = (
    (Venue.SSE, Board.MAIN, SecurityClass.STOCK),
    (Venue.SZSE, Board.CHINEXT, SecurityClass.STOCK),
    (Venue.BSE, Board.BSE, SecurityClass.STOCK),
    (Venue.SSE, Board.FUND, SecurityClass.STOCK_ETF),
    (Venue.SZSE, Board.FUND, SecurityClass.MONEY_ETF),
    (Venue.SZSE, Board.BOND, SecurityClass.CONVERTIBLE_BOND),
)
PLANS = st.builds(
    CommissionPlan,
    st.integers(0, 400_000),
    st.integers(0, 1_000).map(lambda fen: fen * FEN),
    st.integers(0, 400_000),
    st.integers(0, 1_000).map(lambda fen: fen * FEN),
    st.booleans(),
)
PRICES = st.integers(1, 100_000).map(lambda ticks: ticks * 10)
PIECES = st.lists(st.integers(1, 20_000), min_size=1, max_size=40)


def rates_of(kind):
    return FeeRates(*kind, DAY)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(PLANS, st.sampled_from(KINDS), st.booleans(), PRICES, PIECES)
def test_pieces_cost_what_the_whole_costs(plan, kind, buy, price, pieces):
    rates, amount, charged = rates_of(kind), 0, 0
    for qty in pieces:
        fees = fees_of(plan, rates, buy=buy, amount_before=amount, amount_after=amount + price * qty)
        items = (fees.commission, fees.stamp_duty, fees.transfer, fees.handling, fees.regulatory)
        assert min(items) >= 0
        assert sum(item % FEN for item in items) == 0
        amount += price * qty
        charged += fees.total
    assert charged == estimate(plan, rates, buy=buy, amount=amount)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    PLANS, st.sampled_from(KINDS), PRICES, st.lists(st.tuples(st.integers(1, 2_000), st.integers(0, 50)), max_size=40)
)
def test_a_freeze_is_always_enough(plan, kind, price, fills):
    """Paid so far plus what is still frozen never exceeds the first freeze, whatever pieces and better prices come."""
    rates, qty = rates_of(kind), sum(piece for piece, _ in fills) + 100
    first = frozen = price * qty + estimate(plan, rates, buy=True, amount=price * qty)
    amount = charged = 0
    for piece, better in fills:
        after = amount + max(10, price - better * 10) * piece
        charged += fees_of(plan, rates, buy=True, amount_before=amount, amount_after=after).total
        amount, qty = after, qty - piece
        left = remaining_freeze(
            plan=plan,
            rates=rates,
            freeze_price=price,
            leaves=qty,
            cum_amount=amount,
            fees_charged=charged,
            frozen=frozen,
        )
        assert 0 < left <= frozen
        frozen = left
        assert amount + charged + frozen <= first


@settings(max_examples=200, deadline=None, derandomize=True)
@given(PLANS, st.sampled_from(KINDS), st.sampled_from(Side), PRICES, st.integers(1, 1_000_000))
def test_preview_is_what_a_single_fill_is_charged(plan, kind, side, price, qty):
    venue, board, sec_class = kind
    line = instrument_day(
        symbol="000000.SH", name="", venue=venue, board=board, sec_class=sec_class, date=DAY, pre_close=price
    )
    shown = preview(plan, line, side, price, qty, DAY)
    buy = side == Side.BUY
    assert shown.fees == fees_of(plan, rates_of(kind), buy=buy, amount_before=0, amount_after=price * qty)
    assert shown.fees.total == estimate(plan, rates_of(kind), buy=buy, amount=price * qty)
    assert shown.freeze == (price * qty + shown.fees.total if buy else 0)
