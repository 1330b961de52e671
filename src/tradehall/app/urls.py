"""Addresses of the site."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from tradehall.app import pages
from tradehall.app.api import api

# The back office has no door of its own: one sign-in, one lock, one log.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", pages.home, name="home"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}site/mark.svg", permanent=True)),
    path("healthz", pages.health, name="health"),
    path("terminal/", pages.terminal, name="terminal"),
    path("terminal/<path:inside>", pages.terminal, name="terminal_inside"),
    path("language/", set_language, name="set_language"),
    path("accounts/", include("tradehall.business.identity.urls")),
    path("", include("tradehall.business.customers.urls")),
    path("", include("tradehall.business.brokers.urls")),
    path("control/", include("tradehall.ops_monitoring.urls")),
    path("api/v1/", api.urls),
    path("office/", admin.site.urls),
]

handler400 = "tradehall.app.pages.bad_request"
handler403 = "tradehall.app.pages.forbidden"
handler404 = "tradehall.app.pages.not_found"
handler500 = "tradehall.app.pages.failed"
