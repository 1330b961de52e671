"""One trading day of quotes in memory: last values, minute bars, indices, and what changed since. Pure."""

from collections.abc import Iterable

from tradehall.contracts.quotes import Bar, ExchangeTicks, Quote, QuoteBatch
from tradehall.kernel.ids import MarketTime, Symbol, TradingDate
from tradehall.market_data.bars import MinuteBook
from tradehall.market_data.indices import IndexBoard, IndexSpec


class DayBoard:
    """Everything that the quotes process knows of a day: the venue's figures, and indices and bars made of them."""

    def __init__(self, date: TradingDate, indices: Iterable[IndexSpec]) -> None:
        self.date = date
        self.at: MarketTime = 0
        self.minutes = MinuteBook()
        self._indices = IndexBoard(indices)
        self._last: dict[Symbol, Quote] = {}
        self._changed: set[Symbol] = set()
        self._unsaved: set[Symbol] = set()

    def restore(self, quotes: Iterable[Quote], bars: Iterable[Bar]) -> None:
        """Take up what was saved earlier today; nothing of it counts as changed."""
        found = list(quotes)
        self._last = {quote.symbol: quote for quote in found}
        self._indices.apply(quote for quote in found if quote.symbol not in self._indices.symbols)
        self._indices.restore(found)
        self.minutes.restore(bars)
        self.at = max((quote.at for quote in found), default=0)

    def apply(self, ticks: ExchangeTicks) -> None:
        """Take one batch of the venue. A quote for a computed index is passed over: it is computed here."""
        quotes = [quote for quote in ticks.quotes if quote.symbol not in self._indices.symbols]
        self.at = max(self.at, ticks.at)
        self.minutes.apply(quotes, ticks.trades)
        computed = self._indices.apply(quotes)
        for quote in computed:
            self.minutes.observe(quote)
        for quote in (*quotes, *computed):
            if self._last.get(quote.symbol) != quote:
                self._last[quote.symbol] = quote
                self._changed.add(quote.symbol)
                self._unsaved.add(quote.symbol)

    def take_changed(self) -> tuple[Quote, ...]:
        """Quotes that changed since the last call."""
        changed = tuple(self._last[symbol] for symbol in sorted(self._changed))
        self._changed.clear()
        return changed

    @property
    def has_unsaved(self) -> bool:
        return bool(self._unsaved)

    def take_unsaved(self) -> tuple[Quote, ...]:
        """Quotes that changed since they were last taken to be saved; hand them back with `put_back` if that fails."""
        unsaved = tuple(self._last[symbol] for symbol in sorted(self._unsaved))
        self._unsaved.clear()
        return unsaved

    def put_back(self, quotes: Iterable[Quote]) -> None:
        self._unsaved.update(quote.symbol for quote in quotes)

    def quotes(self) -> tuple[Quote, ...]:
        """Every last quote, by symbol."""
        return tuple(self._last[symbol] for symbol in sorted(self._last))

    def everything(self, seq: int) -> QuoteBatch:
        return QuoteBatch(self.date, self.at, seq, self.quotes())
