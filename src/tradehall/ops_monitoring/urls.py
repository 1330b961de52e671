"""Addresses of the operator's pages, below `/control/`."""

from django.urls import path

from tradehall.ops_monitoring import views
from tradehall.ops_monitoring.models import DayAction

urlpatterns = [
    path("", views.control, name="control"),
    *(
        path(f"day/{kind}/", views.day_action, {"kind": kind}, name=f"day_{kind}")
        for kind in (DayAction.Kind.ADVANCE.value, DayAction.Kind.CLOSE.value, DayAction.Kind.OPEN.value)
    ),
    path("instructions/send/", views.send_instructions, name="send_instructions"),
    path("clearing/", views.clearing_runs, name="clearing_runs"),
    path("clearing/<int:date>/", views.clearing_run, name="clearing_run"),
    path("sign-ins/", views.sign_ins, name="sign_in_log"),
]
