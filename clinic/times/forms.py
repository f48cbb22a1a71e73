"""The forms of the lead's page of hours: they read what was typed; `clinic.times.changes` judges it."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.models import Holiday
from clinic.times import Times
from clinic.times.changes import WEEKDAYS, Wanted

_NUMBER = re.compile(r"[0-9]{1,6}")


class NumbersField(forms.Field):
    """14, 7, 2: whole numbers with commas or blanks between them; none at all is allowed."""

    default_error_messages = {"invalid": "Write whole numbers with a comma between two, as 14, 7, 2."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=_short(60), **kwargs)

    def to_python(self, value: Any) -> tuple[int, ...]:
        typed = [part for part in re.split(r"[,;\s]+", str(value or "")[:200]) if part]
        if not all(_NUMBER.fullmatch(part) for part in typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return tuple(map(int, typed))


def _short(most: int, **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", "maxlength": most, **attrs})


def _clock(label: str) -> forms.TimeField:
    sentence = f"Write the time as 08:00: {label.lower()}."
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": sentence, "invalid": sentence},
    )


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose the day.", "invalid": "Enter the day as 2026-03-14."},
        **more,
    )


class HoursForm(forms.Form):
    """Everything but the holidays."""

    all_optional = True  # numbers may stay empty: then nothing of the kind is sent

    open_weekdays = forms.TypedMultipleChoiceField(
        label="Open on",
        coerce=int,
        choices=list(enumerate(WEEKDAYS, start=1)),
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose at least one day on which the clinic is open."
        ),
    )
    phone_from = _clock("Phone answered from")
    phone_until = _clock("Phone answered until")
    quiet_from = _clock("No messages from")
    quiet_until = _clock("No messages until")
    reminder_days = NumbersField(
        label="Reminders, days before the visit", help_text="14, 7, 2. Empty: no reminders."
    )
    symptom_hours = NumbersField(
        label="Questions about the skin, hours after the session",
        help_text="24, 72, 336. Empty: the patient is not asked.",
    )
    recall_days = forms.IntegerField(
        label="Recall, days after a wait is over without a booking",
        widget=_short(4, inputmode="numeric"),
        error_messages=dict.fromkeys(("required", "invalid"), "Write days between 1 and 365."),
    )

    @staticmethod
    def initial_of(times: Times) -> dict[str, Any]:
        """The form filled in with the times in force."""
        names = ("phone_from", "phone_until", "quiet_from", "quiet_until", "recall_days")
        return {name: getattr(times, name) for name in names} | {
            "open_weekdays": sorted(times.open_weekdays),
            "reminder_days": ", ".join(map(str, times.reminder_days)),
            "symptom_hours": ", ".join(map(str, times.symptom_hours)),
        }

    def wanted(self) -> Wanted:
        """What was typed, for the action."""
        cleaned = self.cleaned_data
        return Wanted(**cleaned | {"open_weekdays": tuple(cleaned["open_weekdays"])})


class HolidayForm(forms.Form):
    """Days on which the clinic is closed."""

    day = _day("Closed on")
    last = _day("Last of several days", required=False)
    name = forms.CharField(
        label="What for",
        required=False,
        max_length=Holiday._meta.get_field("name").max_length,
        widget=_short(80),
        error_messages={"max_length": "Write at most 80 letters."},
    )

    def clean_name(self) -> str:
        """A name on one line, without characters that no database or page can hold."""
        name = " ".join(self.cleaned_data["name"].split())
        if not name.isprintable():
            raise ValidationError("Write the name with letters and digits only.")
        return name
