"""`tradehall demo load --reset`: the same servers, an empty database, the demo loaded into it."""

from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tradehall.app import supervision
from tradehall.app.demo import load_demo, wait_for_day
from tradehall.app.environment import Environment
from tradehall.app.launch import Say, bring_up
from tradehall.app.servers.readiness import maintenance_url
from tradehall.app.supervision import Supervisor


def start_anew(place: Environment, supervisor: Supervisor, say: Say) -> None:
    """Stop the workers, drop and make the database, start the workers and load the demo."""
    say("Stopping the workers …")
    supervisor.stop_stages(supervision.DAY, supervision.EDGES, supervision.TRADING)
    url = place.database_url()
    name = sql.Identifier(urlsplit(url).path.lstrip("/"))
    with psycopg.connect(maintenance_url(url), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
    place.demo_logins.unlink(missing_ok=True)
    bring_up(place, supervisor, say, lambda: load_demo(place, say))
    wait_for_day(place)
