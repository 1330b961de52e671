"""The guard of admin pages about the whole firm: users, brokers, the sign-in log."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from tradehall.business.identity.models import User
from tradehall.business.identity.queries import actor_from


class HeadOfficeOnly(admin.ModelAdmin):
    """A record of the whole firm: operators of single branches neither see nor change it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _at_head_office(request) and super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _at_head_office(request) and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _at_head_office(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _at_head_office(request) and super().has_change_permission(request, obj)


def _at_head_office(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and actor_from(request.user).at_head_office
