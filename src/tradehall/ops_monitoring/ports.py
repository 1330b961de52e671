"""What this room needs of the processes around it; the composition root names the class that fills it in settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class ServiceState:
    """How one process stands. `state` is supervisor's word, e.g. RUNNING or FATAL; `since` is its last start."""

    name: str
    state: str
    is_running: bool
    pid: int
    since: datetime | None


class ServicesPort(Protocol):
    """The processes of this installation."""

    def states(self) -> tuple[ServiceState, ...]:
        """Every process in the order of start. Raises `UnavailableError` when nobody watches over them."""
        ...


def services() -> ServicesPort:
    """The port that `OPS_SERVICES_PORT` names."""
    port: ServicesPort = import_string(settings.OPS_SERVICES_PORT)()
    return port
