"""What is typed for an emergency access: the reason before it, the note of whoever looks at it afterwards."""

from django import forms

from clinic.people.emergency import LONGEST_NOTE, LONGEST_REASON, SHORTEST_REASON
from intake.forms.fields import TextField


class EmergencyForm(forms.Form):
    """Why somebody has to read this record now."""

    reason = TextField(
        label="Why do you have to read this now?",
        help_text="One or two sentences. The clinic lead and the dermatologists read them.",
        max_length=LONGEST_REASON,
        min_length=SHORTEST_REASON,
        error_messages={
            "required": "Say why you have to read this record now.",
            "min_length": f"Write at least {SHORTEST_REASON} letters.",
        },
    )


class ReviewForm(forms.Form):
    """What the review found."""

    note = TextField(
        label="What did you find?",
        max_length=LONGEST_NOTE,
        lines=2,
        error_messages={"required": "Write down what you found."},
    )
