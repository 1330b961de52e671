"""WSGI entry of the web worker (granian imports it). `DJANGO_SETTINGS_MODULE` names another settings module."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradehall.app.settings.development")
application = get_wsgi_application()
