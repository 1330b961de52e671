"""Tables of the end of day. Money in 1/10,000 yuan, dates as yyyymmdd, client lines signed (credit + / debit −).

Rows of a date are written by the step that owns them, in the transaction that marks the step done.
"""

from django.db import models

from tradehall.clearing.contracts import CashKind, HoldingKind, RunStatus, StepStatus, Subject


def _choices(values: type[RunStatus | StepStatus | CashKind | HoldingKind | Subject]) -> list[tuple[str, str]]:
    return [(value.value, value.value) for value in values]


class ClearingRun(models.Model):
    """The end of one day. `cut_from_seq` < journal sequence <= `cut_seq` is what belongs to the date."""

    trading_date = models.IntegerField(unique=True)
    status = models.CharField(max_length=10, choices=_choices(RunStatus), default=RunStatus.RUNNING)
    attempt = models.PositiveIntegerField(default=0)
    cut_from_seq = models.BigIntegerField(default=0)
    cut_seq = models.BigIntegerField(null=True)
    seal_digest = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-trading_date"]

    def __str__(self) -> str:
        return f"{self.trading_date} {self.status}"


class ClearingStep(models.Model):
    """One step of a run: when it ran, on what input (hash), and what came out (totals)."""

    run = models.ForeignKey(ClearingRun, on_delete=models.CASCADE, related_name="steps")
    step_no = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=_choices(StepStatus), default=StepStatus.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    input_hash = models.CharField(max_length=64, blank=True)
    output_totals = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["run", "step_no"]
        constraints = [models.UniqueConstraint(fields=["run", "step_no"], name="clearing_step_once")]

    def __str__(self) -> str:
        return f"{self.step_no} {self.name} {self.status}"


class ReconciliationResult(models.Model):
    """One check of a gate, as it came out in the newest attempt of its step."""

    run = models.ForeignKey(ClearingRun, on_delete=models.CASCADE, related_name="results")
    step_no = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    left = models.CharField(max_length=40)
    right = models.CharField(max_length=40)
    left_count = models.BigIntegerField()
    right_count = models.BigIntegerField()
    left_total = models.CharField(max_length=80)
    right_total = models.CharField(max_length=80)
    passed = models.BooleanField()
    difference_count = models.BigIntegerField()
    differences = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["run", "step_no", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "step_no", "name"], name="clearing_result_once")]

    def __str__(self) -> str:
        return f"{self.name} {'passed' if self.passed else 'failed'}"


class CashEntryLine(models.Model):
    """Client leg of a cash movement: a deposit, a withdrawal, an order's trade amount, or one fee item of an order."""

    trading_date = models.IntegerField()
    account_id = models.BigIntegerField()
    line_no = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=_choices(CashKind))
    order_id = models.BigIntegerField(default=0)
    symbol = models.CharField(max_length=12, blank=True)
    amount = models.BigIntegerField()
    ref = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["trading_date", "account_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["trading_date", "account_id", "line_no"], name="clearing_cash_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.trading_date} {self.account_id} {self.kind} {self.amount}"


class HoldingEntryLine(models.Model):
    """Client leg of a holding movement: shares of an order, or a transfer of custody."""

    trading_date = models.IntegerField()
    account_id = models.BigIntegerField()
    line_no = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=_choices(HoldingKind))
    order_id = models.BigIntegerField(default=0)
    symbol = models.CharField(max_length=12)
    qty = models.BigIntegerField()
    amount = models.BigIntegerField(default=0)
    ref = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["trading_date", "account_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["trading_date", "account_id", "line_no"], name="clearing_holding_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.trading_date} {self.account_id} {self.symbol} {self.qty}"


class CashBalance(models.Model):
    """Cash of an account over a date, by our own entries: `closing == opening + movements`."""

    trading_date = models.IntegerField()
    account_id = models.BigIntegerField()
    client_no = models.CharField(max_length=32)
    opening = models.BigIntegerField()
    movements = models.BigIntegerField()
    closing = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trading_date", "account_id"], name="clearing_cash_balance_once")
        ]

    def __str__(self) -> str:
        return f"{self.trading_date} {self.account_id} {self.closing}"


class HoldingBalance(models.Model):
    """Shares of an account at the close of a date, by our own entries; zero holdings have no row."""

    trading_date = models.IntegerField()
    account_id = models.BigIntegerField()
    symbol = models.CharField(max_length=12)
    qty = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trading_date", "account_id", "symbol"], name="clearing_holding_once")
        ]

    def __str__(self) -> str:
        return f"{self.trading_date} {self.account_id} {self.symbol} {self.qty}"


class PlanRecord(models.Model):
    """The commission plan of an account from a journal sequence on, as the journal says: fees are checked by it."""

    account_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    stock_rate = models.BigIntegerField()
    stock_minimum = models.BigIntegerField()
    fund_rate = models.BigIntegerField()
    fund_minimum = models.BigIntegerField()
    includes_statutory = models.BooleanField()

    class Meta:
        ordering = ["account_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["account_id", "seq"], name="clearing_plan_once")]

    def __str__(self) -> str:
        return f"{self.account_id} from {self.seq}"


class HouseEntry(models.Model):
    """One line of the house ledger (fees-and-clearing 11 and 13a). The lines of a voucher balance."""

    trading_date = models.IntegerField()
    voucher_no = models.PositiveIntegerField()
    line_no = models.PositiveSmallIntegerField()
    step_no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=32, choices=_choices(Subject))
    market = models.CharField(max_length=2, blank=True)
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["trading_date", "voucher_no", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["trading_date", "voucher_no", "line_no"], name="clearing_house_line_once"),
            models.CheckConstraint(
                condition=models.Q(debit=0, credit__gt=0) | models.Q(debit__gt=0, credit=0),
                name="clearing_house_one_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trading_date} {self.voucher_no} {self.subject} {self.debit} {self.credit}"


class CommissionShare(models.Model):
    """Commission share of a broker from one account on one date; a correction is a new version."""

    trading_date = models.IntegerField()
    account_id = models.BigIntegerField()
    client_no = models.CharField(max_length=32)
    broker_no = models.CharField(max_length=32)
    gross = models.BigIntegerField()
    passthrough = models.BigIntegerField()
    net = models.BigIntegerField()
    attribution = models.BigIntegerField()
    share_rate = models.BigIntegerField()
    share = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["trading_date", "broker_no", "account_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trading_date", "account_id", "broker_no", "version"], name="clearing_share_once"
            )
        ]
        indexes = [models.Index(fields=["broker_no", "trading_date"])]

    def __str__(self) -> str:
        return f"{self.trading_date} {self.broker_no} {self.account_id} {self.share}"


class Statement(models.Model):
    """Daily statement of an account; never changed, a correction is a new version."""

    account_id = models.BigIntegerField()
    trading_date = models.IntegerField()
    version = models.PositiveIntegerField(default=1)
    opening_cash = models.BigIntegerField()
    closing_cash = models.BigIntegerField()
    market_value = models.BigIntegerField()
    total_assets = models.BigIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-trading_date", "account_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["account_id", "trading_date", "version"], name="clearing_statement_once")
        ]

    def __str__(self) -> str:
        return f"{self.trading_date} {self.account_id} v{self.version}"


class DayOpening(models.Model):
    """The opening of a date, with the seed of the simulated market; `finished_at` is empty until all of it is done."""

    trading_date = models.IntegerField(unique=True)
    seed = models.BigIntegerField()
    instruments = models.PositiveIntegerField(default=0)
    accounts_checked = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-trading_date"]

    def __str__(self) -> str:
        return f"{self.trading_date}"
