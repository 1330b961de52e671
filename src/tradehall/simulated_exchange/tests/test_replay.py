from collections.abc import Iterable

import pytest

from tradehall.contracts.enums import Board, Venue
from tradehall.contracts.instruments import InstrumentDay
from tradehall.kernel.results import ResultCode
from tradehall.simulated_exchange.replay import (
    FLOW_COLUMNS,
    FlowReplay,
    FlowRow,
    FlowTrade,
    format_time,
    parse_flow_row,
    parse_instrument_row,
    parse_time,
    replay_flow,
    replay_instrument,
    trade_cells,
)


def rows(*lines: str) -> Iterable[FlowRow]:
    """Flow rows from lines as they stand in FLOW.csv."""
    return [parse_flow_row(dict(zip(FLOW_COLUMNS, line.split(","), strict=True))) for line in lines]


def outcome(trades: Iterable[FlowTrade]) -> list[tuple[str, str, str, int, str, str]]:
    return [(format_time(t.at), t.phase, t.security_id, t.price, t.buy_order_id, t.sell_order_id) for t in trades]


def test_a_day_through_all_phases():
    trades = replay_flow(
        rows(
            "1,09:15:00.000,600000,add,b1,buy,limit,10.05,200",
            "2,09:16:00.000,600000,add,s1,sell,limit,10.00,100",
            "3,09:31:00.000,600000,add,s2,sell,limit,10.05,100",
            "4,13:00:00.500,600000,add,s3,sell,limit,10.10,100",
            "5,14:56:59.990,600000,cancel,s3,,,,",
            "6,14:57:00.000,600000,add,b2,buy,limit,10.20,300",
            "7,14:59:59.990,600000,add,s4,sell,limit,10.20,300",
        ),
        Venue.SSE,
    )
    assert outcome(trades) == [
        ("09:25:00.000", "OPEN_CALL", "600000", 100_500, "b1", "s1"),
        ("09:31:00.000", "CONT", "600000", 100_500, "b1", "s2"),
        ("15:00:00.000", "CLOSE_CALL", "600000", 102_000, "b2", "s4"),
    ]


def test_a_time_a_little_behind_counts_as_the_time_before():
    trades = replay_flow(
        rows(
            "1,09:31:00.010,600000,add,s1,sell,limit,10.00,100",
            "2,09:31:00.000,600000,add,b1,buy,limit,10.00,100",
        ),
        Venue.SSE,
    )
    assert outcome(trades) == [("09:31:00.010", "CONT", "600000", 100_000, "b1", "s1")]


def test_securities_keep_their_own_clocks_whether_interleaved_or_in_a_row():
    first = (
        "1,09:16:00.000,600000,add,1,buy,limit,10.00,100",
        "3,09:17:00.000,600000,add,2,sell,limit,10.00,100",
        "5,10:00:00.000,600000,add,3,buy,limit,10.00,100",
    )
    second = ("2,09:16:00.000,600004,add,1,buy,limit,5.00,100", "4,09:17:00.000,600004,add,2,sell,limit,5.00,100")
    in_a_row = outcome(replay_flow(rows(*first, *second), Venue.SSE))
    interleaved = outcome(replay_flow(rows(first[0], second[0], first[1], second[1], first[2]), Venue.SSE))
    assert in_a_row == interleaved
    assert [trade[2] for trade in in_a_row] == ["600000", "600004"]


def test_cancels_in_the_banned_minutes_and_orders_in_the_pause_are_counted_not_carried_out():
    replay = FlowReplay(Venue.SSE)
    made = []
    for row in rows(
        "1,09:19:00.000,600000,add,1,buy,limit,10.00,100",
        "2,09:20:00.000,600000,cancel,1,,,,",
        "3,09:27:00.000,600000,add,2,sell,limit,10.00,100",
        "4,09:30:00.000,600000,cancel,7,,,,",
        "5,09:30:00.000,600000,add,3,sell,limit,10.00,100",
        "6,09:30:00.000,600000,cancel,3,,,,",
        "7,09:30:00.000,600000,add,4,sell,limit,10.005,100",
    ):
        made += replay.feed(row)
    assert [(trade.buy_order_id, trade.sell_order_id) for trade in made] == [("1", "3")]
    assert replay.refused == {
        ResultCode.PHASE_NOT_CANCELLABLE: 1,
        ResultCode.PHASE_NOT_ACCEPTING: 1,
        ResultCode.UNKNOWN_ORDER: 1,
        ResultCode.ORDER_FINISHED: 1,
        ResultCode.PRICE_OFF_TICK: 1,
    }


def static(board: str = "main", limits: tuple[str, str] = ("11.00", "9.00")) -> dict[str, InstrumentDay]:
    cells = {
        "security_id": "600000",
        "name": "浦发银行",
        "board": board,
        "pre_close": "10.00",
        "limit_up": limits[0],
        "limit_down": limits[1],
    }
    return {"600000": parse_instrument_row(cells, Venue.SSE)}


BEYOND = (
    "1,09:30:00.000,600000,add,1,sell,limit,10.00,100",
    "2,09:30:01.000,600000,add,2,buy,limit,12.00,50",
    "3,09:30:02.000,600000,add,3,buy,limit,10.30,50",
)


def test_limits_and_cage_apply_only_with_a_static_file():
    assert len(list(replay_flow(rows(*BEYOND), Venue.SSE))) == 2
    replay = FlowReplay(Venue.SSE, static())
    assert [trade for row in rows(*BEYOND) for trade in replay.feed(row)] == []
    assert replay.refused == {ResultCode.PRICE_ABOVE_LIMIT: 1, ResultCode.PRICE_OUTSIDE_CAGE: 1}


def test_empty_limits_mean_none_and_funds_have_no_cage():
    replay = FlowReplay(Venue.SSE, static("etf", ("", "")))
    assert len([trade for row in rows(*BEYOND) for trade in replay.feed(row)]) == 2
    assert replay.refused == {}


def test_security_that_the_static_file_lacks_is_refused():
    replay = FlowReplay(Venue.SSE, {})
    (row,) = rows("1,09:30:00.000,600000,add,1,sell,limit,10.00,100")
    assert replay.feed(row) == []
    assert replay.refused == {ResultCode.EXCHANGE_UNKNOWN_INSTRUMENT: 1}


def test_shenzhen_call_is_nearest_to_the_previous_close_of_the_static_file():
    cells = {
        "security_id": "000001",
        "name": "",
        "board": "主板",
        "pre_close": "10.01",
        "limit_up": "",
        "limit_down": "",
    }
    days = {"000001": parse_instrument_row(cells, Venue.SZSE)}
    flow = rows("1,09:16:00.000,000001,add,1,buy,limit,10.05,100", "2,09:17:00.000,000001,add,2,sell,limit,10.00,100")
    assert [trade.price for trade in replay_flow(flow, Venue.SZSE, days)] == [100_100]
    assert [trade.price for trade in replay_flow(flow, Venue.SZSE)] == [100_300]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x,09:15:00.000,600000,add,1,buy,limit,10.00,100", "seq must be a whole number"),
        ("1,9:15,600000,add,1,buy,limit,10.00,100", "time must be HH:MM:SS.mmm"),
        ("1,24:15:00,600000,add,1,buy,limit,10.00,100", "time must be HH:MM:SS.mmm"),
        ("1,09:15:00.000,,add,1,buy,limit,10.00,100", "security_id is missing"),
        ("1,09:15:00.000,600000,change,1,buy,limit,10.00,100", "action must be add or cancel"),
        ("1,09:15:00.000,600000,add,,buy,limit,10.00,100", "order_id is missing"),
        ("1,09:15:00.000,600000,add,1,B,limit,10.00,100", "side must be buy or sell"),
        ("1,09:15:00.000,600000,add,1,buy,market,10.00,100", "order_type must be limit"),
        ("1,09:15:00.000,600000,add,1,buy,limit,nan,100", "price: a plain decimal"),
        ("1,09:15:00.000,600000,add,1,buy,limit,0,100", "price must be above 0"),
        ("1,09:15:00.000,600000,add,1,buy,limit,10.00,0", "qty must be above 0"),
        ("1,09:15:00.000,600000,add,1,buy,limit,10.00,1.5", "qty must be a whole number"),
    ],
)
def test_bad_rows_name_their_column(line: str, words: str):
    with pytest.raises(ValueError, match=words.replace(".", r"\.")):
        rows(line)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("5,09:16:00.000,600000,add,2,buy,limit,10.00,100", "seq must increase"),
        ("6,09:14:00.000,600000,add,2,buy,limit,10.00,100", "time goes back"),
        ("6,09:16:00.000,600000,add,1,buy,limit,10.00,100", "was used before"),
    ],
)
def test_rows_out_of_order_are_errors(line: str, words: str):
    replay = FlowReplay(Venue.SSE)
    first, bad = rows("5,09:15:00.000,600000,add,1,buy,limit,10.00,100", line)
    replay.feed(first)
    with pytest.raises(ValueError, match=words):
        replay.feed(bad)


def test_times_and_prices_as_text():
    assert format_time(parse_time("09:15:00.28")) == "09:15:00.280"
    trade = FlowTrade(1, parse_time("10:00:00"), "510300", "CONT", 47_210, 100, "1", "2")
    assert trade_cells(trade, Venue.SSE) == ("1", "10:00:00.000", "510300", "CONT", "4.721", "100", "1", "2")
    assert trade_cells(trade._replace(security_id="600000", price=100_500), Venue.SSE)[4] == "10.05"


@pytest.mark.parametrize(
    ("word", "board", "cage"),
    [
        ("SSE main", Board.MAIN, (200, 1_000)),
        ("STAR", Board.STAR, (200, 0)),
        ("创业板", Board.CHINEXT, (200, 1_000)),
        ("BSE", Board.BSE, (500, 1_000)),
        ("ETF", Board.FUND, (0, 0)),
    ],
)
def test_boards_and_their_cages(word: str, board: Board, cage: tuple[int, int]):
    day = static(word)["600000"]
    assert (day.board, (day.cage_bp, day.cage_min)) == (board, cage)


def test_ticks_by_code():
    ticks = {code: replay_instrument(code, venue).tick for code, venue in (
        ("600000", Venue.SSE), ("510300", Venue.SSE), ("113050", Venue.SSE), ("000001", Venue.SZSE),
        ("159915", Venue.SZSE), ("128136", Venue.SZSE), ("920002", Venue.BSE),
    )}  # fmt: skip
    assert ticks == {
        "600000": 100, "510300": 10, "113050": 10, "000001": 100, "159915": 10, "128136": 10, "920002": 100,
    }  # fmt: skip
