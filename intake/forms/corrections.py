"""What a patient says is wrong, and what the clinic answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import TextField
from intake.models import CorrectionOutcome
from intake.texts import TEXT


class CorrectionForm(forms.Form):
    """The patient's words."""

    words = TextField(
        label=_("What is wrong, and what would be right?"),
        lines=5,
        max_length=TEXT,
        error_messages={"required": _("Write what is wrong.")},
    )


class CorrectionAnswerForm(forms.Form):
    """Accepted or declined, in words the patient reads."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=CorrectionOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the request is accepted or declined."},
    )
    words = TextField(
        label="Words for the patient",
        help_text="The patient reads them on the own page.",
        lines=4,
        max_length=TEXT,
        error_messages={"required": "Write what the patient is to read."},
    )
