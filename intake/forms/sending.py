"""The patient's signature: the statement, a box that is not ticked, the full name in letters."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import TextField
from intake.questions.wording import Refused
from intake.texts import LINE

FIELD_OF = {"attest_box": "attested", "attest_name": "name", "attest_letters": "name"}


class SendForm(forms.Form):
    """What is signed is settled by `intake.actions.submission`; this only reads it."""

    attested = forms.BooleanField(
        label=_("My answers are true and complete, as far as I know."),
        error_messages={"required": Refused("attest_box").message},
    )
    name = TextField(
        label=_("Your full name"),
        help_text=_("Typing your name here is your signature."),
        lines=1,
        max_length=LINE,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": Refused("attest_name").message},
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping | None = None, *, version: int, shared: bool = False) -> None:
        super().__init__(data, initial={"version": version})
        if shared:  # the next person's browser must not offer this one's name
            self.fields["name"].widget.attrs["autocomplete"] = "off"

    def read_version(self) -> int:
        """The version of the answers that was checked; -1, which none has, for anything else."""
        posted = self.cleaned_data.get("version", "")
        return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else -1

    def refuse(self, refused: ValidationError) -> None:
        """Put the action's objection where it belongs."""
        self.add_error(FIELD_OF.get(getattr(refused, "key", "")), refused)
