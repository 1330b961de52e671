"""Commands for those who change the product: generate, new-room, django."""

import sys
from pathlib import Path

import click

from tradehall.app.environment import REPOSITORY


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file is out of step.")
def generate(*, check: bool) -> None:
    """Write what is generated from the code: TypeScript of the contracts, docs/errors.md, docs/openapi.json."""
    from tradehall.app.generated import out_of_step, write_generated

    if check:
        stale = out_of_step()
        for path in stale:
            click.echo(f"{path} is out of step with the code; run `tradehall generate` and commit it.", err=True)
        sys.exit(1 if stale else 0)
    for path in write_generated():
        click.echo(f"wrote {path}")


@click.command("new-room")
@click.argument("name")
@click.option("--root", type=click.Path(path_type=Path), default=REPOSITORY, hidden=True)
def new_room(name: str, root: Path) -> None:
    """Scaffold a business room NAME with its import contract.

    Writes src/tradehall/business/NAME (sign, contracts, facade, models, operations, queries, rules, errors, tests,
    migrations), its block in .importlinter, and prints what is left to do.
    """
    from tradehall.app.scaffold import scaffold_room

    for line in scaffold_room(name, root):
        click.echo(line)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    """Run a Django management command on this var folder's database, e.g. `tradehall django showmigrations`."""
    from tradehall.app.django_setup import load_django

    load_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tradehall django", *arguments])
