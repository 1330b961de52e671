"""Statements add up, whatever moved."""

from hypothesis import given
from hypothesis import strategies as st

from tradehall.clearing.contracts import CashKind
from tradehall.clearing.entries import CashLine
from tradehall.clearing.statements import statements

DAY = 20261123
ACCOUNTS = (1, 2, 3)
lines = st.lists(
    st.builds(
        CashLine,
        st.sampled_from(ACCOUNTS),
        st.sampled_from(list(CashKind)),
        st.just(7),
        st.just("600000.SH"),
        st.integers(-(10**9), 10**9),
        st.just(""),
    )
)
holdings = st.dictionaries(
    st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(["600000.SH", "000001.SZ", "920001.BJ"])),
    st.integers(1, 10**6),
)


@given(st.dictionaries(st.sampled_from(ACCOUNTS), st.integers(-(10**9), 10**9)), lines, holdings)
def test_closing_cash_and_assets_are_sums(opening, moved, held):
    closes = {"600000.SH": 105_000, "000001.SZ": 112_000}
    made = statements(
        DAY,
        clients={1: "C1", 2: "C2", 3: "C3"},
        opening=opening,
        lines=moved,
        holdings=held,
        costs={},
        closes=closes,
        names={},
        orders=(),
        fills=(),
    )
    assert [body.account_id for body in made] == [1, 2, 3]
    for body in made:
        assert body.closing_cash == opening.get(body.account_id, 0) + sum(m.amount for m in body.movements)
        assert body.market_value == sum(closes.get(h.symbol, 0) * h.qty for h in body.holdings)
        assert body.total_assets == body.closing_cash + body.market_value
    assert sum(len(body.movements) for body in made) == len(moved)
    assert sum(h.qty for body in made for h in body.holdings) == sum(held.values())
