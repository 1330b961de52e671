import msgspec
import pytest
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.testing import TestClient

from tradehall.contracts.enums import Phase
from tradehall.contracts.quotes import Quote
from tradehall.kernel.errors import TradehallError
from tradehall.kernel.ids import market_time
from tradehall.market_data.api import router
from tradehall.market_data.models import LastQuote

pytestmark = pytest.mark.django_db


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
    found = client.get("/instruments?q=pfyh").json()
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
        }
    ]
    assert len(client.get("/instruments").json()) == 9
    assert client.get("/instruments/399001.SZ").json()["sec_class"] == "INDEX"


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
