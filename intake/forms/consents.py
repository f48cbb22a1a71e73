"""Consent on paper as a clinician writes it down, and a consent that is taken back."""

from collections.abc import Mapping

from django import forms

from intake.forms.fields import TextField
from intake.texts import LINE


class PaperConsentForm(forms.Form):
    """Who signed the printed words. `version` is that of the words that were printed."""

    use_required_attribute = False
    version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    name = TextField(
        label="Signed on paper by",
        help_text="The full name as it is signed.",
        lines=1,
        max_length=LINE,
        error_messages={"required": "Write the name that stands under the text."},
    )
    agreed = forms.BooleanField(
        label="I have the signed paper in my hands and keep it with the record.",
        error_messages={"required": "Tick this once you have the signed paper."},
    )

    def __init__(self, data: Mapping | None = None, *, version: str) -> None:
        super().__init__(data, initial={"version": version})
        self.fields["name"].widget.attrs["autocomplete"] = "off"


class WithdrawForm(forms.Form):
    """What the patient says who takes a consent back."""

    use_required_attribute = False
    words = TextField(
        label="In the patient’s words",
        help_text="A patient need not give a reason.",
        required=False,
        max_length=500,
        lines=2,
    )
