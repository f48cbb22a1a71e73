"""The check of the day and the consent as forms; what they say is settled by the actions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import TextField
from intake.questions.items import Item
from intake.questions.wording import Refused
from intake.texts import LINE

NOTHING, SOMETHING = "nothing", "something"


class DayCheckForm(forms.Form):
    """What only this form asks, and which of the earlier answers (code, words) have changed.

    The button says it: `nothing` has changed, or `something` has, and then what.
    """

    use_required_attribute = False
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        today: Sequence[Item],
        told: Sequence[tuple[str, str]],
        data: Mapping | None = None,
        *,
        version: int,
    ) -> None:
        super().__init__(data, initial={"version": version})
        self._today = [item.code for item in today]
        for item in today:
            self.fields[f"q-{item.code}"] = forms.ChoiceField(
                label=item.text,
                help_text=item.hint,
                choices=item.options,
                widget=forms.RadioSelect,
            )
        self.fields["changed"] = forms.MultipleChoiceField(
            label=_("Tick what has changed. Leave the boxes empty if nothing has."),
            choices=list(told),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> None:
        says_something = SOMETHING in self.data
        if says_something and not self.cleaned_data.get("changed"):
            self.add_error("changed", _("Choose what has changed, or press “Nothing has changed”."))
        if not says_something and self.cleaned_data.get("changed"):
            self.add_error(
                "changed", _("You chose something that has changed. Go on with it, or clear the boxes.")
            )

    @property
    def changed(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["changed"])

    @property
    def values(self) -> dict[str, Any]:
        return {code: self.cleaned_data[f"q-{code}"] for code in self._today}

    def read_version(self) -> int:
        """The version of the answers that was read; -1, which none has, for anything else."""
        posted = self.cleaned_data.get("version", "")
        return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else -1


class ConsentForm(forms.Form):
    """A box that is not ticked, under the protocol's own words, and a name."""

    use_required_attribute = False
    agreed = forms.BooleanField(error_messages={"required": _("Tick the box if you agree.")})
    name = TextField(
        label=_("Your full name"),
        help_text=_("Typing your name here is your signature."),
        lines=1,
        max_length=LINE,
        error_messages={"required": Refused("attest_name").message},
    )

    def __init__(self, data: Mapping | None = None, *, agree: str, shared: bool = False) -> None:
        super().__init__(data)
        self.fields["agreed"].label = agree
        self.fields["name"].widget.attrs["autocomplete"] = "off" if shared else "name"

    def refuse(self, refused: ValidationError) -> None:
        """Put the action's objection where it belongs."""
        field = {"attest_box": "agreed", "attest_name": "name"}.get(getattr(refused, "key", ""))
        self.add_error(field, refused)
