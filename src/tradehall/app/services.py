"""The processes under supervisor, as the operator's page sees them."""

from datetime import UTC, datetime

from tradehall.app import environment
from tradehall.app.supervision import Supervisor
from tradehall.ops_monitoring.ports import ServiceState


class SupervisorServices:
    """`ServicesPort` over supervisor's socket in the var folder."""

    def states(self) -> tuple[ServiceState, ...]:
        return tuple(
            ServiceState(
                name=state.name,
                state=state.state,
                is_running=state.running,
                pid=state.pid,
                since=datetime.fromtimestamp(state.started, UTC) if state.started else None,
            )
            for state in Supervisor(environment.current()).states()
        )
