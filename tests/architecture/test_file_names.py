"""Names and signs: no drawer that takes anything, every room with its sign, files that stay readable."""

import ast
import re

import pytest

from tradehall.app.environment import REPOSITORY

SOURCE = REPOSITORY / "src/tradehall"
REFUSED = {"common", "util", "utils", "helper", "helpers", "manager", "managers", "service", "misc", "base_utils"}
SIGN = ("Purpose:", "Data owned:", "May import:", "Must never:")
LINES_MAX, FUNCTION_MAX = 500, 70
DEPTH_MAX = 4
# `templatetags` is Django's name for a folder, not a room.
ROOMS = sorted(
    p.parent
    for p in (*SOURCE.glob("*/__init__.py"), *SOURCE.glob("business/*/__init__.py"))
    if p.parent.name != "templatetags"
)
# One recipe function in a module may be longer when it only calls named steps (style 6).
LONGER_BY_DECISION: dict[str, int] = {}


def _sources():
    for folder in ("src", "tests", "bench"):
        for file in sorted((REPOSITORY / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


def test_no_file_is_named_after_a_drawer():
    names = {file.relative_to(REPOSITORY).as_posix() for file in _sources() if file.stem in REFUSED}
    folders = {f.parent.relative_to(REPOSITORY).as_posix() for f in _sources() if f.parent.name in REFUSED}
    assert names | folders == set()


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.relative_to(SOURCE).as_posix())
def test_a_room_has_its_sign(room):
    sign = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert [heading for heading in SIGN if heading not in sign] == []


def test_files_and_functions_stay_readable():
    found = []
    for file in _sources():
        name = file.relative_to(REPOSITORY).as_posix()
        text = file.read_text(encoding="utf-8")
        if text.count("\n") > LINES_MAX:
            found.append(f"{name}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > LONGER_BY_DECISION.get(f"{name}:{node.name}", FUNCTION_MAX):
                    found.append(f"{name}:{node.lineno}: {node.name} has {size} lines")
    assert found == []


def test_folders_are_not_nested_deeper_than_four():
    deep = {
        file.relative_to(SOURCE).parent.as_posix()
        for file in SOURCE.rglob("*.py")
        if len(file.relative_to(SOURCE).parts) - 1 > DEPTH_MAX
    }
    assert deep == set()


def test_every_test_function_can_fail():
    """A test without an assertion, an expected error or a call that asserts cannot fail."""
    judges = re.compile(r"\b(assert|raises|fail|expect|check|assert_\w+|expect_\w+|check_\w+|prove_\w+|warns)\b")
    empty = []
    for file in _sources():
        if not file.name.startswith("test_"):
            continue
        text = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                body = ast.get_source_segment(text, node) or ""
                if not judges.search(body):
                    empty.append(f"{file.relative_to(REPOSITORY).as_posix()}:{node.name}")
    assert empty == []
