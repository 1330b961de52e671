"""The table of the shared cache, as `createcachetable` makes it; it holds rate limits only."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                create table if not exists request_cache (
                    cache_key varchar(255) not null primary key,
                    value text not null,
                    expires timestamp with time zone not null
                );
                create index if not exists request_cache_expires on request_cache (expires);
            """,
            reverse_sql="drop table if exists request_cache;",
        ),
    ]
