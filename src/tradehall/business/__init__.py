"""Business: people and money between people, one room per capability.

Purpose: identity, customers, brokers.
Data owned: each room owns its own tables.
May import: clearing, market_data, trading_runtime, push_gateway by their facades; contracts; kernel.
Must never: import trading_core or simulated_exchange; write a projection; import app or ops_monitoring.
"""
