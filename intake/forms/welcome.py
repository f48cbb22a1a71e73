"""What a link asks for: the date of birth, and nothing that tells one link from another."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clinic.forms.date_field import PartialDateField, PartialDateWidget

NOT_OPENED = _(
    "We could not open your questions with this date of birth. Check the date. If it is right, "
    "this link may be old or used: call us at %(phone)s and we will send you a new one."
)

PAGE_NOT_OPENED = _(
    "We could not open your page with this date of birth. Check the date. If it is right, "
    "this link may be old: call us at %(phone)s and we will send you a new one."
)


class WelcomeForm(forms.Form):
    """Three boxes. `birth_date` is cleaned to a date.

    On a `shared` device the browser neither offers nor keeps what anybody typed.
    """

    birth_date = PartialDateField(
        label=_("What is your date of birth?"),
        help_text=_("For example 14 March 1991."),
        exact=True,
        widget=PartialDateWidget(exact=True, birthday=True),
        error_messages={"required": _("Enter your date of birth.")},
    )

    def __init__(self, data: Mapping | None = None, *, shared: bool = False) -> None:
        super().__init__(data)
        if shared:
            for box in self.fields["birth_date"].widget.widgets:
                box.attrs["autocomplete"] = "off"

    def clean_birth_date(self) -> date:
        return date.fromisoformat(self.cleaned_data["birth_date"])

    def refuse(self, *, own_page: bool = False) -> None:
        """One sentence for a wrong date and for every link that opens nothing."""
        sentence = PAGE_NOT_OPENED if own_page else NOT_OPENED
        self.add_error(None, sentence % {"phone": settings.CLINIC_PHONE})
