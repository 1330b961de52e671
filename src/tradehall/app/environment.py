"""Where things are: the var folder, ports, sockets, secrets, and the addresses of the servers.

Everything that a run leaves behind stands below one folder, `$TRADEHALL_VAR` or `<repository>/var`. Nothing here
starts a process or loads Django; every part of `app` asks this module instead of the environment itself.
"""

import errno
import hashlib
import os
import secrets
import socket
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tradehall.app.errors import PortBusyError, SettingError
from tradehall.kernel.errors import UnavailableError

REPOSITORY: Final = Path(__file__).resolve().parents[3]
SOCKET_PATH_MAX: Final = 100
"""Longest path of a unix socket that we use; Linux ends at 107 bytes."""
DATABASE_NAME: Final = "tradehall"
LOOPBACK: Final = "127.0.0.1"
SERVER_USER: Final = "tradehall"
"""Name under which the workers sign in to the embedded servers."""
NATS_SECRET: Final = "nats_password"  # noqa: S105 -- the name of a file
"""Name of the secret of the embedded NATS server, which only its own workers know."""

_LONGEST_SOCKET = "exchange-control.sock"
_PORT_MAX = 65_535


@dataclass(frozen=True, slots=True)
class Environment:
    """Places and addresses of one running product. Two products with different `var` folders do not meet."""

    var: Path
    web_port: int
    gateway_port: int

    @property
    def run(self) -> Path:
        """Pid files, ports and locks of the running processes."""
        return self.var / "run"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def secrets(self) -> Path:
        return self.var / "secrets"

    @property
    def postgres_folder(self) -> Path:
        return self.var / "postgres"

    @property
    def postgres_port_file(self) -> Path:
        return self.run / "postgres.port"

    @property
    def nats_port_file(self) -> Path:
        return self.run / "nats.port"

    @property
    def demo_logins(self) -> Path:
        """The demo logins that were generated, readable by the owner only."""
        return self.var / "demo-logins.json"

    @property
    def static_root(self) -> Path:
        """Where `collectstatic` would put files; the web worker looks there as well as where they are built."""
        return self.var / "static"

    @property
    def sockets(self) -> Path:
        """Folder of the unix sockets: `var/run`, or one below the temporary folder when that path is too long."""
        if len(os.fsencode(self.run / _LONGEST_SOCKET)) <= SOCKET_PATH_MAX:
            return self.run
        mark = hashlib.sha256(os.fsencode(self.var)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"tradehall-{os.getuid()}-{mark}"

    def socket_path(self, name: str) -> Path:
        """Path of a named unix socket, e.g. `counter`."""
        return self.sockets / f"{name}.sock"

    @property
    def embedded_postgres(self) -> bool:
        """Whether the product brings its own PostgreSQL."""
        return not os.environ.get("DATABASE_URL")

    @property
    def embedded_nats(self) -> bool:
        """Whether the product brings its own NATS."""
        return not os.environ.get("NATS_URL")

    @property
    def host(self) -> str:
        """Address that the web server and the gateway listen on, from `TRADEHALL_HOST`."""
        return os.environ.get("TRADEHALL_HOST") or LOOPBACK

    @property
    def public_url(self) -> str:
        """The site as browsers reach it, from `TRADEHALL_PUBLIC_URL`."""
        return os.environ.get("TRADEHALL_PUBLIC_URL") or f"http://{LOOPBACK}:{self.web_port}"

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins from which pages may connect to the gateway."""
        return (self.public_url, f"http://localhost:{self.web_port}")

    def database_url(self) -> str:
        """`DATABASE_URL`, or the address of the embedded server (its port is known once it has started)."""
        given = os.environ.get("DATABASE_URL")
        if given:
            return given
        password = quote(self.secret("postgres_password"), safe="")
        port = _port_in(self.postgres_port_file, "PostgreSQL")
        return f"postgresql://{SERVER_USER}:{password}@{LOOPBACK}:{port}/{DATABASE_NAME}"

    def nats_url(self) -> str:
        """`NATS_URL`, or the address of the embedded server."""
        given = os.environ.get("NATS_URL")
        if given:
            return given
        password = quote(self.secret(NATS_SECRET), safe="")
        return f"nats://{SERVER_USER}:{password}@{LOOPBACK}:{_port_in(self.nats_port_file, 'NATS')}"

    def secret(self, name: str) -> str:
        """A secret that is generated at the first call and kept in `var/secrets` with mode 0600."""
        return _kept_secret(self.secrets / name)

    def prepare(self) -> None:
        """Make the folders. Secrets and sockets are for the owner only; no folder above `var` is touched."""
        self.var.mkdir(parents=True, exist_ok=True)
        for folder in (self.run, self.logs, self.static_root):
            folder.mkdir(exist_ok=True)
        self.secrets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets != self.run:
            _own_private_folder(self.sockets)


def current() -> Environment:
    """The environment that the variables name. Raises `SettingError` when a port is not a number."""
    var = Path(os.environ.get("TRADEHALL_VAR") or REPOSITORY / "var").expanduser().absolute()
    return Environment(
        var=var, web_port=_port("TRADEHALL_WEB_PORT", 8000), gateway_port=_port("TRADEHALL_GATEWAY_PORT", 8001)
    )


def free_port() -> int:
    """A TCP port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether a server could listen on the loopback address at `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
        return True


def port_answers(port: int, timeout_s: float = 0.5) -> bool:
    """Whether something accepts connections on the loopback address at `port`."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=timeout_s):
            return True
    except OSError:
        return False


def require_port(port: int, variable: str, purpose: str, patience_s: float = 0.0) -> None:
    """Raise `PortBusyError` unless `port` becomes free within `patience_s` (a process that died lets go of it)."""
    deadline = time.monotonic() + patience_s
    while not port_is_free(port):
        if time.monotonic() >= deadline:
            raise PortBusyError(
                f"Port {port} ({purpose}) was busy: another program listens on it. "
                f"Stop that program, or set {variable} to a free port, e.g. {variable}={free_port()}."
            )
        time.sleep(0.1)


def stored_port(file: Path, *, wanted: int = 0) -> int:
    """The port kept in `file` while it is free, else another free one, which is then kept there."""
    for port in (wanted, read_port(file)):
        if port and port_is_free(port):
            break
    else:
        port = free_port()
    write_text(file, f"{port}\n")
    return port


def read_port(file: Path) -> int:
    """The port kept in `file`, 0 when there is none."""
    try:
        return int(file.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return 0


def write_text(file: Path, text: str, mode: int = 0o644) -> None:
    """Replace a file as a whole, so that no reader sees half of it."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    fresh.replace(file)


def _port(variable: str, default: int) -> int:
    text = os.environ.get(variable) or str(default)
    if not text.isdecimal() or not 0 < int(text) <= _PORT_MAX:
        raise SettingError(f"{variable} must be a port number from 1 to {_PORT_MAX}, it was {text!r}.")
    return int(text)


def _port_in(file: Path, server: str) -> int:
    port = read_port(file)
    if not port:
        raise UnavailableError(
            f"The embedded {server} server has not been started yet; run `tradehall up` first. "
            "If the product uses servers of your own, set DATABASE_URL and NATS_URL here as well."
        )
    return port


def _kept_secret(file: Path) -> str:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        value = secrets.token_urlsafe(32)
        stream.write(value + "\n")
    return value


def _own_private_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise SettingError(
            f"{folder} must be a folder of your own with mode 0700 (it holds sockets because the path of the var "
            "folder is too long); remove it, or set TRADEHALL_VAR to a shorter path."
        )
