"""Instructions to the counter: written with the change that causes them, sent after its commit.

They are sent again until the counter has answered. It knows a request id for ever, so sending twice does nothing twice.
"""

from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from tradehall.business.customers import counter
from tradehall.business.customers.errors import RequestRepeatedError
from tradehall.business.customers.models import CashAccountRecord, Instruction
from tradehall.contracts.codec import decode_command, encode
from tradehall.contracts.commands import (
    ChangeAccount,
    CommissionPlan,
    Deposit,
    OpenAccount,
    TransferShares,
    Withdraw,
)
from tradehall.kernel.errors import UnavailableError
from tradehall.kernel.results import ResultCode

AccountCommand = OpenAccount | ChangeAccount | Deposit | Withdraw | TransferShares

RETRIED: Final = frozenset({ResultCode.SHARD_NOT_READY, ResultCode.SHARD_HALTED, ResultCode.TOO_BUSY})
"""Answers that say "not now": the instruction stays pending."""
DELIVERED_AT_ONCE: Final = 500
"""Instructions sent by one call."""
_LOCK: Final = 0x7472_6164
"""Key of the advisory lock that keeps two senders from sending out of order."""


def give(account: CashAccountRecord, command: AccountCommand, *, made_by: int | None = None) -> Instruction:
    """Keep an instruction and send it after the commit. A repeat of the same one returns the first.

    Raises `RequestRepeatedError` when the request id belongs to another instruction.
    """
    body = encode(command)
    row, is_new = Instruction.objects.get_or_create(
        request_id=command.request_id,
        defaults={"account": account, "kind": type(command).__name__, "body": body, "made_by_id": made_by},
    )
    if not is_new and bytes(row.body) != body:
        raise RequestRepeatedError(f"request {command.request_id} was used before")
    if row.status == Instruction.Status.PENDING:
        transaction.on_commit(_deliver_quietly)
    return row


def deliver() -> int:
    """Send what is pending, oldest first; returns how many were answered.

    Raises `UnavailableError` when the counter does not answer: what is left stays pending.
    """
    answered = 0
    while answered < DELIVERED_AT_ONCE and _deliver_next():
        answered += 1
    return answered


def pending_count() -> int:
    return Instruction.objects.filter(status=Instruction.Status.PENDING).count()


def next_id(kind: str, account_id: int) -> str:
    """A request id that nobody has used for this account: kind, account, and a running number."""
    used = Instruction.objects.filter(account_id=account_id, request_id__startswith=f"{kind}-{account_id}-").count()
    return f"{kind}-{account_id}-{used + 1}"


def last_settings(account: CashAccountRecord) -> tuple[CommissionPlan, int, bool] | None:
    """What the counter was last told of an account: plan, permissions, halted."""
    row = account.instructions.filter(kind__in=[OpenAccount.__name__, ChangeAccount.__name__]).order_by("-id").first()
    command = decode_command(bytes(row.body)) if row else None
    if isinstance(command, OpenAccount):
        return command.commission, command.permissions, False
    if isinstance(command, ChangeAccount):
        return command.commission, command.permissions, command.halted
    return None


@transaction.atomic
def _deliver_next() -> bool:
    """Send the oldest pending instruction; False when there is none or another sender is at work."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        (locked,) = cursor.fetchone()
    if not locked:
        return False
    row = Instruction.objects.filter(status=Instruction.Status.PENDING).order_by("id").first()
    if row is None:
        return False
    answer = counter.submit(decode_command(bytes(row.body)))
    result = ResultCode(answer.result)
    if result in RETRIED:
        raise UnavailableError(f"the counter answered {result.name}")
    done = result in (ResultCode.OK, ResultCode.ACCOUNT_EXISTS)
    row.status = Instruction.Status.DONE if done else Instruction.Status.REFUSED
    row.result = answer.result
    row.answered_at = timezone.now()
    row.save(update_fields=["status", "result", "answered_at"])
    return True


def _deliver_quietly() -> None:
    """After a commit the counter may be down: the page shows what is pending, and `deliver` sends it later."""
    try:
        deliver()
    except UnavailableError:
        return
