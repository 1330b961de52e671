"""Ids and market time against the calendar of the standard library."""

from datetime import UTC, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from tradehall.kernel.ids import is_client_id, is_symbol, market_time, time_of_day
from tradehall.kernel.results import RESULT_TEXTS, ResultCode


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 12, 31)))  # noqa: DTZ001 -- Beijing wall time
def test_market_time_is_the_naive_epoch(at):
    date = at.year * 10_000 + at.month * 100 + at.day
    hhmmss = at.hour * 10_000 + at.minute * 100 + at.second
    counted = market_time(date, hhmmss, at.microsecond)
    assert counted == round(datetime.combine(at.date(), time(), UTC).timestamp()) * 1_000_000 + (
        (at.hour * 3600 + at.minute * 60 + at.second) * 1_000_000 + at.microsecond
    )
    assert time_of_day(counted) == hhmmss


def test_shapes_of_ids():
    assert [is_symbol(text) for text in ("600000.SH", "920001.BJ", "600000", "600000.XX", "600000.SH\n")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [is_client_id(text) for text in ("a", "A-1_b.c:d", "", "x" * 33, "a b", "号")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_every_result_has_words_in_both_languages():
    assert set(RESULT_TEXTS) == set(ResultCode)
    assert all(text.zh and text.en for text in RESULT_TEXTS.values())
