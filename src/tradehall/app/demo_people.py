"""The people of the demo, made through the doors of the business rooms from the facts in `demo/people.toml`.

Repeatable: whoever is there already stays, and every instruction to the counter has an id of its own, so nothing is
paid in twice. Needs Django and a running counter.
"""

import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from tradehall.app import environment
from tradehall.app.environment import Environment
from tradehall.business.brokers import facade as brokers
from tradehall.business.customers import facade as customers
from tradehall.business.identity import facade as identity
from tradehall.business.identity.facade import NewUser, Role
from tradehall.contracts.commands import CommissionPlan
from tradehall.contracts.enums import Board, Venue
from tradehall.kernel.units import parse_money, parse_percent, parse_price
from tradehall.trading_core.facade import permission_bits

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A login of the demo as it stands in `var/demo-logins.json`."""

    user: str
    password: str
    role: str
    name: str
    account_id: int = 0


def load_people(place: Environment, facts_file: Path) -> int:
    """Make whoever is missing and keep the logins; returns how many were made. Sends pending instructions."""
    facts = tomllib.loads(facts_file.read_text(encoding="utf-8"))
    logins = {login.user: login for login in read_logins(place)}
    before = len(logins)
    with transaction.atomic():
        branches = {row["code"]: _branch(row) for row in facts["branch"]}
        today = customers.trading_date_now()
        for row in facts["broker"]:
            _broker(row, today)
        for row in facts["client"]:
            _client(row, branches[row["branch"]], today)
        made = [*_users(facts, {code: branch.path for code, branch in branches.items()}, set(logins))]
        logins |= {login.user: login for login in made}
        _write_logins(place, list(logins.values()))
    customers.deliver_instructions()
    return len(logins) - before


def read_logins(place: Environment) -> list[DemoLogin]:
    """The logins that were made in this var folder."""
    if not place.demo_logins.exists():
        return []
    return [DemoLogin(**row) for row in json.loads(place.demo_logins.read_text(encoding="utf-8"))]


def _write_logins(place: Environment, logins: list[DemoLogin]) -> None:
    text = json.dumps([asdict(login) for login in logins], ensure_ascii=False, indent=1)
    environment.write_text(place.demo_logins, text + "\n", mode=0o600)


def _branch(row: Facts) -> customers.Branch:
    found = customers.Branch.objects.filter(code=row["code"]).first()
    if found is not None:
        return found
    parent = customers.Branch.objects.get(code=row["parent"]) if row.get("parent") else None
    return customers.create_branch(code=row["code"], name=row["name"], name_en=row["name_en"], parent=parent)


def _broker(row: Facts, today: int) -> None:
    if brokers.broker_name(row["broker_no"]) != row["broker_no"]:  # Known by a name.
        return
    brokers.create_broker(
        broker_no=row["broker_no"],
        name=row["name"],
        branch_code=row["branch"],
        share_rate=parse_percent(row["share_percent"]),
        from_date=today,
        kind=row["kind"],
    )


def _client(row: Facts, branch: customers.Branch, today: int) -> None:
    if customers.Client.objects.filter(client_no=row["client_no"]).exists():
        return
    client = customers.create_client(client_no=row["client_no"], name=row["name"], branch=branch)
    if row["broker_no"]:
        customers.attribute_client(client=client, broker_no=row["broker_no"], from_date=today, first=True)
    rate, minimum = parse_percent(row["commission_percent"]), parse_money(row["minimum"])
    account_id = row["account_id"]
    account = customers.open_account(
        client=client,
        account_id=account_id,
        securities={Venue.SSE: f"A{account_id % 10**9:09}", Venue.SZSE: str(account_id), Venue.BSE: str(account_id)},
        commission=CommissionPlan(rate, minimum, rate, minimum),
        permissions=permission_bits(*(Board[name] for name in row["boards"])),
    )
    customers.deposit(account=account, amount=parse_money(row["cash"]), request_id=f"demo-cash-{account_id}")
    for symbol, qty, unit_cost in row["shares"]:
        customers.transfer_shares(
            account=account,
            symbol=symbol,
            qty=qty,
            unit_cost=parse_price(unit_cost),
            request_id=f"demo-{account_id}-{symbol}",
        )


def _users(facts: Facts, branch_paths: dict[str, str], known: set[str]) -> list[DemoLogin]:
    """Logins that were made now. A user whose password nobody knows any more gets a new one."""
    rows = [
        *((row, Role.OPERATOR, {"branch_path": branch_paths[row["branch"]]}) for row in facts["operator"]),
        *((row, Role.BROKER, {"broker_no": row["broker_no"]}) for row in facts["broker"]),
        *((row, Role.CLIENT, {"client_no": row["client_no"]}) for row in facts["client"]),
    ]
    made = []
    for row, role, scope in rows:
        user = row["user"]
        if user in known and identity.has_user(user):
            continue
        password = identity.generated_password()
        if identity.has_user(user):
            identity.set_password(user, password)
        else:
            identity.create_user(NewUser(user, row["name"], role, password, is_staff=role is Role.OPERATOR, **scope))
        made.append(DemoLogin(user, password, role.value, row["name"], row.get("account_id", 0)))
    return made
