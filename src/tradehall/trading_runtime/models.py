"""Tables of the trading plane. Other rooms read them through the facade; the hot processes write plain SQL."""

# ruff: noqa: DJ008 -- rows of machines: no page of Django ever shows one by its name.

from django.db import models
from django.db.models.functions import Now


class Fence(models.Model):
    """Who may append: a machine's leader holds the current number."""

    name = models.TextField(primary_key=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        db_table = "fence"


class JournalRow(models.Model):
    """One batch of a machine's journal: `count` commands from `first_seq`, encoded in `body`."""

    first_seq = models.BigIntegerField(primary_key=True)
    fence = models.BigIntegerField()
    count = models.IntegerField()
    market_at = models.BigIntegerField()
    body = models.BinaryField()
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


class CounterJournalRow(JournalRow):
    """The counter's journal (`contracts.shard.JournalBody`)."""

    class Meta:
        db_table = "journal"


class VenueJournalRow(JournalRow):
    """The exchange's journal (`contracts.exchange.VenueJournalBody`)."""

    class Meta:
        db_table = "venue_journal"


class Snapshot(models.Model):
    """A machine's whole state after `seq`, compressed."""

    machine = models.TextField()
    seq = models.BigIntegerField()
    market_at = models.BigIntegerField()
    body = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "snapshot"
        constraints = [models.UniqueConstraint(fields=["machine", "seq"], name="snapshot_machine_seq")]


class ProjectorPosition(models.Model):
    """How far a projection stands; changed in the transaction that writes its rows."""

    name = models.TextField(primary_key=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "projector_position"


class TradingAccount(models.Model):
    """A cash account and its trading settings."""

    account_id = models.BigIntegerField(primary_key=True)
    client_no = models.TextField(db_index=True)
    investor_sh = models.TextField()
    investor_sz = models.TextField()
    investor_bj = models.TextField()
    stock_rate = models.BigIntegerField()
    stock_minimum = models.BigIntegerField()
    fund_rate = models.BigIntegerField()
    fund_minimum = models.BigIntegerField()
    includes_statutory = models.BooleanField()
    permissions = models.BigIntegerField()
    halted = models.BooleanField()
    stream_seq = models.BigIntegerField()
    changed_at = models.BigIntegerField()

    class Meta:
        db_table = "trading_account"


class TradingCash(models.Model):
    """Cash of an account."""

    account_id = models.BigIntegerField(primary_key=True)
    balance = models.BigIntegerField()
    frozen_order = models.BigIntegerField()
    frozen_other = models.BigIntegerField()
    bought_today = models.BigIntegerField()
    sold_today = models.BigIntegerField()
    deposit_today = models.BigIntegerField()
    withdraw_today = models.BigIntegerField()
    stream_seq = models.BigIntegerField()
    changed_at = models.BigIntegerField()

    class Meta:
        db_table = "trading_cash"


class TradingPosition(models.Model):
    """A position of an account."""

    pk = models.CompositePrimaryKey("account_id", "symbol")
    account_id = models.BigIntegerField()
    symbol = models.TextField()
    qty_last = models.BigIntegerField()
    buy_today = models.BigIntegerField()
    sell_today = models.BigIntegerField()
    frozen_sell = models.BigIntegerField()
    frozen_other = models.BigIntegerField()
    holding_cost = models.BigIntegerField()
    diluted_cost = models.BigIntegerField()
    stream_seq = models.BigIntegerField()
    changed_at = models.BigIntegerField()

    class Meta:
        db_table = "trading_position"


class TradingOrder(models.Model):
    """The newest image of an order."""

    order_id = models.BigIntegerField(primary_key=True)
    account_id = models.BigIntegerField()
    client_order_id = models.TextField()
    symbol = models.TextField()
    side = models.SmallIntegerField()
    order_type = models.SmallIntegerField()
    price = models.BigIntegerField()
    qty = models.BigIntegerField()
    status = models.SmallIntegerField()
    cum_qty = models.BigIntegerField()
    cum_amount = models.BigIntegerField()
    cxl_qty = models.BigIntegerField()
    frozen = models.BigIntegerField()
    fees = models.BigIntegerField()
    exch_order_no = models.BigIntegerField()
    link_seq = models.BigIntegerField()
    result = models.IntegerField()
    channel = models.SmallIntegerField()
    trading_date = models.IntegerField()
    placed_at = models.BigIntegerField()
    stream_seq = models.BigIntegerField()
    changed_at = models.BigIntegerField()

    class Meta:
        db_table = "trading_order"
        indexes = [
            models.Index(fields=["account_id", "-order_id"], name="trading_order_account"),
            models.Index(fields=["trading_date", "-order_id"], name="trading_order_date"),
        ]


class TradingFill(models.Model):
    """One fill and its fees."""

    pk = models.CompositePrimaryKey("order_id", "fill_no")
    order_id = models.BigIntegerField()
    fill_no = models.IntegerField()
    account_id = models.BigIntegerField()
    trade_no = models.BigIntegerField()
    symbol = models.TextField()
    side = models.SmallIntegerField()
    price = models.BigIntegerField()
    qty = models.BigIntegerField()
    amount = models.BigIntegerField()
    commission = models.BigIntegerField()
    stamp_duty = models.BigIntegerField()
    transfer = models.BigIntegerField()
    handling = models.BigIntegerField()
    regulatory = models.BigIntegerField()
    statutory_inside = models.BooleanField()
    trading_date = models.IntegerField()
    stream_seq = models.BigIntegerField()
    filled_at = models.BigIntegerField()

    class Meta:
        db_table = "trading_fill"
        indexes = [
            models.Index(fields=["account_id", "trading_date"], name="trading_fill_account"),
            models.Index(fields=["trading_date"], name="trading_fill_date"),
        ]


class CashEntry(models.Model):
    """One line of the cash ledger."""

    pk = models.CompositePrimaryKey("account_id", "stream_seq")
    account_id = models.BigIntegerField()
    stream_seq = models.BigIntegerField()
    reason = models.SmallIntegerField()
    amount = models.BigIntegerField()
    balance = models.BigIntegerField()
    ref = models.TextField()
    entry_date = models.IntegerField(db_index=True)
    at = models.BigIntegerField()

    class Meta:
        db_table = "cash_entry"


class AccountEventRow(models.Model):
    """One event of a private stream, encoded: exact resume reads it."""

    pk = models.CompositePrimaryKey("account_id", "stream_seq")
    account_id = models.BigIntegerField()
    stream_seq = models.BigIntegerField()
    body = models.BinaryField()

    class Meta:
        db_table = "account_event"


class TradingDay(models.Model):
    """A trading day of the firm and where its changes stand in the journal."""

    trading_date = models.IntegerField(primary_key=True)
    stage = models.SmallIntegerField()
    opened_seq = models.BigIntegerField(default=0)
    closed_seq = models.BigIntegerField(default=0)
    settled_seq = models.BigIntegerField(default=0)
    opened_at = models.BigIntegerField(default=0)
    closed_at = models.BigIntegerField(default=0)
    settled_at = models.BigIntegerField(default=0)

    class Meta:
        db_table = "trading_day"


class VenueTradeRow(models.Model):
    """One line of the venue's trade file for this firm."""

    pk = models.CompositePrimaryKey("trading_date", "symbol", "trade_no", "order_id")
    trading_date = models.IntegerField()
    symbol = models.TextField()
    trade_no = models.BigIntegerField()
    order_id = models.BigIntegerField()
    side = models.SmallIntegerField()
    price = models.BigIntegerField()
    qty = models.BigIntegerField()
    at = models.BigIntegerField()

    class Meta:
        db_table = "venue_trade"
