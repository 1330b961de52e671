"""Trading core: the counter 柜台. Cash, positions and orders of one shard as a deterministic state machine.

Purpose: `decide(state, seq, at, command)` gives a result and events, `apply(state, event)` writes them down;
    the dated rulebook (limits, lots, ticks, fees) that both the counter and the static file use.
Data owned: the state of a shard in memory, and its dump.
May import: kernel, contracts, msgspec, the pure part of the standard library.
Must never: read a clock, a file, a socket or a random number; use a float or a true division; import another room.
"""
