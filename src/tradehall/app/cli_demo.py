"""Commands of the demo: demo load."""

import click

from tradehall.app import environment
from tradehall.app.supervision import Supervisor
from tradehall.kernel.errors import UnavailableError


@click.group()
def demo() -> None:
    """The demo market and the demo people."""


@demo.command()
@click.option("--reset", is_flag=True, help="Delete all data first and start the market anew.")
@click.option("--yes", is_flag=True, help="Do not ask before a reset.")
def load(*, reset: bool, yes: bool) -> None:
    """Load the demo market (instruments, 300 days of history) and people, with logins in var/demo-logins.json.

    The product must be running. What is there already stays, so loading again adds only what is missing.
    """
    place = environment.current()
    supervisor = Supervisor(place)
    if not supervisor.is_up():
        raise UnavailableError("The demo needs the counter: start the product first with `tradehall up --detach`.")
    if reset:
        if not yes:
            click.confirm("Delete every row of this database, demo or not?", abort=True)
        from tradehall.app.demo_reset import start_anew

        start_anew(place, supervisor, click.echo)
    else:
        from tradehall.app.demo import load_demo

        load_demo(place, click.echo)
    click.echo(f"The logins stand in {place.demo_logins}.")
