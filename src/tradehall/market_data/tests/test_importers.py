import gzip
import math
from pathlib import Path

import pytest

from tradehall.contracts.enums import Board, SecurityClass, Venue
from tradehall.contracts.quotes import Bar
from tradehall.kernel.errors import InvalidInputError
from tradehall.kernel.ids import market_time
from tradehall.market_data.code_ranges import classify
from tradehall.market_data.contracts import Refusal
from tradehall.market_data.importers.records import DamagedFileError, is_date, read_file
from tradehall.market_data.importers.sse_mktdt import read_sse_mktdt
from tradehall.market_data.importers.szse_dbf import read_szse_dbf
from tradehall.market_data.importers.tdx import (
    read_tdx_day,
    read_tdx_minutes,
    scaled_float32,
    symbol_of_file,
)
from tradehall.market_data.tests import sample_files as sample

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"


def shared(path):
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"../shared/data/{path} is not on this machine")
    return found


def test_szse_record():
    parsed = read_szse_dbf(sample.dbf(sample.DBF_DATE, sample.DBF_BANK, sample.DBF_IDLE, sample.DBF_TOTAL))
    assert (parsed.trading_date, parsed.read, parsed.refusals) == (20261120, 3, ())
    bank = parsed.records[0]
    assert (bank.number, bank.symbol, bank.name, bank.venue) == (1, "000001.SZ", "平安银行", Venue.SZSE)
    assert (bank.pre_close, bank.open, bank.high, bank.low, bank.last) == (96_300, 95_900, 97_000, 95_500, 96_200)
    assert (bank.volume, bank.turnover, bank.trades) == (88_777_923, 8_543_086_584_000, 25_978)


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        (0, "00A001", "'00A001' is not a six-digit code"),
        (5, "12x4", "HQCJSL is not a number: '12x4'"),
        (4, "-9.620", "a price is not positive although there was trading"),
        (8, "9.000", "the high is below another price of the same record"),
        (9, "9.600", "the low is above another price of the same record"),
        (6, "0.000", "there is volume without turnover"),
    ],
)
def test_szse_refuses_a_damaged_record_with_its_number(column, text, reason):
    damaged = list(sample.DBF_BANK)
    damaged[column] = text
    parsed = read_szse_dbf(sample.dbf(sample.DBF_DATE, sample.DBF_IDLE, damaged))
    assert parsed.refusals == (Refusal(2, reason),)
    assert [record.symbol for record in parsed.records] == ["000002.SZ"]


def test_szse_refuses_a_code_that_stands_twice():
    parsed = read_szse_dbf(sample.dbf(sample.DBF_DATE, sample.DBF_BANK, sample.DBF_BANK))
    assert parsed.refusals == (Refusal(2, "000001 stands in the file twice"),)


def test_szse_refuses_text_that_is_not_gb18030():
    content = sample.dbf(sample.DBF_DATE, sample.DBF_BANK)
    name = "平安银行".encode("gb18030")
    assert read_szse_dbf(content.replace(name, b"\xff" * 8)).refusals == (Refusal(1, "the text is not GB18030"),)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "this is not a dBase III file"),
        (b"PK" + bytes(60), "this is not a dBase III file"),
        (sample.dbf(sample.DBF_DATE, count=3), "the header announces 3 records, the file holds 1 whole ones"),
        (sample.dbf(sample.DBF_DATE, sample.DBF_BANK, count=1), "99 bytes follow the last record"),
        (sample.dbf(sample.DBF_BANK), "record 0 must hold 000000 and the date; it holds '000001' and '平安银行'"),
        (sample.dbf(), "the table has no record, not even the one with the date"),
    ],
)
def test_szse_refuses_a_damaged_file(content, reason):
    with pytest.raises(DamagedFileError) as caught:
        read_szse_dbf(content)
    assert str(caught.value) == reason


def test_szse_genuine_file_is_read_whole():
    content, _digest = read_file(shared("exchange_files/sjshq_20161129.dbf.gz"))
    parsed = read_szse_dbf(content)
    assert (parsed.trading_date, parsed.read, len(parsed.records), parsed.refusals) == (20161129, 5940, 5940, ())


def test_sse_record_takes_the_closing_price():
    parsed = read_sse_mktdt(sample.mktdt(sample.mktdt_stock()))
    assert (parsed.trading_date, parsed.read, parsed.refusals) == (20261120, 1, ())
    (bank,) = parsed.records
    assert (bank.number, bank.symbol, bank.name) == (2, "600000.SH", "浦发银行")
    assert (bank.pre_close, bank.open, bank.high, bank.low, bank.last) == (179_200, 178_000, 181_500, 175_200, 175_800)
    assert (bank.volume, bank.turnover) == (46_723_139, 8_361_464_260_000)


def test_sse_bond_volume_is_in_pieces():
    prices = ("100.000", "100.100", "100.200", "100.000", "100.100", "100.100")
    line = sample.mktdt_stock("010107", "21国债", "500", "500500.00", prices, stream="MD003")
    assert read_sse_mktdt(sample.mktdt(line)).records[0].volume == 5000


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (sample.mktdt_stock(stream="MD009"), "'MD009' is not a known kind of line"),
        (sample.mktdt_stock() + b" ", "MD002 is 399 bytes wide, this line 400"),
        (sample.mktdt_stock().replace(b"|E111", b" E111"), "MD002 has 33 fields, this line 32"),
        (sample.mktdt_stock(volume="4672x139"), "the volume is not a number: '4672x139'"),
        (sample.mktdt_stock(code="60-000"), "'60-000' is not a six-character code"),
        (sample.mktdt_stock().replace("浦发".encode("gb18030"), b"\xff\xff\xff\xff"), "the line is not GB18030"),
    ],
)
def test_sse_refuses_a_damaged_line_with_its_number(line, reason):
    good = sample.mktdt_stock("600001", "邯郸钢铁")
    parsed = read_sse_mktdt(sample.mktdt(good, line))
    assert parsed.refusals == (Refusal(3, reason),)
    assert [record.code for record in parsed.records] == ["600001"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the first line is not the header of a mktdt00 file"),
        (
            sample.mktdt(sample.mktdt_stock(), count=2),
            "the header announces 2 lines, there are 1",
        ),
        (
            sample.mktdt(sample.mktdt_stock())[:-12],
            "the header announces 467 bytes after itself, there are 455",
        ),
        (
            sample.mktdt(sample.mktdt_stock()).replace(b"TRAILER|015\n", b"TRAILED|015\n"),
            "the last line is not the trailer: the file is cut off",
        ),
        (
            sample.mktdt(sample.mktdt_stock()).replace(b"20261120-", b"20261320-"),
            "the header's time does not begin with a date",
        ),
    ],
)
def test_sse_refuses_a_damaged_file(content, reason):
    with pytest.raises(DamagedFileError) as caught:
        read_sse_mktdt(content)
    assert str(caught.value) == reason


def test_sse_genuine_file_is_read_whole():
    content, _digest = read_file(shared("exchange_files/mktdt00_20160115.txt.gz"))
    parsed = read_sse_mktdt(content)
    assert (parsed.trading_date, parsed.read, len(parsed.records), parsed.refusals) == (20160115, 5040, 5040, ())
    index = parsed.records[0]
    assert (index.symbol, index.name, index.last, index.volume) == ("000001.SH", "上证指数", 29_009_698, 19_872_169_700)


def test_tdx_day_bars_of_a_stock():
    content = sample.tdx_day(20261119, 1920, 2038, 1870, 2037, 460_704_992.0, 23_370_900)
    parsed = read_tdx_day(content, "000001.SZ")
    assert parsed.refusals == ()
    (record,) = parsed.records
    assert record.date == 20261119
    assert record.bar == Bar(
        "000001.SZ",
        market_time(20261119, 150_000),
        192_000,
        203_800,
        187_000,
        203_700,
        23_370_900,
        4_607_049_920_000,
    )


def test_tdx_fund_prices_are_thousandths_and_lots_are_told_by_the_amount():
    content = sample.tdx_day(20261119, 4000, 4050, 3990, 4010, 40_100_000.0, 100_000)
    (record,) = read_tdx_day(content, "510300.SH").records
    assert (record.bar.close, record.bar.volume) == (40_100, 10_000_000)


def test_tdx_index_volume_is_in_lots():
    content = sample.tdx_day(20000214, 159_144, 167_413, 158_781, 167_394, 26_587_693_056.0, 43_645_603)
    (record,) = read_tdx_day(content, "000001.SH").records
    assert (record.bar.volume, record.bar.turnover) == (4_364_560_300, 265_876_930_560_000)


GOOD_DAY = (20261119, 1000, 1020, 990, 1010, 10_050_000.0, 1_000_000)


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (sample.tdx_day(20261131, *GOOD_DAY[1:]), "20261131 is not a date"),
        (sample.tdx_day(20261119, *GOOD_DAY[1:]), "it is not later than the record before it"),
        (sample.tdx_day(20261120, 1000, 990, 980, 985, 1.0, 1), "the high is below another price of the same record"),
        (sample.tdx_day(20261120, 0, 990, 980, 985, 1.0, 1), "a price is not positive although there was trading"),
        (sample.tdx_day(20261120, *GOOD_DAY[1:5], math.nan, 1000), "a figure is not a finite number"),
        (sample.tdx_day(20261120, *GOOD_DAY[1:5], math.inf, 1000), "a figure is not a finite number"),
        (sample.tdx_day(20261120, *GOOD_DAY[1:5], 5e7, 1_000_000), "the amount does not fit price and volume"),
        (sample.tdx_day(20261120, *GOOD_DAY[1:])[:20], "the file ends after 20 of 32 bytes of this record"),
    ],
)
def test_tdx_day_refuses_a_damaged_record_with_its_number(damaged, reason):
    parsed = read_tdx_day(sample.tdx_day(*GOOD_DAY) + damaged, "600000.SH")
    assert parsed.refusals == (Refusal(2, reason),)
    assert [record.number for record in parsed.records] == [1]


def test_tdx_minute_bars_are_exact_and_idle_minutes_are_passed_over():
    content = sample.tdx_minute(20210423, 571, (36.71, 37.02, 36.71, 36.8), 256_647.0, 7000)
    content += sample.tdx_minute(20210423, 572, (36.8, 36.8, 36.8, 36.8), 0.0, 0)
    content += sample.tdx_minute(20210423, 900, (36.65, 36.65, 36.65, 36.65), 167_088.0, 4500)
    parsed = read_tdx_minutes(content, "688001.SH")
    assert (parsed.read, parsed.empty, parsed.refusals) == (3, 1, ())
    assert parsed.records[0].bar == Bar(
        "688001.SH", market_time(20210423, 93_100), 367_100, 370_200, 367_100, 368_000, 7000, 2_566_470_000
    )
    assert parsed.records[1].bar.at == market_time(20210423, 150_000)


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (sample.tdx_minute(20210423, 700, (1, 1, 1, 1), 100.0, 100), "11:40 is no minute of a trading day"),
        (sample.tdx_minute(20211323, 600, (1, 1, 1, 1), 100.0, 100), "36139 is not a packed date"),
        (sample.tdx_minute(20210423, 571, (1, 1, 1, 1), 100.0, 100), "it is not later than the record before it"),
        (
            sample.tdx_minute(20210423, 600, (1.0001, 1.0001, 1.0001, 1.0001), 100.0, 100),
            "a price is not the image of a price in thousandths",
        ),
        (sample.tdx_minute(20210423, 600, (math.nan, 1, 1, 1), 100.0, 100), "a figure is not a finite number"),
    ],
)
def test_tdx_minutes_refuse_a_damaged_record_with_its_number(damaged, reason):
    good = sample.tdx_minute(20210423, 571, (1, 1, 1, 1), 1000.0, 1000)
    assert read_tdx_minutes(good + damaged, "600000.SH").refusals == (Refusal(2, reason),)


@pytest.mark.parametrize(
    ("name", "reader", "read", "kept", "empty"),
    [
        ("sh000001.day", read_tdx_day, 5156, 5156, 0),
        ("sz000001.day", read_tdx_day, 4995, 4995, 0),
        ("sh688001.lc1", read_tdx_minutes, 2880, 2476, 404),
    ],
)
def test_tdx_genuine_files_are_read_whole(name, reader, read, kept, empty):
    content, _digest = read_file(shared(f"tdx/{name}"))
    parsed = reader(content, symbol_of_file(name))
    assert (parsed.read, len(parsed.records), parsed.empty, parsed.refusals) == (read, kept, empty, ())


def test_tdx_symbols_and_classes():
    assert symbol_of_file("SH600000.day") == "600000.SH"
    assert symbol_of_file("sz000001.lc1.gz") == "000001.SZ"
    with pytest.raises(DamagedFileError, match="is not a TDX file name"):
        symbol_of_file("600000.day")
    with pytest.raises(DamagedFileError, match=r"class of 900901\.SH is not known"):
        read_tdx_day(b"", "900901.SH")


def test_float32_leaves_as_an_exact_number():
    assert scaled_float32(0.5, 10_000) == 5000
    assert scaled_float32(26_587_693_056.0, 10_000) == 265_876_930_560_000


def test_code_ranges():
    assert classify(Venue.SSE, "688001") == (Board.STAR, SecurityClass.STOCK)
    assert classify(Venue.SZSE, "000001") == (Board.MAIN, SecurityClass.STOCK)
    assert classify(Venue.SSE, "000001") == (Board.INDEX, SecurityClass.INDEX)
    assert classify(Venue.SSE, "900901") is None


def test_dates():
    assert is_date(20240229)
    assert not is_date(20230229)
    assert not is_date(18991231)


def test_gzip_is_read_through_and_a_broken_one_refused(tmp_path):
    whole = tmp_path / "a.gz"
    whole.write_bytes(gzip.compress(b"content" * 100))
    assert read_file(whole)[0] == b"content" * 100
    broken = tmp_path / "b.gz"
    broken.write_bytes(whole.read_bytes()[:-10])
    with pytest.raises(DamagedFileError, match="gzip stream is damaged"):
        read_file(broken)
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_file(tmp_path / "absent")
