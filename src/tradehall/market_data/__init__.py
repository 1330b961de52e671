"""Market data: what is listed, when it trades, and what it trades at.

Purpose: instrument master, trading calendar, Level-1 quotes, indices, minute and day bars, history, importers.
Data owned: instruments and their states, calendar overrides, bars, last quotes, index bases, import runs.
May import: trading_core's facade (the day's figures), trading_runtime's facade (which days were opened), contracts,
kernel; the quotes worker imports no Django.
Must never: decide whether an order is allowed, move money, or change a price that an exchange published.
"""
