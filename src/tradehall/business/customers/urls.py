"""Addresses of the client and account pages."""

from django.urls import path, register_converter

from tradehall.business.customers import views


class AccountNumber:
    """A cash account number: ten digits."""

    regex = r"[1-9]\d{9}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(AccountNumber, "account")

urlpatterns = [
    path("my/", views.accounts, name="accounts"),
    path("clients/", views.clients, name="clients"),
    path("account/<account:account_id>/", views.account, name="account"),
    path("account/<account:account_id>/orders/", views.listing, {"tab": "orders"}, name="account_orders"),
    path("account/<account:account_id>/fills/", views.listing, {"tab": "fills"}, name="account_fills"),
    path("account/<account:account_id>/entries/", views.listing, {"tab": "entries"}, name="account_entries"),
    path("account/<account:account_id>/statement/<int:statement_id>/", views.statement, name="statement"),
]
