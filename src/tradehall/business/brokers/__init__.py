"""Brokers: who brings clients, at what share of their commission.

Purpose: broker master, dated share rates, the broker's commission page, attributions for the end of day.
Data owned: broker, broker share rate.
May import: identity and customers by their facades, clearing and trading_runtime by theirs; contracts; kernel.
Must never: show a client outside `customers.facade.visible_clients`; pay anything out.
"""
