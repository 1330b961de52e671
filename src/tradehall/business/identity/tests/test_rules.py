"""Password rules and names."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tradehall.business.identity.contracts import NewUser, Role
from tradehall.business.identity.errors import UserExistsError, WeakPasswordError
from tradehall.business.identity.facade import create_user
from tradehall.business.identity.rules import generated_password


@pytest.mark.parametrize("password", ["short-1a", "onlyletters-here", "12345678901234", "aaaaaaaaa1a1", "password123"])
def test_weak_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_generated_passwords_meet_the_rules_and_differ():
    made = {generated_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password)


def test_create_user_refuses_a_taken_name_and_a_weak_password(db):
    new = NewUser("100009", "甲", Role.CLIENT, "Kestrel-47-over-hill", client_no="100009")
    assert create_user(new).client_no == "100009"
    with pytest.raises(UserExistsError):
        create_user(new)
    with pytest.raises(WeakPasswordError):
        create_user(NewUser("100010", "乙", Role.CLIENT, "123", client_no="100010"))
