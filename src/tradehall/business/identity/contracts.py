"""Frozen values that cross the door of this room."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a user is. A person with two roles has two users."""

    CLIENT = "client"
    BROKER = "broker"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the one value that every guard and scope rule looks at.

    `client_no` is set for a client, `broker_no` for a broker, `branch_path` for an operator: the path of the
    branch whose subtree it serves. The others are "".
    """

    user_id: int
    user_name: str
    display_name: str
    role: Role
    client_no: str = ""
    broker_no: str = ""
    branch_path: str = ""
    is_staff: bool = False

    @property
    def at_head_office(self) -> bool:
        """An operator of the whole firm: its branch is the root of the tree."""
        return self.role is Role.OPERATOR and self.branch_path.count("/") == 1


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user to be made, and its password when the caller already chose one."""

    user_name: str
    display_name: str
    role: Role
    password: str
    client_no: str = ""
    broker_no: str = ""
    branch_path: str = ""
    is_staff: bool = False
