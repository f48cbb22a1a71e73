"""What a visit asks for: its requests, each with the edition in force for it and that edition's engine."""

from dataclasses import dataclass

from django.db.models import CharField, FilteredRelation, Q, QuerySet, UUIDField

from clinic.prepared import Given, Prepared
from intake.models import PRE_VISIT, Draft, TreatmentRequest, Visit
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


def _requests(visit: Given) -> QuerySet[TreatmentRequest]:
    found = TreatmentRequest.objects.filter(visit=visit).order_by("position")
    return found.annotate(in_force=editions.mark_of_in_force("treatment"))


def _requests_and_draft(visit: Given, form: Given) -> QuerySet[TreatmentRequest]:
    is_open = Q(visit__drafts__questionnaire=form, visit__drafts__closed_at=None)
    with_draft = _requests(visit).annotate(draft=FilteredRelation("visit__drafts", condition=is_open))
    return with_draft.select_related("draft")


_REQUESTS = Prepared(_requests, visit=UUIDField())
_REQUESTS_AND_DRAFT = Prepared(_requests_and_draft, visit=UUIDField(), form=CharField())


def requests_and_draft(visit: Visit, form: str) -> tuple[list[TreatmentRequest], Draft | None]:
    """What a page with a question needs, in one query: what was asked for, and the form's open draft."""
    requests = _REQUESTS_AND_DRAFT.all(visit=visit.pk, form=form)
    draft = getattr(requests[0], "draft", None) if requests else None  # Django sets it where there is one
    if draft is not None:
        draft.visit = visit
    return requests, draft


def parts_of(
    visit: Visit, form: str = PRE_VISIT, requests: list[TreatmentRequest] | None = None
) -> list[Part]:
    """The visit's requests, each with the edition in force. Raises NoProtocol where none is published.

    The engines of another form than the one before the visit know the questions only that form asks.
    `requests` are those `requests_and_draft` read a moment ago.
    """
    only = "" if form == PRE_VISIT else form
    parts = []
    for request in _REQUESTS.all(visit=visit.pk) if requests is None else requests:
        request.visit = visit
        edition = editions.marked(request.in_force)
        if edition is None:
            raise NoProtocol(request.treatment)
        parts.append(Part(request, edition, editions.engine_for(edition, only)))
    return parts
