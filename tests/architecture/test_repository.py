"""What is committed: no address of a registry, no path of a machine, nothing large."""

import re
import subprocess
import tomllib

from tradehall.app.environment import REPOSITORY

LARGEST = 1_000_000
REGISTRY = re.compile(
    r'"resolved":\s*"https?:|--(?:extra-)?index-url|registry\s*=\s*"?http|sdist = \{ url', re.IGNORECASE
)
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock", "web/package-lock.json")
# A home folder, a work folder or a temporary folder of somebody's machine.
MACHINE = re.compile(r"(?<![\w.$}/-])/(?:root|work|farm|home/\w+)/\w")
BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz", ".dbf", ".day", ".lc1", ".mo"}


def _files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if listed.returncode:  # An archive without git: everything that is not installed or built.
        skipped = {".venv", "node_modules", "var", "dist", "__pycache__"}
        found = [path for path in REPOSITORY.rglob("*") if path.is_file() and not skipped & set(path.parts)]
    else:
        found = [REPOSITORY / name for name in listed.stdout.split("\0") if name]
    return [path for path in found if path.is_file()]


def test_locks_exist_and_hold_no_address_of_a_registry():
    for name in LOCKS:
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert REGISTRY.search(text) is None, name
        assert "http" not in "".join(re.findall(r'"resolved": *"[^"]*"', text)), name


def test_python_locks_are_pinned_with_hashes():
    for name in LOCKS[:3]:
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[A-Za-z0-9_.\[\]-]+==\S+", text, re.MULTILINE)
        assert len(pins) > 0
        assert len(re.findall(r"^[A-Za-z0-9].*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(pins), name


def test_every_dependency_is_pinned():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        "requirements.lock": project["dependencies"],
        "requirements-dev.lock": [*project["dependencies"], *project["optional-dependencies"]["dev"]],
        "requirements-node.lock": project["optional-dependencies"]["node"],
    }
    for lock, dependencies in wanted.items():
        pins = set(re.findall(r"^([a-z0-9-]+)==", (REPOSITORY / lock).read_text(encoding="utf-8"), re.MULTILINE))
        names = {re.split(r"[\[<>=;~! ]", text)[0].lower() for text in dependencies}
        assert names - pins == set(), f"run `make locks`: {lock} lacks a dependency of pyproject.toml"


def test_no_file_is_large():
    large = {f.relative_to(REPOSITORY).as_posix(): f.stat().st_size for f in _files() if f.stat().st_size > LARGEST}
    assert large == {}


def test_no_file_names_a_path_of_a_machine():
    found = []
    for file in _files():
        if file.suffix in BINARY or file.name == "test_repository.py":
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if MACHINE.search(line):
                found.append(f"{file.relative_to(REPOSITORY).as_posix()}:{number}: {line.strip()[:80]}")
    assert found == []
