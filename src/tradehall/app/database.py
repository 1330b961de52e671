"""The product's schema in the database: migrated when the set of migrations has changed, else left alone.

A fingerprint of the migrations stands in the comment on the database itself, so it goes where the data goes, and a
start with an unchanged set costs one query instead of four seconds of Django.
"""

import hashlib
import json
from importlib.metadata import distributions
from pathlib import Path

import psycopg
from psycopg import sql

import tradehall
from tradehall.app.environment import Environment
from tradehall.app.servers.readiness import ensure_database


def schema_fingerprint() -> str:
    """Changes when a migration of ours changes, or any installed package (their migrations come along)."""
    digest = hashlib.sha256()
    for folder in tradehall.__path__:
        for file in sorted(Path(folder).rglob("migrations/[0-9]*.py")):
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    for name, version in sorted((d.name, d.version) for d in distributions()):
        digest.update(f"{name}={version}\n".encode())
    return digest.hexdigest()


def read_marks(url: str) -> dict[str, str]:
    """What earlier starts noted about this database."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
        ).fetchone()
    try:
        found = json.loads(row[0]) if row and row[0] else {}
    except ValueError:  # Somebody else's comment.
        return {}
    return found if isinstance(found, dict) else {}


def write_mark(url: str, name: str, value: str) -> None:
    """Note something about this database."""
    marks = {**read_marks(url), name: value}
    with psycopg.connect(url, autocommit=True) as connection:
        database = connection.execute("select current_database()").fetchone()
        if database is None:
            return
        connection.execute(
            sql.SQL("comment on database {} is {}").format(sql.Identifier(database[0]), sql.Literal(json.dumps(marks)))
        )


def prepare_database(place: Environment) -> bool:
    """Create the database and bring its schema up to date; says whether anything had to be done."""
    url = place.database_url()
    created = ensure_database(url)
    fingerprint = schema_fingerprint()
    if read_marks(url).get("schema") == fingerprint:
        return created
    from django.core.management import call_command

    from tradehall.app.django_setup import load_django

    load_django(place)
    call_command("migrate", interactive=False, verbosity=0)
    write_mark(url, "schema", fingerprint)
    return True
