"""Files of `tradehall exchange replay`: all or nothing, with the line of every fault."""

from pathlib import Path

import pytest

from tradehall.app.replay_files import ERRORS_SHOWN_MAX, replay_exchange_files
from tradehall.kernel.errors import InvalidInputError

HEADER = "seq,time,security_id,action,order_id,side,order_type,price,qty\n"
GOOD = (
    HEADER
    + "1,09:31:00.000,600000,add,1,sell,limit,10.00,100\n"
    + "2,09:31:01.000,600000,add,2,buy,limit,10.05,300\n"
    + "3,09:31:02.000,600000,cancel,2,,limit,,\n"
)


def flow_file(folder: Path, text: str) -> Path:
    path = folder / "FLOW.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_trades_are_written_with_the_columns_of_the_tape(tmp_path: Path):
    out = tmp_path / "OUT.csv"
    summary = replay_exchange_files(flow=flow_file(tmp_path, GOOD), venue="sse", trades=out)
    assert out.read_text(encoding="utf-8") == (
        "seq,time,security_id,phase,price,qty,buy_order_id,sell_order_id\n1,09:31:01.000,600000,CONT,10.00,100,2,1\n"
    )
    assert summary.lines() == ["rows 3, orders 2, cancels 1, trades 1"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["FLOW.csv", "OUT.csv"]


def test_columns_may_stand_in_another_order_and_after_a_byte_order_mark(tmp_path: Path):
    text = "\ufeffqty,price,order_type,side,order_id,action,security_id,time,seq,note\n"
    text += "100,10.00,limit,sell,1,add,600000,09:31:00,1,a\n100,10.00,limit,buy,2,add,600000,09:31:00,2,b\n"
    summary = replay_exchange_files(flow=flow_file(tmp_path, text), venue="SSE", trades=tmp_path / "OUT.csv")
    assert summary.trades == 1


def test_every_bad_line_is_named_and_an_older_file_is_left_alone(tmp_path: Path):
    out = tmp_path / "OUT.csv"
    out.write_text("older", encoding="utf-8")
    text = GOOD + "4,09:31:03.000,600000,add,2,buy,limit,10.05,300\n5,bad\n6,09:3,600000,add,9,buy,limit,1,100\n"
    with pytest.raises(InvalidInputError) as caught:
        replay_exchange_files(flow=flow_file(tmp_path, text), venue="SSE", trades=out)
    assert str(caught.value).splitlines() == [
        "FLOW.csv, line 5: order_id '2' was used before",
        "FLOW.csv, line 6: 9 cells were expected, the row had 2",
        "FLOW.csv, line 7: time must be HH:MM:SS.mmm, it was '09:3'",
        "Nothing was written; correct the file and retry.",
    ]
    assert out.read_text(encoding="utf-8") == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["FLOW.csv", "OUT.csv"]


def test_only_the_first_faults_are_shown(tmp_path: Path):
    text = HEADER + "x\n" * (ERRORS_SHOWN_MAX + 5)
    with pytest.raises(InvalidInputError, match="and 5 more lines with errors"):
        replay_exchange_files(flow=flow_file(tmp_path, text), venue="SSE", trades=tmp_path / "OUT.csv")


@pytest.mark.parametrize(
    ("text", "words"),
    [("seq,time\n1,09:15:00\n", "the header lacks the column security_id"), ("", "the header lacks the column seq")],
)
def test_missing_columns(tmp_path: Path, text: str, words: str):
    with pytest.raises(InvalidInputError, match=words):
        replay_exchange_files(flow=flow_file(tmp_path, text), venue="SSE", trades=tmp_path / "OUT.csv")


def test_unknown_venue_and_missing_file(tmp_path: Path):
    with pytest.raises(InvalidInputError, match="venue must be SSE, SZSE or BSE, it was 'NYSE'"):
        replay_exchange_files(flow=flow_file(tmp_path, GOOD), venue="NYSE", trades=tmp_path / "OUT.csv")
    with pytest.raises(InvalidInputError, match="No such file"):
        replay_exchange_files(flow=tmp_path / "NONE.csv", venue="SSE", trades=tmp_path / "OUT.csv")
    assert not (tmp_path / "OUT.csv").exists()


def test_bad_static_file_stops_before_anything_is_written(tmp_path: Path):
    static = tmp_path / "INSTR.csv"
    static.write_text(
        "security_id,name,board,pre_close,limit_up,limit_down\n600000,浦发银行,main,10.00,11.00,9.00\n"
        "600000,浦发银行,main,10.00,11.00,9.00\n600004,白云机场,moon,10.00,11.00,9.00\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidInputError) as caught:
        replay_exchange_files(
            flow=flow_file(tmp_path, GOOD), venue="SSE", trades=tmp_path / "OUT.csv", instruments=static
        )
    assert str(caught.value).splitlines()[:2] == [
        "INSTR.csv, line 3: security_id '600000' stands here twice",
        "INSTR.csv, line 4: board must be main, chinext, star, bse, fund or bond, it was 'moon'",
    ]
    assert not (tmp_path / "OUT.csv").exists()
