"""The servers that come with the product: PostgreSQL and NATS, each started by a thin launcher."""
