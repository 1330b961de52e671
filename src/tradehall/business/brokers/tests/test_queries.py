"""Attributions for the end of day, and a broker's commission."""

from tradehall.business.brokers import facade as brokers
from tradehall.business.brokers import queries
from tradehall.business.brokers.models import Broker
from tradehall.business.tests import projections
from tradehall.business.tests.people import ANN, BEN, CAT, START
from tradehall.clearing import facade as clearing
from tradehall.clearing.contracts import Attribution, ShareLine
from tradehall.kernel.units import RATE_SCALE

FORTY = 40_000_000


def test_attributions_carry_the_rate_of_the_date(firm):
    broker = Broker.objects.get(broker_no="B1001")
    brokers.set_share_rate(broker=broker, rate=FORTY // 2, from_date=20260201)
    assert brokers.attributions(20260131) == (
        Attribution(account_id=ANN, client_no="100001", broker_no="B1001", share=RATE_SCALE, share_rate=FORTY),
        Attribution(account_id=CAT, client_no="200001", broker_no="B1001", share=RATE_SCALE, share_rate=FORTY),
    )
    assert {line.share_rate for line in brokers.attributions(20260201)} == {FORTY // 2}
    assert brokers.attributions(START - 1) == ()


def test_day_that_is_not_cleared_is_provisional_from_its_fills(firm):
    projections.fill(ANN, 1)
    projections.fill(ANN, 2)
    projections.fill(BEN, 3)
    day = brokers.commission_day("B1001", projections.DAY)
    assert not day.is_final
    rows = {row.account_id: row for row in day.rows}
    # Two fills of 5 yuan with 0.05 of statutory fees inside each: net 9.90, of which 40 % is 3.96.
    ann = rows[ANN]
    assert (ann.fills, ann.gross, ann.passthrough, ann.net, ann.share) == (2, 100_000, 1_000, 99_000, 39_600)
    assert (rows[CAT].gross, rows[CAT].share) == (0, 0)
    assert BEN not in rows
    assert day.share == 39_600


def test_cleared_day_shows_the_settled_figures(firm, monkeypatch):
    line = ShareLine(
        trading_date=projections.DAY,
        account_id=ANN,
        client_no="100001",
        broker_no="B1001",
        gross=100_000,
        passthrough=1_000,
        net=99_000,
        attribution=RATE_SCALE,
        share_rate=FORTY,
        share=39_600,
    )
    monkeypatch.setattr(queries, "cleared_dates", lambda: (projections.DAY,))
    monkeypatch.setattr(clearing, "commission_shares", lambda date, *, broker_no: (line,))
    day = brokers.commission_day("B1001", projections.DAY)
    assert day.is_final
    (row,) = day.rows
    assert (row.client_name, row.gross, row.share) == ("安", 100_000, 39_600)
