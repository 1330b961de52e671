"""A small market for the tests of this room."""

from pathlib import Path
from urllib.parse import quote

import pytest

DEMO_CSV = """\
symbol,name,name_en,pinyin,venue,board,sec_class,reference_price,list_date,industry,float_shares,own_limit_bp
600000.SH,浦发银行,SPD Bank,PFYH,SSE,MAIN,STOCK,10.05,1999-11-10,银行,29000000000,
688001.SH,华兴源创,HYC Technology,HXYC,SSE,STAR,STOCK,30.50,20190722,电子,400000000,
000001.SZ,平安银行,Ping An Bank,PAYH,SZSE,MAIN,STOCK,11.20,19910403,银行,19000000000,0
000002.SZ,*ST万科,Vanke,STWK,SZSE,MAIN,STOCK,4.20,19910129,地产,9000000000,
300750.SZ,宁德时代,CATL,NDSD,SZSE,CHINEXT,STOCK,255.50,20180611,电池,3900000000,
301999.SZ,新股,Newcomer,XG,SZSE,CHINEXT,STOCK,20.00,20261119,电子,50000000,
588000.SH,科创50ETF,STAR 50 ETF,KC50ETF,SSE,FUND,STOCK_ETF,1.012,20201116,基金,20000000000,2000
000001.SH,上证指数,SSE Composite,SZZS,SSE,INDEX,INDEX,3900.12,19910715,,
399001.SZ,深证成指,SZSE Component,SZCZ,SZSE,INDEX,INDEX,12800.50,19910403,,0
"""
FIRST_DAY = 20261123
"""First trading day of the demo; its history ends on Friday, 20261120."""


@pytest.fixture
def demo_csv(tmp_path: Path) -> Path:
    path = tmp_path / "instruments.csv"
    path.write_text(DEMO_CSV, encoding="utf-8")
    return path


@pytest.fixture
def market(db, demo_csv):
    """The demo market, loaded."""
    from tradehall.market_data import facade  # noqa: PLC0415 -- needs Django set up

    return facade.load_demo(demo_csv, FIRST_DAY, 7)


@pytest.fixture
def market_dsn(django_db_setup) -> str:
    """Address of the test database for code that does not use Django; its tests are marked `django_db`."""
    from django.db import connection  # noqa: PLC0415 -- needs Django set up

    parts = connection.settings_dict
    assert parts["NAME"].startswith("test_"), "these tests empty tables: they run on a test database only"
    login = quote(parts["USER"]) + (f":{quote(parts['PASSWORD'])}" if parts["PASSWORD"] else "")
    host, port = parts["HOST"], parts["PORT"]
    if host.startswith("/"):
        return f"postgresql://{login}@/{parts['NAME']}?host={quote(host, safe='')}&port={port or 5432}"
    return f"postgresql://{login}@{host or '127.0.0.1'}:{port or 5432}/{parts['NAME']}"
