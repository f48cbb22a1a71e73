"""How a patient is reached by the clinic without being called: by e-mail, else by a text on the phone."""

from typing import NamedTuple

from intake.models import Channel, Patient
from intake.phone_numbers import e164


class Way(NamedTuple):
    """A channel and the address or number on it."""

    channel: str
    to: str


def way_to(patient: Patient) -> Way | None:
    """E-mail where an address is known, else a text where the patient allows it; None: only by calling."""
    if patient.email:
        return Way(Channel.EMAIL, patient.email)
    number = e164(patient.phone) if patient.texts_allowed else ""
    return Way(Channel.SMS, number) if number else None
