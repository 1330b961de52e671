"""`make new-room NAME=…`: a business room with every file that rooms have, and its contract in `.importlinter`.

What it writes works: the room has one table with one write, one read, one rule and their tests, which are there to be
renamed. It changes no other file than `.importlinter`; what a person must still decide is printed.
"""

import keyword
import re
from pathlib import Path
from typing import Final

from tradehall.kernel.errors import ConflictError, InvalidInputError

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{2,30}")
_REFUSED: Final = frozenset({"common", "utils", "helpers", "manager", "service", "tests", "migrations", "templates"})

CONTRACT: Final = """
[importlinter:contract:door_business_{name}]
name = business.{name}: outsiders come in by its facade or its contracts
type = protected
protected_modules =
    tradehall.business.{name}
allowed_importers =
    tradehall.business.{name}
ignore_imports =
    tradehall.** -> tradehall.business.{name}.facade
    tradehall.** -> tradehall.business.{name}.contracts
    tradehall.app.api -> tradehall.business.{name}.api
unmatched_ignore_imports_alerting = none
"""

FILES: Final = {
    "__init__.py": '''"""{title}: say in one line what this room is for.

Purpose: notes of people, until the room has its own words.
Data owned: note.
May import: identity and customers by their facades; contracts; kernel.
Must never: be imported other than by its facade and its contracts.
"""
''',
    "apps.py": '''"""The room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class {camel}Config(AppConfig):
    name = "tradehall.business.{name}"
    label = "{name}"
    verbose_name = _("{title}")
''',
    "contracts.py": '''"""Frozen values that cross the door of this room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as outsiders read it."""

    note_id: int
    text: str
''',
    "errors.py": '''"""Errors of this room."""

from tradehall.kernel.errors import InvalidInputError


class NoteRefusedError(InvalidInputError):
    """A note was empty or longer than 200 characters; shorten it and send it again."""

    code = "TH-{number}"
''',
    "facade.py": '''"""The one door of this room."""

from tradehall.business.{name}.contracts import NoteView
from tradehall.business.{name}.operations import add_note
from tradehall.business.{name}.queries import notes

__all__ = ["NoteView", "add_note", "notes"]
''',
    "models.py": '''"""Tables of this room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """A note and when it was made."""

    text = models.CharField(_("text"), max_length=200)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        db_table = "{name}_note"
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.text
''',
    "operations.py": '''"""Writes of this room."""

from django.db import transaction

from tradehall.business.{name}.contracts import NoteView
from tradehall.business.{name}.models import Note
from tradehall.business.{name}.rules import checked_text


@transaction.atomic
def add_note(*, text: str) -> NoteView:
    """Keep a note. Raises `NoteRefusedError` when its text is empty or too long."""
    note = Note.objects.create(text=checked_text(text))
    return NoteView(note.pk, note.text)
''',
    "queries.py": '''"""Reads of this room."""

from tradehall.business.{name}.contracts import NoteView
from tradehall.business.{name}.models import Note


def notes(*, limit: int = 100) -> tuple[NoteView, ...]:
    """The newest notes, newest first."""
    return tuple(NoteView(note.pk, note.text) for note in Note.objects.all()[:limit])
''',
    "rules.py": '''"""Decisions of this room: pure functions, no database."""

from typing import Final

from tradehall.business.{name}.errors import NoteRefusedError

TEXT_MAX: Final = 200


def checked_text(text: str) -> str:
    """The text without outer blanks. Raises `NoteRefusedError` when nothing is left or it is too long."""
    clean = text.strip()
    if not clean or len(clean) > TEXT_MAX:
        raise NoteRefusedError(f"A note must have 1 to {{TEXT_MAX}} characters, it had {{len(clean)}}.")
    return clean
''',
    "migrations/__init__.py": "",
    "migrations/0001_initial.py": """from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200, verbose_name="text")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
            ],
            options={{"db_table": "{name}_note", "ordering": ["-made_at", "-id"]}},
        ),
    ]
""",
    "tests/test_rules.py": """import pytest

from tradehall.business.{name}.errors import NoteRefusedError
from tradehall.business.{name}.rules import TEXT_MAX, checked_text


def test_a_note_loses_its_outer_blanks():
    assert checked_text("  call back  ") == "call back"


@pytest.mark.parametrize("text", ["", "   ", "x" * (TEXT_MAX + 1)])
def test_an_empty_or_long_note_is_refused(text):
    with pytest.raises(NoteRefusedError):
        checked_text(text)
""",
    "tests/test_operations.py": """import pytest

from tradehall.business.{name}.contracts import NoteView
from tradehall.business.{name}.facade import add_note, notes


@pytest.mark.django_db
def test_the_newest_note_comes_first():
    first, second = add_note(text="first"), add_note(text="second")

    assert notes() == (NoteView(second.note_id, "second"), NoteView(first.note_id, "first"))
""",
}


def scaffold_room(name: str, root: Path) -> list[str]:
    """Write the room below `root` and its contract; returns what was written and what is left to do.

    Raises `InvalidInputError` for a name that no room may have and `ConflictError` when the room is there already.
    """
    if not _NAME.fullmatch(name) or name in _REFUSED or keyword.iskeyword(name):
        raise InvalidInputError(
            f"{name!r} cannot name a room: use 3 to 31 lower-case letters, digits and underscores that say what it "
            "does, such as `campaigns`; names like `utils` accept anything and are refused."
        )
    room = root / "src/tradehall/business" / name
    if room.exists():
        raise ConflictError(f"{room.relative_to(root)} exists already; nothing was written.")
    words = {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "camel": "".join(part.capitalize() for part in name.split("_")),
        "number": _next_error_block(root),
    }
    for path, text in FILES.items():
        target = room / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(**words) if text else "", encoding="utf-8")
    contracts = root / ".importlinter"
    contracts.write_text(contracts.read_text(encoding="utf-8") + CONTRACT.format(**words), encoding="utf-8")
    return [
        f"wrote src/tradehall/business/{name}/ ({len(FILES)} files) and its contract in .importlinter",
        "What is left to do:",
        f'  1. add "{name}" to BUSINESS_ROOMS in src/tradehall/app/settings/base.py',
        "  2. replace Note by the room's own words, then `tradehall django makemigrations`",
        "  3. `tradehall generate` (the error catalogue), translate new texts in src/tradehall/app/locale",
        "  4. `make check`",
    ]


def _next_error_block(root: Path) -> str:
    """The first code of the next block of a hundred that no error class uses."""
    used = {
        int(found)
        for file in (root / "src/tradehall").rglob("errors.py")
        for found in re.findall(r'code = "TH-(\d{4})"', file.read_text(encoding="utf-8"))
    }
    return f"{max([block for code in used if (block := code // 100) < 90], default=0) + 1:02}01"  # noqa: PLR2004 -- app
