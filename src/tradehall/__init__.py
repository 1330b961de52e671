"""Tradehall 交易大厅: a securities brokerage in a box.

`ARCHITECTURE.md` has the map of rooms, the import layers and the life of an order.
"""

__version__ = "0.1.0"
