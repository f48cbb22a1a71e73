"""A form field for a list typed one item a box, with a button for one box more."""

import re
from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, flatatt
from django.utils.translation import gettext_lazy as _

from clinic.forms.drawing import DrawnByThePack

# Dropped from pasted text: zero-width and direction marks, which show nothing and can reorder a line.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Refused: control characters and lone surrogates; PostgreSQL keeps neither.
UNKEEPABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class TextListWidget(DrawnByThePack, forms.Widget):
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
