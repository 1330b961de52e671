"""Push gateway: long-lived client connections (WebSocket), subscriptions, private streams, orders in.

Purpose: let a logged-in client subscribe to quotes and to its own accounts, and send orders, over one socket.
Data owned: `gateway_ticket` (one-time log-in tickets).
May import: market_data, trading_runtime, contracts, kernel.
Must never: decide who may see an account (the ticket says it); buffer without bound; answer before the counter did.
"""
