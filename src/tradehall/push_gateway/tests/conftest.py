"""The gateway's own event loop, and a database of a test's own: it reads one beside Django."""

import asyncio
import uuid
from collections.abc import Callable, Iterator

import psycopg
import pytest
import uvloop
from psycopg.sql import SQL, Identifier


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run on the loop that the process runs on: what a transport does with unsent bytes differs between loops."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture
def empty_database_url(database_url: str) -> Iterator[str]:
    """Address of an empty database on the server of this run."""
    name = f"gateway_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield f"{database_url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
