"""Simulated exchange 模拟交易所: books, call auctions, phases, quotes and seeded participants.

Purpose: a venue to trade on. Commands in, reports for the firm and a public tape out.
Data owned: the state of the venue's day (orders, trades, quotes, participants); its host journals and snapshots it.
May import: kernel, contracts, the pure part of the standard library, msgspec for the state dump.
Must never: read a clock, a random number, a file or a socket; use a float or `/`; import another room.

Outsiders enter by `facade` (the machine, the session table) and `replay` (recorded order flow through the same books).
"""
