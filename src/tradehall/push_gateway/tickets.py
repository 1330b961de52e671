"""Issue and redeem one-time tickets. The database keeps a hash, so that a copy of it opens no session."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

TICKET_LIFE: Final = timedelta(seconds=30)

_REDEEM = """
    UPDATE gateway_ticket SET used_at = now()
    WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()
    RETURNING user_name, account_ids, tradable_ids
"""


class Grant(NamedTuple):
    """What a redeemed ticket allows."""

    user_name: str
    account_ids: frozenset[int]
    tradable_ids: frozenset[int]


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue(*, user_name: str, account_ids: Sequence[int], tradable_ids: Sequence[int]) -> str:
    """Store a new ticket and return its token; expired tickets are swept on the way."""
    from django.utils import timezone  # noqa: PLC0415 -- the gateway process never loads Django

    from tradehall.push_gateway.models import GatewayTicket  # noqa: PLC0415

    now = timezone.now()
    GatewayTicket.objects.filter(expires_at__lt=now - TICKET_LIFE).delete()
    token = secrets.token_urlsafe(32)
    GatewayTicket.objects.create(
        token_hash=hash_token(token),
        user_name=user_name,
        account_ids=list(account_ids),
        tradable_ids=list(tradable_ids),
        expires_at=now + TICKET_LIFE,
    )
    return token


async def redeem(pool: Any, token: str) -> Grant | None:
    """Use a ticket up; `None` when it is unknown, used or expired. `pool` is an asyncpg pool."""
    row = await pool.fetchrow(_REDEEM, hash_token(token))
    if row is None:
        return None
    return Grant(row["user_name"], frozenset(row["account_ids"]), frozenset(row["tradable_ids"]))
