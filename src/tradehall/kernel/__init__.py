"""Kernel: money, prices, quantities, roundings, ids, result codes, errors.

Purpose: the words that every room speaks, with their units.
Data owned: none.
May import: the standard library only.
Must never: read a clock, a file, a socket or a random number; use a float; import another room.
"""
