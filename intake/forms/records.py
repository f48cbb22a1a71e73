"""The record of a session: a depth for each treated area, then what was used and how it went."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from clinic.models import User
from intake.actions.session_records import Depth, Done, RecordWrong
from intake.courses.depths import Range
from intake.forms.fields import TextField
from intake.models import Tolerance

WRITTEN = re.compile(r"[0-9]{1,2}(?:[.,][0-9]{1,2})?", re.ASCII)


class DepthField(forms.Field):
    """Millimeters as people write them: 0.5, 0,5 or 1. Other digits, signs and powers are refused."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:
        typed = str(value or "").removesuffix("mm").strip()
        if not typed:
            return None
        if not WRITTEN.fullmatch(typed):
            raise forms.ValidationError("Write the depth in millimeters, such as 0.5.")
        return Decimal(typed.replace(",", "."))


class AreaFields:
    """The depth of one area, the protocol's range beside the box, and the reason where it goes above."""

    def __init__(self, form: "RecordForm", usual: Range) -> None:
        self.form, self.area = form, usual.area
        form.fields[self.depth] = DepthField(
            label=f"{usual.label}: depth in mm",
            help_text=usual.words,
            required=False,
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "maxlength": 8}),
        )
        if usual.warn_above is not None:
            form.fields[self.reason] = TextField(
                label=f"Reason, if deeper ({usual.label})", required=False, max_length=500, lines=1
            )

    @property
    def depth(self) -> str:
        return f"depth-{self.area}"

    @property
    def reason(self) -> str:
        return f"reason-{self.area}"

    def bound(self) -> Sequence[forms.BoundField]:
        return [self.form[name] for name in (self.depth, self.reason) if name in self.form.fields]


class RecordForm(forms.Form):
    """What a session's record holds. Nothing is filled in beforehand; what was used last is offered."""

    all_optional = True  # which depth and which reason is needed, the action says

    device = TextField(
        label="Device", max_length=120, lines=1, error_messages={"required": "Write the device."}
    )
    needle_batch = TextField(
        label="Needle batch", max_length=60, lines=1, error_messages={"required": "Write the needle batch."}
    )
    operator = forms.ModelChoiceField(
        label="Treated by",
        queryset=User.objects.none(),
        to_field_name="public_id",
        empty_label="Choose",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose who treated: a dermatologist or a nurse of this clinic."
        ),
    )
    numbing_used = TextField(
        label="Numbing used", required=False, max_length=200, lines=1, help_text="Empty: none."
    )
    applied = TextField(
        label="Applied to the skin",
        required=False,
        max_length=500,
        lines=1,
        help_text="During the session and after it. Empty: nothing.",
    )
    tolerance = forms.ChoiceField(
        label="How the patient took it",
        choices=Tolerance.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how the patient took it."),
    )
    note = TextField(label="Note", required=False, max_length=2000, lines=3)

    def __init__(self, *args: Any, ranges: Iterable[Range], clinicians: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operator"].queryset = clinicians
        self.areas = [AreaFields(self, usual) for usual in ranges]
        own = [name for name in self.fields if name.startswith(("depth-", "reason-"))]
        self.order_fields([*own, *self.base_fields])
        for name in ("device", "needle_batch"):
            self.fields[name].widget.attrs |= {"list": f"last-{name}", "autocomplete": "off"}

    def depths(self) -> dict[str, Depth]:
        """The depths that were written, as the action takes them."""
        typed = self.cleaned_data
        return {
            one.area: Depth(typed[one.depth], typed.get(one.reason) or "")
            for one in self.areas
            if typed.get(one.depth) is not None
        }

    def done(self) -> Done:
        """What was done, as the action takes it."""
        return Done(**{name: self.cleaned_data[name] for name in self.base_fields})

    def refuse(self, error: RecordWrong) -> None:
        """Put the action's objection where it belongs."""
        self.add_error(error.field if error.field in self.fields else None, str(error))
