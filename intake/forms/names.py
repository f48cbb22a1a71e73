"""Which medicine was meant: a choice for each text that nobody knows as it was typed."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.questions.questionnaire import Questionnaire
from intake.texts import LINE
from treatments.eligibility.protocol import Protocol
from treatments.medicines import suggestions

MEDICINES = "medicines"
"""The question whose texts are compared with the lists of medicines."""

AS_WRITTEN = "as-written"

Meant = Mapping[int, tuple[str, tuple[str, ...]]]
"""Place in the list -> the text typed and the names it may mean."""


class NamesForm(forms.Form):
    """For each text: one of the names, or that it is what was written."""

    def __init__(self, meant: Meant, data: Mapping | None = None, *, version: int = 0) -> None:
        super().__init__(data, initial={"version": version}, use_required_attribute=False)
        self.meant = meant
        for place, (text, names) in meant.items():
            self.fields[f"name-{place}"] = forms.ChoiceField(
                label=_("You wrote “%(text)s”. Did you mean:") % {"text": text},
                choices=[*((name, name) for name in names), (AS_WRITTEN, _("No, it is what I wrote"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a name, or “No, it is what I wrote”.")},
            )
        self.fields["version"] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def version(self) -> int:
        """The draft's version that the page showed; -1 for anything that is no version."""
        posted = self.cleaned_data.get("version", "")
        return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else -1

    def chosen(self) -> dict[int, str]:
        """Place in the list -> the name chosen, where one was."""
        picked = {place: self.cleaned_data[f"name-{place}"] for place in self.meant}
        return {place: name for place, name in picked.items() if name != AS_WRITTEN}


def protocol_asking(questionnaire: Questionnaire, code: str) -> Protocol:
    """The first protocol of the visit that asks this; its medicines are the ones to compare with."""
    protocols = (part.engine.protocol for part in questionnaire.parts)
    return next(found for found in protocols if any(asked.code == code for asked in found.questions))


def names_for(protocol: Protocol, text: str) -> tuple[str, ...]:
    """Names the text may mean; none where it is sure, or where a name would not fit beside it."""
    return tuple([name for name in suggestions(protocol, text) if len(_beside(name, text)) <= LINE])


def with_names(listed: Sequence[str], chosen: Mapping[int, str]) -> list[str]:
    """The list with each chosen name before the patient's own words: "warfarin (warfrin 5mg)"."""
    return [_beside(chosen[place], text) if place in chosen else text for place, text in enumerate(listed)]


def _beside(name: str, text: str) -> str:
    return f"{name} ({text})"
