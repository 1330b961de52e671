"""Errors: exceptions that an edge (page, API, command line) turns into words.

An expected refusal of the counter is a `ResultCode`, never an exception; these classes are for the
planes around it. Each class has a stable code, an HTTP status and a one-line docstring that says
what to do. `docs/errors.md` is generated from the class tree.
"""

from typing import ClassVar


class TradehallError(Exception):
    """Something went wrong; the message says what, and what was kept."""

    code: ClassVar[str] = "TH-0000"
    status: ClassVar[int] = 500


class InvalidInputError(TradehallError):
    """The input was refused; correct the named field and send it again."""

    code = "TH-0001"
    status = 422


class NotFoundError(TradehallError):
    """There is no such thing, or you may not see it; check the number."""

    code = "TH-0002"
    status = 404


class NotAllowedError(TradehallError):
    """Your role does not include this; ask an operator for the right."""

    code = "TH-0003"
    status = 403


class ConflictError(TradehallError):
    """The thing changed or exists already; reload and decide again."""

    code = "TH-0004"
    status = 409


class UnavailableError(TradehallError):
    """A part of the system does not answer; nothing was changed, try again shortly."""

    code = "TH-0005"
    status = 503


class BrokenInvariantError(TradehallError):
    """A rule that must always hold did not; the shard stops so that nothing wrong is written."""

    code = "TH-0006"
    status = 500
