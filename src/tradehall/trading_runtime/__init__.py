"""Trading runtime: the shell around the counter and the simulated exchange.

Purpose: put commands in order, make them durable, release answers, recover, link the two machines, keep the session
clock, and turn events into rows that the other planes read.
Data owned: journals, fences, snapshots, projections, private streams, the venue's trade file.
May import: trading_core, simulated_exchange (by their facades), contracts, kernel; asyncpg, psycopg, msgspec, uvloop,
nats; Django only in `models`, `queries` and `migrations`.
Must never: answer, push or send what is not committed; decide anything that the counter or the venue should decide.
"""
