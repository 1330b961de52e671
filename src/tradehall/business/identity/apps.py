"""The room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "tradehall.business.identity"
    label = "identity"
    verbose_name = _("Users and sign-ins")
