"""Words of enumerations that pages show."""

from django.utils.translation import gettext as _

from tradehall.business import words
from tradehall.clearing.contracts import CashKind
from tradehall.contracts.enums import CashReason, ClockMode, DayStage, OrderStatus, Phase, Side


def side(value: Side) -> str:
    return _("Buy") if value == Side.BUY else _("Sell")


def order_status(value: OrderStatus, result: int = 0) -> str:
    """The state of an order; a rejected one says why."""
    texts = {
        OrderStatus.NOT_REPORTED: _("Not reported"),
        OrderStatus.TO_REPORT: _("To be reported"),
        OrderStatus.REPORTED: _("Reported"),
        OrderStatus.REPORTED_PENDING_CANCEL: _("Reported, cancel pending"),
        OrderStatus.PART_PENDING_CANCEL: _("Partly filled, cancel pending"),
        OrderStatus.PART_CANCELED: _("Partly cancelled"),
        OrderStatus.CANCELED: _("Cancelled"),
        OrderStatus.PART_FILLED: _("Partly filled"),
        OrderStatus.FILLED: _("Filled"),
        OrderStatus.REJECTED: _("Rejected"),
    }
    text = texts[OrderStatus(value)]
    return f"{text}: {words.result_words(result)}" if value == OrderStatus.REJECTED and result else text


def cash_reason(value: CashReason) -> str:
    texts = {
        CashReason.OPENED: _("Opened"),
        CashReason.DEPOSIT: _("Deposit"),
        CashReason.WITHDRAW: _("Withdrawal"),
        CashReason.ORDER_FREEZE: _("Order freeze"),
        CashReason.ORDER_RELEASE: _("Order release"),
        CashReason.FILL: _("Fill"),
        CashReason.SETTLE: _("Settlement"),
        CashReason.DAY_OPEN: _("Day opened"),
    }
    return texts[CashReason(value)]


def cash_kind(value: str) -> str:
    """Kind of a cash movement on a statement."""
    texts = {
        CashKind.DEPOSIT: _("Deposit"),
        CashKind.WITHDRAW: _("Withdrawal"),
        CashKind.BUY: _("Buy"),
        CashKind.SELL: _("Sell"),
        CashKind.COMMISSION: _("Commission"),
        CashKind.STAMP_DUTY: _("Stamp duty"),
        CashKind.TRANSFER_FEE: _("Transfer fee"),
        CashKind.HANDLING_FEE: _("Handling fee"),
        CashKind.REGULATORY_FEE: _("Regulatory fee"),
    }
    return texts[CashKind(value)]


def house_kind(value: str) -> str:
    """Kind of a voucher of the house ledger; one that is not known here is shown as it is."""
    texts = {
        "deposit": _("Deposit"),
        "withdraw": _("Withdrawal"),
        "buy": _("Buy"),
        "sell": _("Sell"),
        "statutory": _("Statutory fees"),
        "settle": _("Settlement"),
        "fee_rounding": _("Fee rounding"),
        "commission_share": _("Commission share"),
    }
    return texts.get(value, value)


def phase(value: Phase) -> str:
    texts = {
        Phase.CLOSED: _("Closed"),
        Phase.PRE_OPEN: _("Before the opening"),
        Phase.OPEN_CALL_A: _("Opening call, cancels allowed"),
        Phase.OPEN_CALL_B: _("Opening call, no cancels"),
        Phase.PRE_CONT: _("Before continuous trading"),
        Phase.CONT_AM: _("Morning trading"),
        Phase.BREAK: _("Midday break"),
        Phase.CONT_PM: _("Afternoon trading"),
        Phase.CLOSE_CALL: _("Closing call"),
        Phase.POST_CLOSE: _("After the close"),
        Phase.AFTER_HOURS: _("After-hours trading"),
    }
    return texts[Phase(value)]


def day_stage(value: DayStage) -> str:
    texts = {
        DayStage.NONE: _("No day yet"),
        DayStage.OPEN: _("Open"),
        DayStage.CLOSED: _("Closed, being cleared"),
        DayStage.SETTLED: _("Settled"),
    }
    return texts[DayStage(value)]


def clock_mode(value: ClockMode) -> str:
    texts = {
        ClockMode.BEIJING: _("Beijing time"),
        ClockMode.COMPRESSED: _("Compressed day"),
        ClockMode.REPLAY: _("Replay"),
    }
    return texts[ClockMode(value)]
