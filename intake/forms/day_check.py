"""The check of the day and the consent as forms; what they say is settled by the actions."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import TextField
from intake.questions.items import Item
from intake.questions.wording import Refused
from intake.texts import LINE

NOTHING, SOMETHING = "nothing", "something"


class Ticks(forms.CheckboxSelectMultiple):
    """Tick boxes of which those of `stay` are ticked and cannot be cleared."""

    stay: Collection[str] = ()

    def create_option(self, name: str, value: str, label: str, selected: bool, *args: Any, **kw: Any) -> dict:
        stays = value in self.stay
        option = super().create_option(name, value, label, selected or stays, *args, **kw)
        if stays:
            option["attrs"]["disabled"] = True
        return option


class DayCheckForm(forms.Form):
    """What only this form asks, and which of the earlier answers (code, words) have changed.

    The button says it: `nothing` has changed, or `something` has, and then what. Of `already` it was said
    before: those boxes stay ticked, and only `something` is offered. `answers` are those given to `today`.
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
        already: Collection[str] = (),
        answers: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"version": version})
        self.already = already
        self._today = [item.code for item in today]
        for item in today:
            self.fields[f"q-{item.code}"] = forms.ChoiceField(
                label=item.text,
                help_text=item.hint,
                choices=item.options,
                widget=forms.RadioSelect,
                initial=(answers or {}).get(item.code),
            )
        self.fields["changed"] = forms.MultipleChoiceField(
            label=_("Tick what has changed. Leave the boxes empty if nothing has."),
            choices=list(told),
            required=False,
            widget=Ticks,
        )
        if already:
            self.fields["changed"].label = _("Tick what else has changed.")
            self.fields["changed"].help_text = _("What is ticked already comes on the next page.")
            self.fields["changed"].widget.stay = already

    def clean(self) -> None:
        says_something = self.says_something
        if says_something and not self.already and not self.cleaned_data.get("changed"):
            self.add_error("changed", _("Choose what has changed, or press “Nothing has changed”."))
        if not says_something and self.cleaned_data.get("changed"):
            self.add_error(
                "changed", _("You chose something that has changed. Go on with it, or clear the boxes.")
            )

    @property
    def says_something(self) -> bool:
        return SOMETHING in self.data

    @property
    def changed(self) -> tuple[str, ...]:
        """What was not said before: an answer given anew meanwhile is not put again by a page left open."""
        return tuple([code for code in self.cleaned_data["changed"] if code not in self.already])

    @property
    def values(self) -> dict[str, Any]:
        return {code: self.cleaned_data[f"q-{code}"] for code in self._today}

    def read_version(self) -> int:
        """The version of the answers that was read; -1, which none has, for anything else."""
        posted = self.cleaned_data.get("version", "")
        return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else -1


FIELD_OF = {"attest_box": "agreed", "attest_name": "name", "attest_letters": "name"}


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
        self.add_error(FIELD_OF.get(getattr(refused, "key", "")), refused)
