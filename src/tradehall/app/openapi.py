"""`docs/openapi.json`: the REST API in OpenAPI's words, generated from the rooms' routers.

Keys are sorted and nothing in it depends on a machine: no address, no settings of an installation.
"""

import json
import os

PATH_PREFIX = "/api/v1/"


def openapi_json() -> str:
    """The document as text. Sets Django up on plain settings where that has not been done; no database is asked."""
    import django
    from django.apps import apps
    from django.utils import translation

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradehall.app.settings.base")
        django.setup()
    from tradehall.app.api import api

    with translation.override("en"):
        document = api.get_openapi_schema(path_prefix=PATH_PREFIX)
        return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
