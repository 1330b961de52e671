"""Files that are generated from the code and committed; `make check` fails when one is out of step."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from tradehall.app.environment import REPOSITORY
from tradehall.app.error_catalogue import errors_markdown
from tradehall.app.openapi import openapi_json
from tradehall.app.typescript import contracts_typescript


class GeneratedFile(NamedTuple):
    """One generated file: where it stands and what writes it."""

    path: str
    text: Callable[[], str]


GENERATED: Final = (
    GeneratedFile("web/terminal/src/generated/contracts.ts", contracts_typescript),
    GeneratedFile("docs/errors.md", errors_markdown),
    GeneratedFile("docs/openapi.json", openapi_json),
)


def out_of_step(root: Path = REPOSITORY) -> list[str]:
    """Paths whose committed text differs from what the code gives."""
    return [f.path for f in GENERATED if _read(root / f.path) != f.text()]


def write_generated(root: Path = REPOSITORY) -> list[str]:
    """Write what differs; returns the paths that changed."""
    changed = []
    for file in GENERATED:
        target, text = root / file.path, file.text()
        if _read(target) != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            changed.append(file.path)
    return changed


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
