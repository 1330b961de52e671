"""Loading Django for the command line and the workers that need it: settings from the environment, rooms wired."""

import os

from tradehall.app.environment import Environment, current

SETTINGS = "tradehall.app.settings.development"


def export_settings(place: Environment) -> None:
    """Put what the settings read into the environment of this process; what is set already wins."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ.setdefault("DJANGO_SECRET_KEY", place.secret("django_secret_key"))
    os.environ.setdefault("DATABASE_URL", place.database_url())
    os.environ.setdefault("TRADEHALL_GATEWAY_PORT", str(place.gateway_port))
    os.environ.setdefault("TRADEHALL_PUBLIC_URL", place.public_url)
    os.environ.setdefault("TRADEHALL_STATIC_ROOT", str(place.static_root))


def load_django(place: Environment | None = None) -> None:
    """Set Django up and tell the rooms where their servers are. Calling it again does nothing new."""
    place = place or current()
    export_settings(place)
    import django
    from django.conf import settings

    from tradehall.app.catalogues import compile_stale

    compile_stale(settings.LOCALE_PATHS)  # Django keeps the catalogues that it finds while it is set up.
    django.setup()
    from tradehall.app.wiring import wire_rooms

    wire_rooms(place)
