"""Setting Django up in a process of its own."""

import os
import subprocess
import sys

CODE = """
import django
from tradehall.app import catalogues, django_setup, environment, wiring
order = []
catalogues.compile_stale = lambda paths: order.append("compile")
django.setup = lambda: order.append("setup")
wiring.wire_rooms = lambda place: order.append("wire")
django_setup.load_django(environment.current())
print(*order)
"""


def test_catalogues_are_compiled_before_django_looks_for_them(tmp_path):
    result = subprocess.run(
        [sys.executable, "-c", CODE],
        env={
            **os.environ,
            "TRADEHALL_VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "tradehall.app.settings.development",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.split() == ["compile", "setup", "wire"]
