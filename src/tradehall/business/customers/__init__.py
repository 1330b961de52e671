"""Customers: clients, their branch, accounts, commission terms and broker attribution.

Purpose: the client master, the one scope rule (`scope.py`), instructions to the counter, client pages and account API.
Data owned: branch, client, attribution, cash account record, securities account, commission term, instruction.
May import: identity, trading_runtime, clearing and market_data by their facades; contracts; kernel.
Must never: keep a balance or a position of its own; decide visibility anywhere but in `scope.py`; import brokers.
"""
