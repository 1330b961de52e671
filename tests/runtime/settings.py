"""The smallest Django that can make the runtime's tables."""

import os
from urllib.parse import urlsplit

_address = urlsplit(os.environ["DATABASE_URL"])
SECRET_KEY = "only-for-tests"
INSTALLED_APPS = ["tradehall.trading_runtime"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _address.path.lstrip("/"),
        "USER": _address.username or "",
        "PASSWORD": _address.password or "",
        "HOST": _address.hostname or "",
        "PORT": str(_address.port or ""),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
