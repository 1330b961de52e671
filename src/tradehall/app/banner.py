"""What is printed once everything runs: where to click, the session clock, the demo logins."""

import json

from tradehall.app.environment import Environment
from tradehall.app.status_report import clock_line, clock_of
from tradehall.kernel.errors import UnavailableError


def banner(place: Environment) -> str:
    """Addresses, clock and logins, ready to print."""
    try:
        clock = clock_line(clock_of(place))
    except UnavailableError as error:
        clock = f"does not answer yet ({error})"
    return "\n".join(
        (
            "",
            "Tradehall is running.",
            f"  site and terminal   {place.public_url}/",
            f"  web terminal        {place.public_url}/terminal/",
            f"  back office         {place.public_url}/office/",
            f"  session clock       {clock}",
            *_logins(place),
            "",
        )
    )


def _logins(place: Environment) -> list[str]:
    if not place.demo_logins.exists():
        return ["  logins              none yet; make one with `tradehall user create`"]
    rows = json.loads(place.demo_logins.read_text(encoding="utf-8"))
    return [
        f"  demo logins         (kept in {place.demo_logins})",
        *(f"    {row['role']:<9} {row['user']:<14} {row['password']}   {row['name']}" for row in rows),
    ]
