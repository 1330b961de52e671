"""The exchange link: what the counter sends to a venue and what the venue reports.

Both directions are numbered. The counter keeps a request until a report answers it; after a break
it logs on with the last report it has applied, learns the last request the venue has made durable, and both
sides send what the other lacks. A number at or below the last one is ignored; a gap closes the link.
Reports are commands of the counter: they pass through its journal like any other input.
"""

import msgspec

from tradehall.contracts.enums import OrderType, Phase, Side, Venue
from tradehall.kernel.ids import MarketTime, OrderId, Symbol, TradingDate
from tradehall.kernel.units import Price, Quantity


class LinkMessage(msgspec.Struct, frozen=True, array_like=True):
    """Base of the messages on the link."""


# Counter to venue -----------------------------------------------------------------------------


class LinkLogon(LinkMessage, frozen=True, tag=60):
    """First message after connecting; `last_report` is the last report that the counter applied."""

    participant: str
    last_report: int
    last_sent: int


class LinkNewOrder(LinkMessage, frozen=True, tag=61):
    """Exchange order 申报. `price` is the protect price of market types."""

    link_seq: int
    order_id: OrderId
    symbol: Symbol
    side: Side
    order_type: OrderType
    price: Price
    qty: Quantity
    investor: str


class LinkCancel(LinkMessage, frozen=True, tag=62):
    """Cancel of an exchange order."""

    link_seq: int
    order_id: OrderId
    symbol: Symbol


LinkRequest = LinkNewOrder | LinkCancel

# Venue to counter -----------------------------------------------------------------------------


class LinkLogonAck(LinkMessage, frozen=True, tag=70):
    """Answer to a log-on; `last_request` is the last `link_seq` that the venue has made durable.

    `last_report` is the newest report number of the venue; `trading_date` its day (0 when none is open).
    """

    last_request: int
    last_report: int
    trading_date: TradingDate


class LinkAccepted(LinkMessage, frozen=True, tag=71):
    """The venue took an order into its books."""

    report_seq: int
    link_seq: int
    order_id: OrderId
    exch_order_no: int
    at: MarketTime


class LinkRejected(LinkMessage, frozen=True, tag=72):
    """The venue refused an order; `result` is a `ResultCode`."""

    report_seq: int
    link_seq: int
    order_id: OrderId
    result: int
    at: MarketTime


class LinkFilled(LinkMessage, frozen=True, tag=73):
    """One fill of an order. `trade_no` is the venue's number, unique in venue and day."""

    report_seq: int
    order_id: OrderId
    trade_no: int
    price: Price
    qty: Quantity
    at: MarketTime


class LinkCanceled(LinkMessage, frozen=True, tag=74):
    """The rest of an order left the book. `link_seq` is 0 when the venue itself removed it."""

    report_seq: int
    link_seq: int
    order_id: OrderId
    qty: Quantity
    at: MarketTime


class LinkCancelRejected(LinkMessage, frozen=True, tag=75):
    """A cancel was refused; the order stays as it was."""

    report_seq: int
    link_seq: int
    order_id: OrderId
    result: int
    at: MarketTime


class LinkPhase(LinkMessage, frozen=True, tag=76):
    """A venue changed its phase."""

    report_seq: int
    venue: Venue
    phase: Phase
    trading_date: TradingDate
    at: MarketTime


class LinkEndOfDay(LinkMessage, frozen=True, tag=77):
    """Last report of the day for this participant (EOS), with control totals of its fills."""

    report_seq: int
    trading_date: TradingDate
    fills: int
    fill_qty: Quantity
    fill_amount: int
    at: MarketTime


LinkReport = LinkAccepted | LinkRejected | LinkFilled | LinkCanceled | LinkCancelRejected | LinkPhase | LinkEndOfDay
