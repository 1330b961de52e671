"""Board and class of a security by its code (trading-rules 2): a last resort for files without a static record."""

from typing import Final

from tradehall.contracts.enums import Board, SecurityClass, Venue

Kind = tuple[Board, SecurityClass]

_STOCK_ETF: Kind = (Board.FUND, SecurityClass.STOCK_ETF)
_LOF: Kind = (Board.FUND, SecurityClass.LOF)
_REIT: Kind = (Board.FUND, SecurityClass.REIT)
_CONVERTIBLE: Kind = (Board.BOND, SecurityClass.CONVERTIBLE_BOND)
_TREASURY: Kind = (Board.BOND, SecurityClass.TREASURY_BOND)
_REPO: Kind = (Board.BOND, SecurityClass.REPO)
_INDEX: Kind = (Board.INDEX, SecurityClass.INDEX)
_MAIN: Kind = (Board.MAIN, SecurityClass.STOCK)


def _table(rows: tuple[tuple[str, Kind], ...]) -> dict[str, Kind]:
    return {prefix: kind for prefixes, kind in rows for prefix in prefixes.split()}


CODE_RANGES: Final[dict[Venue, dict[str, Kind]]] = {
    Venue.SSE: _table(
        (
            ("600 601 603 605", _MAIN),
            ("688", (Board.STAR, SecurityClass.STOCK)),
            ("689", (Board.STAR, SecurityClass.CDR)),
            ("510 512 515 516 517 520 530 551 560 561 562 563 588 589", _STOCK_ETF),
            ("511", (Board.FUND, SecurityClass.BOND_ETF)),
            ("513", (Board.FUND, SecurityClass.CROSS_BORDER_ETF)),
            ("518", (Board.FUND, SecurityClass.GOLD_ETF)),
            ("501 502 506", _LOF),
            ("508", _REIT),
            ("010 018 019 020", _TREASURY),
            ("110 111 113 118", _CONVERTIBLE),
            ("204", _REPO),
            ("000", _INDEX),
        )
    ),
    Venue.SZSE: _table(
        (
            ("000 001 002 003", _MAIN),
            ("300 301 302", (Board.CHINEXT, SecurityClass.STOCK)),
            ("159", _STOCK_ETF),
            ("160 161 162 163 164 165 166 167 168 169", _LOF),
            ("180", _REIT),
            ("123 127 128", _CONVERTIBLE),
            ("131", _REPO),
            ("399", _INDEX),
        )
    ),
    Venue.BSE: _table((("920", (Board.BSE, SecurityClass.STOCK)), ("899", _INDEX))),
}
"""Ranges with one meaning. Ranges of several classes (B shares, exchange bonds, old funds) are left out."""


def classify(venue: Venue, code: str) -> Kind | None:
    """Board and class of `code`, or nothing when the code alone does not say."""
    return CODE_RANGES[venue].get(code[:3])
