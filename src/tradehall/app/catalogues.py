"""Message catalogues: compiled with polib, because a bare machine has no gettext tools."""

import os
from collections.abc import Iterable
from pathlib import Path

import polib

from tradehall.app.catalogue_scan import messages

SOURCE = Path(__file__).resolve().parents[1]
CATALOGUES = SOURCE / "app/locale"


def update_all() -> list[str]:
    """Bring both catalogues in step with the messages in use; returns what is still to be translated into Chinese.

    A message that is new in English is its own translation; one that is used no more is dropped.
    """
    used = messages(SOURCE)
    missing = []
    for language in ("zh_Hans", "en"):
        file = CATALOGUES / language / "LC_MESSAGES/django.po"
        before = {entry.msgid: entry.msgstr for entry in polib.pofile(str(file))}
        fresh = polib.POFile(wrapwidth=120)
        fresh.metadata = polib.pofile(str(file)).metadata
        for message in sorted(used):
            words = before.get(message, message if language == "en" else "")
            entry = polib.POEntry(
                msgid=message, msgstr=words, occurrences=[(place, "") for place in sorted(used[message])]
            )
            if "%(" in message:
                entry.flags.append("python-format")
            if not words:
                missing.append(message)
            fresh.append(entry)
        fresh.save(str(file))
    return missing


def compile_stale(locale_paths: Iterable[Path]) -> list[Path]:
    """Compile each `django.po` under `locale_paths` that is newer than its `django.mo`; returns what was written.

    The new file takes its place by a rename, so that two processes may do this at once.
    """
    written = []
    for source in sorted(po for path in locale_paths for po in path.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        fresh = target.with_suffix(f".{os.getpid()}.mo")
        polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(fresh))
        fresh.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for untranslated in update_all():
        print(f"to translate: {untranslated}")  # noqa: T201 -- a tool of the command line
