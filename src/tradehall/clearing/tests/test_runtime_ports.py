"""The end of day over the real tables: journal rows, the projector, seal and replay of the trading runtime."""

from dataclasses import replace

import pytest
from django.db import connection

from tradehall.clearing import facade
from tradehall.clearing.contracts import RunStatus
from tradehall.clearing.errors import DayBlockedError
from tradehall.clearing.opening import open_day
from tradehall.clearing.run import run_end_of_day
from tradehall.clearing.runtime_ports import RoomMarket, RuntimeShard, RuntimeVenue
from tradehall.contracts.codec import encode
from tradehall.contracts.shard import JournalBody
from tradehall.market_data.models import BarSource, DayBar
from tradehall.trading_runtime import facade as runtime

pytestmark = pytest.mark.django_db(transaction=True)

DAY, NEXT = 20261123, 20261124


class TablesShard(RuntimeShard):
    """The runtime's reads over rows that the small house's counter has journalled; its socket is the house itself."""

    def __init__(self, house):
        self.house = house

    def submit(self, command):
        return self.house.submit(command)

    def status(self, *, with_hash=False):
        return self.house.status(with_hash=with_hash)

    def account_snapshot(self, account_id):
        return self.house.account_snapshot(account_id)

    def caught_up(self):
        runtime.wait_for_projection()
        return super().caught_up()


class TablesVenue(RuntimeVenue):
    def __init__(self, house):
        self.house = house

    def clock(self):
        return self.house.clock()

    def open_day(self, command):
        self.house.open_day(command)


@pytest.fixture
def on_tables(house, traded_day):
    """The traded day with its journal in PostgreSQL, and its ports."""
    settings = connection.settings_dict
    runtime.configure(
        runtime.RuntimeAddresses(
            counter_socket="",
            control_socket="",
            dsn=f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}",
        )
    )
    run = house.run

    def journalled(command):
        answer = run(command)
        entry = house.entries[-1]
        body = JournalBody(entry.at, (entry.command,), (entry.result,), (len(entry.events),), entry.events)
        _sql(
            "insert into journal (first_seq, fence, count, market_at, body) values (%s, 1, 1, %s, %s)",
            [entry.seq, entry.at, encode(body)],
        )
        return answer

    house.run = journalled
    ports = replace(house.ports(), shard=TablesShard(house), venue=TablesVenue(house))
    traded_day()
    deliver(house, DAY)
    return ports


def deliver(house, date):
    """The venue's file of a date."""
    for trade in house.trade_file[date]:
        _sql(
            "insert into venue_trade (trading_date, symbol, trade_no, order_id, side, price, qty, at) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s)",
            [date, trade.symbol, trade.trade_no, trade.order_id, trade.side, trade.price, trade.qty, trade.at],
        )
    _sql(
        "insert into projector_position (name, seq) values ('venue_trade', %s) "
        "on conflict (name) do update set seq = excluded.seq",
        [date],
    )


def _sql(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_two_days_over_the_real_projection(house, on_tables):
    report = run_end_of_day(DAY, ports=on_tables)
    assert report.status == RunStatus.DONE, (report, facade.run_detail(DAY).proofs)
    proofs = {p.name: p for p in facade.run_detail(DAY).proofs}
    assert len(proofs) == 11
    assert proofs["replay_equals_live"].left_total == house.counter.state_hash()
    assert proofs["fills_equal_projection"].right_count == 3
    assert runtime.cash([1_000_000_001])[0].balance == 895_009_000
    assert open_day(NEXT, seed=1, ports=on_tables).accounts_checked == 2
    house.end_of_venue_day()
    deliver(house, NEXT)
    assert run_end_of_day(NEXT, ports=on_tables).status == RunStatus.DONE


def test_a_row_changed_by_hand_blocks_the_day_until_it_is_put_right(on_tables):
    on_tables.shard.caught_up()
    _sql("update trading_fill set price = price + 100 where fill_no = %s", [2])
    report = run_end_of_day(DAY, ports=on_tables)
    assert (report.status, report.blocked_by) == (RunStatus.BLOCKED, "trade_check")
    with pytest.raises(DayBlockedError):
        open_day(NEXT, seed=1, ports=on_tables)
    _sql("update trading_fill set price = price - 100 where fill_no = %s", [2])
    assert run_end_of_day(DAY, ports=on_tables).status == RunStatus.DONE


def test_a_projection_rebuilt_from_the_journal_opens_the_gate(on_tables):
    """The repair of the runbook."""
    on_tables.shard.caught_up()
    _sql("update trading_position set holding_cost = holding_cost + 1, qty_last = qty_last + %s", [1])
    _sql("delete from trading_fill where fill_no = %s", [2])
    assert run_end_of_day(DAY, ports=on_tables).blocked_by == "trade_check"
    _sql(
        "truncate trading_account, trading_cash, trading_position, trading_order, trading_fill, cash_entry, "
        "account_event, trading_day",
        [],
    )
    _sql("update projector_position set seq = 0 where name = %s", ["projections"])
    report = run_end_of_day(DAY, ports=on_tables)
    assert (report.status, report.attempt) == (RunStatus.DONE, 2)
    assert all(proof.passed for proof in facade.run_detail(DAY).proofs)


def test_the_trade_file_is_waited_for(house, on_tables):
    _sql("delete from projector_position where name = %s", ["venue_trade"])
    report = run_end_of_day(DAY, ports=on_tables)
    assert report.status == RunStatus.FAILED
    assert report.error.startswith("TH-3006 the venue's trade file was not ready after 60 s")
    assert house.pauses == 240
    _sql("insert into projector_position (name, seq) values ('venue_trade', %s)", [DAY])
    assert run_end_of_day(DAY, ports=on_tables).status == RunStatus.DONE


def test_closes_are_the_last_ones_on_or_before_the_date():
    bar = {"pre_close": 1, "open": 1, "high": 9, "low": 1, "volume": 1, "turnover": 1, "source": BarSource.MARKET}
    for date, close in ((20261120, 5), (DAY, 6), (NEXT, 7)):
        DayBar.objects.create(symbol="600000.SH", date=date, close=close, **bar)
    assert RoomMarket().closes(DAY, ["600000.SH", "000001.SZ"]) == {"600000.SH": 6}
