"""Versions: what was shown to a client or a broker stays; a correction stands beside it."""

import msgspec
import pytest

from tradehall.clearing import facade
from tradehall.clearing.contracts import ShareLine, StatementBody, StatementCash
from tradehall.clearing.models import CommissionShare, Statement
from tradehall.clearing.operations import add_share_versions, add_statement_versions
from tradehall.kernel.units import RATE_SCALE

pytestmark = pytest.mark.django_db

DAY = 20261123
LINE = ShareLine(DAY, 1, "C1", "B1", 50_000, 5_700, 44_300, RATE_SCALE, 40_000_000, 17_700)
BODY = StatementBody(
    account_id=1,
    client_no="C1",
    trading_date=DAY,
    opening_cash=0,
    closing_cash=700,
    movements=(StatementCash("deposit", "", 0, 700, "in"),),
    holdings=(),
    market_value=0,
    total_assets=700,
    orders=(),
    fills=(),
)


def test_the_same_shares_again_make_no_version():
    add_share_versions(DAY, [LINE])
    add_share_versions(DAY, [LINE])
    assert facade.commission_shares(DAY) == (LINE,)
    assert CommissionShare.objects.count() == 1


def test_a_changed_share_is_a_new_version_and_the_old_one_stays():
    add_share_versions(DAY, [LINE])
    better = msgspec.structs.replace(LINE, share_rate=50_000_000, share=22_200)
    add_share_versions(DAY, [better])
    assert facade.commission_shares(DAY) == (msgspec.structs.replace(better, version=2),)
    assert list(CommissionShare.objects.order_by("version").values_list("version", "share")) == [
        (1, 17_700),
        (2, 22_200),
    ]


def test_a_share_that_falls_away_becomes_a_version_of_zero():
    add_share_versions(DAY, [LINE])
    add_share_versions(DAY, [])
    add_share_versions(DAY, [])
    (shown,) = facade.commission_shares(DAY, broker_no="B1")
    assert (shown.version, shown.gross, shown.net, shown.share) == (2, 0, 0, 0)


def test_a_statement_is_corrected_by_a_new_version():
    add_statement_versions(DAY, [BODY])
    add_statement_versions(DAY, [BODY])
    (first,) = facade.statements([1])
    corrected = msgspec.structs.replace(BODY, client_no="C2")
    add_statement_versions(DAY, [corrected])
    (newest,) = facade.statements([1])
    assert (first.version, newest.version, Statement.objects.count()) == (1, 2, 2)
    assert facade.statement([1], first.statement_id).body == BODY
    assert facade.statement([1], newest.statement_id).body == corrected
