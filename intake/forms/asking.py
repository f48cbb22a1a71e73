"""A group of a protocol's questions as staff ask them: several a page, blanks allowed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinic.forms.date_field import PartialDateField
from intake.forms.fields import TextField
from intake.models import Mode
from intake.questions.items import Item
from intake.texts import clean_text

NO_ANSWER = ("", "No answer")
NOT_LISTED = {"invalid_choice": "Choose one of the answers shown.", "invalid_list": "Choose from the list."}
NOT_SURE_WORDS = ("not sure", "not_sure", "unsure", "?")
NONE_WORDS = ("none", "no", "nothing", "nada")
MODES = ((Mode.PHONE.value, "By phone"), (Mode.STAFF.value, "Here, with the patient"))


class ModeForm(forms.Form):
    """How the answers of this page were given."""

    use_required_attribute = False

    mode = forms.ChoiceField(
        label="Asked", choices=MODES, widget=forms.RadioSelect, error_messages=NOT_LISTED
    )


class SendForm(forms.Form):
    """What stands beside "Send"."""

    confirmed_by = TextField(
        label="Who confirmed the answers",
        help_text="The patient’s name, or who spoke for the patient.",
        required=False,
        max_length=160,
        lines=1,
    )


class QuestionsForm(forms.Form):
    """One field a question. It coerces only: whether an answer can be taken, the core says.

    `local` are the same questions in the patient's language, shown beside for reading out; `told` is what an
    earlier visit told of those that are put again.
    """

    use_required_attribute = False

    def __init__(
        self,
        items: Sequence[Item],
        data: QueryDict | None = None,
        answers: Mapping[str, Any] | None = None,
        local: Mapping[str, Item] | None = None,
        told: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, prefix="a", initial=dict(answers or {}))
        self.must = {item.code: item.required for item in items}
        for item in items:
            answered = (answers or {}).get(item.code) is not None
            field = _FIELDS[item.type](item, answered)
            spoken, before = (local or {}).get(item.code), (told or {}).get(item.code, "")
            field.label, field.help_text = item.text, _hint(field, item, spoken, before)
            self.fields[item.code] = field

    def full_clean(self) -> None:
        """Nothing is demanded of staff; `required` stays for the word "(optional)" beside the others."""
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for code, field in self.fields.items():
            field.required = self.must[code]

    def values(self) -> dict[str, Any]:
        """The answers that could be read, None for blank."""
        self.is_valid()
        read = {code: self.cleaned_data[code] for code in self.fields if code in self.cleaned_data}
        return {code: None if value in ("", None) else value for code, value in read.items()}

    def typed(self) -> dict[str, Any]:
        """What stands in the boxes, as it was typed."""
        return {
            code: field.widget.value_from_datadict(self.data, {}, self.add_prefix(code))
            for code, field in self.fields.items()
        }


class NumberField(TextField):
    """A number, or in words that somebody is not sure."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return "not_sure" if typed.casefold() in NOT_SURE_WORDS else typed

    def prepare_value(self, value: Any) -> Any:
        return "not sure" if value == "not_sure" else value


class LinesField(forms.Field):
    """A list, one entry a line. "none" says that there is nothing; a blank box says nothing at all."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[str] | None:
        lines = [line.strip() for line in clean_text(value or "", 12_000).splitlines() if line.strip()]
        if not lines:
            return None
        return [] if len(lines) == 1 and lines[0].casefold().strip(".") in NONE_WORDS else lines

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(value) or "none"
        return value


def _hint(field: forms.Field, item: Item, local: Item | None, told: str) -> str | SafeString:
    """What was told before, the hint, how the box is filled in, and the question as the patient speaks."""
    hint = " ".join(part for part in (item.hint, field.help_text) if part)
    before = format_html('<strong class="before">{}</strong> ', told) if told else ""
    if local is None:
        return format_html("{}{}", before, hint) if before else hint
    said = " ".join(part for part in (local.text, local.hint) if part)
    return format_html('{}{} <span class="local" lang="es">{}</span>', before, hint, said)


def _choice(item: Item, answered: bool) -> forms.Field:
    options = [*item.options, NO_ANSWER] if answered else item.options
    return forms.ChoiceField(choices=options, widget=forms.RadioSelect, error_messages=NOT_LISTED)


def _areas(item: Item, answered: bool) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=item.options, widget=forms.CheckboxSelectMultiple, error_messages=NOT_LISTED
    )


def _number(item: Item, answered: bool) -> forms.Field:
    told = {"percent": "In percent.", "months": "In months."}.get(item.unit, "A number.")
    told += " Or write “not sure”." if item.not_sure else ""
    widget = forms.TextInput({"inputmode": "text", "autocomplete": "off", "maxlength": 20})
    return NumberField(lines=1, help_text=told, widget=widget)


def _text(item: Item, answered: bool) -> forms.Field:
    return TextField(lines=2, max_length=2_000)


def _lines(item: Item, answered: bool) -> forms.Field:
    return LinesField(
        widget=forms.Textarea({"rows": 4}), help_text="One a line. Write “none” if there are none."
    )


def _when(item: Item, answered: bool) -> forms.Field:
    choices = [code for code, _ in item.options]
    return PartialDateField(choices=choices)


_FIELDS = {
    "yesno": _choice,
    "choice": _choice,
    "areas": _areas,
    "number": _number,
    "text": _text,
    "text_list": _lines,
    "when": _when,
}
