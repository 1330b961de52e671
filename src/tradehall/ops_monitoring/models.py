"""Tables of operations monitoring."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tradehall.business import labels, words
from tradehall.contracts.enums import Phase


class DayAction(models.Model):
    """Something an operator did to the trading day, and what came of it. Rows are added and finished, never changed."""

    class Kind(models.TextChoices):
        ADVANCE = "advance", _("Advance the clock")
        CLOSE = "close", _("Close and clear the day")
        OPEN = "open", _("Open the next day")

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Refused or failed")

    kind = models.CharField(_("action"), max_length=10, choices=Kind.choices)
    argument = models.CharField(_("to"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.RUNNING)
    words = models.TextField(_("outcome"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("operator"), on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        db_table = "ops_day_action"
        verbose_name = _("day action")
        verbose_name_plural = _("day actions")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d %H:%M:%S}"

    @property
    def outcome(self) -> str:
        """What came of it, in the reader's language; a refusal keeps the words that its operator was told."""
        if self.status != self.Status.DONE or not self.argument:
            return self.words
        if self.kind == self.Kind.ADVANCE:
            return labels.phase(Phase[self.argument])
        date = words.trading_date(int(self.argument))
        if self.kind == self.Kind.CLOSE:
            return gettext("%(date)s is closed and cleared.") % {"date": date}
        return gettext("%(date)s is open.") % {"date": date}
