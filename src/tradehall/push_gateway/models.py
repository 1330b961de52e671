"""One-time tickets: what the web session hands to the gateway."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class GatewayTicket(models.Model):
    """A ticket, known by its hash only; it dies at first use or after half a minute."""

    token_hash = models.CharField(primary_key=True, max_length=64)
    user_name = models.CharField(max_length=150)
    account_ids = ArrayField(models.BigIntegerField())
    tradable_ids = ArrayField(models.BigIntegerField())
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "gateway_ticket"

    def __str__(self) -> str:
        return f"ticket of {self.user_name}"
