"""`make new-room`: what it writes is a working room with its contract."""

import ast
import configparser

import pytest

from tradehall.app.scaffold import FILES, scaffold_room
from tradehall.kernel.errors import ConflictError, InvalidInputError


@pytest.fixture
def root(tmp_path):
    (tmp_path / "src/tradehall/business").mkdir(parents=True)
    (tmp_path / ".importlinter").write_text("[importlinter]\nroot_package = tradehall\n", encoding="utf-8")
    return tmp_path


def test_a_room_has_every_file_and_its_contract(root):
    lines = scaffold_room("call_centre", root)

    room = root / "src/tradehall/business/call_centre"
    assert {str(p.relative_to(room)) for p in room.rglob("*.py")} == set(FILES)
    contracts = configparser.ConfigParser()
    contracts.read(root / ".importlinter", encoding="utf-8")
    door = contracts["importlinter:contract:door_business_call_centre"]
    assert door["protected_modules"].strip() == "tradehall.business.call_centre"
    assert "class CallCentreConfig(AppConfig)" in (room / "apps.py").read_text(encoding="utf-8")
    assert lines[0] == "wrote src/tradehall/business/call_centre/ (13 files) and its contract in .importlinter"


def test_what_is_written_is_python_with_a_sign(root):
    scaffold_room("campaigns", root)

    room = root / "src/tradehall/business/campaigns"
    trees = {file.name: ast.parse(file.read_text(encoding="utf-8")) for file in room.rglob("*.py")}
    sign = ast.get_docstring(trees["facade.py"])
    assert sign == "The one door of this room."
    assert "Must never:" in (room / "__init__.py").read_text(encoding="utf-8")


def test_error_codes_begin_a_block_of_their_own(root):
    taken = root / "src/tradehall/business/identity"
    taken.mkdir()
    (taken / "errors.py").write_text('code = "TH-0417"\ncode = "TH-9001"\n', encoding="utf-8")

    scaffold_room("campaigns", root)

    errors = (root / "src/tradehall/business/campaigns/errors.py").read_text(encoding="utf-8")
    assert 'code = "TH-0501"' in errors


@pytest.mark.parametrize("name", ["utils", "Common", "2nd", "with-dash", "ab", "class", "../up", "x" * 40])
def test_a_name_that_says_nothing_is_refused(root, name):
    with pytest.raises(InvalidInputError, match="cannot name a room"):
        scaffold_room(name, root)
    assert list((root / "src/tradehall/business").iterdir()) == []


def test_a_room_is_not_written_twice(root):
    scaffold_room("campaigns", root)
    before = (root / ".importlinter").read_text(encoding="utf-8")

    with pytest.raises(ConflictError, match="exists already"):
        scaffold_room("campaigns", root)
    assert (root / ".importlinter").read_text(encoding="utf-8") == before
