"""A database for a bench: on the server of `DATABASE_URL`, else on an embedded one that waits for the disk."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.conf import settings
from django.core.management import call_command

from tradehall.app import environment
from tradehall.app.servers.readiness import ensure_database, postgres_answers, wait_until

_START_S = 60.0
_STOP_S = 20.0


@contextmanager
def bench_database() -> Iterator[str]:
    """Address of a fresh database with the runtime's tables; it is dropped afterwards."""
    with _server() as server:
        parts = urlsplit(server)
        dsn = urlunsplit(parts._replace(path=f"/bench_{secrets.token_hex(4)}"))
        ensure_database(dsn)
        try:
            _make_tables(dsn)
            yield dsn
        finally:
            name = urlsplit(dsn).path.lstrip("/")
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type] -- our own name


@contextmanager
def _server() -> Iterator[str]:
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="tradehall-bench-") as folder:
        place = environment.Environment(var=Path(folder), web_port=0, gateway_port=0)
        place.prepare()
        password = place.secret("postgres_password")
        process = subprocess.Popen(
            [sys.executable, "-m", "tradehall.app.servers.postgres"],
            env={**os.environ, "TRADEHALL_VAR": folder},
            stderr=(Path(folder) / "postgres.log").open("wb"),
        )
        try:
            port_file = place.postgres_port_file
            wait_until(lambda: environment.read_port(port_file) > 0, "PostgreSQL", _START_S)
            url = (
                f"postgresql://tradehall:{password}@{environment.LOOPBACK}:{environment.read_port(port_file)}/postgres"
            )
            wait_until(lambda: postgres_answers(url), "PostgreSQL", _START_S)
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_STOP_S)


def _make_tables(dsn: str) -> None:
    parts = urlsplit(dsn)
    settings.configure(
        INSTALLED_APPS=["tradehall.trading_runtime"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.lstrip("/"),
                "USER": parts.username or "",
                "PASSWORD": parts.password or "",
                "HOST": parts.hostname or "",
                "PORT": str(parts.port or ""),
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connection  # noqa: PLC0415 -- settings must be configured first

    connection.close()
