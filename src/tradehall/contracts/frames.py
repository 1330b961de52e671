"""Client frames of the push gateway: JSON texts with the kind in `t`.

Client: `login` first (a one-time ticket from the web session), then `subscribe`, `order`, `cancel`, `ping`.
A stream has an epoch and a sequence. Subscribing to an account without a position gives a `snapshot`, then `events`;
naming `(epoch, seq)` gives exactly the events missed, or a `snapshot` when they are no longer held.
Law: a stale snapshot plus the later events equals a fresh snapshot.
"""

import msgspec

from tradehall.contracts.clock import ClockState
from tradehall.contracts.enums import OrderType, Side
from tradehall.contracts.events import AccountEvent
from tradehall.contracts.quotes import Bar, Quote
from tradehall.contracts.shard import AccountSnapshot
from tradehall.kernel.ids import AccountId, MarketTime, OrderId, Symbol
from tradehall.kernel.units import Price, Quantity


class Frame(msgspec.Struct, frozen=True, tag_field="t", omit_defaults=True):
    """Base of the client frames."""


# Client to gateway ----------------------------------------------------------------------------


class LoginFrame(Frame, frozen=True, tag="login"):
    ticket: str
    version: int
    client: str = ""


class StreamPosition(msgspec.Struct, frozen=True):
    """Where a client stands in a private stream."""

    epoch: int
    seq: int


class SubscribeFrame(Frame, frozen=True, tag="subscribe"):
    """`quotes` and `bars` add symbols; `account` opens a private stream, from `after` when it is given."""

    quotes: tuple[Symbol, ...] = ()
    bars: tuple[Symbol, ...] = ()
    account: AccountId = 0
    after: StreamPosition | None = None


class UnsubscribeFrame(Frame, frozen=True, tag="unsubscribe"):
    quotes: tuple[Symbol, ...] = ()
    bars: tuple[Symbol, ...] = ()
    account: AccountId = 0


class OrderFrame(Frame, frozen=True, tag="order"):
    """Place an order; `id` is the client order id, repeated in the answer."""

    id: str
    account: AccountId
    symbol: Symbol
    side: Side
    price: Price
    qty: Quantity
    order_type: OrderType = OrderType.LIMIT


class CancelFrame(Frame, frozen=True, tag="cancel"):
    id: str
    account: AccountId
    order_id: OrderId


class PingFrame(Frame, frozen=True, tag="ping"):
    sent: int = 0


ClientFrame = LoginFrame | SubscribeFrame | UnsubscribeFrame | OrderFrame | CancelFrame | PingFrame

# Gateway to client ----------------------------------------------------------------------------


class WelcomeFrame(Frame, frozen=True, tag="welcome"):
    version: int
    user: str
    accounts: tuple[AccountId, ...]
    can_trade: bool
    heartbeat_s: int
    clock: ClockState | None = None


class SnapshotFrame(Frame, frozen=True, tag="snapshot"):
    account: AccountId
    snapshot: AccountSnapshot


class EventsFrame(Frame, frozen=True, tag="events"):
    """Events of one account in order, without a gap; the last one's `stream_seq` is `seq`."""

    account: AccountId
    epoch: int
    seq: int
    events: tuple[AccountEvent, ...]


class QuotesFrame(Frame, frozen=True, tag="quotes"):
    at: MarketTime
    quotes: tuple[Quote, ...]


class BarsFrame(Frame, frozen=True, tag="bars"):
    at: MarketTime
    bars: tuple[Bar, ...]


class ClockFrame(Frame, frozen=True, tag="clock"):
    clock: ClockState


class AnswerFrame(Frame, frozen=True, tag="answer"):
    """Answer to an order or a cancel, given only when it is durable."""

    id: str
    result: int
    order_id: OrderId = 0
    at: MarketTime = 0


class StreamHead(msgspec.Struct, frozen=True):
    account: AccountId
    epoch: int
    seq: int


class HeartbeatFrame(Frame, frozen=True, tag="heartbeat"):
    """Sent every `heartbeat_s` seconds; a client whose position is behind a head has lost something."""

    wall: int
    heads: tuple[StreamHead, ...]


class PongFrame(Frame, frozen=True, tag="pong"):
    sent: int = 0


class ErrorFrame(Frame, frozen=True, tag="error"):
    """`result` is a `ResultCode`; `fatal` says that the gateway closes the session."""

    result: int
    message: str = ""
    fatal: bool = False


ServerFrame = (
    WelcomeFrame
    | SnapshotFrame
    | EventsFrame
    | QuotesFrame
    | BarsFrame
    | ClockFrame
    | AnswerFrame
    | HeartbeatFrame
    | PongFrame
    | ErrorFrame
)
