"""The one door of the push gateway."""

from collections.abc import Sequence

from tradehall.push_gateway.config import GatewayConfig
from tradehall.push_gateway.tickets import issue

__all__ = ["GatewayConfig", "issue_ticket", "run_gateway"]


def issue_ticket(*, user_name: str, account_ids: Sequence[int], tradable_ids: Sequence[int]) -> str:
    """One-time ticket (30 s) for a session that may see `account_ids` and trade for `tradable_ids`."""
    return issue(user_name=user_name, account_ids=account_ids, tradable_ids=tradable_ids)


def run_gateway(config: GatewayConfig) -> None:
    """Run the gateway process until it is told to stop."""
    from tradehall.push_gateway.server import run  # noqa: PLC0415 -- uvloop and picows load in that process only

    run(config)
