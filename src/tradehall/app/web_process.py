"""What each web process imports: it dies with the web server, then loads Django and the rooms."""

import signal

from tradehall.app.servers.process import die_with_parent

# Before Django, so that no half-loaded orphan keeps the port. By SIGKILL: a worker whose master is gone has nobody left
# to finish for, and the server's own handling of SIGTERM may wait for that master while it holds the lock of the next.
die_with_parent(signal.SIGKILL)

from tradehall.app.django_setup import load_django  # noqa: E402 -- as the line above says

load_django()

from tradehall.app.wsgi import application  # noqa: E402 -- needs Django

__all__ = ["application"]
