"""The one door of brokers."""

from tradehall.business.brokers.contracts import CommissionDay, ShareRow
from tradehall.business.brokers.operations import create_broker, set_share_rate
from tradehall.business.brokers.queries import attributions, broker_name, commission_day, has_broker

__all__ = [
    "CommissionDay",
    "ShareRow",
    "attributions",
    "broker_name",
    "commission_day",
    "create_broker",
    "has_broker",
    "set_share_rate",
]
