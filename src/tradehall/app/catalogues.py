"""Message catalogues: compiled with polib, because a bare machine has no gettext tools."""

import os
from collections.abc import Iterable
from pathlib import Path

import polib


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
