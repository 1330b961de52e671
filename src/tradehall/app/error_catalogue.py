"""`docs/errors.md`: every error class and every result code, generated from the code.

Error classes live in a room's `errors.py`; their codes must be unique and their docstrings say what to do.
"""

import importlib
import inspect
import pkgutil

import tradehall
from tradehall.kernel.errors import TradehallError
from tradehall.kernel.results import RESULT_TEXTS, ResultCode

_HEADER = """# Errors and results

Generated from the code by `tradehall generate`; change the classes, not this page.

## Errors

Raised by pages, the API and the command line. The code is stable; the status is that of HTTP.

| code | name | status | what to do |
|---|---|---|---|
"""

_RESULTS = """
## Results of commands

Answers of the counter, the exchange and the gateway. Numbers are stable for ever.

| code | name | 中文 | English |
|---|---|---|---|
"""


def error_classes() -> list[type[TradehallError]]:
    """Every error class of every room, by code."""
    for module in pkgutil.walk_packages(tradehall.__path__, "tradehall."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    found = [TradehallError]
    for cls in found:
        found.extend(cls.__subclasses__())
    # A subclass outside `errors.py` has no words of its own: it is known by its parent's.
    found = [cls for cls in found if cls.__module__.startswith("tradehall.") and cls.__module__.endswith(".errors")]
    return sorted(set(found), key=lambda cls: (cls.code, cls.__name__))


def errors_markdown() -> str:
    """The whole page. Raises `ValueError` when two classes share a code or one has no docstring of its own."""
    rows: dict[str, str] = {}
    for cls in error_classes():
        if cls.code in rows:
            raise ValueError(f"the error code {cls.code} of {cls.__name__} was given to another class already")
        if "__doc__" not in vars(cls) or not cls.__doc__:
            raise ValueError(f"{cls.__name__} needs a one-line docstring that says what to do")
        line = inspect.cleandoc(cls.__doc__).splitlines()[0]
        rows[cls.code] = f"| {cls.code} | `{cls.__name__}` | {cls.status} | {line} |\n"
    results = "".join(
        f"| {code.value} | `{code.name}` | {RESULT_TEXTS[code].zh} | {RESULT_TEXTS[code].en} |\n" for code in ResultCode
    )
    return _HEADER + "".join(rows.values()) + _RESULTS + results
