"""Addresses of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from tradehall.app import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", pages.health, name="health"),
    path("terminal/", pages.terminal, name="terminal"),
    path("terminal/<path:inside>", pages.terminal, name="terminal_inside"),
    path("language/", set_language, name="set_language"),
    path("", include("tradehall.business.identity.urls")),
    path("office/", admin.site.urls),
]

handler400 = "tradehall.app.pages.bad_request"
handler403 = "tradehall.app.pages.forbidden"
handler404 = "tradehall.app.pages.not_found"
handler500 = "tradehall.app.pages.failed"
