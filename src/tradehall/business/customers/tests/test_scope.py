"""Who may see which client: the one rule, for each role."""

import pytest

from tradehall.business.customers import scope
from tradehall.business.customers.errors import AccountNotFoundError
from tradehall.business.customers.models import Client, ClientAttribution
from tradehall.business.identity.contracts import Actor, Role
from tradehall.business.identity.models import User
from tradehall.business.identity.queries import actor_from
from tradehall.business.tests.people import ANN, BEN, CAT


def actor(user_name: str) -> Actor:
    return actor_from(User.objects.get(username=user_name))


@pytest.mark.parametrize(
    ("who", "seen", "traded"),
    [
        ("ann", (ANN,), (ANN,)),
        ("ben", (BEN,), (BEN,)),
        ("broker", (ANN, CAT), ()),
        ("other_broker", (), ()),
        ("head", (ANN, BEN, CAT), ()),
        ("shanghai", (ANN, BEN), ()),
    ],
)
def test_each_role_sees_its_own(firm, who, seen, traded):
    somebody = actor(getattr(firm, who))
    assert scope.visible_account_ids(somebody) == seen
    assert scope.tradable_account_ids(somebody) == traded
    for account_id in (ANN, BEN, CAT):
        assert scope.may_see(somebody, account_id) is (account_id in seen)
        assert scope.may_trade(somebody, account_id) is (account_id in traded)


def test_account_out_of_sight_is_like_one_that_does_not_exist(firm):
    with pytest.raises(AccountNotFoundError):
        scope.visible_account(actor(firm.ann), BEN)
    with pytest.raises(AccountNotFoundError):
        scope.visible_account(actor(firm.ann), 9999999999)


def test_attribution_holds_from_its_first_to_its_last_day(firm, monkeypatch):
    ClientAttribution.objects.filter(client_id="100001").update(from_date=20260110, until_date=20260120)
    for today, is_seen in ((20260109, False), (20260110, True), (20260120, True), (20260121, False)):
        monkeypatch.setattr(scope, "trading_date_now", lambda today=today: today)
        assert scope.may_see(actor(firm.broker), ANN) is is_seen


def test_one_row_must_satisfy_the_whole_attribution(firm, monkeypatch):
    """A past row of this broker and a present row of another do not add up to sight."""
    row = ClientAttribution.objects.get(client_id="100001")
    row.until_date = 20260120
    row.save()
    ClientAttribution.objects.create(client_id="100001", broker_no="B2001", from_date=20260121)
    monkeypatch.setattr(scope, "trading_date_now", lambda: 20260122)
    assert not scope.may_see(actor(firm.broker), ANN)
    assert scope.may_see(actor(firm.other_broker), ANN)


def test_suspended_client_looks_but_does_not_trade(firm):
    Client.objects.filter(client_no="100001").update(status=Client.Status.SUSPENDED)
    assert scope.visible_account_ids(actor(firm.ann)) == (ANN,)
    assert scope.tradable_account_ids(actor(firm.ann)) == ()


@pytest.mark.parametrize("role", [Role.BROKER, Role.OPERATOR])
def test_actor_without_number_or_branch_sees_nobody(firm, role):
    nobody = Actor(user_id=0, user_name="x", display_name="x", role=role)
    assert scope.visible_account_ids(nobody) == ()


def test_branch_path_does_not_match_by_code_prefix(firm):
    """HQ/SH01/ is not the head of HQ/SH011/."""
    somebody = Actor(user_id=0, user_name="x", display_name="x", role=Role.OPERATOR, branch_path="HQ/SH0/")
    assert scope.visible_account_ids(somebody) == ()
