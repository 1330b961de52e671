"""Small market files made by code, whole and damaged, for the importer tests."""

import struct

DBF_COLUMNS = [
    ("HQZQDM", "C", 6),
    ("HQZQJC", "C", 8),
    ("HQZRSP", "N", 9),
    ("HQJRKP", "N", 9),
    ("HQZJCJ", "N", 9),
    ("HQCJSL", "N", 12),
    ("HQCJJE", "N", 17),
    ("HQCJBS", "N", 9),
    ("HQZGCJ", "N", 9),
    ("HQZDCJ", "N", 9),
]
DBF_DATE = ("000000", "20261120", "1.000", "0.000", "0.000", "1", "0.000", "153033", "0.000", "0.000")
DBF_BANK = ("000001", "平安银行", "9.630", "9.590", "9.620", "88777923", "854308658.400", "25978", "9.700", "9.550")
DBF_IDLE = ("000002", "万科", "26.380", "0.000", "0.000", "0", "0.000", "0", "0.000", "0.000")
DBF_TOTAL = ("395001", "主板", "0.000", "0.000", "0.000", "1000", "9000.000", "5", "0.000", "0.000")


def dbf(*rows, count=None):
    """A Shenzhen quote file; `count` overrides the number of records that the header announces."""
    fields = b"".join(
        name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([width, 0]) + bytes(14)
        for name, kind, width in DBF_COLUMNS
    )
    width = 1 + sum(column[2] for column in DBF_COLUMNS)
    first = 32 + len(fields) + 1
    header = struct.pack("<B3BIHH20x", 3, 26, 11, 20, len(rows) if count is None else count, first, width)
    body = b""
    for row in rows:
        body += b" "
        for (_name, kind, size), text in zip(DBF_COLUMNS, row, strict=True):
            raw = text.encode("gb18030")
            body += raw.ljust(size) if kind == "C" else raw.rjust(size)
    return header + fields + b"\r" + body + b"\x1a"


def mktdt_stock(code="600000", name="浦发银行", volume="46723139", amount="836146426.00", prices=None, stream="MD002"):
    """One stock or bond line of a Shanghai quote file, 399 bytes wide."""
    pre, opened, high, low, last, close = prices or ("17.920", "17.800", "18.150", "17.520", "17.600", "17.580")
    padded = name.encode("gb18030").ljust(8)
    cells = [stream.encode(), code.encode(), padded, volume.rjust(16).encode(), amount.rjust(16).encode()]
    cells += [price.rjust(11).encode() for price in (pre, opened, high, low, last, close)]
    for level in range(5):
        cells += [f"{17.58 - level / 100:.3f}".rjust(11).encode(), b"400".rjust(12)]
        cells += [f"{17.60 + level / 100:.3f}".rjust(11).encode(), b"900".rjust(12)]
    cells += [b"E111    ", b"14:59:58.990"]
    return b"|".join(cells)


def mktdt(*lines, count=None):
    """A Shanghai quote file around `lines`; `count` overrides the number that the header announces."""
    after = b"|%5d|        |XSHG01|20261120-15:01:00.000|0|T11     \n" % (len(lines) if count is None else count)
    after = after[1:] + b"\n".join(lines) + b"\nTRAILER|015\n"
    return b"HEADER|MTP1.00 |%10d|" % len(after) + after


def tdx_day(date, opened, high, low, close, amount, volume):
    return struct.pack("<IIIIIfII", date, opened, high, low, close, amount, volume, 65536)


def tdx_minute(date, minute, prices, amount, volume):
    packed = (date // 10_000 - 2004) * 2048 + date % 10_000
    return struct.pack("<HHfffffII", packed, minute, *prices, amount, volume, 0)
