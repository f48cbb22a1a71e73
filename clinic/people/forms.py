"""The forms of the lead's pages of people: they read what was typed; `clinic.people` judges it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.models import User
from clinic.people import NO_ROLE
from clinic.roles import Role

MAIL, SHOW = "mail", "show"


class LineField(forms.CharField):
    """One line that every database and page can hold: nothing invisible, blanks folded."""

    def __init__(self, column: str, **kwargs: Any) -> None:
        most = User._meta.get_field(column).max_length
        kwargs["error_messages"] = {
            "max_length": f"Write at most {most} letters.",
            **kwargs.get("error_messages", {}),
        }
        super().__init__(max_length=most, **kwargs)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value.isprintable():
            raise ValidationError("Write it with letters and digits only.", code="odd")


class NameForm(forms.Form):
    """Name and title."""

    full_name = LineField("full_name", label="Full name", error_messages={"required": "Enter the name."})
    title = LineField(
        "title", label="Title", required=False, help_text="As it stands under a signature, such as MD."
    )


class RolesForm(forms.Form):
    """The roles somebody holds from now on."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NO_ROLE, "invalid_choice": "Choose out of the list."},
    )


class WayForm(forms.Form):
    """How the link comes to the person."""

    way = forms.ChoiceField(
        label="The link to set a password",
        choices=[(MAIL, "Mail it to the person"), (SHOW, "Show it to me once, to hand over")],
        widget=forms.RadioSelect,
        initial=MAIL,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how the link gets there."),
    )


class NewPersonForm(NameForm, RolesForm, WayForm):
    """Somebody who is to work here."""

    email = forms.EmailField(
        label="E-mail",
        max_length=User._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the e-mail address.", "invalid": "Enter an e-mail address."},
    )

    field_order = ("email", "full_name", "title", "roles", "way")
