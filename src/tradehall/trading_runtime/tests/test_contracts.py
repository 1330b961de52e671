"""Derived figures of the rows (fees-and-clearing 2)."""

import pytest

from tradehall.trading_runtime.contracts import CashRow, PositionRow

YUAN = 10_000


@pytest.mark.parametrize(
    ("balance", "frozen", "bought", "sold", "available", "withdrawable"),
    [
        # The two worked examples of fees-and-clearing 2.
        (100, 0, 60, 100, 140, 100),
        (100, 0, 150, 100, 50, 50),
        (100, 30, 0, 0, 70, 70),
        (100, 120, 0, 100, 80, 80),
    ],
)
def test_cash_identities(balance: int, frozen: int, bought: int, sold: int, available: int, withdrawable: int) -> None:
    row = CashRow(
        account_id=1,
        balance=balance * YUAN,
        frozen_order=frozen * YUAN,
        frozen_other=0,
        bought_today=bought * YUAN,
        sold_today=sold * YUAN,
        deposit_today=0,
        withdraw_today=0,
        stream_seq=1,
        changed_at=0,
    )
    assert row.available == available * YUAN
    assert row.withdrawable == withdrawable * YUAN


def test_what_was_bought_today_can_be_sold_only_where_settlement_is_immediate() -> None:
    row = PositionRow(
        account_id=1,
        symbol="600000.SH",
        qty_last=1000,
        buy_today=500,
        sell_today=200,
        frozen_sell=100,
        frozen_other=50,
        holding_cost=0,
        diluted_cost=0,
        stream_seq=1,
        changed_at=0,
    )
    assert row.qty == 1300
    assert row.sellable(settle_days=1) == 650
    assert row.sellable(settle_days=0) == 1150
