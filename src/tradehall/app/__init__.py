"""App: the one composition root.

Purpose: settings, URLs, command line, wiring of rooms to servers, worker processes.
Data owned: none.
May import: every room.
Must never: be imported by a room; hold a business rule.
"""
