"""Readers of other programs' market files: each turns bytes into typed records, and names every record it refuses.

Purpose: SZSE `sjshq*.dbf`, SSE `mktdt00*.txt`, TDX `.day` and `.lc1`; plain or gzip.
May import: contracts, kernel, the room's frozen values. No Django: `import_runs` writes what these read.
Must never: repair a record by guessing; a damaged one is refused with its number and reason.
"""
