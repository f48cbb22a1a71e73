"""Where a patient's session begins, by what its link is for."""

from intake.models import Purpose

HOMES = {
    Purpose.QUESTIONNAIRE.value: "questions",
    Purpose.SAME_DAY.value: "day-check",
    Purpose.CARE.value: "care",
}
"""Names of the first pages."""

OWN_PAGE = "own"
ONWARD = {OWN_PAGE: "care", "how": "symptoms"}
"""What a link to a patient's own page says behind it (`?to=how`), and the page it leads to at once.

The word stands in the message, where anybody may read it: it tells of nothing, and it opens nothing.
"""


THE_DAY = "day"
"""What a link for the check on the day says behind it: the page before the birth date speaks of that."""


def first_page(purpose: str, to: str = "") -> str:
    """The name of the page a session of this purpose begins with."""
    return ONWARD.get(to, HOMES[purpose]) if purpose == Purpose.CARE else HOMES[purpose]
