"""The front desk opens everything it may, of every patient: nowhere stands why, nor what was noted."""

from html import unescape
from io import BytesIO

import pytest
from django.http import HttpResponse
from django.utils import timezone
from pypdf import PdfReader

from clinic.models import EmergencyAccess, EmergencyReview, User
from clinic.policy import policy_of
from clinic.roles import FRONT_DESK
from intake.actions.reviews import sign
from intake.choices import AreaChoice
from intake.decided import decided_of
from intake.models import (
    CorrectionAnswer,
    CorrectionRequest,
    Course,
    CourseChange,
    CourseChangeKind,
    Finding,
    Review,
    ReviewAction,
    ReviewAddendum,
    ReviewArea,
    SessionAddendum,
    SessionRecord,
    Signature,
    SymptomClosure,
    TreatmentSession,
    Visit,
)
from tests.intake.any_request import STAFF, Clinic, routes, undone, varied
from tests.intake.steps import shown

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REASONS = {
    Finding: "staff patient because",
    Review: "note",
    ReviewArea: "reason_text",
    ReviewAddendum: "text",
    CourseChange: "reason",
    SessionRecord: "note",
    SessionAddendum: "text",
    SymptomClosure: "note",
    CorrectionRequest: "words",
    CorrectionAnswer: "words",
    EmergencyReview: "note",
}
"""Where a clinician's or a patient's own words about health are kept, and the sentences of the rules."""
FRAGMENT = {"HX-Request": "true"}


def plant() -> None:
    """A note of each kind that the example day has none of."""
    at, by = timezone.now(), User.objects.get(email=STAFF["dermatologist"])
    sign_with_note(by)
    for review in Review.objects.all():
        ReviewAddendum.objects.create(review=review, at=at, by=by, text="Planted: addendum to a review.")
    for course in Course.objects.all():
        told = {"kind": CourseChangeKind.SCHEDULE, "at": at, "by": by}
        CourseChange.objects.create(course=course, reason="Planted: change of a course.", **told)
    for access in EmergencyAccess.objects.all():
        EmergencyReview.objects.create(access=access, note="Planted: review.", reviewed_at=at, reviewed_by=by)
    for session in TreatmentSession.objects.exclude(recorded_at=None):
        SessionAddendum.objects.create(session=session, at=at, by=by, text="Planted: addendum to a session.")


def sign_with_note(by: User) -> None:
    """María's visit of today: something departs from the advice, in words."""
    visit = Visit.objects.filter(patient__family_name="García López").latest("starts_at")
    choice = AreaChoice("do_not_treat", reason_code="other", reason_text="Planted: why not.")
    choices = {
        (str(item.request.pk), area): choice
        for item in decided_of(visit).requests
        for area in item.request.areas
    }
    note = "Planted: note of a signature."
    sign(visit=visit, shown=shown(visit), choices=choices, note=note, by=by, at=timezone.now())


def signed_with_addenda() -> list[str]:
    """The visits whose signatures stand: each of their summaries has the planted addendum."""
    signed = Visit.objects.filter(signature=Signature.GIVEN).order_by("starts_at")
    return [str(key) for key in signed.values_list("pk", flat=True)]


def reasons() -> dict[str, set[str]]:
    """Each column's texts, long enough not to be found by chance."""
    # What a dermatologist wants the desk to ask about is written to the desk.
    to_the_desk = {review.note for review in Review.objects.filter(action=ReviewAction.MORE_INFORMATION)}
    return {
        f"{model.__name__}.{name}": {
            str(value) for value in model.objects.values_list(name, flat=True) if len(str(value)) > 9
        }
        - to_the_desk
        for model, names in REASONS.items()
        for name in names.split()
    }


def text_of(answer: HttpResponse) -> str:
    body = b"".join(answer)
    if answer.headers.get("Content-Type") == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return unescape(body.decode("utf-8", "replace"))


def opened(clinic: Clinic) -> dict[str, str]:
    """What the front desk's browser is given, by address: pages, fragments, files, searches."""
    browser, found = clinic.browsers["front_desk"], {}
    for route, view in routes():
        rule = policy_of(view)
        if FRONT_DESK not in rule.roles or "GET" not in getattr(view, "methods", ("GET",)):
            continue
        for address in varied(route, clinic.parts):
            for headers in ({}, FRAGMENT):
                answer = browser.get(address, headers=headers)
                found[f"{address} {headers}"] = text_of(answer) if answer.status_code == 200 else ""
    for typed in ("garcia", "a", "1991", "555", "petrov"):
        found[f"search {typed}"] = text_of(browser.post("/patients/", {"typed": typed}))
    return found


def test_no_page_fragment_file_or_search_of_the_front_desk_says_why(everybody):
    with undone():
        plant()
        words = reasons()
        seen = opened(everybody)
    assert len([text for text in seen.values() if text]) > 400
    told = [
        (address, column, word)
        for address, text in seen.items()
        for column, texts in words.items()
        for word in texts
        if word in text
    ]
    assert not told, told[:5]


def test_every_kind_of_reason_is_there_to_be_found(everybody):
    with undone():
        plant()
        empty = [column for column, texts in reasons().items() if not texts]
    assert not empty


def test_a_nurse_finds_them_by_the_same_search(everybody):
    """The control: were nothing found here, the search above would prove nothing."""
    with undone():
        plant()
        words = {word for texts in reasons().values() for word in texts}
        nurse = everybody.browsers["nurse"]
        pages = varied("visits/<uuid:pk>/summary/", everybody.parts)
        telling = [page for page in pages if any(word in text_of(nurse.get(page)) for word in words)]
        noted = [f"/visits/{pk}/summary.pdf" for pk in signed_with_addenda()]
        files = [" ".join(text_of(nurse.get(file)).split()) for file in noted[:6]]
    assert len(telling) > 5 and len(files) > 5
    assert all("Planted: addendum to a review." in text for text in files)
