"""Laws of the books: the fast book matches as the reference book does, and quantity is conserved."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tradehall.simulated_exchange.book import Book, Order
from tradehall.simulated_exchange.reference_book import ReferenceBook

ORDERS = st.tuples(st.just("order"), st.booleans(), st.integers(990, 1010), st.integers(1, 9))
CANCELS = st.tuples(st.just("cancel"), st.just(False), st.integers(0, 60), st.just(0))
STEPS = st.lists(st.one_of(ORDERS, ORDERS, CANCELS), max_size=80)
Step = tuple[str, bool, int, int]


class Run:
    """One book driven by steps; `log` holds all that can be seen from outside."""

    def __init__(self, book: Book | ReferenceBook) -> None:
        self.book = book
        self.entered: list[Order] = []
        self.log: list[object] = []
        self.filled: dict[int, int] = {}
        self.cancelled: dict[int, int] = {}

    def order(self, buy: bool, price: int, qty: int, *, match: bool) -> None:
        order = Order(len(self.entered), 1, 0, buy, price, qty)
        self.entered.append(order)
        if match:
            for maker, traded in self.book.match(order):
                self.log.append((maker.number, order.number, maker.price, traded))
                self.fill(maker.number, traded)
                self.fill(order.number, traded)
        if order.leaves:
            self.book.add(order)

    def cancel(self, index: int) -> None:
        if self.entered:
            order = self.entered[index % len(self.entered)]
            left = self.book.cancel(order)
            self.cancelled[order.number] = self.cancelled.get(order.number, 0) + left
            self.log.append(("cancelled", order.number, left))

    def cross(self, volume: int) -> None:
        for buy, sell, traded in self.book.cross(volume):
            self.log.append((buy.number, sell.number, traded))
            self.fill(buy.number, traded)
            self.fill(sell.number, traded)

    def fill(self, number: int, traded: int) -> None:
        self.filled[number] = self.filled.get(number, 0) + traded

    def steps(self, steps: list[Step], *, match: bool) -> None:
        for kind, buy, value, qty in steps:
            if kind == "order":
                self.order(buy, value, qty, match=match)
            else:
                self.cancel(value)

    def depth(self) -> tuple[object, object]:
        if isinstance(self.book, ReferenceBook):
            return self.book.depth(buy=True, count=5), self.book.depth(buy=False, count=5)
        return self.book.bids.depth(5), self.book.asks.depth(5)

    def check_conservation(self) -> None:
        bought = sum(self.filled.get(order.number, 0) for order in self.entered if order.buy)
        sold = sum(self.filled.get(order.number, 0) for order in self.entered if not order.buy)
        assert bought == sold
        for order in self.entered:
            filled, cancelled = self.filled.get(order.number, 0), self.cancelled.get(order.number, 0)
            assert filled + order.leaves + cancelled == order.qty
        live = {order.number: order for order in self.entered if order.leaves}
        assert self.book.orders == live


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_fast_book_equals_reference_book(steps: list[Step]):
    fast, reference = Run(Book()), Run(ReferenceBook())
    for run in (fast, reference):
        run.steps(steps, match=True)
        run.check_conservation()
    assert fast.log == reference.log
    assert fast.depth() == reference.depth()


@settings(max_examples=200, deadline=None)
@given(STEPS, st.integers(1, 10**6), STEPS)
def test_fast_book_equals_reference_book_after_a_crossed_call(call: list[Step], wanted: int, later: list[Step]):
    fast, reference = Run(Book()), Run(ReferenceBook())
    for run in (fast, reference):
        run.steps(call, match=False)
        resting = run.book.orders.values()
        held = [sum(order.leaves for order in resting if order.buy == buy) for buy in (True, False)]
        run.cross(min(wanted, *held))
        run.check_conservation()
        run.steps(later, match=True)
        run.check_conservation()
    assert fast.log == reference.log
    assert fast.depth() == reference.depth()


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_continuous_book_never_stands_crossed(steps: list[Step]):
    run = Run(Book())
    for step in steps:
        run.steps([step], match=True)
        bid, ask = run.book.bids.best(), run.book.asks.best()
        assert not bid or not ask or bid < ask
