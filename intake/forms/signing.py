"""The sign panel: one choice an area, nothing chosen beforehand, a reason where it departs."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from clinic.templatetags.clinic_dates import staff_date
from intake.actions.reviews import advice_for
from intake.choices import Advice, AreaChoice, ChoiceWrong, departs
from intake.decided import Decided
from intake.forms.fields import TextField
from intake.forms.ordering import OrderPanel
from intake.models import OverrideReason
from intake.orders import Order, OrderWrong
from intake.questions.items import sheet_of

TREAT, TREAT_FROM, WAIT, DO_NOT_TREAT = "treat", "treat_from", "wait", "do_not_treat"

FURTHEST_DAY = date(2100, 1, 1)


class PasswordField(forms.CharField):
    """Asked for only where the sign-in is too old to sign with."""

    def __init__(self) -> None:
        super().__init__(
            label="Your password",
            help_text="You signed in more than five minutes ago.",
            strip=False,
            max_length=200,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": "Enter your password to sign."},
        )


class SignForm(forms.Form):
    """A choice for every area of a visit. Says nothing about right or wrong: `intake.choices` does."""

    all_optional = True  # a reason that is missing is asked for where the choice departs

    note = TextField(label="Note for the record", required=False, max_length=2000, lines=2)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, decided: Decided, fresh: bool, shown: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"shown": shown}, prefix="sign", **kwargs)
        self.panels = [
            Panel(self, f"{i}-{j}", item, area, several=len(decided.requests) > 1)
            for i, item in enumerate(decided.requests)
            for j, area in enumerate(item.request.areas)
        ]
        self.order_panel = OrderPanel(self, decided)
        names = [name for panel in self.panels for name in panel.names]
        self.order_fields([*names, *self.order_panel.names, "note", "shown"])
        if not fresh:
            self.fields["password"] = PasswordField()

    def choices(self) -> dict[tuple[str, str], AreaChoice]:
        """The choices as the action takes them."""
        return {(panel.request, panel.area): panel.choice(self.cleaned_data) for panel in self.panels}

    def orders(self) -> dict[str, Order]:
        """The orders as the action takes them."""
        return self.order_panel.chosen(self.cleaned_data)

    def refuse(self, error: ChoiceWrong | OrderWrong) -> None:
        """Put the action's objection where its choice was made."""
        if isinstance(error, OrderWrong):
            return self.add_error(self.order_panel.words_of(error.code), str(error))
        panel = next((panel for panel in self.panels if panel.area == error.area), None)
        told = f"{panel.label}: {error}" if panel else str(error)
        self.add_error(panel.name_of(error.field) if panel else None, told)


class Panel:
    """The fields of one area: what to do, the first day of a wait, the reason and its words."""

    def __init__(self, form: SignForm, place: str, item: Any, area: str, several: bool) -> None:
        self.form, self.place = form, place
        self.request, self.area = str(item.request.pk), area
        self.advice = advice_for(item, area)
        sheet = sheet_of(item.assessment.edition, "en")
        concern = sheet.indications.get(item.request.indication, item.request.indication)
        self.label = sheet.areas.get(area, area) + (f", {concern.lower()}" if several else "")
        self.options = options_of(self.advice)
        form.fields.update(self._fields())

    @property
    def names(self) -> list[str]:
        return [self.name_of(part) for part in ("decided", "treat_not_before", "reason_code", "reason_text")]

    def name_of(self, part: str) -> str:
        return f"{part}-{self.place}"

    def bound(self) -> dict[str, Any]:
        """The panel as its template draws it."""
        decided, day, code, text = (self.form[name] for name in self.names)
        chosen = decided.value()
        return {
            "label": self.label,
            "field": decided,
            "options": [
                {"value": value, "words": words, "departs": departs, "checked": chosen == value}
                for value, words, departs in self.options
            ],
            "day": day,
            "reasons": [code, text],
            "open": bool(code.errors or text.errors or code.value() or text.value()),
        }

    def choice(self, cleaned: dict[str, Any]) -> AreaChoice:
        """What was chosen, as the action takes it; a reason only with a choice that departs.

        The page shows the boxes of the reason only then: what was typed before another choice is withdrawn.
        """
        decided, day, code, text = (cleaned.get(name) for name in self.names)
        if decided == TREAT_FROM:
            choice = AreaChoice(TREAT, self.advice.date)
        else:
            choice = AreaChoice(decided or "", day if decided == WAIT else None)
        given = {"reason_code": code or "", "reason_text": text or ""}
        return replace(choice, **given) if departs(self.advice, choice) else choice

    def _fields(self) -> dict[str, forms.Field]:
        choices = [(value, words) for value, words, _ in self.options]
        about = f" ({self.label})"
        fields = (
            forms.ChoiceField(
                label=self.label,
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose what is to happen: {self.label}."},
            ),
            forms.DateField(
                label="Wait until" + about,
                required=False,
                initial=self.advice.date if self.advice.waits else None,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                input_formats=["%Y-%m-%d"],
                error_messages={"invalid": "Enter the day as 2026-03-14."},
                validators=[_in_reach],
            ),
            forms.ChoiceField(
                label="Reason for departing" + about,
                required=False,
                choices=[("", "Choose a reason"), *OverrideReason.choices],
            ),
            TextField(label="Reason in words" + about, required=False, max_length=500, lines=1),
        )
        return dict(zip(self.names, fields, strict=True))


class AskForm(forms.Form):
    """More information is wanted before deciding: the visit goes back to the desk, signed."""

    asks = forms.MultipleChoiceField(
        label="Questions to ask", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = TextField(
        label="What the desk is to ask",
        max_length=2000,
        lines=2,
        error_messages={"required": "Write what the desk is to ask."},
    )
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, unknown: Iterable[dict], fresh: bool, shown: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"shown": shown}, prefix="ask", **kwargs)
        self.fields["asks"].choices = [(row["code"], row["label"]) for row in unknown]
        if not self.fields["asks"].choices:
            del self.fields["asks"]
        if not fresh:
            self.fields["password"] = PasswordField()


def options_of(advice: Advice) -> Sequence[tuple[str, str, bool]]:
    """(value, words, departs) of the choices for one area, the one that agrees first."""
    day = staff_date(advice.date) if advice.waits else ""
    if advice.decision == "ready":
        return ((TREAT, "Agree – treat", False), (WAIT, "Wait", True), (DO_NOT_TREAT, "Do not treat", True))
    if advice.decision == "defer":
        agree = f"Agree – wait to {day}" if day else "Agree – wait until it has cleared"
        sooner = "Treat sooner" if day else "Treat now"
        return ((WAIT, agree, False), (TREAT, sooner, True), (DO_NOT_TREAT, "Do not treat", True))
    if advice.decision == "not_a_candidate":
        return ((DO_NOT_TREAT, "Agree – do not treat", False), (TREAT, "Treat", True), (WAIT, "Wait", True))
    against = advice.decision == "incomplete" or advice.waits_undated
    treat = ((TREAT_FROM, f"Treat from {day}", against), (TREAT, "Treat sooner", True))
    return (
        *(treat if day else ((TREAT, "Treat now" if advice.waits_undated else "Treat", against),)),
        (WAIT, "Wait", False),
        (DO_NOT_TREAT, "Do not treat", False),
    )


def _in_reach(day: date) -> None:
    if not date(2000, 1, 1) <= day < FURTHEST_DAY:
        raise forms.ValidationError("Enter a day of this century.")
