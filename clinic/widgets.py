"""Two form fields that Django has not: a date known only in part, and a list typed one item a box."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, flatatt
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from clinic.partial_dates import Typed, first_day, last_day, read

ON_DATE = "date"  # the radio beside the three boxes; typing in them says the same
INSTEAD_OF_A_DATE = {"never": _("Never"), "not_sure": _("I’m not sure")}
# Dropped from pasted text: zero-width and direction marks, which show nothing and can reorder a line.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Refused: control characters and lone surrogates; PostgreSQL keeps neither.
UNKEEPABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class _DrawnByThePack:
    """Rendered by the site's template engine, so that the markup lies with the rest of the pack.

    Django's own form renderer looks only inside installed apps.
    """

    template_name = ""

    def _render(self, template_name: str, context: dict, renderer=None) -> SafeString:
        return mark_safe(get_template(template_name).render(context))


class PartialDateWidget(_DrawnByThePack, forms.MultiWidget):
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


class TextListWidget(_DrawnByThePack, forms.Widget):
    """One box an item, a few empty ones after them, and a button for one more.

    The button is a submit button named x_more: without script the page comes back with another box
    (see MoreBoxes); with script the box appears at once. Posted boxes all carry the name x.
    """

    template_name = "clinic/text_list.html"
    use_fieldset = True

    def __init__(self, attrs: dict | None = None, empty: int = 2, most: int = 60):
        super().__init__(attrs)
        self.empty, self.most = empty, most

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else ""

    def more_name(self, name: str) -> str:
        return f"{name}_more"

    def value_from_datadict(self, data: Mapping, files: Mapping, name: str) -> list[str]:
        getlist = getattr(data, "getlist", None)
        typed = list(getlist(name) if getlist else data.get(name) or [])
        return [*typed, ""] if self.more_name(name) in data else typed

    def value_omitted_from_data(self, data: Mapping, files: Mapping, name: str) -> bool:
        return name not in data

    def get_context(self, name: str, value: Sequence[str] | None, attrs: dict | None) -> dict:
        context = super().get_context(name, None, attrs)
        shown = [str(item) for item in value or []]
        typed = [item for item in shown if item.strip()]
        count = max(min(max(len(shown), len(typed) + 1, self.empty), self.most), len(typed))
        widget = context["widget"]
        attrs = {k: v for k, v in widget["attrs"].items() if k != "required"} | {"type": "text", "name": name}
        id_ = attrs.get("id", name)
        widget["boxes"] = [
            {"id": f"{id_}_{i}", "attrs": flatatt(attrs | {"id": f"{id_}_{i}", "value": item})}
            for i, item in enumerate(typed + [""] * (count - len(typed)))
        ]
        widget["more_name"], widget["may_grow"] = self.more_name(name), count < self.most
        return context


class TextListField(forms.Field):
    """A list of what was typed, blank boxes dropped; [] where nothing was typed and the field is optional."""

    widget = TextListWidget
    default_error_messages = {
        "too_many": _("Enter no more than %(most)d items."),
        "too_long": _("“%(start)s…” is too long. Use at most %(most)d characters for each box."),
        "unreadable": _("One of the boxes has a character that cannot be kept. Type it again."),
    }

    def __init__(self, *, max_items: int = 60, max_length: int = 200, **kwargs):
        super().__init__(**kwargs)
        self.max_items, self.max_length = max_items, max_length
        self.widget.most = max_items

    def to_python(self, value: Sequence[str] | None) -> list[str]:
        seen = [" ".join(INVISIBLE.sub("", str(item)).split()) for item in value or []]
        return [item for item in seen if item]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > self.max_items:
            self._refuse("too_many", most=self.max_items)
        for item in value:
            if len(item) > self.max_length:
                self._refuse("too_long", start=item[:20], most=self.max_length)
            if UNKEEPABLE.search(item):
                self._refuse("unreadable")

    def _refuse(self, code: str, **params) -> None:
        raise ValidationError(self.error_messages[code], code=code, params=params)

    def has_changed(self, initial: Sequence[str] | None, data: Sequence[str] | None) -> bool:
        return self.to_python(initial) != self.to_python(data)


class MoreBoxes:
    """Mixed into a form with a TextListField: "Add another" is not "Continue".

    When that button was pressed the form is not valid and shows no errors; drawn again, it has one box more.
    """

    def wants_more_boxes(self) -> bool:
        """Whether the post came from an "Add another" button."""
        return self.is_bound and any(
            isinstance(field.widget, TextListWidget)
            and field.widget.more_name(self.add_prefix(name)) in self.data
            for name, field in self.fields.items()
        )

    def full_clean(self) -> None:
        if not self.wants_more_boxes():
            super().full_clean()
            return
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    def is_valid(self) -> bool:
        return not self.wants_more_boxes() and super().is_valid()
