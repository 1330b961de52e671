"""Which trading date it is: the firm's day, not the machine's."""

from django.utils import timezone

from tradehall.kernel.ids import TradingDate
from tradehall.trading_runtime import facade as runtime


def trading_date_now() -> TradingDate:
    """The newest trading day that the counter opened; Beijing's date before the first one."""
    days = runtime.trading_days()
    return days[-1].trading_date if days else int(f"{timezone.localdate():%Y%m%d}")
