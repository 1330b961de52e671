"""Writes of brokers."""

from django.db import transaction

from tradehall.business.brokers.models import Broker, BrokerShareRate
from tradehall.kernel.ids import TradingDate
from tradehall.kernel.units import Rate


@transaction.atomic
def create_broker(
    *, broker_no: str, name: str, branch_code: str, share_rate: Rate, from_date: TradingDate, kind: str = "agent"
) -> Broker:
    """A broker with its first share rate."""
    broker = Broker.objects.create(broker_no=broker_no, name=name, branch_code=branch_code, kind=kind)
    set_share_rate(broker=broker, rate=share_rate, from_date=from_date)
    return broker


def set_share_rate(*, broker: Broker, rate: Rate, from_date: TradingDate) -> None:
    """The share rate from a date on; a second one for the same date replaces the first."""
    BrokerShareRate.objects.update_or_create(broker=broker, from_date=from_date, defaults={"rate": rate})
