"""A draft is opened and held: empty, from what was sent before, or from what earlier visits already told."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, UUIDField
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.prepared import Prepared
from intake.actions.locks import lock_visit
from intake.actions.rights import role_in
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.models import PRE_VISIT, SAME_DAY, Draft, Invitation, Language, Response, Visit, VisitState
from intake.questions import shelf
from intake.questions.questionnaire import Questionnaire, questionnaire_for
from intake.refusals import NotNow
from intake.same_day import stale_on_the_day

ANSWERABLE = (VisitState.BOOKED, VisitState.ARRIVED)


def open_draft(
    *,
    visit: Visit,
    mode: str,
    form: str = PRE_VISIT,
    language: str = "",
    by: User | None = None,
    at: datetime,
    came_by: Invitation | None = None,
    request: HttpRequest | None = None,
) -> Draft:
    """The visit's open draft of a form, made when there is none.

    Where answers were sent for this visit, a new draft starts from them and will correct them; where an
    earlier visit told them, it starts from those and puts again only what is too old. The form of the day
    starts from what was sent, raises NotNow where nothing was.

    A link `came_by` that ended since it was read makes no draft, NotNow: where answers were sent at this very
    moment from the same link, a press that comes second is no correction of the first.
    """
    role = role_in(mode, by)
    draft = find_draft(visit, form)
    if draft is not None:
        return draft
    with transaction.atomic():
        visit = lock_answerable(visit)
        draft = find_draft(visit, form)
        if draft is None:
            _check_link(came_by)
            draft = _new_draft(visit, form, language or visit.patient.language, at)
            audit.record(
                "create",
                by=by,
                role=role,
                patient_id=visit.patient_id,
                target=f"draft {draft.pk}",
                request=request,
                at=at,
            )
    return draft


_OPEN_DRAFT = Prepared(
    lambda visit, form: Draft.objects.filter(visit=visit, questionnaire=form, closed_at=None),
    visit=UUIDField(),
    form=CharField(),
)


# The visit first, as everybody else: of two that hold one row each and want the other's, one would fail.
_HELD_DRAFT = Prepared(
    lambda visit, form: (
        Draft.objects.select_for_update(of=("visit", "self"))
        .select_related("visit")
        .filter(visit=visit, questionnaire=form, closed_at=None)
    ),
    visit=UUIDField(),
    form=CharField(),
)


def find_draft(visit: Visit, form: str = PRE_VISIT) -> Draft | None:
    """The visit's open draft of a form, None where there is none."""
    draft = _OPEN_DRAFT.first(visit=visit.pk, form=form)
    if draft is not None:
        draft.visit = visit
    return draft


def hold_draft(visit: Visit, form: str) -> Draft:
    """The open draft and its visit, both held until the transaction ends: one query."""
    draft = _HELD_DRAFT.first(visit=visit.pk, form=form)
    if draft is None:
        lock_answerable(visit)
        raise NotNow("These answers were sent already.")
    draft.visit.patient = visit.patient
    _check_answerable(draft.visit)
    return draft


def lock_answerable(visit: Visit) -> Visit:
    """The visit, held; NotNow where it takes no answers any more."""
    visit = lock_visit(visit)
    _check_answerable(visit)
    return visit


def _check_link(came_by: Invitation | None) -> None:
    if came_by and not Invitation.objects.filter(pk=came_by.pk, ended_at=None).exists():
        raise NotNow("This link has ended.")


def _check_answerable(visit: Visit) -> None:
    if visit.state not in ANSWERABLE:
        raise NotNow(f"No answers can be given: this visit is “{visit.get_state_display().lower()}”.")


def _new_draft(visit: Visit, form: str, language: str, at: datetime) -> Draft:
    on = clinic_day(at)
    questionnaire = questionnaire_for(visit, on=on, form=form)
    start, given = start_of(visit, questionnaire)
    return Draft.objects.create(
        visit=visit,
        questionnaire=form,
        edition=questionnaire.edition,
        language=language if language in Language.values else Language.ENGLISH,
        answers=dict(start.answers) if start else {},
        given=given,
        corrects=_last_response(visit, form),
        created_at=at,
        saved_at=at,
    )


def start_of(visit: Visit, questionnaire: Questionnaire) -> tuple[Response | None, dict[str, dict]]:
    """The response a new draft starts from, and its bookkeeping with what is to be put again marked.

    Nothing is written: pages that show a form before anybody saves begin from the same.
    """
    sent = decided_of(visit).response
    if questionnaire.form == SAME_DAY:
        if sent is None:
            raise NotNow("The questions before the visit have not been answered yet.")
        stale = stale_on_the_day(questionnaire.parts, sent.given, on=questionnaire.on)
        return sent, shelf.carried(sent.given, stale)
    if sent is not None:
        return sent, dict(sent.given)
    earlier = _earlier_response(visit)
    if earlier is None:
        return None, {}
    stale = shelf.expired(questionnaire.questions, earlier.given, on=questionnaire.planned_on)
    return earlier, shelf.carried(earlier.given, stale)


def _earlier_response(visit: Visit) -> Response | None:
    """What this patient last told for another visit of one of the same treatments."""
    treatments = list(visit.requests.values_list("treatment", flat=True))
    found = Response.objects.filter(visit__patient=visit.patient_id, retraction=None)
    found = found.filter(visit__requests__treatment__in=treatments).exclude(visit=visit)
    return found.order_by("-submitted_at", "-number").first()


def _last_response(visit: Visit, form: str) -> Response | None:
    """The response a new one takes the place of: the last one, marked as wrong or not."""
    return visit.responses.filter(questionnaire=form).order_by("-number").first()
