"""Waiting for the servers, and the database that the product uses inside them."""

import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tradehall.kernel.errors import UnavailableError

_NATS_PORT = 4222


def wait_until(ready: Callable[[], bool], what: str, timeout_s: float) -> None:
    """Return when `ready()` is true. Raises `UnavailableError` naming `what` after `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while not ready():
        if time.monotonic() >= deadline:
            raise UnavailableError(f"{what} was not ready after {timeout_s:.0f} seconds.")
        time.sleep(0.03)


def postgres_answers(url: str) -> bool:
    """Whether the server of `url` takes connections; the database itself need not exist."""
    try:
        with psycopg.connect(maintenance_url(url), connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def nats_answers(url: str) -> bool:
    """Whether one of the servers of `url`, a list with commas, takes connections."""
    for each in url.split(","):
        address = urlsplit(each if "//" in each else f"//{each}")
        try:
            with socket.create_connection((address.hostname or "", address.port or _NATS_PORT), timeout=2):
                return True
        except OSError:
            continue
    return False


def ensure_database(url: str) -> bool:
    """Create the database of `url` when it is missing; says whether it did."""
    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(maintenance_url(url), autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return False
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return True


def maintenance_url(url: str) -> str:
    """The same server's database `postgres`, which is always there."""
    return urlunsplit(urlsplit(url)._replace(path="/postgres"))
