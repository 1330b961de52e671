"""The room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpsMonitoringConfig(AppConfig):
    name = "tradehall.ops_monitoring"
    label = "ops_monitoring"
    verbose_name = _("Operations")
