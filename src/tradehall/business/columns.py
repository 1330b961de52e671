"""Columns of tables whose figures stand right-aligned in tabular digits."""

from collections.abc import Callable
from typing import Any

import django_tables2 as tables

from tradehall.business import words


class FigureColumn(tables.Column):
    """A right-aligned figure; `words` writes it."""

    write: Callable[[Any], str] = staticmethod(words.quantity)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "figure"}, "th": {"class": "figure"}})
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        return self.write(value)

    def value(self, **kwargs: Any) -> str:
        """Exports carry the figure without grouping, so that a spreadsheet reads a number."""
        return self.write(kwargs["value"]).replace(",", "")


class MoneyColumn(FigureColumn):
    write = staticmethod(words.money)


class PriceColumn(FigureColumn):
    write = staticmethod(words.price)


class QuantityColumn(FigureColumn):
    write = staticmethod(words.quantity)


class PercentColumn(FigureColumn):
    write = staticmethod(words.percent)


class DateColumn(FigureColumn):
    """A trading date yyyymmdd."""

    write = staticmethod(words.trading_date)


class MarketTimeColumn(FigureColumn):
    write = staticmethod(words.market_time)
