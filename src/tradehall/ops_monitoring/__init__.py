"""Operations monitoring: the operator's pages.

Purpose: session clock and day actions, clearing runs with their proof, services, sign-in log.
Data owned: the record of day actions.
May import: business, clearing, market_data, trading_runtime by their facades; contracts; kernel.
Must never: change a client's money or an order; import app.
"""
