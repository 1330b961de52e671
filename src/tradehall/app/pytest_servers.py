"""Pytest plugin: an embedded PostgreSQL for the whole run unless `DATABASE_URL` names a server.

pytest-django reads the settings before any conftest is loaded, so the address must be in the environment earlier:
the plugin is named in `addopts` and starts the server when it is registered. Workers of pytest-xdist inherit the
address.
"""

import os
from collections.abc import Iterator

import pytest

from tradehall.app.servers.temporary import TemporaryServers, temporary_nats

_started: list[TemporaryServers] = []


def pytest_addoption(parser: pytest.Parser) -> None:  # noqa: ARG001 -- pytest's signature
    """Start the server: the first hook that is called, before pytest-django loads the settings."""
    if os.environ.get("DATABASE_URL"):
        return
    servers = TemporaryServers()
    _started.append(servers)
    try:
        os.environ["DATABASE_URL"] = servers.start_postgres()
    except BaseException:
        _stop()
        raise


def pytest_unconfigure() -> None:
    """Stop what was started here."""
    _stop()


def _stop() -> None:
    while _started:
        _started.pop().stop()


@pytest.fixture(scope="session")
def database_url() -> str:
    """Address of the database server of this run; tests make databases of their own names in it."""
    return os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def nats_url() -> Iterator[str]:
    """Address of a NATS server: `NATS_URL`, or one that lives as long as the run."""
    given = os.environ.get("NATS_URL")
    if given:
        yield given
        return
    with temporary_nats() as url:
        yield url
