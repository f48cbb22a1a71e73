"""The course page, the desk's short form of it, the recall list, and rebooking: who sees and does what."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from intake.actions import visits
from intake.models import Course, CourseChange, Recall, TreatmentRequest, Visit
from intake.recall_list import recall_page
from tests.factories import PatientFactory, VisitFactory
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.course.steps import booked, course_of, held, moment
from tests.intake.hostile import FORM, VALUES, encoded
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


@pytest.fixture
def at(monkeypatch):
    def stand_still(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return stand_still


@pytest.fixture
def course(visit, dermatologist) -> Course:
    """María's first session was held on Monday 16 March."""
    send(visit)
    agree(visit, dermatologist)
    held(visit, dermatologist)
    return course_of(visit)


@pytest.fixture
def desk(at, signed_in, front_desk):
    at(PLANNED)
    return signed_in(front_desk)


@pytest.fixture
def doctor(at, signed_in, dermatologist):
    at(PLANNED)
    return signed_in(dermatologist)


@pytest.fixture
def page(course) -> str:
    return reverse("course", args=[course.pk])


def change(course, name: str) -> str:
    return reverse("change-course", args=[course.pk, name])


def post(browser, address: str, fields: dict) -> int:
    """The answer's code to a form with whatever bytes a browser might send."""
    return browser.post(address, encoded(list(fields.items())), content_type=FORM).status_code


def typed(name: str, **fields) -> dict:
    return {f"{name}-{field}": value for field, value in fields.items()} | {"version": "1"}


SCHEDULE = {
    "sessions_from": "3",
    "sessions_to": "3",
    "interval_from": "21",
    "interval_to": "28",
    "reason": "Heals fast",
}


class TestCoursePage:
    def test_shows_progress_the_next_session_and_why_not_earlier(self, doctor, page):
        text = doctor.get(page).content.decode()
        assert "Going on: 1 of 1–2 sessions done" in text and "Monday 13-Apr-2026" in text
        assert "28 days lie between two sessions, and the last one was on 16-Mar-2026." in text
        assert "window ends on 27-Apr-2026" in text and "for 12 months, interval not set" in text

    def test_a_change_is_kept_and_told_with_its_reason(self, doctor, page, course):
        assert doctor.post(change(course, "schedule"), typed("schedule", **SCHEDULE)).status_code == 302
        text = doctor.get(page).content.decode()
        assert "1 of 3 sessions" in text and "Heals fast" in text and "sessions, at most: 2 → 3" in text
        assert "Monday 06-Apr-2026" in text

    @pytest.mark.parametrize(
        ("name", "wrong", "says"),
        [
            ("schedule", {"reason": ""}, "Write the reason."),
            ("schedule", {"sessions_to": "2"}, "Write a number that is not smaller than the first."),
            ("schedule", {"interval_from": "x"}, "Write a whole number between 1 and 365."),
            ("schedule", {"interval_from": "-1"}, "Write a whole number between 1 and 365."),
            ("schedule", {"sessions_from": "9" * 5_000}, "Write a whole number between 1 and 24."),
            ("maintenance", {"every_days": "5"}, "Write days between 28 and 730."),
            ("maintenance", {"every_days": "5000"}, "Write a whole number between 1 and 730."),
            ("areas", {"areas": []}, "Choose at least one area of the list."),
            ("areas", {"areas": ["moon"]}, "Choose at least one area of the list."),
            ("pause", {"reason": " "}, "Write the reason."),
            ("pause", {"reason": "x" * 501}, "500"),
            ("resume", {"reason": "x"}, "Cannot resume"),
        ],
    )
    def test_what_is_wrong_is_said_and_changes_nothing(self, doctor, course, name, wrong, says):
        usual = {"schedule": SCHEDULE, "maintenance": {"every_days": "90", "reason": "x"}}
        usual |= {"areas": {"areas": ["chin"], "reason": "x"}}
        answer = doctor.post(change(course, name), typed(name, **usual.get(name, {}) | wrong))
        assert answer.status_code == 200 and says in str(answer.context["form"].errors)
        assert not CourseChange.objects.exists() and Course.objects.get().version == 1

    def test_a_page_opened_before_somebody_elses_change_changes_nothing(self, doctor, course):
        sent = typed("pause", reason="x") | {"version": "7"}
        assert "Somebody else changed this" in str(
            doctor.post(change(course, "pause"), sent).context["form"].errors
        )
        assert Course.objects.get().state == "active"

    @pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
    def test_any_value_is_answered(self, doctor, course, value):
        for name, fields in (
            ("schedule", SCHEDULE),
            ("maintenance", {"every_days": "90"}),
            ("areas", {"areas": "chin"}),
        ):
            for field in (*fields, "reason"):
                sent = typed(name, **fields | {"reason": "x", field: value})
                assert post(doctor, change(course, name), sent) in (200, 302)

    def test_no_such_change_and_no_such_course(self, doctor, course):
        assert doctor.post(change(course, "burn")).status_code == 404
        assert doctor.get(reverse("course", args=["00000000-0000-4000-8000-000000000001"])).status_code == 404

    def test_a_nurse_reads_and_changes_nothing(self, at, signed_in, nurse, page, course):
        at(PLANNED)
        browser = signed_in(nurse)
        text = browser.get(page).content.decode()
        assert "13-Apr-2026" in text and "Change this course" not in text
        assert browser.post(change(course, "pause"), typed("pause", reason="x")).status_code == 404

    @pytest.mark.parametrize("who", ["front_desk", "lead", "nobody"])
    def test_others_neither_read_nor_change(self, request, signed_in, who, page, course):
        browser = signed_in(request.getfixturevalue(who))
        assert browser.get(page).status_code == 404
        assert browser.post(change(course, "pause"), typed("pause", reason="x")).status_code == 404
        assert Course.objects.get().state == "active"

    def test_is_one_press_from_the_visit_the_summary_and_the_patient(self, doctor, page, visit):
        addresses = [reverse(name, args=[visit.pk]) for name in ("visit", "summary")]
        for address in (*addresses, reverse("patient", args=[visit.patient_id])):
            assert f'href="{page}"' in doctor.get(address).content.decode(), address

    def test_costs_the_same_with_more_sessions(
        self, doctor, page, maria, front_desk, dermatologist, course, django_assert_max_num_queries
    ):
        doctor.get(page)
        later = booked(maria, DAY + timedelta(days=28), by=front_desk, on=DAY)
        send(later, at=moment(DAY))
        agree(later, dermatologist, at=moment(DAY))
        held(later, dermatologist)
        with django_assert_max_num_queries(24):
            doctor.get(page)


class TestAtTheDesk:
    def test_the_patients_page_says_how_many_and_from_when_and_never_why(self, desk, course, maria):
        text = desk.get(reverse("patient", args=[maria.pk])).content.decode()
        assert "1 of 1–2 sessions done" in text and "Monday 13-Apr-2026" in text
        assert "days lie between" not in text and reverse("course", args=[course.pk]) not in text

    def test_the_next_session_opens_on_its_day_with_its_areas_and_is_of_the_course(
        self, desk, course, maria, place
    ):
        address = reverse("book", args=[maria.pk]) + f"?course={course.pk}"
        assert address in desk.get(reverse("patient", args=[maria.pk])).content.decode()
        shown = desk.get(address).context
        assert shown["when"].initial["day"] == "13-Apr-2026"
        form = shown["concerns"].forms[0]
        assert (form.initial["indication"], form.initial["areas"]) == ("wrinkles", ["forehead", "cheeks"])
        sent = {f"0-{name}": value for name, value in form.initial.items()} | shown["when"].initial
        sent |= {"time": "10:00", "course": course.pk}
        assert desk.post(reverse("book", args=[maria.pk]), sent).status_code == 302
        assert TreatmentRequest.objects.latest("created_at").course == course
        assert "Book next session" not in desk.get(reverse("patient", args=[maria.pk])).content.decode()

    @pytest.mark.parametrize(
        ("day", "says"),
        [
            ("12 Apr 2026", "The clinic is closed on Sunday"),
            ("10 Apr 2026", "The first day that works is Monday 13-Apr-2026."),
        ],
    )
    def test_a_day_that_does_not_work_is_refused_at_its_field(self, desk, course, maria, place, day, says):
        sent = {
            "0-treatment": "micro-needling",
            "0-indication": "wrinkles",
            "0-areas": ["cheeks"],
            "day": day,
        }
        sent |= {"time": "10:00", "minutes": "30", "place": place.pk, "course": course.pk}
        answer = desk.post(reverse("book", args=[maria.pk]), sent)
        assert says in str(answer.context["when"].errors["day"]) and Visit.objects.count() == 1

    def test_a_closed_day_is_booked_where_it_is_meant(self, desk, course, maria, place):
        sent = {"0-treatment": "micro-needling", "0-indication": "wrinkles", "0-areas": ["cheeks"]}
        sent |= {"day": "18 Apr 2026", "time": "10:00", "minutes": "30", "place": place.pk}
        assert "although_closed" in desk.post(reverse("book", args=[maria.pk]), sent).content.decode()
        assert (
            desk.post(reverse("book", args=[maria.pk]), sent | {"although_closed": "on"}).status_code == 302
        )

    def test_a_day_behind_the_window_is_booked_and_noted(self, desk, course, maria, place):
        sent = {
            "0-treatment": "micro-needling",
            "0-indication": "wrinkles",
            "0-areas": ["cheeks"],
            "course": course.pk,
        }
        sent |= {"day": "28 Apr 2026", "time": "10:00", "minutes": "30", "place": place.pk}
        answer = desk.post(reverse("book", args=[maria.pk]), sent, follow=True)
        told = [str(message) for message in answer.context["messages"]]
        assert told == [
            "Booked.",
            "This is later than the schedule’s window, which ends on Monday 27-Apr-2026.",
        ]

    def test_another_patients_course_is_left_alone(self, desk, course, daniel):
        shown = desk.get(reverse("book", args=[daniel.pk]), {"course": course.pk})
        assert shown.context["course"] is None

    @pytest.mark.parametrize("named", ["x", "00000000-0000-4000-8000-000000000001", "é", "9" * 300])
    def test_a_course_that_is_none_is_not_there(self, desk, daniel, protocol, place, named):
        assert desk.get(reverse("book", args=[daniel.pk]), {"course": named}).status_code == 404


class TestMovingSomebodyWhoMustWait:
    @pytest.fixture
    def deferred(self, visit, dermatologist) -> Visit:
        send(visit, retinoid_on="2026-03-12")
        agree(visit, dermatologist)
        return visit

    def test_the_desk_reads_the_day_and_a_nurse_also_the_rule(self, at, desk, signed_in, nurse, deferred):
        address = reverse("move", args=[deferred.pk])
        plain, told = desk.get(address).content.decode(), signed_in(nurse).get(address).content.decode()
        for text in (plain, told):
            assert "Thursday 19-Mar-2026" in text and 'value="19-Mar-2026"' in text
        assert "etinoid" in told and "etinoid" not in plain and "signed" not in plain

    def test_an_earlier_day_is_refused_and_the_first_one_taken(self, desk, deferred, place):
        sent = {"time": "9:00", "place": place.pk, "version": Visit.objects.get().version}
        early = desk.post(reverse("move", args=[deferred.pk]), sent | {"day": "18 Mar 2026"})
        assert "The first day that works is Thursday 19-Mar-2026." in str(early.context["form"].errors["day"])
        assert "etinoid" not in early.content.decode()
        assert (
            desk.post(reverse("move", args=[deferred.pk]), sent | {"day": "19 Mar 2026"}).status_code == 302
        )

    def test_today_leads_there(self, desk, deferred):
        assert reverse("move", args=[deferred.pk]) in desk.get(reverse("today")).content.decode()


class TestRecallPage:
    @pytest.fixture
    def recall(self, visit, dermatologist, front_desk) -> Recall:
        send(visit, retinoid_on="2026-03-12")
        agree(visit, dermatologist)
        visits.no_show(visit=Visit.objects.get(), by=front_desk, at=PLANNED)
        return Recall.objects.get()

    def sent(self, recall, **fields):
        return {f"recall-{recall.pk}-{name}": value for name, value in fields.items()}

    def test_shows_who_from_when_and_how_to_reach_them_never_why(self, desk, recall, maria):
        text = desk.get("/recalls/").content.decode()
        assert "GARCÍA LÓPEZ" in text and "19-Mar-2026" in text and "tel:2125550142" in text
        assert reverse("move", args=[recall.visit_id]) in text
        for word in ("etinoid", "12-Mar-2026", "wait until", "signed"):
            assert word not in text

    def test_the_menu_counts_for_the_desk(self, desk, signed_in, nurse, recall):
        assert "Recall (1)" in desk.get("/patients/").content.decode()
        assert "Recall</a>" in signed_in(nurse).get("/patients/").content.decode()

    def test_an_end_is_kept_with_its_note(self, desk, recall, front_desk):
        sent = self.sent(recall, outcome="declined", note="Moves away")
        assert desk.post(reverse("close-recall", args=[recall.pk]), sent).status_code == 302
        recall.refresh_from_db()
        assert (recall.outcome, recall.note, recall.closed_by) == ("declined", "Moves away", front_desk)
        assert "Nobody waits to be called." in desk.get("/recalls/").content.decode()

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"note": "x"}, "Choose how it ended."),
            ({"outcome": "booked", "note": "x"}, "Choose how it ended."),
            ({"outcome": "declined"}, "Write what was said or tried."),
            ({"outcome": "declined", "note": "x" * 501}, "500"),
        ],
    )
    def test_what_is_missing_is_said_at_its_field(self, desk, recall, fields, says):
        answer = desk.post(reverse("close-recall", args=[recall.pk]), self.sent(recall, **fields))
        assert answer.status_code == 200 and says in str(answer.context["form"].errors)
        assert Recall.objects.get().closed_at is None

    @pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
    def test_any_value_is_answered(self, desk, recall, value):
        address = reverse("close-recall", args=[recall.pk])
        for fields in ({"outcome": value, "note": "x"}, {"outcome": "declined", "note": value}):
            assert post(desk, address, self.sent(recall, **fields)) in (200, 302)
        place = encoded([("after", value[:3_000])]).decode()
        assert desk.get(f"/recalls/?{place}").status_code in (200, 400)  # 400: NUL in an address

    def test_one_that_somebody_closed_meanwhile_is_said(self, desk, recall):
        address, sent = (
            reverse("close-recall", args=[recall.pk]),
            self.sent(recall, outcome="declined", note="x"),
        )
        desk.post(address, sent)
        answer = desk.post(address, sent, follow=True)
        assert "Somebody dealt with this recall already." in answer.content.decode()

    @pytest.mark.parametrize("who", ["lead", "nobody"])
    def test_others_see_and_close_nothing(self, request, signed_in, who, recall):
        browser = signed_in(request.getfixturevalue(who))
        assert browser.get("/recalls/").status_code == 404
        sent = self.sent(recall, outcome="declined", note="x")
        assert browser.post(reverse("close-recall", args=[recall.pk]), sent).status_code == 404
        assert Recall.objects.get().closed_at is None

    def test_pages_follow_each_other_without_a_gap_and_cost_the_same(
        self, desk, place, front_desk, django_assert_max_num_queries
    ):
        days = [date(2026, 3, 1 + number % 5) if number % 4 else None for number in range(70)]
        for day in days:
            one = PatientFactory(created_by=front_desk)
            visit = VisitFactory(patient=one, place=place, created_by=front_desk, starts_at=NOW)
            Recall.objects.create(patient=one, visit=visit, due_on=day, opened_at=NOW, opened_by=front_desk)
        seen, after = [], ""
        while after is not None:
            page = recall_page(after=after)
            seen, after = seen + page.recalls, page.after
        assert len({one.pk for one in seen}) == len(seen) == 70
        assert [one.due_on for one in seen] == sorted(d for d in days if d) + [None] * days.count(None)
        desk.get("/recalls/")
        with django_assert_max_num_queries(8):
            text = desk.get("/recalls/").content.decode()
        assert text.count("Take off the list") == 30 and "Next page" in text and TODAY < DAY
