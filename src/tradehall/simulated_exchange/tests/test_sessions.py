import pytest

from tradehall.contracts.enums import Phase, SecurityClass, Venue
from tradehall.simulated_exchange.sessions import PHASE_RULES, SESSION_ROWS, phase_starts

FULL_DAY = (
    (Phase.PRE_OPEN, 0),
    (Phase.OPEN_CALL_A, 91500),
    (Phase.OPEN_CALL_B, 92000),
    (Phase.PRE_CONT, 92500),
    (Phase.CONT_AM, 93000),
    (Phase.BREAK, 113000),
    (Phase.CONT_PM, 130000),
    (Phase.CLOSE_CALL, 145700),
    (Phase.POST_CLOSE, 150000),
    (Phase.AFTER_HOURS, 150500),
    (Phase.CLOSED, 153000),
)


def has_closing_call(venue: Venue, date: int, sec_class: SecurityClass) -> bool:
    return Phase.CLOSE_CALL in [phase for phase, _ in phase_starts(venue, date, sec_class)]


def test_a_day_today():
    assert phase_starts(Venue.SSE, 20261120) == FULL_DAY
    assert phase_starts(Venue.SZSE, 20261120) == FULL_DAY


def test_beijing_has_no_after_hours_window():
    assert phase_starts(Venue.BSE, 20261120)[-2:] == ((Phase.POST_CLOSE, 150000), (Phase.CLOSED, 153000))


@pytest.mark.parametrize(
    ("venue", "date", "sec_class", "expected"),
    [
        (Venue.SSE, 20180817, SecurityClass.STOCK, False),
        (Venue.SSE, 20180820, SecurityClass.STOCK, True),
        (Venue.SSE, 20260703, SecurityClass.STOCK_ETF, False),
        (Venue.SSE, 20260706, SecurityClass.STOCK_ETF, True),
        (Venue.SSE, 20261120, SecurityClass.CONVERTIBLE_BOND, False),
        (Venue.SZSE, 20180817, SecurityClass.STOCK, True),
        (Venue.SZSE, 20260703, SecurityClass.STOCK_ETF, True),
    ],
)
def test_closing_call_by_venue_class_and_date(venue: Venue, date: int, sec_class: SecurityClass, expected: bool):
    assert has_closing_call(venue, date, sec_class) is expected


def test_cancel_bans():
    assert {phase for phase, rule in PHASE_RULES.items() if rule.entry and not rule.cancel} == {
        Phase.OPEN_CALL_B,
        Phase.CLOSE_CALL,
    }


def test_every_phase_has_a_rule_and_every_schedule_goes_forward():
    assert set(PHASE_RULES) == set(Phase)
    for row in SESSION_ROWS:
        times = [hhmmss for _, hhmmss in row.schedule]
        assert times == sorted(set(times))
        assert (row.schedule[0][0], row.schedule[-1][0]) == (Phase.PRE_OPEN, Phase.CLOSED)
