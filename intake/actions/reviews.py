"""A dermatologist's signature: over exactly what was on the screen, over the latest assessments only."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from clinic import audit
from clinic.models import User
from clinic.roles import DERMATOLOGIST
from intake.actions.assessing import refresh_signature
from intake.actions.courses import course_signed
from intake.actions.locks import lock_visit
from intake.actions.rights import role_of
from intake.canonical import canonical, digest
from intake.choices import Advice, AreaChoice, ChoiceWrong, check_choice, departs
from intake.decided import Decided, DecidedRequest, decided_of
from intake.models import Review, ReviewAction, ReviewArea, ReviewOrder, Visit, VisitState
from intake.orders import Order, checked, columns_of
from intake.refusals import Changed, NotNow
from intake.summary import summary_of
from intake.texts import clean_line, clean_text

MEANING = {
    ReviewAction.CONFIRMED: "I reviewed these answers and decide as shown, as advised.",
    ReviewAction.OVERRIDDEN: "I reviewed these answers and decide as shown, for the reasons given.",
    ReviewAction.MORE_INFORMATION: "I reviewed these answers and need more information before I decide.",
}
"""What a signature says, as it is printed above the name."""

STALE = "New answers, a new day or another signature came in since this page was opened. Read it again."

Choices = Mapping[tuple[str, str], AreaChoice]
"""A choice for each (request key, area code) of the visit."""


def sign(
    *,
    visit: Visit,
    shown: str,
    choices: Choices,
    orders: Mapping[str, Order] | None = None,
    note: str = "",
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> list[Review]:
    """Sign a decision for every area of the visit: one review a request, with what is ordered.

    `shown` is `summary_digest` of the page that was read; an order that `orders` leaves out is not given.
    Raises Changed where the record is another by now, ChoiceWrong and OrderWrong for what is not complete.
    """
    role = role_of(by, DERMATOLOGIST)
    note = clean_text(note)
    with transaction.atomic():
        visit, decided, screen = _as_read(visit, shown)
        reviews, given = [], checked(decided, orders or {})
        for item in decided.requests:
            areas, ordered = _areas(item, choices), columns_of(item, given)
            reviews.append(_write(item, screen, _action(item, areas), areas, ordered, note, [], by, role, at))
            course_signed(treatment_request=item.request, choices=areas, by=by, at=at, request=request)
        refresh_signature(visit)
        _record(visit, reviews, by, role, at, request)
    return reviews


def ask_more(
    *,
    visit: Visit,
    shown: str,
    note: str,
    asks: tuple[str, ...] = (),
    by: User,
    at: datetime,
    request: HttpRequest | None = None,
) -> list[Review]:
    """Send the visit back to the desk, signed: `note` says what to ask, `asks` names the questions."""
    role = role_of(by, DERMATOLOGIST)
    note = clean_text(note)
    if not note:
        raise NotNow("Write what the desk is to ask.")
    with transaction.atomic():
        visit, decided, screen = _as_read(visit, shown)
        known = {entry["code"] for entry in decided.response.asked}
        codes = [code for code in dict.fromkeys(asks) if code in known]
        reviews = [
            _write(item, screen, ReviewAction.MORE_INFORMATION, {}, [], note, codes, by, role, at)
            for item in decided.requests
        ]
        refresh_signature(visit)
        _record(visit, reviews, by, role, at, request)
    return reviews


def summary_digest(screen: Mapping) -> str:
    """The hash a sign panel carries: of all that the page shows."""
    return digest(screen)


def advice_for(item: DecidedRequest, area: str) -> Advice:
    """What the engine says about one area of a request."""
    assessment, day = item.assessment, item.assessment.dates.get(area)
    return Advice(
        assessment.areas[area],
        date.fromisoformat(day) if day else None,
        assessment.planned_on,
        waits_undated=not day and any(_waits(mark, area) for mark in assessment.marks),
    )


def _waits(mark: Mapping, area: str) -> bool:
    """Whether a finding's mark is of a wait that is in force for this area."""
    here = mark["areas"] is None or area in mark["areas"]
    return here and mark["status"] == "present" and "defer" in mark["effects"]


def _as_read(visit: Visit, shown: str) -> tuple[Visit, Decided, dict]:
    """The visit held, with what is decided and what a page shows now; Changed where that is not `shown`."""
    visit = lock_visit(visit)
    if visit.state not in (VisitState.BOOKED, VisitState.ARRIVED):
        raise NotNow(f"Nothing can be signed: this visit is “{visit.get_state_display().lower()}”.")
    decided = decided_of(visit)
    if decided.response is None or any(item.assessment is None for item in decided.requests):
        raise NotNow("There are no answers to decide about yet.")
    screen = summary_of(visit, decided)
    if summary_digest(screen) != shown:
        raise Changed(STALE)
    return visit, decided, screen


def _areas(item: DecidedRequest, choices: Choices) -> dict[str, AreaChoice]:
    """The choice for every area of a request, checked."""
    chosen = {}
    for area in item.request.areas:
        choice = choices.get((str(item.request.pk), area))
        if choice is None:
            raise ChoiceWrong(area, "decided", "Choose what is to happen with this area.")
        text = clean_line(choice.reason_text, 500)
        choice = AreaChoice(choice.decided, choice.treat_not_before, choice.reason_code, text)
        check_choice(area, advice_for(item, area), choice)
        chosen[area] = choice
    return chosen


def _action(item: DecidedRequest, areas: Mapping[str, AreaChoice]) -> str:
    against = any(departs(advice_for(item, area), choice) for area, choice in areas.items())
    return ReviewAction.OVERRIDDEN if against else ReviewAction.CONFIRMED


def _write(
    item: DecidedRequest,
    screen: dict,
    action: str,
    areas: Mapping[str, AreaChoice],
    orders: list[dict],
    note: str,
    asks: list[str],
    by: User,
    role: str,
    at: datetime,
) -> Review:
    rows = [_area_columns(item, place, area, choice) for place, (area, choice) in enumerate(areas.items())]
    snapshot = canonical(
        {
            "screen": screen,
            "assessment": item.assessment.pk.hex,
            "assessment_hash": item.assessment.result_hash,
            "action": action,
            "areas": rows,
            "orders": orders,
            "note": note,
            "asks": asks,
            "signer": by.signature_name,
            "role": role,
            "meaning": MEANING[action],
            "signed_at": at,
        }
    )
    review = _insert(
        assessment=item.assessment,
        supersedes=_replaced(item),
        action=action,
        asks=asks,
        note=note,
        signer=by,
        role=role,
        meaning=MEANING[action],
        signed_at=at,
        snapshot=snapshot,
        digest=digest_of_text(snapshot),
    )
    ReviewArea.objects.bulk_create([ReviewArea(review=review, **row) for row in rows])
    ReviewOrder.objects.bulk_create([ReviewOrder(review=review, **row) for row in orders])
    return review


def digest_of_text(snapshot: str) -> str:
    """SHA-256 of a snapshot as stored; what the printed page shows and anybody can recompute."""
    return hashlib.sha256(snapshot.encode()).hexdigest()


def _insert(**columns) -> Review:
    """Write a review; the database refuses a second one beside it, whatever the locks did."""
    try:
        with transaction.atomic():
            return Review.objects.create(**columns)
    except IntegrityError:
        raise Changed(STALE) from None


def _area_columns(item: DecidedRequest, place: int, area: str, choice: AreaChoice) -> dict:
    return {
        "position": place,
        "area": area,
        "advised": item.assessment.areas[area],
        "decided": choice.decided,
        "treat_not_before": choice.treat_not_before,
        "reason_code": choice.reason_code,
        "reason_text": choice.reason_text,
    }


def _replaced(item: DecidedRequest) -> Review | None:
    """The review of the very same assessment that this one takes the place of."""
    last = Review.objects.filter(assessment=item.assessment, superseded_by=None)
    return last.first()


def _record(visit: Visit, reviews: list[Review], by: User, role: str, at: datetime, request) -> None:
    for review in reviews:
        audit.record(
            "sign",
            by=by,
            role=role,
            patient_id=visit.patient_id,
            target=f"review {review.pk}",
            fields=[review.action],
            request=request,
            at=at,
        )
