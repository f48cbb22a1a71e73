"""Booking: when and where, and one small form for each concern."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from clinic.models import Place
from clinic.times import Times, clinic_times
from intake.actions.bookings import FURTHEST
from intake.actions.requests import MOST, Wanted
from intake.courses.plan_words import day_words
from intake.dates import clinic_zone
from intake.forms.days import ClockField, ComingDayField, DaysField
from intake.models import Course
from intake.questions.items import Sheet, sheet_of
from treatments.models import ProtocolEdition

SHORTEST, LONGEST = 5, 480
"""Minutes of a visit."""


class WhenForm(forms.Form):
    """The day and the time of a visit, its length and its place. A walk-in needs no day and no time."""

    day = ComingDayField(
        label="Day",
        help_text="27 Mar, 03/27/2026 (month first) or tomorrow",
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 40}),
        error_messages={"required": "Write the day of the visit."},
    )
    time = ClockField(
        label="Time",
        help_text="9:30 or 2:15 pm",
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 12}),
        error_messages={"required": "Write the time of the visit."},
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric", "maxlength": 3}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Write the minutes, between 5 and 480."
        ),
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label="Place",
        empty_label=None,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a place of the list."),
    )

    although_closed = forms.BooleanField(label="Book it although the clinic is closed", required=False)

    def __init__(
        self, *args: Any, walk_in: bool = False, on: date, times: Times | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.walk_in = walk_in
        self.fields["place"].queryset = Place.objects.filter(is_open=True)
        self.fields["day"].required = self.fields["time"].required = not walk_in
        self.fields["day"].on = self.on = on
        self.times = None if walk_in else times or clinic_times()
        if not self.is_bound:
            del self.fields["although_closed"]

    def starts_at(self) -> datetime:
        """The moment, by the clinic's clocks."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], clinic_zone())

    def clean(self) -> dict[str, Any]:
        """A closed day is asked about; once a year an hour does not exist."""
        day, clock = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        self._ask_about_closed(day)
        if day and clock:
            local = datetime.combine(day, clock, clinic_zone())
            if local.astimezone(UTC).astimezone(clinic_zone()).time() != clock:
                self.add_error("time", "The clocks go forward at this hour. Choose another time.")
        return self.cleaned_data

    def _ask_about_closed(self, day: date | None) -> None:
        """The box to book all the same is there only where the day typed is a closed one."""
        in_reach = day is not None and self.on <= day <= self.on + FURTHEST
        if self.times is None or not in_reach or self.times.is_open(day):
            del self.fields["although_closed"]
        elif not self.cleaned_data.get("although_closed"):
            told = f"The clinic is closed on {day_words(day)}."
            following = day_words(self.times.next_open(day))
            self.add_error("day", f"{told} The next open day is {following}; or tick the box below.")


class MoveForm(WhenForm):
    """Another day, time or place for a booking; how long it lasts stays."""

    minutes = None


class ConcernForm(forms.Form):
    """One treatment of some areas for one concern."""

    treatment = forms.CharField(widget=forms.HiddenInput, max_length=60)
    indication = forms.ChoiceField(
        label="Concern", error_messages={"required": "Choose what the treatment is for."}
    )
    areas = forms.MultipleChoiceField(
        label="Areas",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one area."},
    )
    previous = DaysField(
        label="Earlier sessions elsewhere",
        help_text="Days of such sessions at another clinic: 12 Jan 2026, 15 Feb 2026",
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 600}),
    )

    def __init__(self, *args: Any, edition: ProtocolEdition, number: int, **kwargs: Any) -> None:
        super().__init__(*args, prefix=str(number), **kwargs)
        sheet: Sheet = sheet_of(edition, "en")
        self.name, self.number = sheet.treatment, number
        self.fields["treatment"].initial = edition.treatment.code
        self.fields["indication"].choices = [("", "Choose"), *sheet.indications.items()]
        self.fields["areas"].choices = list(sheet.areas.items())

    def wanted(self) -> Wanted:
        """What was chosen, for the action."""
        chosen = self.cleaned_data
        return Wanted(
            chosen["treatment"], chosen["indication"], tuple(chosen["areas"]), tuple(chosen["previous"])
        )


class Concerns:
    """The concerns of one visit: as many forms as the page shows, each by its treatment's edition."""

    def __init__(self, editions: Mapping[str, ProtocolEdition], forms: list[ConcernForm]) -> None:
        self.editions, self.forms = editions, forms

    @classmethod
    def blank(
        cls, editions: Mapping[str, ProtocolEdition], initial: Sequence[Mapping[str, Any]]
    ) -> "Concerns":
        """Forms to fill in, one for each of `initial`, which names the treatment at least."""
        known = [one for one in initial if one.get("treatment") in editions]
        return cls(
            editions,
            [
                ConcernForm(edition=editions[one["treatment"]], number=number, initial=one)
                for number, one in enumerate(known)
            ],
        )

    @classmethod
    def typed(cls, editions: Mapping[str, ProtocolEdition], data: QueryDict) -> "Concerns":
        """The forms of the page as posted."""
        codes = [data.get(f"{number}-treatment") for number in range(MOST)]
        return cls(
            editions,
            [
                ConcernForm(data, edition=editions[code], number=number)
                for number, code in enumerate(codes)
                if code in editions
            ],
        )

    @classmethod
    def changed(cls, editions: Mapping[str, ProtocolEdition], data: QueryDict) -> "Concerns":
        """As posted, with the concern more or fewer a button asked for; what was typed stays, unjudged."""
        kept = [_as_typed(data, n) for n in range(MOST) if data.get("drop") != str(n)]
        kept = [one for one in kept if one["treatment"] in editions]
        if data.get("add") in editions and len(kept) < MOST:
            kept.append({"treatment": data["add"]})
        return cls.blank(editions, kept)

    def is_valid(self) -> bool:
        """Whether every concern can be read; each form keeps its errors."""
        judged = [form.is_valid() for form in self.forms]
        return bool(judged) and all(judged)

    def wanted(self, course: Course | None = None) -> list[Wanted]:
        """What was chosen; what is for the course's own treatment and concern is a session of the course."""
        return [
            replace(one, course=course) if course and _is_for(one, course) else one
            for one in (form.wanted() for form in self.forms)
        ]

    def refuse(self, error: ValidationError) -> None:
        """Put the action's objection where it belongs: what is taken twice to the last concern."""
        for name, wrong in error.error_dict.items():
            form = self.forms[-1 if name == "areas" else 0]
            form.add_error(name if name in form.fields else None, wrong)

    @property
    def may_grow(self) -> bool:
        return len(self.forms) < MOST


def _is_for(one: Wanted, course: Course) -> bool:
    return (one.treatment, one.indication) == (course.treatment, course.indication)


def _as_typed(data: QueryDict, number: int) -> dict[str, Any]:
    plain = {name: data.get(f"{number}-{name}") for name in ("treatment", "indication", "previous")}
    return plain | {"areas": data.getlist(f"{number}-areas")}
