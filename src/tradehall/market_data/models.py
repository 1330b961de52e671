"""Tables of market data.

Dates are integers yyyymmdd, times are market time in microseconds, prices and amounts are 1/10,000 yuan (index points:
1/10,000 point), quantities are shares or fund units: the units of `contracts`, so a row becomes a message as it is.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tradehall.contracts.enums import Board, SecurityClass, Venue


class VenueChoice(models.IntegerChoices):
    SSE = Venue.SSE, _("Shanghai Stock Exchange")
    SZSE = Venue.SZSE, _("Shenzhen Stock Exchange")
    BSE = Venue.BSE, _("Beijing Stock Exchange")


class BoardChoice(models.IntegerChoices):
    MAIN = Board.MAIN, _("Main board")
    CHINEXT = Board.CHINEXT, _("ChiNext")
    STAR = Board.STAR, _("STAR Market")
    BSE = Board.BSE, _("Beijing")
    FUND = Board.FUND, _("Fund")
    BOND = Board.BOND, _("Bond")
    INDEX = Board.INDEX, _("Index")


class SecurityClassChoice(models.IntegerChoices):
    STOCK = SecurityClass.STOCK, _("Stock")
    CDR = SecurityClass.CDR, _("Depositary receipt")
    STOCK_ETF = SecurityClass.STOCK_ETF, _("Stock ETF")
    CROSS_BORDER_ETF = SecurityClass.CROSS_BORDER_ETF, _("Cross-border ETF")
    BOND_ETF = SecurityClass.BOND_ETF, _("Bond ETF")
    MONEY_ETF = SecurityClass.MONEY_ETF, _("Money-market ETF")
    GOLD_ETF = SecurityClass.GOLD_ETF, _("Gold ETF")
    COMMODITY_ETF = SecurityClass.COMMODITY_ETF, _("Commodity ETF")
    LOF = SecurityClass.LOF, _("Listed open-ended fund")
    REIT = SecurityClass.REIT, _("REIT")
    CONVERTIBLE_BOND = SecurityClass.CONVERTIBLE_BOND, _("Convertible bond")
    TREASURY_BOND = SecurityClass.TREASURY_BOND, _("Treasury bond")
    REPO = SecurityClass.REPO, _("Repo")
    INDEX = SecurityClass.INDEX, _("Index")


class BarSource(models.IntegerChoices):
    """Where a bar comes from; the API says it, so that a simulated history is never taken for a real one."""

    MARKET = 1, _("Trades of this market")
    SIMULATED = 2, _("Simulated demo history")
    SSE_FILE = 3, _("Shanghai quote file")
    SZSE_FILE = 4, _("Shenzhen quote file")
    TDX_FILE = 5, _("TDX file")


class Instrument(models.Model):
    """One security. Only `traded` ones are in the daily static file; the others are known from imported files."""

    symbol = models.CharField(_("symbol"), max_length=12, primary_key=True)
    code = models.CharField(_("code"), max_length=8, db_index=True)
    name = models.CharField(_("name"), max_length=64)
    name_en = models.CharField(_("English name"), max_length=128, blank=True)
    pinyin = models.CharField(_("pinyin initials"), max_length=32, blank=True, db_index=True)
    venue = models.PositiveSmallIntegerField(_("exchange"), choices=VenueChoice)
    board = models.PositiveSmallIntegerField(_("board"), choices=BoardChoice)
    sec_class = models.PositiveSmallIntegerField(_("class"), choices=SecurityClassChoice)
    list_date = models.PositiveIntegerField(_("listed on"), default=0)
    delist_date = models.PositiveIntegerField(_("delisted on"), null=True, blank=True)
    reference_price = models.BigIntegerField(_("reference price"), default=0)
    industry = models.CharField(_("industry"), max_length=64, blank=True)
    float_shares = models.BigIntegerField(_("float shares"), default=0)
    own_limit_bp = models.PositiveIntegerField(_("own price limit, basis points"), default=0)
    traded = models.BooleanField(_("traded here"), default=True)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering: ClassVar = ["code", "symbol"]

    def __str__(self) -> str:
        return f"{self.symbol} {self.name}"


class StatusKind(models.IntegerChoices):
    SUSPENDED = 1, _("Suspended")
    RISK_WARNING = 2, _("Risk warning")


class InstrumentStatus(models.Model):
    """A state that a security has from `valid_from` to `valid_to`, both included; without an end while it is null."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="statuses")
    kind = models.PositiveSmallIntegerField(_("state"), choices=StatusKind)
    valid_from = models.PositiveIntegerField(_("valid from"))
    valid_to = models.PositiveIntegerField(_("valid to"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("instrument state")
        verbose_name_plural = _("instrument states")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "kind", "valid_from"], name="market_data_status_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="market_data_status_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.get_kind_display()} {self.valid_from}"


class CalendarOverride(models.Model):
    """A date on which the market is closed, or open, against the rule of `trading_calendar`.

    Rows win over every other source. `provisional` rows are expectations before the exchanges' own notice.
    """

    date = models.PositiveIntegerField(_("date"), primary_key=True)
    is_session = models.BooleanField(_("trading day"), default=False)
    provisional = models.BooleanField(_("provisional"), default=False)
    name = models.CharField(_("name"), max_length=64)

    class Meta:
        verbose_name = _("calendar override")
        verbose_name_plural = _("calendar overrides")
        ordering: ClassVar = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class DayBar(models.Model):
    """One security's day. Only days with a trade have a row; `close` is the official closing price."""

    symbol = models.CharField(max_length=12)
    date = models.PositiveIntegerField()
    pre_close = models.BigIntegerField(default=0)
    open = models.BigIntegerField()
    high = models.BigIntegerField()
    low = models.BigIntegerField()
    close = models.BigIntegerField()
    volume = models.BigIntegerField()
    turnover = models.BigIntegerField()
    trades = models.BigIntegerField(default=0)
    source = models.PositiveSmallIntegerField(choices=BarSource)
    pk = models.CompositePrimaryKey("symbol", "date")

    class Meta:
        verbose_name = _("day bar")
        verbose_name_plural = _("day bars")
        indexes: ClassVar = [models.Index(fields=["date"], name="market_data_daybar_date")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.date}"


class MinuteBar(models.Model):
    """One security's minute, labelled by its end (protocols 6.2). A minute without a trade has no row."""

    symbol = models.CharField(max_length=12)
    at = models.BigIntegerField()
    open = models.BigIntegerField()
    high = models.BigIntegerField()
    low = models.BigIntegerField()
    close = models.BigIntegerField()
    volume = models.BigIntegerField()
    turnover = models.BigIntegerField()
    source = models.PositiveSmallIntegerField(choices=BarSource)
    pk = models.CompositePrimaryKey("symbol", "at")

    class Meta:
        verbose_name = _("minute bar")
        verbose_name_plural = _("minute bars")
        indexes: ClassVar = [models.Index(fields=["at"], name="market_data_minutebar_at")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.at}"


class LastQuote(models.Model):
    """The last published quote of each security, written by the quotes worker every few seconds.

    `body` is the msgpack of `contracts.quotes.Quote`; the other columns are there to ask by.
    """

    symbol = models.CharField(max_length=12, primary_key=True)
    trading_date = models.PositiveIntegerField(db_index=True)
    at = models.BigIntegerField()
    body = models.BinaryField()

    class Meta:
        verbose_name = _("last quote")
        verbose_name_plural = _("last quotes")

    def __str__(self) -> str:
        return f"{self.symbol} {self.at}"


class IndexBase(models.Model):
    """Base of a computed index: it stood at `base_value` when its constituents were worth `base_cap`."""

    symbol = models.CharField(max_length=12, primary_key=True)
    base_date = models.PositiveIntegerField()
    base_value = models.BigIntegerField()
    base_cap = models.DecimalField(max_digits=30, decimal_places=0)

    class Meta:
        verbose_name = _("index base")
        verbose_name_plural = _("index bases")

    def __str__(self) -> str:
        return f"{self.symbol} {self.base_date}"


class IndexConstituent(models.Model):
    """A member of a computed index with the shares that weigh it."""

    index_symbol = models.CharField(max_length=12)
    symbol = models.CharField(max_length=12)
    shares = models.BigIntegerField()
    pk = models.CompositePrimaryKey("index_symbol", "symbol")

    class Meta:
        verbose_name = _("index constituent")
        verbose_name_plural = _("index constituents")

    def __str__(self) -> str:
        return f"{self.index_symbol} {self.symbol}"


class ImportRun(models.Model):
    """One run of a file importer and its report; `refusals` is a list of `[number, reason]`."""

    kind = models.CharField(_("kind"), max_length=16)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    started = models.DateTimeField(_("started"), auto_now_add=True)
    imported = models.BooleanField(_("imported"))
    trading_date = models.PositiveIntegerField(_("trading day"), default=0)
    read = models.PositiveIntegerField(_("records read"))
    written = models.PositiveIntegerField(_("bars written"))
    skipped = models.PositiveIntegerField(_("records passed over"))
    refused = models.PositiveIntegerField(_("records refused"))
    refusals = models.JSONField(_("refusals"), default=list)

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
