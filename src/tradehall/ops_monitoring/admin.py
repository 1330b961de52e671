"""Day actions in the back office, as they were recorded."""

from django.contrib import admin

from tradehall.business.office import ReadOnlyAdmin
from tradehall.ops_monitoring.models import DayAction


@admin.register(DayAction)
class DayActionOffice(ReadOnlyAdmin):
    list_display = ("started_at", "kind", "argument", "by", "status", "outcome")
    list_filter = ("kind", "status")
