"""What a visit asks for: its requests, each with the edition in force for it and that edition's engine."""

from dataclasses import dataclass

from django.db.models import UUIDField

from clinic.prepared import Prepared
from intake.models import PRE_VISIT, TreatmentRequest, Visit
from intake.refusals import NotNow
from treatments import editions
from treatments.eligibility import Engine
from treatments.models import ProtocolEdition


class NoProtocol(NotNow):
    """No edition is published for a treatment that was asked for."""

    def __init__(self, treatment: str) -> None:
        super().__init__(f"No protocol is published for “{treatment}”. Ask the clinic lead.")


@dataclass(frozen=True, slots=True)
class Part:
    """One request of the visit, with the edition in force for it."""

    request: TreatmentRequest
    edition: ProtocolEdition
    engine: Engine


_REQUESTS = Prepared(
    lambda visit: (
        TreatmentRequest.objects.filter(visit=visit)
        .annotate(in_force=editions.mark_of_in_force("treatment"))
        .order_by("position")
    ),
    visit=UUIDField(),
)


def parts_of(visit: Visit, form: str = PRE_VISIT) -> list[Part]:
    """The visit's requests, each with the edition in force. Raises NoProtocol where none is published.

    The engines of another form than the one before the visit know the questions only that form asks.
    """
    only = "" if form == PRE_VISIT else form
    parts = []
    for request in _REQUESTS.all(visit=visit.pk):
        request.visit = visit
        edition = editions.marked(request.in_force)
        if edition is None:
            raise NoProtocol(request.treatment)
        parts.append(Part(request, edition, editions.engine_for(edition, only)))
    return parts
