"""Tables of brokers. Rates count 1/100,000,000, dates are yyyymmdd."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tradehall.kernel.units import RATE_SCALE


class Broker(models.Model):
    """A broker agent or account manager 经纪人 / 客户经理."""

    class Kind(models.TextChoices):
        AGENT = "agent", _("Broker agent")
        MANAGER = "manager", _("Account manager")

    broker_no = models.CharField(
        _("broker number"), max_length=12, primary_key=True, validators=[RegexValidator(r"^[A-Z]\d{4,10}$")]
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.AGENT)
    branch_code = models.CharField(_("branch code"), max_length=8)
    active = models.BooleanField(_("active"), default=True)
    joined_on = models.DateField(_("joined on"), default=timezone.localdate)
    history = HistoricalRecords()

    class Meta:
        db_table = "brokers_broker"
        verbose_name = _("broker")
        verbose_name_plural = _("brokers")
        ordering = ["broker_no"]

    def __str__(self) -> str:
        return f"{self.broker_no} {self.name}"


class BrokerShareRate(models.Model):
    """The share of net commission that a broker is paid from a date on 提成比例."""

    broker = models.ForeignKey(Broker, verbose_name=_("broker"), on_delete=models.PROTECT, related_name="share_rates")
    from_date = models.IntegerField(_("from"))
    rate = models.BigIntegerField(_("share rate"))
    history = HistoricalRecords()

    class Meta:
        db_table = "brokers_share_rate"
        verbose_name = _("share rate")
        verbose_name_plural = _("share rates")
        ordering = ["broker", "-from_date"]
        constraints = [
            models.UniqueConstraint(fields=["broker", "from_date"], name="brokers_share_rate_date"),
            models.CheckConstraint(
                name="brokers_share_rate_bounds", condition=models.Q(rate__gte=0, rate__lte=RATE_SCALE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.broker_id} {self.from_date}"
