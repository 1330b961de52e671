"""What a gateway process must be told."""

import msgspec


class GatewayConfig(msgspec.Struct, frozen=True):
    """Addresses and bounds of one gateway process."""

    dsn: str
    nats_url: str
    counter_socket: str
    host: str = "127.0.0.1"
    port: int = 8001
    allowed_origins: tuple[str, ...] = ()
    """Origins besides the gateway's own host name from which browsers may connect."""
    max_sessions: int = 16_000
    max_topics: int = 600
    """Quote and bar subscriptions of one session."""
    heartbeat_s: int = 5
    login_timeout_s: int = 10
    order_rate: int = 50
    """Orders and cancels a second of one session, with a burst of twice that."""
    slow_reader_s: int = 30
    """A session that takes nothing for so long is closed; it resumes by sequence."""
