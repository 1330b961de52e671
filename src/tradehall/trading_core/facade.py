"""The door of the trading core: the counter, the rulebook, the fees and the cash identities."""

from tradehall.trading_core.changes import apply
from tradehall.trading_core.fees import (
    FeeBreakdown,
    FeeRates,
    OrderPreview,
    depository_fees,
    estimate,
    fees_of,
    preview,
)
from tradehall.trading_core.machine import Counter, decide
from tradehall.trading_core.outcomes import Outcome
from tradehall.trading_core.rulebook import ex_reference_price, instrument_day, permission_bits, price_limit
from tradehall.trading_core.rules import available_cash, break_even_price, sellable, unit_cost, withdrawable_cash
from tradehall.trading_core.state import State

__all__ = [
    "Counter",
    "FeeBreakdown",
    "FeeRates",
    "OrderPreview",
    "Outcome",
    "State",
    "apply",
    "available_cash",
    "break_even_price",
    "decide",
    "depository_fees",
    "estimate",
    "ex_reference_price",
    "fees_of",
    "instrument_day",
    "permission_bits",
    "preview",
    "price_limit",
    "sellable",
    "unit_cost",
    "withdrawable_cash",
]
