"""Values of computed indices from their constituents, in whole numbers only. Pure.

`value = base_value × Σ(price × shares) / base_cap`, rounded half up to 1/10,000 point. A constituent counts with its
last price, before its first trade with its previous close. An index opens with the first trade of any constituent.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tradehall.contracts.enums import Phase
from tradehall.contracts.quotes import Quote
from tradehall.kernel.ids import MarketTime, Symbol
from tradehall.kernel.rounding import div_half_up
from tradehall.kernel.units import Money, Price, Quantity

CLOSED_PHASES = frozenset({Phase.POST_CLOSE, Phase.AFTER_HOURS, Phase.CLOSED})


class IndexSpec(NamedTuple):
    """What an index is made of today. `prices` holds each constituent's price before its first quote of the day."""

    symbol: Symbol
    base_value: int
    base_cap: int
    pre_close: Price
    shares: Mapping[Symbol, Quantity]
    prices: Mapping[Symbol, Price]


def index_value(base_value: int, base_cap: int, cap: int) -> int:
    """Index value in 1/10,000 point for constituents worth `cap`; `base_cap` > 0."""
    return div_half_up(base_value * cap, base_cap)


class _Constituent:
    __slots__ = ("price", "shares", "trades", "turnover", "volume")

    def __init__(self, price: Price, shares: Quantity) -> None:
        self.price = price
        self.shares = shares
        self.volume: Quantity = 0
        self.turnover: Money = 0
        self.trades = 0


class _Index:
    """One index as the day goes on; sums are kept by difference, so a quote costs the same in any index."""

    __slots__ = (
        "at",
        "cap",
        "close",
        "high",
        "low",
        "members",
        "open",
        "phase",
        "spec",
        "trades",
        "turnover",
        "volume",
    )

    def __init__(self, spec: IndexSpec) -> None:
        self.spec = spec
        self.members = {
            symbol: _Constituent(spec.prices.get(symbol, 0), shares) for symbol, shares in spec.shares.items()
        }
        self.cap = sum(member.price * member.shares for member in self.members.values())
        self.volume: Quantity = 0
        self.turnover: Money = 0
        self.trades = 0
        self.open = self.high = self.low = self.close = 0
        self.at: MarketTime = 0
        self.phase = Phase.CLOSED

    def take(self, quote: Quote) -> None:
        member = self.members[quote.symbol]
        price = quote.close or quote.last or quote.pre_close
        self.cap += (price - member.price) * member.shares
        self.volume += quote.volume - member.volume
        self.turnover += quote.turnover - member.turnover
        self.trades += quote.trades - member.trades
        member.price, member.volume = price, quote.volume
        member.turnover, member.trades = quote.turnover, quote.trades
        if quote.at >= self.at:
            self.at, self.phase = quote.at, quote.phase

    def quote(self) -> Quote:
        """The index as it stands; `last` is 0 until a constituent has traded."""
        last = 0
        if self.volume > 0 and self.spec.base_cap > 0:
            last = index_value(self.spec.base_value, self.spec.base_cap, self.cap)
            self.open = self.open or last
            self.high = max(self.high, last)
            self.low = min(self.low, last) if self.low else last
            self.close = last if self.phase in CLOSED_PHASES else 0
        return Quote(
            symbol=self.spec.symbol,
            at=self.at,
            phase=self.phase,
            pre_close=self.spec.pre_close,
            open=self.open,
            high=self.high,
            low=self.low,
            last=last,
            close=self.close,
            volume=self.volume,
            turnover=self.turnover,
            trades=self.trades,
            limit_up=0,
            limit_down=0,
            bids=(),
            asks=(),
        )


class IndexBoard:
    """All computed indices of a day."""

    def __init__(self, specs: Iterable[IndexSpec]) -> None:
        self._indices = {spec.symbol: _Index(spec) for spec in specs}
        self._of: dict[Symbol, list[_Index]] = {}
        for index in self._indices.values():
            for symbol in index.members:
                self._of.setdefault(symbol, []).append(index)

    @property
    def symbols(self) -> frozenset[Symbol]:
        return frozenset(self._indices)

    def apply(self, quotes: Iterable[Quote]) -> tuple[Quote, ...]:
        """Take quotes of one batch; answers with the indices that hold one of them, as they stand after all."""
        touched: dict[Symbol, _Index] = {}
        for quote in quotes:
            for index in self._of.get(quote.symbol, ()):
                index.take(quote)
                touched[index.spec.symbol] = index
        return tuple(index.quote() for index in touched.values())

    def restore(self, quotes: Iterable[Quote]) -> None:
        """Take up open, high and low that were published earlier today."""
        for quote in quotes:
            index = self._indices.get(quote.symbol)
            if index is not None and quote.last > 0:
                index.open, index.high, index.low = quote.open, quote.high, quote.low

    def quotes(self) -> tuple[Quote, ...]:
        return tuple(index.quote() for index in self._indices.values())
