"""Commands that read and write files: import …, exchange replay."""

from pathlib import Path

import click

from tradehall.app.django_setup import load_django
from tradehall.kernel.errors import InvalidInputError

_SHOWN_MAX = 20
_FILE = click.Path(path_type=Path)


@click.group("import")
def import_group() -> None:
    """Import market files. A file with a damaged record changes nothing; the report names its lines.

    Importing a file again gives the same rows.
    """


@import_group.command("szse-dbf")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--skip-refused", is_flag=True, help="Take the good records of a file that has damaged ones.")
def szse_dbf(*, files: tuple[Path, ...], skip_refused: bool) -> None:
    """Import Shenzhen quotation files (SJSHQ.DBF, plain or gzip)."""
    _import("szse-dbf", files, skip_refused=skip_refused)


@import_group.command("sse-text")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--skip-refused", is_flag=True, help="Take the good records of a file that has damaged ones.")
def sse_text(*, files: tuple[Path, ...], skip_refused: bool) -> None:
    """Import Shanghai quotation files (mktdt00.txt, plain or gzip)."""
    _import("sse-mktdt", files, skip_refused=skip_refused)


@import_group.command("tdx-day")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--symbol", default="", help="The security, e.g. 600000.SH, when the file's name does not say it.")
@click.option("--skip-refused", is_flag=True, help="Take the good records of a file that has damaged ones.")
def tdx_day(*, files: tuple[Path, ...], symbol: str, skip_refused: bool) -> None:
    """Import day bars of TDX terminals (.day files, e.g. sh600000.day)."""
    _import("tdx-day", files, symbol=symbol, skip_refused=skip_refused)


@import_group.command("tdx-minute")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--symbol", default="", help="The security, e.g. 600000.SH, when the file's name does not say it.")
@click.option("--skip-refused", is_flag=True, help="Take the good records of a file that has damaged ones.")
def tdx_minute(*, files: tuple[Path, ...], symbol: str, skip_refused: bool) -> None:
    """Import minute bars of TDX terminals (.lc1 files, e.g. sh600000.lc1)."""
    _import("tdx-lc1", files, symbol=symbol, skip_refused=skip_refused)


def _import(kind: str, files: tuple[Path, ...], *, symbol: str = "", skip_refused: bool) -> None:
    if symbol and len(files) > 1:
        raise InvalidInputError("--symbol names one security, so give one file with it.")
    load_django()
    from tradehall.market_data.facade import import_file

    failed = 0
    for file in files:
        report = import_file(kind, file, symbol=symbol, skip_refused=skip_refused)
        click.echo(
            f"{report.file_name}: {report.read:,} records read, {report.written:,} written, {report.skipped:,} "
            f"skipped, {len(report.refusals):,} refused"
        )
        for refusal in report.refusals[:_SHOWN_MAX]:
            place = f"record {refusal.number}" if refusal.number else "file"
            click.echo(f"  {place}: {refusal.reason}", err=True)
        if len(report.refusals) > _SHOWN_MAX:
            click.echo(f"  … and {len(report.refusals) - _SHOWN_MAX:,} more", err=True)
        if not report.imported:
            failed += 1
            click.echo("  Nothing of this file was written. Mend it, or use --skip-refused.", err=True)
    if failed:
        raise InvalidInputError(f"{failed} of {len(files)} files were not imported.")


@click.group()
def exchange() -> None:
    """The simulated exchange by itself, without a running product."""


@exchange.command("replay")
@click.argument("flow", type=_FILE)
@click.option("--venue", type=click.Choice(["SSE", "SZSE", "BSE"]), required=True, help="Whose rules apply.")
@click.option("--trades", type=_FILE, required=True, help="File that the trades are written to.")
@click.option("--instruments", type=_FILE, help="Instrument file; switches price limits and the price cage on.")
def replay_flow(*, flow: Path, venue: str, trades: Path, instruments: Path | None) -> None:
    """Replay recorded orders (FLOW.csv) through the exchange's books and write the trades.

    \b
    FLOW.csv         seq,time,security_id,action,order_id,side,order_type,price,qty
    --trades         seq,time,security_id,phase,price,qty,buy_order_id,sell_order_id
    --instruments    security_id,name,board,pre_close,limit_up,limit_down

    action is add or cancel, side is buy or sell, order_type is limit, time is HH:MM:SS.mmm Beijing, prices are in yuan.
    """  # noqa: D301 -- click reads the backspace
    from tradehall.app.replay_files import replay_exchange_files

    summary = replay_exchange_files(flow=flow, venue=venue, trades=trades, instruments=instruments)
    for line in summary.lines():
        click.echo(line)
