"""Tables as files."""

import csv
import io

import django_tables2 as tables
from django.http import HttpResponse

# A spreadsheet runs a cell that begins with one of these; a quote before it keeps it text.
_FORMULA_HEADS = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(table: tables.Table, file_name: str) -> HttpResponse:
    """The whole table as CSV in UTF-8 with its mark, as Chinese spreadsheets expect."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    for row in table.as_values():
        writer.writerow([_safe(str(cell)) for cell in row])
    response = HttpResponse("\ufeff" + stream.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _safe(cell: str) -> str:
    is_number = cell.replace(".", "", 1).removeprefix("-").isdecimal()
    return f"'{cell}" if cell.startswith(_FORMULA_HEADS) and not is_number else cell
