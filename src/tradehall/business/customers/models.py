"""Tables of customers. Rates count 1/100,000,000, money 1/10,000 yuan, dates are yyyymmdd."""

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tradehall.contracts.enums import Venue
from tradehall.kernel.units import RATE_SCALE

OPEN_END = 0
"""`until_date` of an attribution that has no end yet."""


class Branch(models.Model):
    """An outlet of the firm. `path` is made of the codes from the head office down, each followed by a slash."""

    code = models.CharField(_("code"), max_length=8, unique=True, validators=[RegexValidator(r"^[A-Z0-9]{2,8}$")])
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    parent = models.ForeignKey(
        "self", verbose_name=_("superior"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(_("path"), max_length=200, unique=True, editable=False)
    history = HistoricalRecords()

    class Meta:
        db_table = "customers_branch"
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        ordering = ["path"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Client(models.Model):
    """A client of the firm; belongs to exactly one branch."""

    class Status(models.TextChoices):
        NORMAL = "normal", _("Normal")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", _("Account closed")

    client_no = models.CharField(
        _("client number"), max_length=12, primary_key=True, validators=[RegexValidator(r"^\d{6,12}$")]
    )
    name = models.CharField(_("name"), max_length=60)
    branch = models.ForeignKey(Branch, verbose_name=_("branch"), on_delete=models.PROTECT, related_name="clients")
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.NORMAL)
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    history = HistoricalRecords()

    class Meta:
        db_table = "customers_client"
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ["client_no"]

    def __str__(self) -> str:
        return f"{self.client_no} {self.name}"


class ClientAttribution(models.Model):
    """The dated relation of a client to a broker 客户归属; shares of a day sum to at most 100 %."""

    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.PROTECT, related_name="attributions")
    broker_no = models.CharField(_("broker number"), max_length=12, db_index=True)
    share = models.BigIntegerField(_("share of the client"), default=RATE_SCALE)
    from_date = models.IntegerField(_("from"))
    until_date = models.IntegerField(_("until (0: no end)"), default=OPEN_END)
    history = HistoricalRecords()

    class Meta:
        db_table = "customers_attribution"
        verbose_name = _("attribution")
        verbose_name_plural = _("attributions")
        ordering = ["client", "from_date"]
        constraints = [
            models.CheckConstraint(
                name="customers_attribution_share",
                condition=models.Q(share__gt=0, share__lte=RATE_SCALE),
            ),
            models.CheckConstraint(
                name="customers_attribution_dates",
                condition=models.Q(until_date=OPEN_END) | models.Q(until_date__gte=models.F("from_date")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} → {self.broker_no}"


class CashAccountRecord(models.Model):
    """The firm's record of a cash account; its balances live in the counter."""

    account_id = models.BigIntegerField(
        _("account number"), primary_key=True, validators=[RegexValidator(r"^[1-9]\d{9}$")]
    )
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.PROTECT, related_name="accounts")
    currency = models.CharField(_("currency"), max_length=3, default="CNY", editable=False)
    permissions = models.IntegerField(_("board permissions"), default=0)
    halted = models.BooleanField(_("halted"), default=False)
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    history = HistoricalRecords()

    class Meta:
        db_table = "customers_cash_account"
        verbose_name = _("cash account")
        verbose_name_plural = _("cash accounts")
        ordering = ["account_id"]

    def __str__(self) -> str:
        return str(self.account_id)


class SecuritiesAccount(models.Model):
    """A securities account at ChinaClear: Shanghai A and nine digits, Shenzhen and Beijing ten digits."""

    VENUES = [(Venue.SSE.value, _("Shanghai")), (Venue.SZSE.value, _("Shenzhen")), (Venue.BSE.value, _("Beijing"))]

    account = models.ForeignKey(
        CashAccountRecord, verbose_name=_("cash account"), on_delete=models.PROTECT, related_name="securities_accounts"
    )
    venue = models.PositiveSmallIntegerField(_("exchange"), choices=VENUES)
    number = models.CharField(_("number"), max_length=10)
    history = HistoricalRecords()

    class Meta:
        db_table = "customers_securities_account"
        verbose_name = _("securities account")
        verbose_name_plural = _("securities accounts")
        ordering = ["account", "venue"]
        constraints = [
            models.UniqueConstraint(fields=["account", "venue"], name="customers_securities_account_venue"),
            models.CheckConstraint(
                name="customers_securities_account_number",
                condition=(
                    models.Q(venue=Venue.SSE.value, number__regex=r"^A\d{9}$")
                    | models.Q(venue__in=[Venue.SZSE.value, Venue.BSE.value], number__regex=r"^\d{10}$")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CommissionTerm(models.Model):
    """The commission plan of an account from a date on, until a later term replaces it."""

    account = models.ForeignKey(
        CashAccountRecord, verbose_name=_("cash account"), on_delete=models.PROTECT, related_name="commission_terms"
    )
    from_date = models.IntegerField(_("from"))
    stock_rate = models.BigIntegerField(_("stock rate"), validators=[MinValueValidator(0)])
    stock_minimum = models.BigIntegerField(_("stock minimum"), validators=[MinValueValidator(0)])
    fund_rate = models.BigIntegerField(_("fund rate"), validators=[MinValueValidator(0)])
    fund_minimum = models.BigIntegerField(_("fund minimum"), validators=[MinValueValidator(0)])
    includes_statutory = models.BooleanField(_("statutory fees inside"), default=True)
    history = HistoricalRecords()

    class Meta:
        db_table = "customers_commission_term"
        verbose_name = _("commission term")
        verbose_name_plural = _("commission terms")
        ordering = ["account", "-from_date"]
        constraints = [
            models.UniqueConstraint(fields=["account", "from_date"], name="customers_commission_term_date"),
            models.CheckConstraint(
                name="customers_commission_term_not_negative",
                condition=models.Q(stock_rate__gte=0, stock_minimum__gte=0, fund_rate__gte=0, fund_minimum__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.from_date}"


class Instruction(models.Model):
    """A command for the counter, kept until the counter has answered it. Its request id makes a repeat harmless."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting for the counter")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    request_id = models.CharField(_("request"), max_length=32, unique=True)
    account = models.ForeignKey(
        CashAccountRecord, verbose_name=_("cash account"), on_delete=models.PROTECT, related_name="instructions"
    )
    kind = models.CharField(_("kind"), max_length=20)
    body = models.BinaryField()
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.PENDING)
    result = models.IntegerField(_("result"), null=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        db_table = "customers_instruction"
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions to the counter")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], name="customers_instruction_pending", condition=models.Q(status="pending"))
        ]

    def __str__(self) -> str:
        return self.request_id
