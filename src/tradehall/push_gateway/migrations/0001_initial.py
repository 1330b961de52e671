from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="GatewayTicket",
            fields=[
                ("token_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("user_name", models.CharField(max_length=150)),
                ("account_ids", ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("tradable_ids", ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "gateway_ticket"},
        ),
    ]
