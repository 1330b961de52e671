"""A recorded Shanghai day through the exchange's own books: the same auctions and the same trades come out."""

import csv
import runpy
import sys
from collections import Counter
from pathlib import Path

import pytest

from tradehall.app.replay_files import replay_exchange_files

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT.parent / "shared" / "data" / "l2_sse"
ORDERS = RECORDS / "SHorders_605580_601825_20230711.csv.gz"
TRADES = RECORDS / "SHtrans_605580_601825_20230711.csv.gz"
KEYS = ("time", "phase", "price", "qty", "buy_order_id", "sell_order_id")
AUCTIONS = {
    ("605580", "OPEN_CALL"): ("14.56", 197_700),
    ("605580", "CLOSE_CALL"): ("14.50", 327_500),
    ("601825", "OPEN_CALL"): ("5.48", 2_800),
    ("601825", "CLOSE_CALL"): ("5.48", 25_000),
}
CONTINUOUS = {"605580": 16_393, "601825": 5_340}
# Limits of the day, as the extreme orders of the record show them: 14.92 and 5.46 plus and minus ten per cent.
STATIC_FILE = """security_id,name,board,pre_close,limit_up,limit_down
605580,恒盛能源,main,14.92,16.41,13.43
601825,沪农商行,main,5.46,6.01,4.91
"""

pytestmark = pytest.mark.skipif(
    not ORDERS.exists(), reason=f"the recorded Level-2 day is not on this machine ({RECORDS.name} beside the project)"
)

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """FLOW.csv and RECORDED.csv as the script writes them."""
    folder = tmp_path_factory.mktemp("l2_sse")
    script = str(ROOT / "tests/replay/l2_sse_to_flow.py")
    arguments = [script, str(ORDERS), str(TRADES), str(folder / "FLOW.csv"), str(folder / "RECORDED.csv")]
    before, sys.argv = sys.argv, arguments
    try:
        runpy.run_path(script, run_name="__main__")
    finally:
        sys.argv = before
    return folder


def read(path: Path, security: str, phase: str) -> Rows:
    with path.open(encoding="utf-8", newline="") as source:
        return [row for row in csv.DictReader(source) if (row["security_id"], row["phase"]) == (security, phase)]


def in_keys(rows: Rows) -> list[tuple[str, ...]]:
    return [tuple(row[key] for key in KEYS) for row in rows]


@pytest.fixture(scope="module", params=["without limits", "with limits and cage"])
def replayed(folder: Path, request: pytest.FixtureRequest) -> Path:
    """The trades of the replay. The real exchange took every one of these orders, so must ours."""
    static = None
    if request.param == "with limits and cage":
        static = folder / "INSTR.csv"
        static.write_text(STATIC_FILE, encoding="utf-8")
    out = folder / "OUT.csv"
    summary = replay_exchange_files(flow=folder / "FLOW.csv", venue="SSE", trades=out, instruments=static)
    assert summary.refused == {}
    assert (summary.rows, summary.cancels, summary.trades) == (45_225, 9_105, 22_366)
    return out


@pytest.mark.parametrize(("security", "phase"), list(AUCTIONS))
def test_auction_price_and_volume(folder: Path, replayed: Path, security: str, phase: str):
    price, volume = AUCTIONS[security, phase]
    for rows in (read(folder / "RECORDED.csv", security, phase), read(replayed, security, phase)):
        assert {row["price"] for row in rows} == {price}
        assert sum(int(row["qty"]) for row in rows) == volume


@pytest.mark.parametrize(("security", "phase"), list(AUCTIONS))
def test_auction_fills_every_order_as_recorded(folder: Path, replayed: Path, security: str, phase: str):
    def filled(rows: Rows) -> Counter[str]:
        sums: Counter[str] = Counter()
        for row in rows:
            sums[row["buy_order_id"]] += int(row["qty"])
            sums[row["sell_order_id"]] += int(row["qty"])
        return sums

    assert filled(read(replayed, security, phase)) == filled(read(folder / "RECORDED.csv", security, phase))


@pytest.mark.parametrize("security", list(CONTINUOUS))
def test_every_continuous_trade_in_order(folder: Path, replayed: Path, security: str):
    recorded = in_keys(read(folder / "RECORDED.csv", security, "CONT"))
    found = in_keys(read(replayed, security, "CONT"))
    differences = [pair for pair in zip(recorded, found, strict=False) if pair[0] != pair[1]]
    assert differences[:3] == []
    assert len(found) == len(recorded) == CONTINUOUS[security]
