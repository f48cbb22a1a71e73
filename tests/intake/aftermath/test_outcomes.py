"""Change as rated: by the patient before a session from the second on, by a dermatologist at a visit."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from clinic.models import AuditEvent
from intake.actions.outcomes import rate_change
from intake.actions.visits import cancel
from intake.courses.outcome_line import drawing_of, rated_on
from intake.courses.outcomes import wanted_of
from intake.models import Course, OutcomeRating, Visit
from intake.questions.wording import Refused
from intake.refusals import NotNow
from tests.intake.aftermath.steps import care_browser, first_session, session_on
from tests.intake.course.steps import booked, course_of, moment
from tests.intake.patient.steps import hand_over  # noqa: F401
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
BEFORE = moment(date(2026, 4, 18), 9)
SECOND = date(2026, 4, 20)
URL = "/care/change/"


@pytest.fixture
def course(session) -> Course:
    """María's course after its first session."""
    return course_of(session.visit)


@pytest.fixture
def second(course, front_desk) -> Visit:
    """The visit of its second session."""
    return booked(course.patient, SECOND, by=front_desk, on=date(2026, 4, 1))


@pytest.fixture
def browser(second, at, front_desk) -> Client:
    at(BEFORE)
    return care_browser(second.patient, by=front_desk, at=BEFORE)


@pytest.fixture
def rate(course, second) -> Callable[..., OutcomeRating]:
    def rating(value: int = 3, scale: str = "gais", when=BEFORE, **more) -> OutcomeRating:
        told = {"course": course, "visit": second} | more
        return rate_change(**told, scale=scale, value=value, at=when)

    return rating


class TestThePatient:
    def test_rates_before_the_second_session(self, browser, course, second):
        page = browser.get(URL)
        assert b"Very much better" in page.content and b"Grade 1" not in page.content
        assert b" checked" not in page.content
        answer = browser.post(URL, {f"{course.pk}.gais": "2"})
        assert answer.headers["Location"] == "/care/change/thanks/"
        rating = OutcomeRating.objects.get()
        assert (rating.value, rating.rater, rating.visit, rating.rated_by) == (2, "patient", second, None)
        event = AuditEvent.objects.get(target=f"rating {rating.pk}")
        assert (event.actor_role, event.patient_id) == ("patient", course.patient_id)
        assert b"Thank you" in browser.get(answer.headers["Location"]).content

    def test_is_asked_for_a_choice(self, browser, course):
        for typed in ({}, {f"{course.pk}.gais": "9"}, {f"{course.pk}.gais": "١"}):
            page = browser.post(URL, typed)
            assert page.status_code == 200 and b"There is a problem" in page.content
        assert not OutcomeRating.objects.exists()

    def test_reads_spanish_and_keeps_the_choice_when_switching(self, browser, course):
        page = browser.post(URL, {f"{course.pk}.gais": "2", "language": "es"})
        assert "Mucho mejor" in page.content.decode() and b" checked" in page.content
        assert not OutcomeRating.objects.exists()

    def test_is_asked_nothing_before_the_first_session_or_without_another(self, session, at, front_desk):
        at(BEFORE)
        assert wanted_of(session.patient) == []
        page = care_browser(session.patient, by=front_desk, at=BEFORE).get(URL)
        assert page.status_code == 200 and b"There is nothing to say here now" in page.content

    def test_a_first_visit_compares_with_nothing(self, visit, dermatologist):
        send(visit)
        agree(visit, dermatologist)
        with pytest.raises(NotNow):
            rate_change(course=course_of(visit), visit=visit, scale="gais", value=2, at=BEFORE)

    def test_another_patients_course_is_not_on_the_page(
        self, browser, daniel, front_desk, dermatologist, course
    ):
        theirs = first_session(daniel, date(2026, 3, 16), desk=front_desk, by=dermatologist)
        booked(daniel, SECOND, by=front_desk, on=date(2026, 4, 1))
        browser.post(URL, {f"{course.pk}.gais": "2", f"{course_of(theirs.visit).pk}.gais": "5"})
        assert [one.course for one in OutcomeRating.objects.all()] == [course]


class TestKept:
    def test_the_latest_of_a_visit_counts_and_the_same_again_is_none(self, rate, course):
        assert rate(3) == rate(3)
        rate(2, when=BEFORE.replace(hour=11))
        assert OutcomeRating.objects.count() == 2
        assert [one["value"] for one in rated_on(course)[0]["rated"]] == [2]

    def test_a_rating_is_changed_by_nobody(self, rate):
        with pytest.raises(DatabaseError), transaction.atomic():
            OutcomeRating.objects.filter(pk=rate().pk).update(value=1)

    @pytest.mark.parametrize(
        "wrong", [{"value": 0}, {"value": 6}, {"scale": "goodman_baron"}, {"scale": "none"}]
    )
    def test_only_a_step_of_a_scale_for_this_concern(self, rate, wrong, dermatologist):
        with pytest.raises(Refused):
            rate(**wrong)
        with pytest.raises(Refused):
            rate(**wrong, by=dermatologist)

    def test_a_visit_that_was_called_off_is_rated_by_nobody(self, rate, second, front_desk, dermatologist):
        cancel(visit=second, reason="patient", by=front_desk, at=BEFORE)
        for by in (None, dermatologist):
            with pytest.raises(NotNow):
                rate(by=by)

    def test_nor_is_a_visit_of_another_course(self, rate, session, daniel, front_desk, dermatologist):
        theirs = first_session(daniel, date(2026, 3, 16), desk=front_desk, by=dermatologist)
        with pytest.raises(NotNow):
            rate(visit=theirs.visit)

    @pytest.mark.parametrize("who", ["front_desk", "nurse", "lead"])
    def test_no_other_staff_rates(self, rate, request, who):
        with pytest.raises(PermissionDenied):
            rate(by=request.getfixturevalue(who))


class TestTheDermatologist:
    @pytest.fixture
    def inside(self, at, second, signed_in, dermatologist) -> Client:
        at(moment(SECOND, 10))
        return signed_in(dermatologist)

    def test_rates_on_the_course_page_at_the_visit_of_today(self, inside, course, second, dermatologist):
        answer = inside.post(reverse("rate-outcome", args=[course.pk]), {"rate-gais": "2"})
        assert answer.headers["Location"] == reverse("course", args=[course.pk])
        rating = OutcomeRating.objects.get()
        assert (rating.visit, rating.rated_by, rating.value) == (second, dermatologist, 2)
        page = inside.get(reverse("course", args=[course.pk])).content.decode()
        assert "As rated, not promised." in page and "Ada Okafor" in page and "<rect" in page

    def test_is_told_where_nothing_was_chosen(self, inside, course):
        inside.post(reverse("rate-outcome", args=[course.pk]), {})
        page = inside.get(reverse("course", args=[course.pk])).content.decode()
        assert "Choose a step" in page and "Nothing was rated yet" in page

    def test_grades_acne_scars_from_the_first_visit_on(
        self, at, visit, signed_in, dermatologist, daniel, front_desk
    ):
        scars = booked(daniel, date(2026, 3, 16), by=front_desk, on=date(2026, 3, 2), concern="acne_scars")
        session_on(scars, dermatologist, scar_age_months=36)
        at(moment(date(2026, 3, 16), 9))
        course, browser = course_of(scars), signed_in(dermatologist)
        page = browser.get(reverse("course", args=[course.pk])).content.decode()
        assert "Grade 2, mild" in page and "Very much better" not in page
        browser.post(reverse("rate-outcome", args=[course.pk]), {"rate-goodman_baron": "3"})
        assert OutcomeRating.objects.get().value == 3

    @pytest.mark.parametrize("who", ["front_desk", "nurse", "lead", "nobody"])
    def test_for_others_rating_is_not_there(self, at, second, course, signed_in, request, who):
        at(moment(SECOND, 10))
        browser = signed_in(request.getfixturevalue(who))
        assert browser.post(reverse("rate-outcome", args=[course.pk]), {"rate-gais": "2"}).status_code == 404
        assert not OutcomeRating.objects.exists()

    def test_a_nurse_reads_the_line_and_has_no_form(self, at, rate, course, signed_in, nurse):
        rate(2)
        at(moment(SECOND, 10))
        page = signed_in(nurse).get(reverse("course", args=[course.pk])).content.decode()
        assert "Much better" in page and "Keep this rating" not in page


def test_better_stands_higher_and_days_go_to_the_right(rate, course, second, dermatologist, front_desk):
    rate(4)
    rate(2, by=dermatologist, when=moment(SECOND))
    drawn = drawing_of(rated_on(course)[0])
    patient, doctor = drawn["points"]
    assert doctor["y"] < patient["y"] and doctor["x"] > patient["x"]
    assert drawn["steps"][0]["text"] == "Very much better"
    assert drawn["paths"] == []  # one point of each is no line


def test_two_ratings_of_one_day_and_step_stand_side_by_side(rate, course, dermatologist):
    rate(2, when=moment(SECOND, 8))
    rate(2, by=dermatologist, when=moment(SECOND, 11))
    drawn = drawing_of(rated_on(course)[0])
    patient, doctor = drawn["points"]
    assert (patient["rater"], doctor["rater"]) == ("patient", "dermatologist")
    assert patient["y"] == doctor["y"] and doctor["x"] - patient["x"] >= 12  # a dot of 10, a box of 12
    assert drawn["size"]["left"] <= patient["x"] - 5 and doctor["x"] + 6 <= drawn["size"]["right"]


def test_a_legend_says_in_words_whose_each_mark_is(rate, course, dermatologist):
    rate(3)
    assert drawing_of(rated_on(course)[0])["legend"] == [{"mark": "●", "by": "the patient"}]
    rate(2, by=dermatologist, when=moment(SECOND))
    legend = drawing_of(rated_on(course)[0])["legend"]
    assert [(one["mark"], one["by"]) for one in legend] == [
        ("●", "the patient"), ("□", dermatologist.signature_name),
    ]  # fmt: skip


def test_days_of_a_drawing_stand_at_its_ends_so_that_they_keep_apart(rate, course, dermatologist):
    rate(4)
    rate(2, by=dermatologist, when=moment(SECOND))
    drawn = drawing_of(rated_on(course)[0])
    first, last = drawn["days"]
    assert (first["x"], last["x"]) == (drawn["size"]["left"], drawn["size"]["right"])
    assert last["x"] - first["x"] > 2 * 78  # a day of 11 letters set in 12 units, in a wide font
