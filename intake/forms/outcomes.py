"""A step on a scale, as the patient and as a dermatologist choose it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from intake.courses.outcomes import Scale, Wanted
from intake.questions.items import said
from intake.questions.wording import Refused


class ChangeForm(forms.Form):
    """One choice for each course the patient has a session of ahead; nothing chosen beforehand."""

    use_required_attribute = False

    def __init__(self, wanted: Sequence[Wanted], data: Any = None, *, language: str) -> None:
        super().__init__(data)
        for one in wanted:
            self.fields[one.key] = _steps(one.scale, language, said(one.scale["text"], language))

    def refuse(self, key: str, error: Any) -> None:
        self.add_error(key, error)


class RatingForm(forms.Form):
    """A dermatologist's rating on the scales of a course; each may be left out."""

    all_optional = True

    def __init__(self, scales: Sequence[Scale], data: Any = None) -> None:
        super().__init__(data, prefix="rate")
        for scale in scales:
            field = _steps(scale, "en", said(scale["label"], "en"))
            field.required, field.help_text = False, said(scale["text"], "en")
            self.fields[scale["code"]] = field

    def chosen(self) -> dict[str, int]:
        """Scale → step, of those that were chosen."""
        return {code: value for code, value in self.cleaned_data.items() if value is not None}

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.chosen():
            raise forms.ValidationError("Choose a step on one of the scales.")
        return self.cleaned_data


def _steps(scale: Scale, language: str, label: str) -> forms.Field:
    return forms.TypedChoiceField(
        label=label,
        choices=[(str(step["value"]), said(step["text"], language)) for step in scale["steps"]],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": Refused("blank").message,
            "invalid_choice": Refused("not_listed").message,
        },
    )
