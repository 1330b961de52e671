"""WSGI entry of the web worker. `DJANGO_SETTINGS_MODULE` names another settings module."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradehall.app.settings.development")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
