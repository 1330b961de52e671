import msgspec
import pytest
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.testing import TestClient

from tradehall.contracts.enums import Phase
from tradehall.contracts.quotes import Quote
from tradehall.kernel.errors import TradehallError
from tradehall.kernel.ids import market_time
from tradehall.market_data.api import InstrumentOut, router
from tradehall.market_data.models import Instrument, InstrumentStatus, LastQuote, StatusKind

pytestmark = pytest.mark.django_db
FIRST_DAY = 20261123


@pytest.fixture(scope="module")
def client():
    api = NinjaAPI(urls_namespace="market-tests")
    api.add_router("", router)

    @api.exception_handler(TradehallError)
    def refused(request: HttpRequest, error: TradehallError):
        return api.create_response(request, {"code": error.code, "detail": str(error)}, status=error.status)

    # The test client of a router makes an API of its own, which would not know the handler above.
    return TestClient(api)


@pytest.mark.usefixtures("market")
def test_instruments(client):
    found = client.get(f"/instruments?q=pfyh&date={FIRST_DAY}").json()
    assert found == [
        {
            "symbol": "600000.SH",
            "code": "600000",
            "name": "浦发银行",
            "name_en": "SPD Bank",
            "pinyin": "PFYH",
            "venue": "SSE",
            "board": "MAIN",
            "sec_class": "STOCK",
            "list_date": 19991110,
            "reference_price": 100_500,
            "industry": "银行",
            "float_shares": 29_000_000_000,
            "traded": True,
            "day": {
                "date": FIRST_DAY,
                "tick": 100,
                "pre_close": 100_500,
                "limit_up": 110_600,
                "limit_down": 90_500,
                "min_qty": 100,
                "step_qty": 100,
                "max_limit_qty": 1_000_000,
                "settle_days": 1,
                "suspended": False,
            },
        }
    ]
    assert len(client.get("/instruments").json()) == 9
    assert client.get("/instruments/399001.SZ").json()["sec_class"] == "INDEX"


@pytest.mark.usefixtures("market")
def test_instruments_carry_the_figures_of_their_date(client):
    InstrumentStatus.objects.create(instrument_id="000001.SZ", kind=StatusKind.SUSPENDED, valid_from=20261124)
    Instrument.objects.filter(symbol="301999.SZ").update(list_date=20261124)
    first, second = (
        {row["symbol"]: row["day"] for row in client.get(f"/instruments?date={date}").json()}
        for date in (FIRST_DAY, 20261124)
    )
    assert [first["688001.SH"][name] for name in ("min_qty", "step_qty", "max_limit_qty")] == [200, 1, 100_000]
    assert (first["588000.SH"]["tick"], first["588000.SH"]["limit_up"]) == (10, 12_140)
    assert (first["000001.SZ"]["suspended"], second["000001.SZ"]["suspended"]) == (False, True)
    assert (first["301999.SZ"], second["301999.SZ"]["limit_up"]) == (None, 0)
    assert client.get("/instruments/000001.SZ?date=20261124").json()["day"] == second["000001.SZ"]


@pytest.mark.usefixtures("market")
def test_the_list_is_written_in_the_words_of_its_schema(client):
    rows = client.get(f"/instruments?date={FIRST_DAY}").json()
    assert [InstrumentOut.model_validate(row, strict=True).model_dump() for row in rows] == rows


@pytest.mark.usefixtures("market")
def test_a_security_that_does_not_trade_here_has_no_day(client):
    Instrument.objects.filter(symbol="000002.SZ").update(traded=False)
    assert client.get(f"/instruments/000002.SZ?date={FIRST_DAY}").json()["day"] is None


@pytest.mark.usefixtures("market")
def test_unknown_instrument_is_404(client):
    answer = client.get("/instruments/600001.SH")
    assert (answer.status_code, answer.json()["code"]) == (404, "TH-0002")


@pytest.mark.usefixtures("market")
def test_bars(client):
    answer = client.get("/bars/600000.SH?period=day&from=20261119&to=20261120").json()
    assert (answer["symbol"], answer["period"], answer["simulated"]) == ("600000.SH", "day", True)
    assert [bar["date"] for bar in answer["bars"]] == [20261119, 20261120]
    assert answer["bars"][1]["close"] == 100_500
    assert answer["bars"][1]["at"] == market_time(20261120, 150_000)
    assert client.get("/bars/600000.SH?period=month&limit=2").json()["bars"][1]["close"] == 100_500
    assert client.get("/bars/600000.SH?period=1m").json()["bars"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/bars/600000.SH?period=2m",
        "/bars/600000.SH?from=20261340",
        "/bars/600000.SH?limit=0",
        "/instruments?date=20261122",
        "/instruments/600000.SH?date=20261340",
        "/calendar?from=20261120&to=20261119",
        "/calendar?from=20200101&to=20261119",
        "/calendar",
    ],
)
@pytest.mark.usefixtures("market")
def test_faulty_questions_are_422(client, path):
    assert client.get(path).status_code == 422


@pytest.mark.usefixtures("market")
def test_quotes(client):
    quote = Quote(
        "600000.SH",
        market_time(20261123, 100_000),
        Phase.CONT_AM,
        100_500,
        100_600,
        101_000,
        100_400,
        100_900,
        0,
        1200,
        120_960_000,
        3,
        110_600,
        90_500,
        ((100_800, 500),),
        ((100_900, 100), (101_000, 200)),
    )
    LastQuote.objects.create(
        symbol=quote.symbol, trading_date=20261123, at=quote.at, body=msgspec.msgpack.encode(quote)
    )
    (found,) = client.get("/quotes?symbols=600000.SH,000001.SZ").json()
    assert (found["phase"], found["last"], found["bids"]) == ("CONT_AM", 100_900, [[100_800, 500]])
    assert (found["limit_up"], found["turnover"], found["at"]) == (110_600, 120_960_000, quote.at)
    assert client.get("/quotes?symbols=000001.SZ").json() == []
    assert len(client.get("/quotes").json()) == 1


def test_calendar_says_what_is_provisional(client):
    days = client.get("/calendar?from=20261230&to=20270102").json()
    assert [(day["date"], day["is_session"], day["provisional"]) for day in days] == [
        (20261230, True, False),
        (20261231, True, False),
        (20270101, False, True),
        (20270102, False, True),
    ]


def test_session_dates(client):
    assert client.get("/session?date=20261003").json() == {
        "date": 20261003,
        "is_session": False,
        "provisional": False,
        "previous": 20260930,
        "next": 20261008,
    }
