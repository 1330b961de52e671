"""What is generated or derived from the code and committed is in step with it."""

from io import StringIO

import polib
import pytest
from django.core.management import call_command

from tradehall.app.catalogue_check import Text, problems
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


def test_catalogues_are_complete():
    assert problems() == []


@pytest.mark.parametrize(
    ("msgid", "chinese", "wanted"),
    [
        ("Sign in", "登录", []),
        ("Sign in", "", ["zh_Hans: empty 'Sign in'"]),
        ("%(count)s orders", "委托", ["zh_Hans: other placeholders in '%(count)s orders'"]),
    ],
)
def test_the_catalogue_check_sees(tmp_path, msgid, chinese, wanted):
    for language, words in (("zh_Hans", chinese), ("en", "")):
        catalogue = polib.POFile()
        catalogue.append(polib.POEntry(msgid=msgid, msgstr=words))
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        catalogue.save(str(folder / "django.po"))

    assert problems(tmp_path, [Text(msgid, "page.html")]) == wanted


def test_a_text_that_no_catalogue_holds_is_named(tmp_path):
    for language in ("zh_Hans", "en"):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        polib.POFile().save(str(folder / "django.po"))

    assert problems(tmp_path, [Text("New", "a.py")]) == ["zh_Hans: missing 'New' (a.py)", "en: missing 'New' (a.py)"]
