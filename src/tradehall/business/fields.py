"""Form fields of figures: people type yuan and per cent, the tables hold scaled integers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from tradehall.contracts.enums import Board
from tradehall.kernel.units import RATE_SCALE, format_money, format_scaled, parse_money, parse_percent


class MoneyField(forms.CharField):
    """An amount in yuan; cleans to 1/10,000 yuan."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return format_money(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return parse_money(str(value))
        except ValueError as error:
            raise ValidationError(_("Enter an amount in yuan, such as 5.00.")) from error


class BoardsField(forms.MultipleChoiceField):
    """Boards beyond the main board; cleans to the bit set of `OpenAccount.permissions`."""

    widget = UnfoldAdminCheckboxSelectMultipleWidget

    def __init__(self, **kwargs: Any) -> None:
        choices = [
            (Board.CHINEXT.value, gettext_lazy("ChiNext")),
            (Board.STAR.value, gettext_lazy("STAR Market")),
            (Board.BSE.value, gettext_lazy("Beijing Stock Exchange")),
        ]
        super().__init__(choices=choices, required=False, initial=0, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return [board.value for board in Board if value & _bit(board)]

    def clean(self, value: Any) -> int:
        return sum(_bit(Board(int(number))) for number in super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def _bit(board: Board) -> int:
    """Bit `board - 1`, as the contract says."""
    return 1 << (board.value - 1)


class PercentField(forms.CharField):
    """A rate in per cent; cleans to 1/100,000,000."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return format_scaled(value, RATE_SCALE // 100, 6).rstrip("0").rstrip(".")

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return parse_percent(str(value))
        except ValueError as error:
            raise ValidationError(_("Enter a rate in per cent, such as 0.025.")) from error
