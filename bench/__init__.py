"""Benches: each prints what it measures in words, and with `--json` one object of figures as its last line."""
