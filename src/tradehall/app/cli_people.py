"""Commands about people: user create, user password."""

import click

from tradehall.app.django_setup import load_django
from tradehall.kernel.errors import InvalidInputError, NotFoundError

_NEEDS = {"client": "client_no", "broker": "broker_no", "operator": "branch_path"}
_NEEDS_NAMES = {"client": "client with the number", "broker": "broker with the number", "operator": "branch path"}


@click.group()
def user() -> None:
    """People who may sign in."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(list(_NEEDS)), required=True, help="What this user is.")
@click.option("--display-name", default="", help="Name on pages; default: NAME.")
@click.option("--client-no", default="", help="A client's number (role client).")
@click.option("--broker-no", default="", help="A broker's number (role broker).")
@click.option("--branch-path", default="", help="Path of the branch that an operator serves, e.g. HQ/ (role operator).")
@click.option("--staff", is_flag=True, help="May open the back office (role operator).")
@click.option(
    "--password", help="Default: one is generated and printed once. Visible to others in the shell's history."
)
def create(
    name: str,
    role: str,
    display_name: str,
    client_no: str,
    broker_no: str,
    branch_path: str,
    staff: bool,
    password: str | None,
) -> None:
    """Make a user NAME that can sign in at once.

    A client needs --client-no, a broker --broker-no, an operator --branch-path: they decide what the user may see.
    """
    given = {"client_no": client_no, "broker_no": broker_no, "branch_path": branch_path}
    needed = _NEEDS[role]
    if not given[needed]:
        raise InvalidInputError(f"A user with the role {role} needs --{needed.replace('_', '-')}.")
    surplus = [option for option, value in given.items() if value and option != needed]
    if surplus or (staff and role != "operator"):
        option = surplus[0].replace("_", "-") if surplus else "staff"
        raise InvalidInputError(f"--{option} does not belong to the role {role}.")
    load_django()
    from django.utils import translation

    from tradehall.business.identity.facade import NewUser, Role, create_user, generated_password

    translation.activate("en")  # This command line speaks English.
    if not _exists(role, given[needed]):
        raise NotFoundError(f"There is no {_NEEDS_NAMES[role]} {given[needed]!r}; make it in the back office first.")
    secret = password or generated_password()
    create_user(
        NewUser(name, display_name or name, Role(role), secret, client_no, broker_no, branch_path, is_staff=staff)
    )
    click.echo(f"made the user {name} ({role})")
    if password is None:
        click.echo(f"password: {secret}")


def _exists(role: str, number: str) -> bool:
    """Whether the client, the broker or the branch is there: a user without it would see nothing."""
    from tradehall.business.brokers.facade import has_broker
    from tradehall.business.customers.facade import Branch, Client

    match role:
        case "client":
            return Client.objects.filter(client_no=number).exists()
        case "broker":
            return has_broker(number)
        case _:
            return Branch.objects.filter(path=number).exists()


@user.command()
@click.argument("name")
def password(name: str) -> None:
    """Give the user NAME a new generated password and print it once."""
    load_django()
    from tradehall.business.identity.facade import generated_password, has_user, set_password

    if not has_user(name):
        raise NotFoundError(f"There is no user {name!r}; check the name.")
    secret = generated_password()
    set_password(name, secret)
    click.echo(f"password: {secret}")
