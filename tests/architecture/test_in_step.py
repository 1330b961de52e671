"""What is generated or derived from the code and committed is in step with it."""

from io import StringIO

import pytest
from django.core.management import call_command

from tradehall.app.generated import out_of_step


def test_generated_files_are_in_step():
    assert out_of_step() == [], "run `tradehall generate` and commit what it wrote"


@pytest.mark.django_db
def test_migrations_are_in_step():
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(f"run `tradehall django makemigrations` and commit what it wrote:\n{said.getvalue()}")
    assert "No changes detected" in said.getvalue()
