"""The pure rooms hold no clock, random number, I/O, float or true division: checked on their syntax trees."""

import ast

import pytest

from tradehall.app.environment import REPOSITORY

ROOMS = ("kernel", "contracts", "trading_core", "simulated_exchange")
MODULES = {
    "bisect", "collections", "collections.abc", "dataclasses", "enum", "functools", "hashlib", "heapq", "inspect",
    "itertools", "math", "msgspec", "operator", "re", "types", "typing",
}  # fmt: skip
INTEGER_MATH = {"comb", "gcd", "isqrt", "lcm"}
# `hash` of a text differs from process to process.
NAMES = {"float", "complex", "open", "print", "input", "eval", "exec", "compile", "__import__", "hash", "id", "round"}
FILES = [file for room in ROOMS for file in sorted((REPOSITORY / "src/tradehall" / room).glob("*.py"))]


def faults(source: str) -> list[str]:
    """What a pure room may not do, with line numbers."""
    found = []
    for node in ast.walk(ast.parse(source)):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append(f"line {line}: `/`; use a rounding of kernel.rounding")
        elif isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"line {line}: the float {node.value}")
        elif isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
            found.append(f"line {line}: `{node.id}`")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "math":
            if node.attr not in INTEGER_MATH:
                found.append(f"line {line}: `math.{node.attr}` is not an integer function")
        elif isinstance(node, ast.AsyncFunctionDef | ast.Await):
            found.append(f"line {line}: async code waits for something outside")
        found += [f"line {line}: import of {name}" for name in _imports(node) if not _may_import(name)]
    return found


def _imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        if node.module == "math":
            return [f"math.{alias.name}" for alias in node.names if alias.name not in INTEGER_MATH]
        return [node.module or "."]
    return []


def _may_import(name: str) -> bool:
    return name in MODULES or name == "tradehall" or name.startswith("tradehall.")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_pure_room_stays_pure(file):
    assert faults(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from datetime import datetime",
        "import random",
        "from os import environ",
        "x = 1 / 2",
        "x = 4\nx /= 2",
        "x = 0.1",
        "x = float(3)",
        "open('f')",
        "print(1)",
        "hash('a')",
        "from math import sqrt",
        "import math\nmath.floor(2)",
        "async def f(): await g()",
    ],
)
def test_the_check_sees(source):
    assert faults(source) != []


def test_the_check_lets_integer_code_pass():
    assert faults("from math import isqrt\nx = isqrt(10) // 3 * 2\n") == []
