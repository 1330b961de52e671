"""Laws of the call auction: its conditions, checked price by price, and its venue rules (trading-rules 7)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tradehall.contracts.enums import Board, Phase, SecurityClass, Venue
from tradehall.contracts.instruments import InstrumentDay
from tradehall.simulated_exchange.book import Order
from tradehall.simulated_exchange.call_auction import CallResult, call_auction
from tradehall.simulated_exchange.security import Security

LEVELS = st.dictionaries(st.integers(970, 1030), st.integers(1, 12).map(lambda lots: lots * 100), max_size=8)
REFERENCES = st.integers(960, 1040)
TICKS = st.sampled_from([10, 100])
Levels = dict[int, int]


class Call:
    """The rule in its own words, in ticks: B(p), A(p), V(p) and the three conditions."""

    def __init__(self, buys: Levels, sells: Levels) -> None:
        self.buys, self.sells = buys, sells
        prices = [*buys, *sells]
        self.prices = range(min(prices), max(prices) + 1) if prices else range(0)
        self.largest = max((self.volume(price) for price in self.prices), default=0)

    def bought(self, price: int) -> int:
        return sum(qty for each, qty in self.buys.items() if each >= price)

    def sold(self, price: int) -> int:
        return sum(qty for each, qty in self.sells.items() if each <= price)

    def volume(self, price: int) -> int:
        return min(self.bought(price), self.sold(price))

    def surplus(self, price: int) -> int:
        return abs(self.bought(price) - self.sold(price))

    def qualifies(self, price: int) -> bool:
        volume = self.volume(price)
        most_traded = volume == self.largest and volume > 0
        better_filled = self.bought(price + 1) <= volume and self.sold(price - 1) <= volume
        one_side_filled = volume in (self.bought(price), self.sold(price))
        return most_traded and better_filled and one_side_filled

    def chosen(self, reference: int, venue: Venue) -> int | None:
        fit = [price for price in self.prices if self.qualifies(price)]
        if not fit:
            return None
        least = min(self.surplus(price) for price in fit)
        fit = [price for price in fit if self.surplus(price) == least]
        if venue == Venue.SSE:
            return (min(fit) + max(fit) + 1) // 2
        return min(fit, key=lambda price: abs(price - reference))


def fast(buys: Levels, sells: Levels, reference: int, venue: Venue, tick: int) -> CallResult | None:
    return call_auction(
        [(price * tick, qty) for price, qty in buys.items()],
        [(price * tick, qty) for price, qty in sells.items()],
        tick=tick,
        reference=reference * tick,
        venue=venue,
    )


@settings(max_examples=600, deadline=None)
@given(LEVELS, LEVELS, REFERENCES, st.sampled_from(list(Venue)), TICKS)
def test_price_volume_and_rest_are_those_of_the_rule(
    buys: Levels, sells: Levels, reference: int, venue: Venue, tick: int
):
    call = Call(buys, sells)
    expected = call.chosen(reference, venue)
    result = fast(buys, sells, reference, venue, tick)
    if expected is None:
        assert result is None
        return
    surplus = call.bought(expected) - call.sold(expected)
    assert result == CallResult(expected * tick, call.largest, surplus)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(900, 1100), st.integers(1, 9).map(lambda lots: lots * 100)), max_size=40
    ),
    st.sampled_from(list(Venue)),
)
def test_after_the_call_better_orders_are_filled_and_nothing_crosses(
    entered: list[tuple[bool, int, int]], venue: Venue
):
    day = InstrumentDay(
        "600000.SH",
        "",
        venue,
        Board.MAIN,
        SecurityClass.STOCK,
        100,
        100_000,
        110_000,
        90_000,
        100,
        100,
        10**6,
        10**6,
        1,
    )
    security = Security(day, 0)
    security.phase = Phase.OPEN_CALL_A
    orders = [Order(number, 1, 0, buy, price * 100, qty) for number, (buy, price, qty) in enumerate(entered)]
    for order in orders:
        security.enter(order, 1)
    shown = security.indicative()
    trades = security.change_phase(Phase.PRE_CONT, 2)
    bid, ask = security.book.bids.best(), security.book.asks.best()
    assert not bid or not ask or bid < ask
    if shown is None:
        assert trades == []
        return
    assert {price for _, _, price, _, _ in trades} == {shown.price}
    assert sum(qty for _, _, _, qty, _ in trades) == shown.volume == security.volume
    for order in orders:
        better = order.price > shown.price if order.buy else order.price < shown.price
        if better:
            assert order.leaves == 0
    at_price = [order for order in orders if order.price == shown.price and order.leaves]
    assert len({order.buy for order in at_price}) <= 1
