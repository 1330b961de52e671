from pathlib import Path

import pytest

from tradehall.kernel.errors import InvalidInputError
from tradehall.market_data import facade
from tradehall.market_data.models import BarSource, DayBar, ImportRun, Instrument, MinuteBar
from tradehall.market_data.tests import sample_files as sample

pytestmark = pytest.mark.django_db

IDLE_NAMED = ("000004", "国农科技", "43.400", "43.390", "41.800", "1664207", "71519597.500", "2859", "43.850", "41.180")


def write(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_snapshot_file_becomes_day_bars_and_known_instruments(tmp_path):
    rows = (sample.DBF_DATE, sample.DBF_BANK, sample.DBF_IDLE, IDLE_NAMED, sample.DBF_TOTAL)
    path = write(tmp_path, "sjshq.dbf", sample.dbf(*rows))
    report = facade.import_file("szse-dbf", path)
    assert (report.imported, report.read, report.written, report.skipped) == (True, 4, 2, 2)
    assert (report.trading_date, report.refusals) == (20261120, ())
    bank = DayBar.objects.get(symbol="000001.SZ", date=20261120)
    assert (bank.close, bank.pre_close, bank.trades, bank.source) == (96_200, 96_300, 25_978, BarSource.SZSE_FILE)
    known = Instrument.objects.get(symbol="000001.SZ")
    assert (known.name, known.traded) == ("平安银行", False)
    run = ImportRun.objects.get()
    assert (run.id, run.kind, run.written, len(run.sha256)) == (report.run_id, "szse-dbf", 2, 64)


def test_import_again_changes_nothing(tmp_path):
    path = write(tmp_path, "mktdt00.txt", sample.mktdt(sample.mktdt_stock()))
    first = facade.import_file("sse-mktdt", path)
    before = list(DayBar.objects.values())
    second = facade.import_file("sse-mktdt", path)
    assert list(DayBar.objects.values()) == before
    assert (first.written, second.written, ImportRun.objects.count()) == (1, 1, 2)


@pytest.mark.usefixtures("market")
def test_known_instruments_keep_their_master_record(tmp_path):
    path = write(tmp_path, "mktdt00.txt", sample.mktdt(sample.mktdt_stock(name="改名银行")))
    facade.import_file("sse-mktdt", path)
    fact = facade.instrument("600000.SH")
    assert (fact.name, fact.traded, fact.reference_price) == ("浦发银行", True, 100_500)


def test_a_damaged_record_leaves_the_old_state_and_is_reported_by_number(tmp_path):
    facade.import_file("szse-dbf", write(tmp_path, "a.dbf", sample.dbf(sample.DBF_DATE, sample.DBF_BANK)))
    before = list(DayBar.objects.values())
    damaged = (*sample.DBF_BANK[:4], "9.6x0", *sample.DBF_BANK[5:])
    path = write(tmp_path, "b.dbf", sample.dbf(sample.DBF_DATE, IDLE_NAMED, damaged))
    report = facade.import_file("szse-dbf", path)
    assert (report.imported, report.written) == (False, 0)
    assert [(refusal.number, refusal.reason) for refusal in report.refusals] == [(2, "HQZJCJ is not a number: '9.6x0'")]
    assert list(DayBar.objects.values()) == before
    assert ImportRun.objects.latest("id").refusals == [[2, "HQZJCJ is not a number: '9.6x0'"]]
    accepted = facade.import_file("szse-dbf", path, skip_refused=True)
    assert (accepted.imported, accepted.written, len(accepted.refusals)) == (True, 1, 1)
    assert DayBar.objects.count() == 2


def test_a_damaged_file_is_refused_whole(tmp_path):
    report = facade.import_file("sse-mktdt", write(tmp_path, "x.txt", b"HEADER|nothing\n"), skip_refused=True)
    assert report.imported is False
    assert [(r.number, r.reason) for r in report.refusals] == [
        (0, "the first line is not the header of a mktdt00 file")
    ]


def test_tdx_day_file(tmp_path):
    content = sample.tdx_day(20261119, 1000, 1020, 990, 1010, 10_050_000.0, 1_000_000)
    content += sample.tdx_day(20261120, 1010, 1030, 1000, 1020, 10_150_000.0, 1_000_000)
    report = facade.import_file("tdx-day", write(tmp_path, "sh600000.day", content))
    assert (report.imported, report.written, report.trading_date) == (True, 2, 20261120)
    rows = DayBar.objects.order_by("date").values_list("date", "pre_close", "close", "source")
    assert list(rows) == [(20261119, 0, 101_000, BarSource.TDX_FILE), (20261120, 101_000, 102_000, BarSource.TDX_FILE)]
    assert facade.instrument("600000.SH").traded is False


def test_bars_of_this_market_are_never_replaced(tmp_path):
    content = sample.tdx_day(20261119, 1000, 1020, 990, 1010, 10_050_000.0, 1_000_000)
    content += sample.tdx_day(20261120, 1010, 1030, 1000, 1020, 10_150_000.0, 1_000_000)
    days = write(tmp_path, "sh600000.day", content)
    facade.import_file("tdx-day", days)
    DayBar.objects.filter(date=20261120).update(source=BarSource.MARKET, close=7)
    report = facade.import_file("tdx-day", days)
    assert (report.written, report.skipped) == (1, 1)
    snapshot = facade.import_file("sse-mktdt", write(tmp_path, "mktdt00.txt", sample.mktdt(sample.mktdt_stock())))
    assert (snapshot.trading_date, snapshot.written, snapshot.skipped) == (20261120, 0, 1)
    assert DayBar.objects.get(date=20261120).close == 7
    minute = write(tmp_path, "sh600000.lc1", sample.tdx_minute(20261120, 571, (1, 1, 1, 1), 1000.0, 1000))
    facade.import_file("tdx-lc1", minute)
    MinuteBar.objects.update(source=BarSource.MARKET, close=7)
    assert facade.import_file("tdx-lc1", minute).written == 0
    assert MinuteBar.objects.get().close == 7


def test_tdx_minute_file_with_a_named_symbol(tmp_path):
    content = sample.tdx_minute(20210423, 571, (36.71, 37.02, 36.71, 36.8), 256_647.0, 7000)
    content += sample.tdx_minute(20210423, 572, (36.8, 36.8, 36.8, 36.8), 0.0, 0)
    path = write(tmp_path, "minutes.bin", content)
    report = facade.import_file("tdx-lc1", path, symbol="688001.SH")
    assert (report.written, report.skipped, MinuteBar.objects.count()) == (1, 1, 1)
    assert facade.minute_bars("688001.SH", 20210423)[0].close == 368_000
    refused = facade.import_file("tdx-lc1", path)
    assert refused.refusals[0].number == 0
    assert "is not a TDX file name" in refused.refusals[0].reason


def test_wrong_kind_and_absent_file_are_the_callers_fault(tmp_path):
    with pytest.raises(InvalidInputError, match="it is one of szse-dbf, sse-mktdt, tdx-day, tdx-lc1"):
        facade.import_file("csv", tmp_path / "x")
    with pytest.raises(InvalidInputError, match="cannot be read"):
        facade.import_file("tdx-day", tmp_path / "sh600000.day")
    assert ImportRun.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "path", "written"),
    [
        ("szse-dbf", "exchange_files/sjshq_20161129.dbf.gz", 2253),
        ("sse-mktdt", "exchange_files/mktdt00_20160115.txt.gz", 1450),
        ("tdx-day", "tdx/sz000001.day", 4995),
        ("tdx-lc1", "tdx/sh688001.lc1", 2476),
    ],
)
def test_genuine_files_are_imported(kind, path, written):
    found = Path(__file__).resolve().parents[5] / "shared" / "data" / path
    if not found.exists():
        pytest.skip(f"../shared/data/{path} is not on this machine")
    report = facade.import_file(kind, found)
    assert (report.imported, report.written, report.refusals) == (True, written, ())
