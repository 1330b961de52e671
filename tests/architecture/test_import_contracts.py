"""The import contracts hold, and no room stands outside them."""

import configparser
import subprocess
import sys

from tradehall.app.environment import REPOSITORY

SOURCE = REPOSITORY / "src/tradehall"
# The words that every room speaks need no door.
WITHOUT_DOOR = {"kernel", "contracts", "app"}


def _rooms() -> set[str]:
    folders = {p.parent for p in (*SOURCE.glob("*/__init__.py"), *SOURCE.glob("business/*/__init__.py"))}
    names = {folder.relative_to(SOURCE).as_posix().replace("/", ".") for folder in folders}
    return names - WITHOUT_DOOR - {"business", "business.templatetags"}


def _contracts() -> configparser.ConfigParser:
    found = configparser.ConfigParser()
    found.read(REPOSITORY / ".importlinter", encoding="utf-8")
    return found


def test_every_contract_is_kept():
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-logo"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_room_has_one_protected_door():
    protected = {
        section["protected_modules"].strip().removeprefix("tradehall.")
        for name, section in _contracts().items()
        if name.startswith("importlinter:contract:door_")
    }
    assert protected == _rooms()


def test_the_layers_are_exhaustive_and_siblings_acyclic():
    contracts = _contracts()
    assert contracts["importlinter:contract:layers"]["exhaustive"] == "True"
    assert contracts["importlinter:contract:acyclic"]["type"] == "acyclic_siblings"
