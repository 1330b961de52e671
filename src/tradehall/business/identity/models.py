"""Tables of identity: users and the sign-in log."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tradehall.business.identity.contracts import Role
from tradehall.business.identity.errors import UserNameError
from tradehall.business.identity.rules import is_user_name


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who may sign in. The user name is the client number, the broker number or the operator's name."""

    ROLES = [(Role.CLIENT, _("Client")), (Role.BROKER, _("Broker")), (Role.OPERATOR, _("Operator"))]

    username = models.CharField(
        _("user name"),
        max_length=32,
        unique=True,
        error_messages={"unique": _("This user name is taken already.")},
    )
    display_name = models.CharField(_("name"), max_length=60)
    role = models.CharField(_("role"), max_length=10, choices=ROLES)
    client_no = models.CharField(_("client number"), max_length=12, blank=True)
    broker_no = models.CharField(_("broker number"), max_length=12, blank=True)
    branch_path = models.CharField(
        _("branch path"),
        max_length=200,
        blank=True,
        help_text=_("An operator sees the clients of this branch and of all branches under it."),
    )
    email = models.EmailField(_("mail address"), blank=True)
    is_staff = models.BooleanField(_("may open the back office"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    history = HistoricalRecords(excluded_fields=["password", "last_login"])
    objects = DjangoUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        db_table = "identity_user"
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="identity_user_role_number",
                condition=(
                    models.Q(role=Role.CLIENT, broker_no="", branch_path="") & ~models.Q(client_no="")
                    | models.Q(role=Role.BROKER, client_no="", branch_path="") & ~models.Q(broker_no="")
                    | models.Q(role=Role.OPERATOR, client_no="", broker_no="") & ~models.Q(branch_path="")
                ),
            ),
            models.UniqueConstraint(
                name="identity_user_client_no", fields=["client_no"], condition=~models.Q(client_no="")
            ),
            models.UniqueConstraint(
                name="identity_user_broker_no", fields=["broker_no"], condition=~models.Q(broker_no="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} ({self.username})"

    def clean(self) -> None:
        """A name typed in the back office is kept as sign-in looks it up: without case."""
        super().clean()
        self.username = self.username.strip().lower()
        if not is_user_name(self.username):
            raise ValidationError({"username": _(str(UserNameError.__doc__))})

    def get_full_name(self) -> str:
        return self.display_name


class SignInRecord(models.Model):
    """One line of the client log or the operator log: a sign-in, a failure, a lock, a change of the means of entry."""

    class Outcome(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        SIGNED_OUT = "signed_out", _("Signed out")
        WRONG_PASSWORD = "wrong_password", _("Wrong password or unknown name")
        WRONG_CODE = "wrong_code", _("Wrong verification code")
        LOCKED = "locked", _("Refused: locked")
        PASSWORD_CHANGED = "password_changed", _("Password changed")
        SECOND_FACTOR_ON = "second_factor_on", _("Two-step verification switched on")
        SECOND_FACTOR_OFF = "second_factor_off", _("Two-step verification switched off")
        CODES_RENEWED = "codes_renewed", _("Recovery codes renewed")

    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True)
    username = models.CharField(_("user name as typed"), max_length=150, db_index=True)
    user = models.ForeignKey(User, verbose_name=_("user"), null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    ip_address = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.CharField(_("browser"), max_length=255, blank=True)

    class Meta:
        db_table = "identity_sign_in"
        verbose_name = _("sign-in record")
        verbose_name_plural = _("sign-in log")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["user", "-at"], name="identity_sign_in_user_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.username} {self.outcome}"
