import json

from tradehall.app.openapi import openapi_json

METHODS = {"get", "post", "put", "patch", "delete"}


def test_every_operation_is_described():
    document = json.loads(openapi_json())
    operations = {
        f"{method} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }
    assert "get /api/v1/market/instruments" in operations
    assert [name for name, operation in operations.items() if not operation.get("summary")] == []
    assert [name for name, operation in operations.items() if not operation["responses"]] == []
    assert len({operation["operationId"] for operation in operations.values()}) == len(operations)


def test_keys_are_sorted_and_no_server_is_named():
    text = openapi_json()
    document = json.loads(text)
    assert text == json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert document["servers"] == []
