"""Settings shared by every way of running. Secrets and addresses come from the environment.

Environment: `DJANGO_SECRET_KEY` (no default), `DATABASE_URL`, `TRADEHALL_PUBLIC_URL` (the site as browsers reach it),
`TRADEHALL_GATEWAY_URL` (the push gateway as browsers reach it, "" for port `TRADEHALL_GATEWAY_PORT` of the same host),
`TRADEHALL_HOSTS` (further host names, comma separated), `TRADEHALL_STATIC_ROOT`.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[4]
SOURCE_DIR = BASE_DIR / "src/tradehall"

# Rooms stand before the parts, so that their templates win over the parts' own.
BUSINESS_ROOMS = ("identity", "customers", "brokers")
SHELL_ROOMS = ("trading_runtime", "market_data", "clearing", "push_gateway", "ops_monitoring")


def rooms_with_tables() -> list[str]:
    """The rooms that have models: they join as they land; a room's app label is its folder name."""
    business = [f"business.{room}" for room in BUSINESS_ROOMS]
    return [
        f"tradehall.{room}"
        for room in (*business, *SHELL_ROOMS)
        if (SOURCE_DIR / room.replace(".", "/") / "models.py").exists()
    ]


INSTALLED_APPS = [
    *rooms_with_tables(),
    "unfold",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "django_tables2",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tradehall.business.identity.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "tradehall.business.identity.middleware.ErrorPagesMiddleware",
    # Last, as django-axes asks: it turns a lock into our own page.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tradehall.app.urls"
WSGI_APPLICATION = "tradehall.app.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE_DIR / "app/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tradehall.app.context.site",
            ],
            "libraries": {"figures": "tradehall.business.templatetags.figures"},
            "builtins": ["tradehall.business.templatetags.figures"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
DEBUG = False

# Data -----------------------------------------------------------------------------------------


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
        "OPTIONS": dict(parse_qsl(parts.query)),  # sslmode and the like
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", "postgresql://localhost/tradehall"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# One cache for all web workers, so that rate limits count together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "request_cache"}}

# Addresses and secrets ------------------------------------------------------------------------

SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "")
PUBLIC_URL = os.environ.get("TRADEHALL_PUBLIC_URL", "http://127.0.0.1:8000")
GATEWAY_URL = os.environ.get("TRADEHALL_GATEWAY_URL", "")
GATEWAY_PORT = int(os.environ.get("TRADEHALL_GATEWAY_PORT", "8001"))
_PUBLIC = urlsplit(PUBLIC_URL)
IS_HTTPS = _PUBLIC.scheme == "https"
ALLOWED_HOSTS = [
    host
    for host in ("localhost", "127.0.0.1", "[::1]", _PUBLIC.hostname, *os.environ.get("TRADEHALL_HOSTS", "").split(","))
    if host
]
CSRF_TRUSTED_ORIGINS = [f"{_PUBLIC.scheme}://{_PUBLIC.netloc}"]

# Log-in ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "client_no", "broker_no")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "tradehall.business.identity.rules.LettersAndDigitsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "tradehall.business.identity.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "tradehall.business.identity.forms.SignInForm",
    "change_password": "tradehall.business.identity.forms.PasswordForm",
    "reauthenticate": "tradehall.business.identity.forms.PasswordAgainForm",
}
MFA_FORMS = {
    "authenticate": "tradehall.business.identity.forms.CodeForm",
    "reauthenticate": "tradehall.business.identity.forms.CodeAgainForm",
    "activate_totp": "tradehall.business.identity.forms.SwitchOnForm",
}
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# The lock of one name from one address is django-axes' work; these bound an address and a name over all addresses.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,10/15m/key"}
ACCOUNT_USER_DISPLAY = "tradehall.business.identity.rules.display_name"

MFA_ADAPTER = "tradehall.business.identity.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tradehall"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "tradehall.business.identity.views.locked_out"
AXES_USERNAME_CALLABLE = "tradehall.business.identity.rules.typed_username"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["login"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "tradehall_session"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_FAILURE_VIEW = "tradehall.business.identity.views.csrf_failed"

# Security headers -----------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
if IS_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# The back office is built on Alpine.js, which evaluates its attributes; only staff can open it.
CONTENT_SECURITY_POLICY_BY_PREFIX = {
    "/office/": {"script-src": "'self' 'unsafe-inline' 'unsafe-eval'", "style-src": "'self' 'unsafe-inline'"},
}

# Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "tradehall_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [SOURCE_DIR / "app/locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# Static files: served by the web worker itself, straight from where they are built ----------------

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("TRADEHALL_STATIC_ROOT") or None
STATICFILES_DIRS = [
    (name, folder)
    for name, folder in (("site", BASE_DIR / "web/site/src"), ("terminal", BASE_DIR / "web/terminal/dist"))
    if folder.is_dir()
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/terminal/assets/.+-[A-Za-z0-9_-]{8,}\.\w+$"
TERMINAL_INDEX = BASE_DIR / "web/terminal/dist/index.html"

# Pages ----------------------------------------------------------------------------------------

DJANGO_TABLES2_TEMPLATE = "site/table.html"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
OPS_SERVICES_PORT = "tradehall.app.services.SupervisorServices"
UNFOLD = {
    "SITE_TITLE": _("Tradehall back office"),
    "SITE_HEADER": _("Tradehall back office"),
    "SITE_URL": "/",
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "4px",
    "COLORS": {
        "primary": {
            "50": "239 246 255",
            "100": "219 234 254",
            "200": "190 214 243",
            "300": "147 184 228",
            "400": "96 146 204",
            "500": "52 112 178",
            "600": "20 80 140",
            "700": "17 68 120",
            "800": "15 57 99",
            "900": "14 47 82",
            "950": "9 31 55",
        },
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
