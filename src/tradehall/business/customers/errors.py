"""Errors of this room."""

from tradehall.kernel.errors import ConflictError, InvalidInputError, NotFoundError


class AccountNotFoundError(NotFoundError):
    """There is no such account, or it is not yours to see; check the account number."""

    code = "TH-0201"


class AttributionRefusedError(InvalidInputError):
    """The shares of a client's brokers may not pass 100 % and a change applies from the next day; correct it."""

    code = "TH-0203"


class AccountTakenError(ConflictError):
    """The account number or a securities account is in use already; choose another."""

    code = "TH-0204"


class SecuritiesAccountRefusedError(InvalidInputError):
    """A securities account is A and nine digits in Shanghai, ten digits elsewhere; correct the number."""

    code = "TH-0205"


class RequestRepeatedError(ConflictError):
    """This request id was used for another instruction; nothing was changed, use a new id."""

    code = "TH-0206"


class PeriodRefusedError(InvalidInputError):
    """The dates must be yyyymmdd, the first not after the last, at most 366 days; correct them."""

    code = "TH-0207"
