"""A form field for a date known only in part: day, month and year boxes, "Never" and "I'm not sure"."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.translation import gettext_lazy as _

from clinic.forms.drawing import DrawnByThePack
from clinic.forms.partial_dates import Typed, first_day, last_day, read

ON_DATE = "date"  # the radio beside the three boxes; typing in them says the same
INSTEAD_OF_A_DATE = {"never": _("Never"), "not_sure": _("I’m not sure")}


class PartialDateWidget(DrawnByThePack, forms.MultiWidget):
    """Day, month and year boxes, and beside them "Never" or "I'm not sure" where `choices` names them.

    `choices` is a sequence of never, not_sure, or (code, label) pairs. Posted names: x_day, x_month, x_year
    and x_choice. The value is a stored answer such as '2026-03', or what was typed as a list of four.
    `birthday` lets the browser fill in the owner's birth date.
    """

    template_name = "clinic/partial_date.html"
    use_fieldset = True

    def __init__(self, choices: Sequence = (), exact: bool = False, birthday: bool = False, attrs=None):
        boxes = {
            part: forms.TextInput({"autocomplete": f"bday-{part}" if birthday else "off", **typing})
            for part, typing in {
                "day": {"inputmode": "numeric", "maxlength": 2},
                "month": {"maxlength": 12},
                "year": {"inputmode": "numeric", "maxlength": 4},
            }.items()
        }
        super().__init__({**boxes, "choice": forms.HiddenInput()}, attrs)
        self.choices = [c if isinstance(c, tuple) else (c, INSTEAD_OF_A_DATE[c]) for c in choices]
        self.exact = exact

    def id_for_label(self, id_: str) -> str:
        if not id_:
            return ""
        return f"{id_}_choice_0" if self.choices else f"{id_}_0"

    def id_for_error(self, id_: str, code: str) -> str:
        """Where a link in the error summary leads: the box that the error is about."""
        boxes = {"day": 0, "month": 1, "year": 2, "too_early": 2, "too_late": 2}
        return f"{id_}_{boxes[code]}" if code in boxes else self.id_for_label(id_)

    def decompress(self, value: str | None) -> list[str]:
        value = str(value or "")
        if value in dict(self.choices):
            return ["", "", "", value]
        year, month, day = [*value.split("-"), "", ""][:3]
        return [day.lstrip("0"), month.lstrip("0"), year, ON_DATE if value else ""]

    def get_context(self, name: str, value, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        *boxes, picked = widget["subwidgets"]
        invalid = {"aria-invalid": "true"} if "aria-invalid" in widget["attrs"] else {}
        picked = picked["value"] if self.choices else ""
        offered = [(ON_DATE, _("On this date")), *self.choices] if self.choices else []
        widget["radios"] = [
            {"label": label, "attrs": flatatt(self._radio(widget, index, code, picked) | invalid)}
            for index, (code, label) in enumerate(offered)
        ]
        widget["boxes"] = [self._box(box) for box in boxes]
        widget["exact"] = self.exact
        return context

    def _radio(self, widget: dict, index: int, code: str, picked: str) -> dict:
        id_ = f"{widget['attrs'].get('id', widget['name'])}_choice_{index}"
        name = f"{widget['name']}_choice"
        return {"type": "radio", "name": name, "value": code, "id": id_, "checked": code == picked}

    def _box(self, box: dict) -> dict:
        # Not `required`: month and day may stay empty, it is the group that needs an answer.
        attrs = {k: v for k, v in box["attrs"].items() if k != "required"}
        attrs = {"type": "text", "name": box["name"], **attrs}
        if box["value"]:
            attrs["value"] = box["value"]
        return {"id": box["attrs"].get("id", ""), "attrs": flatatt(attrs)}

    def value_omitted_from_data(self, data: Mapping, files: Mapping, name: str) -> bool:
        return not any(f"{name}{part}" in data for part in self.widgets_names)


class PartialDateField(forms.Field):
    """A date, a month or a year; or never, or not_sure, where `choices` offers them.

    Cleans to 'YYYY-MM-DD', 'YYYY-MM', 'YYYY', 'never', 'not_sure', or '' where nothing was answered.
    `exact` demands all three boxes. `not_before` and `not_after` bound the day it can mean.
    """

    widget = PartialDateWidget
    default_error_messages = {
        "required_or_choice": _("Enter a date or choose one of the answers."),
        "both": _("You typed a date and chose another answer. Choose “On this date” or clear the boxes."),
        "unknown": _("Choose one of the answers shown."),
        "empty_date": _("Type the date in the boxes. If you only know the month or the year, enter that."),
        "too_early": _("This date is too early. Check the year."),
        "too_late": _("This date is too late. Check the day, the month and the year."),
    }

    def __init__(
        self,
        *,
        choices: Sequence = (),
        exact: bool = False,
        not_before: date | None = None,
        not_after: date | None = None,
        **kwargs,
    ):
        kwargs.setdefault("widget", PartialDateWidget(choices=choices, exact=exact))
        super().__init__(**kwargs)
        self.exact, self.not_before, self.not_after = exact, not_before, not_after

    def clean(self, value: list[str] | None) -> str:
        day, month, year, picked = [str(part or "").strip() for part in value or ["", "", "", ""]]
        typed = Typed(day, month, year)
        offered = dict(self.widget.choices)
        if picked and picked != ON_DATE:
            return self._instead(picked, typed, offered)
        answer = read(typed, self.exact)
        if not answer:
            return self._nothing(picked, offered)
        self._refuse_outside(answer)
        return answer

    def _instead(self, picked: str, typed: Typed, offered: dict) -> str:
        if picked not in offered:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if typed:
            raise ValidationError(self.error_messages["both"], code="both")
        return picked

    def _nothing(self, picked: str, offered: dict) -> str:
        if picked == ON_DATE:
            raise ValidationError(self.error_messages["empty_date"], code="empty_date")
        if self.required:
            message = self.error_messages["required_or_choice" if offered else "required"]
            raise ValidationError(message, code="required")
        return ""

    def _refuse_outside(self, answer: str) -> None:
        if self.not_before and last_day(answer) < self.not_before:
            raise ValidationError(self.error_messages["too_early"], code="too_early")
        if self.not_after and first_day(answer) > self.not_after:
            raise ValidationError(self.error_messages["too_late"], code="too_late")

    def has_changed(self, initial: str | None, data: list[str] | None) -> bool:
        return self.widget.decompress(initial) != [str(part or "").strip() for part in data or [""] * 4]
