"""Opening accounts, money, shares, and what the counter is told of them."""

import psycopg
import pytest
from django.db import connection

from tradehall.business.customers import facade as customers
from tradehall.business.customers import instructions
from tradehall.business.customers.errors import (
    AccountTakenError,
    AttributionRefusedError,
    RequestRepeatedError,
    SecuritiesAccountRefusedError,
)
from tradehall.business.customers.models import CashAccountRecord, Client, Instruction
from tradehall.business.tests.people import ANN, CAT, PLAN
from tradehall.contracts.commands import ChangeAccount, CommissionPlan, Deposit, OpenAccount, TransferShares
from tradehall.contracts.enums import Venue
from tradehall.kernel.errors import UnavailableError
from tradehall.kernel.results import ResultCode

CHEAPER = CommissionPlan(stock_rate=15_000, stock_minimum=0, fund_rate=5_000, fund_minimum=0)


def ann() -> CashAccountRecord:
    return CashAccountRecord.objects.get(account_id=ANN)


def test_opening_tells_the_counter_everything_once_and_in_order(firm, counter):
    customers.deposit(account=ann(), amount=10_000_000_000, request_id="d-1")
    customers.transfer_shares(account=ann(), symbol="600000.SH", qty=300, unit_cost=98_000, request_id="t-1")
    assert customers.pending_instructions() == 5
    assert customers.deliver_instructions() == 5
    assert [type(command) for command in counter] == [OpenAccount] * 3 + [Deposit, TransferShares]
    assert counter[0] == OpenAccount(
        request_id=f"open-{ANN}",
        account_id=ANN,
        client_no="100001",
        investor_sh="A000010001",
        investor_sz="1000010001",
        investor_bj="",
        commission=PLAN,
        permissions=0,
    )
    assert customers.deliver_instructions() == 0
    assert customers.pending_instructions() == 0


def test_repeat_of_an_instruction_is_the_same_and_a_different_one_is_refused(firm, counter):
    customers.deposit(account=ann(), amount=10_000, request_id="d-1")
    customers.deposit(account=ann(), amount=10_000, request_id="d-1")
    assert Instruction.objects.filter(request_id="d-1").count() == 1
    with pytest.raises(RequestRepeatedError):
        customers.deposit(account=ann(), amount=20_000, request_id="d-1")


def test_counter_that_is_away_leaves_everything_pending(firm, counter):
    counter.answers = [ResultCode.OK, UnavailableError("away")]
    with pytest.raises(UnavailableError):
        customers.deliver_instructions()
    assert customers.pending_instructions() == 2
    counter.answers = [ResultCode.TOO_BUSY]
    with pytest.raises(UnavailableError):
        customers.deliver_instructions()
    assert customers.pending_instructions() == 2
    assert customers.deliver_instructions() == 2


def test_refusal_is_kept_with_its_result_and_does_not_stop_the_rest(firm, counter):
    customers.deposit(account=ann(), amount=0, request_id="d-0")
    counter.answers = [ResultCode.ACCOUNT_EXISTS, ResultCode.OK, ResultCode.OK, ResultCode.AMOUNT_NOT_POSITIVE]
    assert customers.deliver_instructions() == 4
    refused = Instruction.objects.get(status=Instruction.Status.REFUSED)
    assert (refused.request_id, refused.result) == ("d-0", ResultCode.AMOUNT_NOT_POSITIVE)


def test_instruction_is_sent_after_the_commit(firm, counter, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        customers.deposit(account=ann(), amount=10_000, request_id="d-1")
        assert list(counter) == []
    assert counter[-1] == Deposit(request_id="d-1", account_id=ANN, amount=10_000)


def test_only_one_sender_works_at_a_time(firm, counter, transactional_db):
    with (
        psycopg.connect(**connection.get_connection_params()) as other,
        other.cursor() as cursor,
    ):
        cursor.execute("select pg_advisory_xact_lock(%s)", [instructions._LOCK])
        assert customers.deliver_instructions() == 0
    assert customers.deliver_instructions() == 3


def test_taken_and_malformed_numbers_are_refused(firm):
    client = Client.objects.get(client_no="100001")
    with pytest.raises(AccountTakenError):
        customers.open_account(client=client, account_id=ANN, securities={}, commission=PLAN)
    with pytest.raises(SecuritiesAccountRefusedError):
        customers.open_account(client=client, account_id=1000010002, securities={Venue.SSE: "123"}, commission=PLAN)
    assert CashAccountRecord.objects.count() == 3


def test_commission_of_a_later_date_is_told_when_it_comes(firm, counter):
    today = customers.trading_date_now()
    customers.deliver_instructions()
    customers.change_commission(account=ann(), plan=CHEAPER, from_date=today + 10_000)
    assert customers.pending_instructions() == 0
    assert customers.apply_due_terms(today + 9_999) == 0
    assert customers.apply_due_terms(today + 10_000) == 1
    assert customers.apply_due_terms(today + 10_000) == 0
    customers.deliver_instructions()
    assert counter[-1] == ChangeAccount(
        request_id=f"change-{ANN}-1", account_id=ANN, commission=CHEAPER, permissions=0, halted=False
    )


def test_day_is_not_prepared_while_the_counter_is_away(firm, counter):
    today = customers.trading_date_now()
    customers.deliver_instructions()
    customers.change_commission(account=ann(), plan=CHEAPER, from_date=today + 1)
    counter.answers = [UnavailableError("away")]
    with pytest.raises(UnavailableError):
        customers.prepare_day(today + 1)
    assert customers.prepare_day(today + 1) == 0
    assert counter[-1].commission == CHEAPER
    assert customers.pending_instructions() == 0


def test_halt_is_told_with_the_present_plan(firm, counter):
    customers.change_trading(account=ann(), permissions=3, halted=True)
    customers.deliver_instructions()
    assert counter[-1] == ChangeAccount(
        request_id=f"change-{ANN}-1", account_id=ANN, commission=PLAN, permissions=3, halted=True
    )


def test_attribution_may_not_pass_the_whole(firm):
    client = Client.objects.get(client_no="100001")
    with pytest.raises(AttributionRefusedError):
        customers.attribute_client(client=client, broker_no="B2001", share=1, from_date=20991231)


def test_client_shares_of_a_date_name_each_account(firm):
    assert [(line.account_id, line.broker_no) for line in customers.client_shares(20260101)] == [
        (ANN, "B1001"),
        (CAT, "B1001"),
    ]
    assert customers.client_shares(20191231) == ()


def test_every_change_leaves_a_history(firm, counter):
    customers.change_trading(account=ann(), permissions=0, halted=True)
    assert [row.halted for row in CashAccountRecord.history.filter(account_id=ANN).order_by("history_id")] == [
        False,
        True,
    ]
