"""What a dermatologist changes about a course: small forms, each with its reason."""

from typing import Any

from django import forms

from intake.actions.course_changes import LONGEST_INTERVAL, LONGEST_MAINTENANCE, MOST_SESSIONS
from intake.forms.fields import TextField
from intake.models import Course
from intake.questions.items import sheet_of


class NumberField(forms.IntegerField):
    """A whole number in reach; anything else gets the one sentence that says what to write."""

    def __init__(self, *, most: int, required: bool = True, **kwargs: Any) -> None:
        sentence = f"Write a whole number between 1 and {most}."
        wrong = ("required", "invalid", "min_value", "max_value")
        super().__init__(
            min_value=1,
            max_value=most,
            required=required,
            widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric", "maxlength": 4}),
            error_messages=dict.fromkeys(wrong, sentence),
            **kwargs,
        )


class ReasonForm(forms.Form):
    """A change with nothing to fill in but its reason."""

    reason = TextField(
        label="Reason", max_length=500, lines=1, error_messages={"required": "Write the reason."}
    )


class ScheduleForm(ReasonForm):
    """Number of sessions and days between two of them, for this patient."""

    sessions_from = NumberField(label="Sessions, at least", most=MOST_SESSIONS)
    sessions_to = NumberField(label="Sessions, at most", most=MOST_SESSIONS)
    interval_from = NumberField(label="Days between two, shortest", most=LONGEST_INTERVAL)
    interval_to = NumberField(label="Days between two, longest", most=LONGEST_INTERVAL)
    field_order = ("sessions_from", "sessions_to", "interval_from", "interval_to", "reason")

    @staticmethod
    def initial_of(course: Course) -> dict[str, int]:
        return {
            "sessions_from": course.sessions_from,
            "sessions_to": course.sessions_to,
            "interval_from": course.interval_from_days,
            "interval_to": course.interval_to_days,
        }

    def clean(self) -> dict[str, Any]:
        """The smaller number first."""
        for first, last in (("sessions_from", "sessions_to"), ("interval_from", "interval_to")):
            smaller, greater = self.cleaned_data.get(first), self.cleaned_data.get(last)
            if smaller and greater and smaller > greater:
                self.add_error(last, "Write a number that is not smaller than the first.")
        return self.cleaned_data

    def changes(self) -> dict[str, tuple[int, int]]:
        """What was typed, for the action."""
        typed = self.cleaned_data
        return {
            "sessions": (typed["sessions_from"], typed["sessions_to"]),
            "interval_days": (typed["interval_from"], typed["interval_to"]),
        }


class MaintenanceForm(ReasonForm):
    """How often sessions go on after the last planned one."""

    every_days = NumberField(
        label="Days between two maintenance sessions",
        most=LONGEST_MAINTENANCE,
        required=False,
        help_text="Empty: not set.",
    )
    field_order = ("every_days", "reason")

    def changes(self) -> dict[str, int | None]:
        return {"every_days": self.cleaned_data["every_days"]}


class AreasForm(ReasonForm):
    """The areas of the next sessions."""

    areas = forms.MultipleChoiceField(
        label="Areas",
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice", "invalid_list"), "Choose at least one area of the list."
        ),
    )
    field_order = ("areas", "reason")

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = list(sheet_of(course.edition, "en").areas.items())

    def changes(self) -> dict[str, tuple[str, ...]]:
        return {"areas": tuple(self.cleaned_data["areas"])}


class RecallForm(forms.Form):
    """How a call ended that led to no booking."""

    outcome = forms.ChoiceField(
        label="How did it end?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how it ended."),
    )
    note = TextField(
        label="What was said or tried",
        max_length=500,
        lines=1,
        error_messages={"required": "Write what was said or tried."},
    )

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes
