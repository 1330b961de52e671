from collections.abc import Callable

import pytest

from tradehall.simulated_exchange.book import Book, Order
from tradehall.simulated_exchange.reference_book import ReferenceBook

EitherBook = Book | ReferenceBook


def order(number: int, buy: bool, price: int, qty: int) -> Order:
    return Order(number, 1, 0, buy, price, qty)


def levels(book: EitherBook, *, buy: bool) -> tuple[tuple[int, int], ...]:
    if isinstance(book, ReferenceBook):
        return book.depth(buy=buy, count=5)
    return (book.bids if buy else book.asks).depth(5)


@pytest.fixture(params=[Book, ReferenceBook], ids=["fast", "reference"])
def book(request: pytest.FixtureRequest) -> EitherBook:
    make: Callable[[], EitherBook] = request.param
    return make()


def test_better_price_goes_first_then_earlier_time(book: EitherBook):
    early, late, better = order(1, False, 1010, 300), order(2, False, 1010, 300), order(3, False, 1000, 100)
    for each in (early, late, better):
        book.add(each)
    taker = order(4, True, 1010, 500)
    assert book.match(taker) == [(better, 100), (early, 300), (late, 100)]
    assert taker.leaves == 0
    assert levels(book, buy=False) == ((1010, 200),)


def test_taker_stops_at_its_limit_and_is_not_added(book: EitherBook):
    book.add(order(1, True, 1000, 100))
    book.add(order(2, True, 990, 100))
    taker = order(3, False, 1000, 300)
    assert [(maker.number, qty) for maker, qty in book.match(taker)] == [(1, 100)]
    assert taker.leaves == 200
    assert levels(book, buy=True) == ((990, 100),)
    assert levels(book, buy=False) == ()


def test_partly_filled_maker_keeps_its_place(book: EitherBook):
    first, second = order(1, True, 1000, 300), order(2, True, 1000, 300)
    book.add(first)
    book.add(second)
    book.match(order(3, False, 1000, 100))
    assert book.match(order(4, False, 1000, 300)) == [(first, 200), (second, 100)]


def test_cancelled_order_is_passed_over_and_cannot_be_cancelled_again(book: EitherBook):
    first, second = order(1, True, 1000, 300), order(2, True, 1000, 200)
    book.add(first)
    book.add(second)
    assert book.cancel(first) == 300
    assert book.cancel(first) == 0
    assert levels(book, buy=True) == ((1000, 200),)
    assert book.match(order(3, False, 900, 250)) == [(second, 200)]
    assert book.orders == {}
    assert levels(book, buy=True) == ()


def test_depth_shows_five_best_levels(book: EitherBook):
    for number, price in enumerate((1030, 1000, 1010, 1050, 1040, 1020)):
        book.add(order(2 * number, True, price, 100 + number))
        book.add(order(2 * number + 1, False, price + 100, 200 + number))
    assert [price for price, _ in levels(book, buy=True)] == [1050, 1040, 1030, 1020, 1010]
    assert levels(book, buy=False)[0] == (1100, 201)


def test_cross_pairs_best_of_both_sides(book: EitherBook):
    high, low = order(1, True, 1010, 500), order(2, True, 1005, 300)
    cheap, dear = order(3, False, 1000, 400), order(4, False, 1005, 600)
    for each in (low, dear, high, cheap):
        book.add(each)
    assert book.cross(800) == [(high, cheap, 400), (high, dear, 100), (low, dear, 300)]
    assert levels(book, buy=True) == ()
    assert levels(book, buy=False) == ((1005, 200),)


def test_many_cancels_do_not_pile_up_in_a_level():
    book = Book()
    book.add(order(0, True, 1000, 100))
    for number in range(1, 5_000):
        each = order(number, True, 1000, 100)
        book.add(each)
        book.cancel(each)
    assert len(book.bids.levels[1000].orders) < 25
    assert book.bids.depth(5) == ((1000, 100),)
