from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tradehall.kernel.errors import InvalidInputError
from tradehall.market_data import day_figures as room
from tradehall.market_data.day_figures import day_figures
from tradehall.market_data.models import Instrument, InstrumentStatus, StatusKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("market")]
FIRST_DAY = 20261123


@pytest.fixture
def opened(monkeypatch):
    """Tells which days the counter has opened, and at which sequence."""
    days: dict[int, int] = {}
    rows = lambda: tuple(SimpleNamespace(trading_date=day, opened_seq=seq) for day, seq in days.items())  # noqa: E731
    monkeypatch.setattr("tradehall.market_data.day_figures.runtime.trading_days", rows)
    room.forget_figures()
    yield days
    room.forget_figures()


def suspend(symbol: str, first: int) -> None:
    InstrumentStatus.objects.create(instrument_id=symbol, kind=StatusKind.SUSPENDED, valid_from=first)


def test_the_newest_opened_day_is_in_force(opened):
    opened.update({20261120: 5, FIRST_DAY: 90})
    figures = day_figures()
    assert (figures.date, len(figures.by_symbol)) == (FIRST_DAY, 9)
    assert figures.by_symbol["600000.SH"].limit_up == 110_600


def test_before_the_first_day_the_calendar_says_which(opened, monkeypatch):
    now = SimpleNamespace(now=lambda _zone: SimpleNamespace(date=lambda: date(2026, 11, 21)))
    monkeypatch.setattr(room, "datetime", now)
    assert opened == {}
    assert day_figures().date == FIRST_DAY


def test_an_opened_day_keeps_its_figures_without_asking_again(opened):
    opened[FIRST_DAY] = 90
    before = day_figures()
    suspend("000001.SZ", FIRST_DAY)
    Instrument.objects.filter(symbol="600000.SH").update(name="x")
    with CaptureQueriesContext(connection) as asked:
        assert day_figures(FIRST_DAY) is before
    assert len(asked) == 0


def test_the_roll_of_the_day_brings_new_figures(opened):
    opened[FIRST_DAY] = 90
    suspend("000001.SZ", 20261124)
    assert day_figures().by_symbol["000001.SZ"].suspended is False
    opened[20261124] = 800
    assert day_figures().date == 20261124
    assert day_figures().by_symbol["000001.SZ"].suspended is True


def test_a_day_that_is_not_open_is_worked_out_anew(opened):
    assert day_figures(FIRST_DAY).by_symbol["000001.SZ"].suspended is False
    suspend("000001.SZ", FIRST_DAY)
    assert day_figures(FIRST_DAY).by_symbol["000001.SZ"].suspended is True
    assert opened == {}


def test_a_day_opened_again_after_a_reset_is_another_day(opened):
    opened[FIRST_DAY] = 90
    before = day_figures()
    opened[FIRST_DAY] = 91
    assert day_figures() is not before


def test_a_closed_date_is_refused(opened):
    assert opened == {}
    with pytest.raises(InvalidInputError, match="the next one is 20261123"):
        day_figures(20261122)
