"""WSGI entry of the web worker. `DJANGO_SETTINGS_MODULE` names another settings module."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradehall.app.settings.development")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tradehall.app.catalogues import compile_stale

compile_stale(settings.LOCALE_PATHS)
application = get_wsgi_application()
