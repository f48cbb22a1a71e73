"""Steps of a visit that many tests take before they begin."""

from datetime import datetime
from typing import Any

from clinic.models import User
from intake.actions.answers import save_answers
from intake.actions.consents import give_consent
from intake.actions.drafts import open_draft
from intake.actions.reviews import advice_for, sign, summary_digest
from intake.actions.same_day import begin_check, send_check, still_so
from intake.actions.submission import submit
from intake.choices import AreaChoice
from intake.consents import consents_needed
from intake.dates import clinic_day
from intake.decided import decided_of
from intake.models import Draft, Response, Review, Visit
from intake.questions.questionnaire import questionnaire_for
from intake.summary import summary_of
from tests.intake.conftest import NOW
from treatments import editions


def healthy(**changes: Any) -> dict[str, Any]:
    """The answers of somebody with nothing to report, but for `changes`."""
    return editions.shipped_document("micro-needling")["usual_answers"] | changes


def fill_in(
    visit: Visit, at: datetime = NOW, mode: str = "patient", by: User | None = None, **changes
) -> Draft:
    """Give every answer of a healthy person, but for `changes`."""
    draft = open_draft(visit=visit, mode=mode, by=by, at=at)
    saved = save_answers(
        visit=visit,
        values=healthy(**changes),
        version=draft.version,
        mode=mode,
        by=by,
        at=at,
        on=clinic_day(at),
    )
    assert saved.all_taken, (saved.refused, saved.conflicts)
    return saved.draft


def send(visit: Visit, at: datetime = NOW, **changes) -> Response:
    """Fill in and send as the patient."""
    draft = fill_in(visit, at, **changes)
    return submit(
        draft=draft,
        version=draft.version,
        mode="patient",
        attested=True,
        attested_name="María García López",
        at=at,
        on=clinic_day(at),
    )


def agree(
    visit: Visit, by: User, at: datetime = NOW, note: str = "", **otherwise: AreaChoice
) -> list[Review]:
    """Sign what is advised for every area, but for `otherwise` (area=choice); a review is decided "treat"."""
    decided = decided_of(visit)
    choices = {
        (str(item.request.pk), area): otherwise.get(area)
        or advice_for(item, area).agreed
        or AreaChoice("treat")
        for item in decided.requests
        for area in item.request.areas
    }
    return sign(visit=visit, shown=shown(visit), choices=choices, note=note, by=by, at=at)


def check_day(visit: Visit, by: User, at: datetime, **changed: Any) -> Response:
    """Do the check of the day with the patient here: nothing has changed, but for `changed`."""
    on = clinic_day(at)
    draft = begin_check(visit=visit, mode="staff", by=by, at=at, on=on)
    values = same_day_extras(draft) | changed
    saved = still_so(
        draft=draft,
        changed=changed,
        values=values,
        version=draft.version,
        mode="staff",
        by=by,
        at=at,
        on=on,
    )
    assert saved.all_taken, (saved.refused, saved.conflicts)
    return send_check(draft=saved.draft, version=None, mode="staff", by=by, at=at, on=on)


def same_day_extras(draft: Draft) -> dict[str, Any]:
    """Answers to what only the form of the day asks: as the clinic hopes for."""
    hoped = {"numbing_today": "no", "clean_skin_today": "yes"}
    form = questionnaire_for(draft.visit, on=clinic_day(draft.saved_at), form=draft.questionnaire)
    return {code: answer for code, answer in hoped.items() if code in {q.code for q in form.questions}}


def consent(visit: Visit, by: User, at: datetime) -> None:
    """Agree to everything the visit needs, on paper."""
    for needed in consents_needed(visit, "en"):
        give_consent(
            visit=visit,
            version=needed.text.version,
            agreed=True,
            signed_name="María García López",
            language="en",
            mode="staff",
            by=by,
            at=at,
        )


def make_ready(visit: Visit, by: User, at: datetime) -> None:
    """The check of the day and the consent, once the patient is here: a session may start."""
    check_day(visit, by, at)
    consent(visit, by, at)


def shown(visit: Visit) -> str:
    """The hash that a freshly opened summary carries."""
    fresh = Visit.objects.select_related("patient", "place").get(pk=visit.pk)
    return summary_digest(summary_of(fresh))
