"""Two small forms of the visit panel: why it is called off, why a record is wrong."""

from django import forms

from intake.forms.fields import TextField
from intake.models import CancelReason


class CancelForm(forms.Form):
    """Who wanted the visit called off."""

    reason = forms.ChoiceField(
        label="Why is the visit called off?",
        choices=CancelReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why the visit is called off."},
    )


class RetractForm(forms.Form):
    """Why answers that were sent are a wrong record."""

    reason = TextField(
        label="Why is this record wrong?",
        help_text="The answers stay on file, marked as wrong, and do not count any more.",
        max_length=500,
        lines=2,
        error_messages={"required": "Say why this record is wrong."},
    )
