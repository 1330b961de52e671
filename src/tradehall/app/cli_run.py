"""Commands that run the product: up, down, status, worker, reset."""

import shutil
import sys

import click

from tradehall.app import environment, launch, supervision
from tradehall.app.banner import banner
from tradehall.app.demo import load_demo_once, wait_for_day
from tradehall.app.errors import NOT_RUNNING
from tradehall.app.supervision import Supervisor
from tradehall.kernel.errors import ConflictError


@click.command()
@click.option("--detach", is_flag=True, help="Return when everything runs; stop it later with `tradehall down`.")
@click.option("--demo/--no-demo", default=True, show_default=True, help="Load the demo market and people if missing.")
def up(*, detach: bool, demo: bool) -> None:
    """Start everything and print where to click.

    Starts PostgreSQL and NATS (unless DATABASE_URL or NATS_URL name others), the exchange, the counter, the gateway,
    the web server and the day runner. Stays in the foreground; Ctrl-C stops all of it cleanly and keeps the data.
    Ports: TRADEHALL_WEB_PORT (8000) and TRADEHALL_GATEWAY_PORT (8001).
    """
    place = environment.current()

    def after_start() -> None:
        if demo:
            load_demo_once(place, click.echo)

    def announce() -> None:
        if demo:
            wait_for_day(place)
        click.echo(banner(place))
        click.echo("Stop everything with `tradehall down`." if detach else "Press Ctrl-C to stop everything.")

    launch.run_product(place, click.echo, after_start, announce, detach=detach)


@click.command()
def down() -> None:
    """Stop everything that `tradehall up` started in this var folder. The data is kept."""
    place = environment.current()
    supervisor = Supervisor(place)
    if not supervisor.is_up():
        click.echo("The product was not running.")
        return
    supervisor.stop_all()
    click.echo("Everything is stopped; the data is kept.")


@click.command()
def status() -> None:
    """Show the processes, the session clock, the trading day and the counter.

    Exit code 0 when every process runs and the counter answers, 1 when something is down, 3 when nothing runs.
    """
    place = environment.current()
    supervisor = Supervisor(place)
    if not supervisor.is_up():
        click.echo("The product is not running in this var folder; start it with `make run` or `tradehall up`.")
        sys.exit(NOT_RUNNING)
    from tradehall.app.status_report import status_lines

    lines, healthy = status_lines(place, supervisor)
    click.echo("\n".join(lines))
    sys.exit(0 if healthy else 1)


@click.command()
@click.argument("name", type=click.Choice(supervision.WORKER_NAMES))
def worker(name: str) -> None:
    """Run one worker process in the foreground, as supervisor does.

    Useful to watch one part while the others run: stop it under supervisor first, e.g. on the page of services.
    """
    from tradehall.app.workers import run_worker

    run_worker(name)


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(*, yes: bool) -> None:
    """Delete all data of this var folder: database, secrets, logs, demo logins. The product must be down."""
    place = environment.current()
    if Supervisor(place).is_up():
        raise ConflictError("The product is running; stop it with `tradehall down` first. Nothing was deleted.")
    if not place.var.exists():
        click.echo(f"There is nothing to delete: {place.var} does not exist.")
        return
    if not place.embedded_postgres:
        click.echo("DATABASE_URL names a server of your own: its data is not touched.")
    if not (place.var / "secrets").exists() and any(place.var.iterdir()):
        raise ConflictError(f"{place.var} does not look like a var folder of ours; nothing was deleted.")
    if not yes:
        click.confirm(f"Delete {place.var} with all data?", abort=True)
    if place.sockets != place.run:
        shutil.rmtree(place.sockets, ignore_errors=True)
    shutil.rmtree(place.var)
    click.echo(f"Deleted {place.var}.")
