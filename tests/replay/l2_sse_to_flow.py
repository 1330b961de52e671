"""Turn a day of Shanghai Level-2 order and trade records into order flow for `tradehall exchange replay`.

The record lists resting orders, cancels and trades. An order that met a counterpart on arrival in continuous trading
is listed only with what was left of it after its trades, and not at all when nothing was left. So each such taker is
put together again: its quantity is its run of trades plus its residue, its price that of the residue, or else the
price of its last trade, which is as far as it is known to have reached. It enters where its first trade stands.
Orders of the call auctions are listed whole. Events of a channel are ordered by `ApplSeqNum`.

    python tests/replay/l2_sse_to_flow.py ORDERS.csv.gz TRADES.csv.gz FLOW.csv RECORDED.csv
"""

import csv
import gzip
import sys
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import NamedTuple

FLOW_COLUMNS = ("seq", "time", "security_id", "action", "order_id", "side", "order_type", "price", "qty")
RECORDED_COLUMNS = ("seq", "time", "security_id", "phase", "price", "qty", "buy_order_id", "sell_order_id")
AUCTION = "0"
BUYER_TOOK = "1"
CLOSING_CALL = "14:57"


class Event(NamedTuple):
    """An order record or a trade record at its place in the channel."""

    seq: int
    is_trade: bool
    cells: dict[str, str]


class RecordedTrade(NamedTuple):
    """A trade as the exchange published it."""

    seq: int
    time: str
    security_id: str
    phase: str
    price: str
    qty: int
    buy_order_id: str
    sell_order_id: str


FlowCells = tuple[int, str, str, str, str, str, str, str, str]


def read_events(orders: Path, trades: Path) -> list[Event]:
    """Both records merged in the order of their channel."""
    events = [Event(int(cells["ApplSeqNum"]), False, cells) for cells in _rows(orders)]
    events += [Event(int(cells["ApplSeqNum"]), True, cells) for cells in _rows(trades)]
    return sorted(events, key=lambda event: event.seq)


def recorded_trades(events: Iterable[Event]) -> list[RecordedTrade]:
    """The published trades, as the replay should find them."""
    return [_recorded(event) for event in events if event.is_trade]


def to_flow(events: list[Event]) -> list[FlowCells]:
    """The flow that made these events, in order."""
    residues = _residues(events)
    flow: list[FlowCells] = []
    done: set[tuple[str, str]] = set()
    sums = _taken(events)
    for event in events:
        cells = event.cells
        code = cells["SecurityID"].partition(".")[0]
        if event.is_trade:
            if cells["TradeBSFlag"] == AUCTION:
                continue
            taker = _taker(cells)
            if (code, taker) in done:
                continue
            done.add((code, taker))
            qty, reach = sums[code, taker]
            residue = residues.get((code, taker))
            if residue is not None:
                qty += int(residue["OrderQty"])
                reach = _price(residue["OrderPrice"])
            side = "buy" if cells["TradeBSFlag"] == BUYER_TOOK else "sell"
            flow.append((event.seq, cells["MDTime"], code, "add", taker, side, "limit", reach, str(qty)))
        elif cells["OrderType"] == "10":
            flow.append((event.seq, cells["MDTime"], code, "cancel", cells["OrderNO"], "", "limit", "", ""))
        elif (code, cells["OrderNO"]) not in done:
            side = "buy" if cells["OrderBSFlag"] == "1" else "sell"
            price = _price(cells["OrderPrice"])
            row = (event.seq, cells["MDTime"], code, "add", cells["OrderNO"], side, "limit", price, cells["OrderQty"])
            flow.append(row)
    return flow


def write_csv(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _taken(events: list[Event]) -> dict[tuple[str, str], tuple[int, str]]:
    """For each taker what it traded in all, and the price of its last trade."""
    sums: dict[tuple[str, str], tuple[int, str]] = {}
    for event in events:
        cells = event.cells
        if event.is_trade and cells["TradeBSFlag"] != AUCTION:
            key = (cells["SecurityID"].partition(".")[0], _taker(cells))
            qty, _ = sums.get(key, (0, ""))
            sums[key] = (qty + int(cells["TradeQty"]), _price(cells["TradePrice"]))
    return sums


def _residues(events: list[Event]) -> dict[tuple[str, str], dict[str, str]]:
    """Order records by number; those of takers are residues."""
    return {
        (event.cells["SecurityID"].partition(".")[0], event.cells["OrderNO"]): event.cells
        for event in events
        if not event.is_trade and event.cells["OrderType"] == "2"
    }


def _taker(cells: dict[str, str]) -> str:
    return cells["TradeBuyNo"] if cells["TradeBSFlag"] == BUYER_TOOK else cells["TradeSellNo"]


def _recorded(event: Event) -> RecordedTrade:
    cells = event.cells
    phase = "CONT"
    if cells["TradeBSFlag"] == AUCTION:
        phase = "OPEN_CALL" if cells["MDTime"] < CLOSING_CALL else "CLOSE_CALL"
    return RecordedTrade(
        event.seq,
        cells["MDTime"],
        cells["SecurityID"].partition(".")[0],
        phase,
        _price(cells["TradePrice"]),
        int(cells["TradeQty"]),
        cells["TradeBuyNo"],
        cells["TradeSellNo"],
    )


def _price(text: str) -> str:
    """The record's prices carry the noise of binary floats; a price has two decimals here."""
    return str(Decimal(text).quantize(Decimal("0.001"), ROUND_HALF_EVEN).quantize(Decimal("0.01")))


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def main(arguments: list[str]) -> None:
    orders, trades, flow, recorded = (Path(each) for each in arguments)
    events = read_events(orders, trades)
    write_csv(flow, FLOW_COLUMNS, to_flow(events))
    write_csv(recorded, RECORDED_COLUMNS, recorded_trades(events))


if __name__ == "__main__":
    main(sys.argv[1:])
