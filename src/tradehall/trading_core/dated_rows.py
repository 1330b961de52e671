"""Dated parameter rows and the one way to look them up.

A row is `(venue, board, sec_class, parameter, value, valid_from, valid_to)`. `ANY` stands for every venue, board or
class; `valid_to` is the first date on which the row holds no longer. The most exact row wins: class before board
before venue. Two rows of equal exactness never hold on the same date; the tables are tested for it.
"""

from collections.abc import Iterable
from typing import Final

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.kernel.errors import BrokenInvariantError
from tradehall.kernel.ids import TradingDate

ANY: Final = 0
"""Every venue, board or class."""
START: Final = 0
"""`valid_from` of a row that holds from the beginning."""
ALWAYS: Final = 99_999_999
"""`valid_to` of a row that still holds."""

Row = tuple[int, int, int, str, int, int, int]

_CLASS_WEIGHT: Final = 4
_BOARD_WEIGHT: Final = 2


def exactness(row: Row) -> int:
    """How narrowly a row is meant, 0 (everything) to 7 (one class on one board of one venue)."""
    venue, board, sec_class = row[0], row[1], row[2]
    return (_CLASS_WEIGHT if sec_class else 0) + (_BOARD_WEIGHT if board else 0) + (1 if venue else 0)


class DatedTable:
    """Rows indexed by parameter."""

    __slots__ = ("_by_parameter",)

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_parameter: dict[str, list[Row]] = {}
        for row in rows:
            self._by_parameter.setdefault(row[3], []).append(row)

    def value(self, venue: Venue, board: Board, sec_class: SecurityClass, parameter: str, date: TradingDate) -> int:
        """Value of `parameter` on `date`.

        Raises `BrokenInvariantError` when no row holds: a table must have a row for everything that is asked of it.
        """
        best: Row | None = None
        for row in self._by_parameter.get(parameter, ()):
            if (
                row[0] in (ANY, venue)
                and row[1] in (ANY, board)
                and row[2] in (ANY, sec_class)
                and row[5] <= date < row[6]
                and (best is None or exactness(row) > exactness(best))
            ):
                best = row
        if best is None:
            raise BrokenInvariantError(f"no row of {parameter!r} holds for {venue!r} {board!r} {sec_class!r} on {date}")
        return best[4]

    def rows(self) -> list[Row]:
        """Every row, by parameter."""
        return [row for rows in self._by_parameter.values() for row in rows]
