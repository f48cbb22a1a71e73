"""What a patient writes when a consent is taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import TextField

WORDS = 500


class TakeBackForm(forms.Form):
    """A few words, if the patient likes to say any."""

    words = TextField(label=_("Is there anything you want to tell us?"), required=False, max_length=WORDS)
