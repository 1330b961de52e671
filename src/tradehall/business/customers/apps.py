"""The room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "tradehall.business.customers"
    label = "customers"
    verbose_name = _("Clients and accounts")
