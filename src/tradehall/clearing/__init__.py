"""Clearing 清算: the end of day, its proofs, its entries, and the opening of the next day.

Purpose: close a trading day step by step (fees-and-clearing 10), prove journal = projection = exchange trades, post
client and house entries, commission shares and statements, roll to T+1, and open the next day; the `day` worker.
Data owned: runs and steps, cash and holding entries and balances, house entries, commission shares, statements,
reconciliation results, day openings.
May import: trading_runtime and market_data by their facades, trading_core's facade (to work fees out a second time),
contracts, kernel; Django. It reads the journal through trading_runtime and never the counter's memory.
Must never: change an order, a fill or a balance of the counter other than by a command; open a day while a gate stands
shut; show rows of an account that the caller did not name.
"""
