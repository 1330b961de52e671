from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketDataConfig(AppConfig):
    name = "tradehall.market_data"
    label = "market_data"
    verbose_name = _("Market data")
