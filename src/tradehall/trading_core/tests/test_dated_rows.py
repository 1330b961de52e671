import itertools

import pytest

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.kernel.errors import BrokenInvariantError
from tradehall.trading_core.dated_rows import ALWAYS, ANY, START, DatedTable, exactness
from tradehall.trading_core.fee_tables import FEE_ROWS
from tradehall.trading_core.rulebook_tables import RULE_ROWS


def overlap(one, other):
    places = all(a == b or ANY in (a, b) for a, b in zip(one[:3], other[:3], strict=True))
    return one[3] == other[3] and places and one[5] < other[6] and other[5] < one[6]


@pytest.mark.parametrize("rows", [RULE_ROWS, FEE_ROWS], ids=["rules", "fees"])
def test_no_two_rows_of_equal_exactness_hold_together(rows):
    clashes = [
        (one, other)
        for one, other in itertools.combinations(rows, 2)
        if exactness(one) == exactness(other) and overlap(one, other)
    ]
    assert clashes == []


@pytest.mark.parametrize("rows", [RULE_ROWS, FEE_ROWS], ids=["rules", "fees"])
def test_rows_hold_for_some_time(rows):
    assert [row for row in rows if row[5] >= row[6]] == []


def test_most_exact_row_wins():
    table = DatedTable(
        [
            (ANY, ANY, ANY, "p", 1, START, ALWAYS),
            (Venue.SSE, ANY, ANY, "p", 2, START, ALWAYS),
            (ANY, Board.FUND, ANY, "p", 3, START, ALWAYS),
            (ANY, ANY, SecurityClass.REIT, "p", 4, START, ALWAYS),
        ]
    )
    assert table.value(Venue.SZSE, Board.MAIN, SecurityClass.STOCK, "p", 20260101) == 1
    assert table.value(Venue.SSE, Board.MAIN, SecurityClass.STOCK, "p", 20260101) == 2
    assert table.value(Venue.SSE, Board.FUND, SecurityClass.LOF, "p", 20260101) == 3
    assert table.value(Venue.SSE, Board.FUND, SecurityClass.REIT, "p", 20260101) == 4


def test_valid_to_is_the_first_day_without_the_row():
    table = DatedTable([(ANY, ANY, ANY, "p", 1, START, 20260706), (ANY, ANY, ANY, "p", 2, 20260706, ALWAYS)])
    place = (Venue.SSE, Board.MAIN, SecurityClass.STOCK, "p")
    assert [table.value(*place, date) for date in (20260705, 20260706)] == [1, 2]


def test_missing_row_is_a_broken_table():
    with pytest.raises(BrokenInvariantError):
        DatedTable([]).value(Venue.SSE, Board.MAIN, SecurityClass.STOCK, "p", 20260101)
