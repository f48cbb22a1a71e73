"""The particulars of a patient, as typed at the desk."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.templatetags.clinic_dates import staff_date
from intake.actions.patients import NAME, Particulars
from intake.dates import days_meant
from intake.forms.days import DayField
from intake.forms.fields import TextField
from intake.models import Language, Patient, Sex

PLAIN = {"autocomplete": "off"}


def _line(label: str, most: int = NAME, **kwargs: Any) -> TextField:
    """One line of text. The browser is not to fill in the particulars of whoever was typed last."""
    return TextField(
        label=label, max_length=None, lines=1, widget=forms.TextInput(PLAIN | {"maxlength": most}), **kwargs
    )


class ParticularsForm(forms.Form):
    """Coerces, and lets `Particulars` say what is wrong: all at once, each at its field."""

    family_name = _line("Family name", error_messages={"required": "Write the family name."})
    given_name = _line("Given name", error_messages={"required": "Write the given name."})
    birth_date = DayField(
        label="Date of birth",
        help_text="27mar1987 or 03/27/1987 (month first)",
        widget=forms.TextInput(PLAIN | {"maxlength": 40}),
        error_messages={"required": "Write the date of birth."},
    )
    preferred_name = _line("Preferred name", required=False)
    phone = _line("Phone", 40, required=False)
    email = _line("E-mail", 254, required=False, help_text="Links and reminders go here.")
    sex_at_birth = forms.ChoiceField(
        label="Sex recorded at birth", choices=Sex.choices, widget=forms.RadioSelect, required=False
    )
    language = forms.ChoiceField(
        label="Language for questions and letters",
        choices=Language.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the language."},
    )
    interpreter_needed = forms.BooleanField(label="An interpreter is needed", required=False)
    texts_allowed = forms.BooleanField(
        label="Texts to this phone are allowed, where there is no e-mail", required=False
    )
    reminders_wanted = forms.BooleanField(
        label="Reminders of visits and questions afterwards are wanted", required=False, initial=True
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        if not self.is_bound:  # opened to be typed into: the way by Tab leads past every link of the page
            self.fields["family_name"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Also look at the fields that could be read while another one is wrong."""
        placeholders = {"family_name": "-", "given_name": "-", "birth_date": self.on, "language": "en"}
        try:
            self._particulars(placeholders).cleaned(self.on)
        except ValidationError as error:
            for name, wrong in error.error_dict.items():
                if name not in self.errors:
                    self.add_error(name, wrong)
        return self.cleaned_data

    def particulars(self) -> Particulars:
        """What was typed, for the action."""
        return self._particulars({})

    def _particulars(self, placeholders: dict[str, Any]) -> Particulars:
        names = Particulars.__dataclass_fields__
        typed = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return Particulars(**placeholders | typed)


def particulars_of(patient: Patient) -> dict[str, Any]:
    """A patient's particulars as the form shows them to be edited."""
    kept = {name: getattr(patient, name) for name in Particulars.__dataclass_fields__}
    return kept | {"birth_date": staff_date(patient.birth_date)}


def guessed_from(typed: str) -> dict[str, str]:
    """What was typed into the find box, put where it probably belongs: nobody types it twice."""
    typed = " ".join(typed.split())
    if "@" in typed and " " not in typed:
        return {"email": typed}
    if days_meant(typed):
        return {"birth_date": typed}
    if re.fullmatch(r"[\d\s()+./-]{4,}", typed):
        return {"phone": typed}
    family, comma, given = typed.partition(",")
    if not comma:
        given, _, family = typed.rpartition(" ") if typed.count(" ") == 1 else ("", "", typed)
    return {"family_name": family.strip(), "given_name": given.strip()}
