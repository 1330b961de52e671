"""Contracts: the frozen values that cross between rooms and processes.

Purpose: commands, events, exchange link, quotes, client frames, socket protocol, clock; one version number.
Data owned: none.
May import: kernel, msgspec.
Must never: hold behaviour beyond encoding; change the meaning of a field or a tag that was released.
"""

from typing import Final

WIRE_VERSION: Final = 1
"""Version of every message in this package; a change that old readers cannot read raises it."""
