"""The error catalogue names every code once."""

import re

from tradehall.app.error_catalogue import error_classes, errors_markdown
from tradehall.kernel.results import ResultCode


def test_every_code_is_one_classes_own():
    codes = [cls.code for cls in error_classes()]

    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"TH-\d{4}", code) for code in codes)


def test_every_result_stands_in_the_page():
    page = errors_markdown()

    assert [code.name for code in ResultCode if f"| {code.value} | `{code.name}` |" not in page] == []


def test_an_error_says_its_status_and_what_to_do():
    row = "| TH-0002 | `NotFoundError` | 404 | There is no such thing, or you may not see it; check the number. |"
    assert row in errors_markdown().splitlines()
