import json
from pathlib import Path

import pytest

from tradehall.kernel.errors import InvalidInputError
from tradehall.market_data.trading_calendar import Override, TradingCalendar, calendar_with, known_sessions, to_civil

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"


def small(overrides=None):
    sessions = frozenset({20301228, 20301230, 20301231})
    return TradingCalendar(sessions, known_from=20301228, known_until=20301231, overrides=overrides or {})


def test_known_sessions_and_holidays():
    calendar = calendar_with({})
    assert calendar.known_from == 19901219
    assert calendar.known_until == 20261231
    assert calendar.is_session(20261120)
    assert not calendar.is_session(20261001)
    assert calendar.previous_session(20261009) == 20261008
    assert calendar.next_session(20260930) == 20261008
    assert calendar.between(20260928, 20261009) == (20260928, 20260929, 20260930, 20261008, 20261009)
    assert calendar.day(20261120).provisional is False


def test_beyond_the_known_years_weekdays_are_provisional_sessions():
    calendar = calendar_with({})
    assert calendar.next_session(20261231) == 20270101
    day = calendar.day(20270104)
    assert (day.is_session, day.provisional) == (True, True)
    assert calendar.day(20270102).is_session is False


def test_own_rows_win_on_both_sides_of_the_known_range():
    rows = {
        20301230: Override(is_session=False, provisional=False, name="typhoon"),
        20310101: Override(is_session=False, provisional=True, name="New Year"),
        20310104: Override(is_session=True, provisional=False, name="made-up Saturday"),
    }
    calendar = small(rows)
    assert calendar.next_session(20301228) == 20301231
    assert calendar.next_session(20301231) == 20310102
    assert calendar.is_session(20310104)
    assert calendar.day(20310101).provisional is True
    assert calendar.day(20310104).provisional is False


def test_last_sessions_are_oldest_first_and_strictly_before():
    assert small().last_sessions(20301231, 2) == (20301228, 20301230)


def test_search_stops_when_the_calendar_is_empty():
    with pytest.raises(InvalidInputError, match="within 60 days"):
        small().previous_session(20301228)


def test_a_number_that_is_no_date_is_refused():
    with pytest.raises(InvalidInputError, match="20260230 is not a date"):
        to_civil(20260230)


def test_sessions_equal_the_published_list():
    path = SHARED / "instruments" / "trading_calendar_1990_2026.json"
    if not path.exists():
        pytest.skip("../shared/data/instruments is not on this machine")
    content = json.loads(path.read_text(encoding="utf-8"))
    dates = content if isinstance(content, list) else next(v for v in content.values() if isinstance(v, list))
    published = tuple(int(str(date).replace("-", "")) for date in dates)
    assert known_sessions() == published
