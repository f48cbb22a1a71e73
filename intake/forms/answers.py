"""One question as a form, made from the questionnaire; says what was typed, not whether it is right."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from clinic.forms.date_field import PartialDateField
from clinic.forms.text_list import MoreBoxes, TextListField
from intake.forms.fields import TextField
from intake.questions.items import Item
from intake.questions.wording import Refused
from intake.texts import LINE

NOT_SURE = "not_sure"
NOT_LISTED = Refused("not_listed").message
BOTH = _("You wrote something and also chose “%(box)s”. Clear one of the two.")
NOTHING_LISTED = _("Write at least one, or choose “%(box)s”.")
NOTHING_WRITTEN = _("Write a number, or choose “%(box)s”.")
UNITS = {"percent": _("percent"), "months": _("months")}


class UnitInput(forms.TextInput):
    """A short box with the unit behind it."""

    def __init__(self, unit: str) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "maxlength": 12})
        self.unit = UNITS.get(unit, unit)

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        box = super().render(name, value, attrs, renderer)
        return format_html('<div class="with-unit">{} <span>{}</span></div>', box, self.unit)


class AnswerForm(MoreBoxes, forms.Form):
    """The answer, the box that stands instead of one where there is such a box, and the version read."""

    legend_is_heading = True

    def __init__(
        self, item: Item, data: Mapping | None = None, *, value: Any = None, version: int = 0
    ) -> None:
        in_box = value is not None and value == _value_of_box(item)
        first = {"answer": None if in_box else value, "box": in_box, "version": version}
        super().__init__(data, initial=first, use_required_attribute=False)
        self.item = item
        self.fields["answer"] = FIELDS[item.type](item, _common(item))
        if words := words_of_box(item):
            self.fields["box"] = forms.BooleanField(label=words, required=False)
        self.fields["version"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def version(self) -> int:
        """The draft's version that the page showed; 0, the oldest, for anything that is no version."""
        posted = str(self.data.get("version", ""))
        return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else 0

    @property
    def value(self) -> Any:
        """The answer as the action takes it; None where the question was left blank."""
        if self.cleaned_data.get("box"):
            return _value_of_box(self.item)
        return self.cleaned_data.get("answer") or None

    def clean(self) -> None:
        words = words_of_box(self.item)
        if not words:
            return
        if self.cleaned_data.get("box"):
            if self.cleaned_data.get("answer"):
                self.add_error("answer", BOTH % {"box": words})
            if self.has_error("answer", "required"):
                del self._errors["answer"]

    def is_blank(self) -> bool:
        """Whether nothing was typed or chosen at all."""
        posted = {name for name, field in self.fields.items() if name != "version" and field.widget}
        return not any(_typed(self[name].data) for name in posted)

    def show_again(self, version: int) -> None:
        """Keep what was typed, over answers that changed meanwhile: the next press means these."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


def boxes_of(item: Item, value: Any) -> SafeString:
    """The boxes of an answer without the version, made once and kept; empty where somebody typed in one."""
    if not _only_chosen(item, value):
        return SafeString()
    return _boxes(item, tuple(value) if isinstance(value, list) else value, get_language())


@lru_cache(maxsize=2_000)
def _boxes(item: Item, value: str | tuple[str, ...] | None, language: str) -> SafeString:
    """An answer's boxes without the version: the same for everybody who chose the same."""
    form = AnswerForm(item, value=list(value) if isinstance(value, tuple) else value)
    del form.fields["version"]
    return as_crispy_form(form)


def _only_chosen(item: Item, value: Any) -> bool:
    """Whether an answer is blank or made of the question's own options: nothing in it was typed."""
    chosen = value if isinstance(value, list) else [] if value is None else [value]
    return all(isinstance(code, str) and code in dict(item.options) for code in chosen)


def words_of_box(item: Item) -> str:
    """The words of the box that answers a list or a number at once; empty where there is none."""
    if item.type == "text_list":
        return gettext("I have nothing to list")
    return item.words_of(NOT_SURE) if item.type == "number" and item.not_sure else ""


def _value_of_box(item: Item) -> Any:
    return {"text_list": [], "number": NOT_SURE}.get(item.type)


def _typed(data: Any) -> bool:
    """Whether posted data has any text in it; several boxes come as a list."""
    return any(map(_typed, data)) if isinstance(data, list | tuple) else bool(str(data or "").strip())


def _common(item: Item) -> dict[str, Any]:
    return {"label": item.text, "help_text": item.hint, "required": item.required}


def _choice(item: Item, common: dict) -> forms.Field:
    return forms.ChoiceField(
        choices=item.options,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": NOT_LISTED},
        **common,
    )


def _areas(item: Item, common: dict) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=item.options,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": Refused("no_areas").message,
            "invalid_choice": NOT_LISTED,
            "invalid_list": NOT_LISTED,
        },
        **common,
    )


def _number(item: Item, common: dict) -> forms.Field:
    says = {"required": _lazy_words(NOTHING_WRITTEN, item)} if words_of_box(item) else {}
    return TextField(lines=1, widget=UnitInput(item.unit), error_messages=says, **common)


def _text(item: Item, common: dict) -> forms.Field:
    return TextField(lines=5, widget=forms.Textarea({"rows": 5, "autocomplete": "off"}), **common)


def _text_list(item: Item, common: dict) -> forms.Field:
    says = {"required": _lazy_words(NOTHING_LISTED, item)}
    field = TextListField(max_length=LINE, error_messages=says, **common)
    field.widget.attrs["autocomplete"] = "off"
    return field


def _when(item: Item, common: dict) -> forms.Field:
    return PartialDateField(choices=item.options, **common)


def _lazy_words(sentence: Any, item: Item) -> str:
    return str(sentence) % {"box": words_of_box(item)}


FIELDS = {
    "yesno": _choice,
    "choice": _choice,
    "areas": _areas,
    "number": _number,
    "text": _text,
    "text_list": _text_list,
    "when": _when,
}
