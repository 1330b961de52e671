"""Settings shared by every way of running. Secrets and addresses come from the environment."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parents[4]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
# Rooms with tables join as they land; a room's app label is its folder name.
INSTALLED_APPS += [
    f"tradehall.{room}"
    for room in ("trading_runtime", "market_data", "clearing", "push_gateway")
    if (BASE_DIR / "src/tradehall" / room / "models.py").exists()
]


def database_from(url: str) -> dict[str, object]:
    """Django database settings of a `postgresql://` URL."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", "postgresql://localhost/tradehall"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "")
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
