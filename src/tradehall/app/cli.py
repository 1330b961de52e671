"""The command line `tradehall`: one group, its commands in `cli_*.py`, errors that say what to do.

Exit codes: 0 done, 1 an expected failure (its words are printed), 2 a wrong call, 3 not running.
"""

import importlib
import os
import sys
from typing import Any, NoReturn

import click

from tradehall.app.errors import NOT_RUNNING
from tradehall.kernel.errors import TradehallError, UnavailableError

_COMMANDS = {
    "up": ("cli_run", "up"),
    "down": ("cli_run", "down"),
    "status": ("cli_run", "status"),
    "worker": ("cli_run", "worker"),
    "reset": ("cli_run", "reset"),
    "doctor": ("cli_doctor", "doctor"),
    "demo": ("cli_demo", "demo"),
    "day": ("cli_day", "day"),
    "replay": ("cli_day", "replay"),
    "exchange": ("cli_files", "exchange"),
    "import": ("cli_files", "import_group"),
    "user": ("cli_people", "user"),
    "generate": ("cli_house", "generate"),
    "new-room": ("cli_house", "new_room"),
    "django": ("cli_house", "django"),
}


_STARTERS = ("up", "worker")


class LazyGroup(click.Group):
    """Loads a command's module when the command is used: `tradehall worker counter` must not load Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- as above
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"tradehall.app.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TradehallError as error:
            _fail(error, ctx)
        except Exception as error:
            if not _is_database_error(error):
                raise
            _fail(UnavailableError(f"The database did not answer: {str(error).strip()}"), ctx)


def _is_database_error(error: Exception) -> bool:
    """Whether the database could not be reached; asked only when a command has failed."""
    import psycopg

    return isinstance(error, psycopg.OperationalError) or isinstance(error.__cause__, psycopg.OperationalError)


def _fail(error: TradehallError, ctx: click.Context) -> NoReturn:
    if os.environ.get("TRADEHALL_TRACEBACK"):
        raise error
    click.echo(click.style(f"{error.code}: ", fg="red") + str(error), err=True)
    if isinstance(error, UnavailableError) and ctx.invoked_subcommand not in _STARTERS and not _is_running():
        click.echo("The product is not running in this var folder; start it with `tradehall up --detach`.", err=True)
        sys.exit(NOT_RUNNING)
    sys.exit(1)


def _is_running() -> bool:
    from tradehall.app import environment
    from tradehall.app.supervision import Supervisor

    return Supervisor(environment.current()).is_up()


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tradehall")
def main() -> None:
    """Tradehall: a securities brokerage in a box.

    Start with `tradehall up`, which runs everything and prints where to click. Every command has its own --help.
    TRADEHALL_VAR names the folder with the data (default: var/ of the repository).
    """


if __name__ == "__main__":
    main()
