"""The room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrokersConfig(AppConfig):
    name = "tradehall.business.brokers"
    label = "brokers"
    verbose_name = _("Brokers")
