"""One database for each test module, and a stack of workers for each test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.runtime.stack import Stack, drop_database, empty_database, make_database


@pytest.fixture(scope="module")
def runtime_database() -> Iterator[str]:
    server = os.environ["DATABASE_URL"]
    dsn = make_database(server)
    yield dsn
    drop_database(server, dsn)


@pytest.fixture
def make_stack(runtime_database: str, tmp_path_factory: pytest.TempPathFactory):
    """Make stacks on an empty database; they end with the test."""
    empty_database(runtime_database)
    made: list[Stack] = []

    def make(**settings: dict[str, object]) -> Stack:
        folder: Path = tmp_path_factory.mktemp("s")
        stack = Stack(runtime_database, folder, **settings)
        made.append(stack)
        return stack

    yield make
    for stack in made:
        stack.close()
