"""Which securities make up a computed index of this market."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.kernel.ids import Symbol
from tradehall.kernel.units import Quantity
from tradehall.market_data.contracts import InstrumentFact


def _every(_fact: InstrumentFact) -> bool:
    return True


INDEX_RULES: Final[Mapping[Symbol, Callable[[InstrumentFact], bool]]] = {
    "000001.SH": lambda fact: fact.venue == Venue.SSE,
    "399001.SZ": lambda fact: fact.venue == Venue.SZSE,
    "399006.SZ": lambda fact: fact.board == Board.CHINEXT,
    "000688.SH": lambda fact: fact.board == Board.STAR,
    "000680.SH": lambda fact: fact.board == Board.STAR,
    "000300.SH": lambda fact: fact.venue in (Venue.SSE, Venue.SZSE),
    "899050.BJ": lambda fact: fact.venue == Venue.BSE,
}
"""Rule of each known index; an index without one holds every stock of the market.

The index of a demo market holds that market's few stocks only: it has the real one's name and level, not its members.
"""


def constituents(index: Symbol, facts: Iterable[InstrumentFact]) -> dict[Symbol, Quantity]:
    """Members of `index` with the float shares that weigh them; members without float shares are left out."""
    rule = INDEX_RULES.get(index, _every)
    return {
        fact.symbol: fact.float_shares
        for fact in facts
        if fact.sec_class in (SecurityClass.STOCK, SecurityClass.CDR) and fact.float_shares > 0 and rule(fact)
    }
