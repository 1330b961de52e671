"""Back office: instruments, their dated states, the calendar's own rows; import runs to read."""

# unfold carries no types, so its classes are unknown to the checker.

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from tradehall.market_data.models import CalendarOverride, ImportRun, Instrument, InstrumentStatus


class InstrumentStatusInline(TabularInline):  # type: ignore[misc]
    model = InstrumentStatus
    extra = 0


@admin.register(Instrument)
class InstrumentAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["symbol", "name", "board", "sec_class", "list_date", "traded"]
    list_filter = ["traded", "venue", "board", "sec_class"]
    search_fields = ["symbol", "name", "pinyin"]
    inlines = [InstrumentStatusInline]


@admin.register(CalendarOverride)
class CalendarOverrideAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["date", "name", "is_session", "provisional"]
    list_filter = ["is_session", "provisional"]


@admin.register(ImportRun)
class ImportRunAdmin(ModelAdmin):  # type: ignore[misc]
    """Reports are evidence: they can be read, not changed."""

    list_display = ["started", "kind", "file_name", "imported", "read", "written", "skipped", "refused"]
    list_filter = ["kind", "imported"]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:  # noqa: ARG002
        return False
