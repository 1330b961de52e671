from tradehall.contracts.enums import Phase, Venue
from tradehall.simulated_exchange.book import Order
from tradehall.simulated_exchange.security import Security
from tradehall.simulated_exchange.tests.securities import share

numbers = iter(range(1, 10_000))


def order(buy: bool, price: int, qty: int) -> Order:
    return Order(next(numbers), 1, 0, buy, price, qty)


def in_phase(phase: Phase, venue: Venue = Venue.SSE) -> Security:
    security = Security(share(venue=venue), 0)
    security.phase = phase
    return security


def test_call_orders_rest_crossed_and_match_at_the_end_of_the_call():
    security = in_phase(Phase.OPEN_CALL_A)
    assert security.enter(order(True, 100_500, 300), 1) == []
    assert security.enter(order(False, 99_500, 200), 2) == []
    assert security.change_phase(Phase.OPEN_CALL_B, 3) == []
    trades = security.change_phase(Phase.PRE_CONT, 4)
    assert [(price, qty, took) for _, _, price, qty, took in trades] == [(100_500, 200, 0)]
    quote = security.quote()
    assert (quote.open, quote.last, quote.volume, quote.turnover, quote.trades) == (
        100_500,
        100_500,
        200,
        100_500 * 200,
        1,
    )
    assert quote.bids == ((100_500, 100),)


def test_indicative_quote_convention():
    security = in_phase(Phase.OPEN_CALL_A)
    security.enter(order(True, 100_500, 300), 1)
    assert (security.quote().bids, security.quote().asks) == ((), ())
    security.enter(order(False, 99_500, 200), 2)
    quote = security.quote()
    assert quote.bids == ((100_500, 200), (100_500, 100))
    assert quote.asks == ((100_500, 200),)
    assert (quote.last, quote.volume) == (0, 0)


def test_what_the_call_left_keeps_its_time_in_continuous_trading():
    security = in_phase(Phase.OPEN_CALL_A)
    early, late = order(False, 100_000, 100), order(False, 100_000, 100)
    security.enter(early, 1)
    security.enter(late, 2)
    security.change_phase(Phase.PRE_CONT, 3)
    security.change_phase(Phase.CONT_AM, 4)
    trades = security.enter(order(True, 100_200, 150), 5)
    assert [(sell, price, qty, took) for _, sell, price, qty, took in trades] == [
        (early, 100_000, 100, 1),
        (late, 100_000, 50, 1),
    ]


def test_seller_takes_at_the_price_of_the_resting_buy():
    security = in_phase(Phase.CONT_PM)
    security.enter(order(True, 100_300, 100), 1)
    trades = security.enter(order(False, 100_000, 300), 2)
    assert [(price, qty, took) for _, _, price, qty, took in trades] == [(100_300, 100, 2)]
    assert security.quote().asks == ((100_000, 200),)


def test_high_low_and_close_by_the_closing_call():
    security = in_phase(Phase.CONT_PM)
    for price in (100_000, 101_000, 99_000):
        security.enter(order(False, price, 100), 1)
        security.enter(order(True, price, 100), 2)
    security.change_phase(Phase.CLOSE_CALL, 3)
    security.enter(order(True, 100_400, 100), 4)
    security.enter(order(False, 100_400, 100), 5)
    assert len(security.change_phase(Phase.POST_CLOSE, 6)) == 1
    quote = security.quote()
    assert (quote.open, quote.high, quote.low, quote.last, quote.close) == (
        100_000,
        101_000,
        99_000,
        100_400,
        100_400,
    )


def test_shenzhen_closing_call_is_nearest_to_the_last_price_not_the_previous_close():
    security = in_phase(Phase.CONT_PM, Venue.SZSE)
    security.enter(order(False, 101_000, 100), 1)
    security.enter(order(True, 101_000, 100), 2)
    security.change_phase(Phase.CLOSE_CALL, 3)
    security.enter(order(True, 102_000, 100), 4)
    security.enter(order(False, 99_000, 100), 5)
    assert [trade[2] for trade in security.change_phase(Phase.POST_CLOSE, 6)] == [101_000]


def test_close_without_a_closing_call_trade_is_the_last_minute_average():
    security = in_phase(Phase.CONT_PM)
    for at, price in ((0, 90_000), (50_000_000, 100_000), (70_000_000, 100_300)):
        security.enter(order(False, price, 100), at)
        security.enter(order(True, price, 100), at)
    security.change_phase(Phase.CLOSE_CALL, 80_000_000)
    security.change_phase(Phase.POST_CLOSE, 90_000_000)
    assert security.close == 100_200


def test_day_without_a_trade_closes_at_the_previous_close():
    security = in_phase(Phase.CLOSE_CALL)
    security.change_phase(Phase.POST_CLOSE, 1)
    assert security.close == 100_000
