"""Completeness of the message catalogues: every text of the sources is in both languages, and none is left over.

Texts are found in Python by the syntax tree and in templates by Django's own translator of template tags, so that no
gettext tools are needed.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import polib

from tradehall.app.environment import REPOSITORY
from tradehall.app.error_catalogue import error_classes

LANGUAGES: Final = ("zh_Hans", "en")
SOURCES: Final = REPOSITORY / "src/tradehall"
LOCALE: Final = SOURCES / "app/locale"
_CALLS: Final = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"})
_CALLS_WITH_CONTEXT: Final = frozenset({"pgettext", "pgettext_lazy"})
_TEMPLATE_CALL = re.compile(r"""\b(?:_|gettext|ngettext)\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))""", re.DOTALL)


class Text(NamedTuple):
    """A text to translate and the file that shows it."""

    msgid: str
    file: str


def texts(root: Path = SOURCES) -> list[Text]:
    """Every text to translate of the Python files and templates below `root`, tests left out."""
    found: list[Text] = []
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        if "tests/" in name or "migrations/" in name:
            continue
        if file.suffix == ".py":
            found += [Text(text, name) for text in _python_texts(file.read_text(encoding="utf-8"))]
        elif file.suffix in {".html", ".txt"}:
            found += [Text(text, name) for text in _template_texts(file.read_text(encoding="utf-8"))]
    return found + _error_texts()


def _error_texts() -> list[Text]:
    """The one-line docstrings of errors, which pages show; those of the command line stay English."""
    return [
        Text(inspect.cleandoc(cls.__doc__ or "").splitlines()[0], f"{cls.__module__}.{cls.__name__}")
        for cls in error_classes()
        if not cls.__module__.startswith("tradehall.app.")
    ]


def _python_texts(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        position = 1 if name in _CALLS_WITH_CONTEXT else 0
        if name not in _CALLS | _CALLS_WITH_CONTEXT or len(node.args) <= position:
            continue
        text = node.args[position]
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.value


def _template_texts(source: str) -> Iterator[str]:
    from django.utils.translation.template import templatize

    for literal in _TEMPLATE_CALL.findall(templatize(source)):
        yield ast.literal_eval(literal)


def problems(locale: Path = LOCALE, found: list[Text] | None = None) -> list[str]:
    """What is wrong with the catalogues, one line each; empty when they are complete."""
    wanted = {text.msgid: text.file for text in reversed(texts() if found is None else found)}
    lines: list[str] = []
    for language in LANGUAGES:
        catalogue = polib.pofile(str(locale / language / "LC_MESSAGES/django.po"), encoding="utf-8")
        entries = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
        lines += [f"{language}: missing {m!r} ({wanted[m]})" for m in wanted if m not in entries]
        lines += [f"{language}: no longer used {m!r}" for m in entries if m not in wanted]
        lines += [f"{language}: fuzzy {m!r}" for m, entry in entries.items() if "fuzzy" in entry.flags]
        lines += [f"{language}: empty {m!r}" for m, entry in entries.items() if not _is_translated(entry, language)]
        lines += [f"{language}: other placeholders in {m!r}" for m, e in entries.items() if not _same_placeholders(e)]
    return lines


def _is_translated(entry: polib.POEntry, language: str) -> bool:
    """English is the language of the sources: there an empty translation stands for the text itself."""
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return language == "en" or all(form.strip() for form in forms)


_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def _same_placeholders(entry: polib.POEntry) -> bool:
    wanted = set(_PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return all(set(_PLACEHOLDER.findall(form)) == wanted for form in forms if form)
