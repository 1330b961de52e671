"""A database of a test's own: the gateway reads it beside Django."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier


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
