"""Booking and moving a visit: what is typed in many ways, and what is refused at its field."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from intake.actions.visits import check_in
from intake.dates import clinic_zone
from intake.models import TreatmentRequest, Visit
from intake.questions.items import sheet_of
from tests.intake.conftest import NOW, PLANNED
from tests.intake.steps import agree, send
from treatments import editions, publishing
from treatments.protocol_file.reading import read_file

pytestmark = pytest.mark.django_db
BOOKING = {
    "0-treatment": "micro-needling",
    "0-indication": "acne_scars",
    "0-areas": ["cheeks", "chin"],
    "day": "20 Mar 2026",
    "time": "2:15 pm",
    "minutes": "45",
}


@pytest.fixture
def page(desk, protocol, daniel, place) -> str:
    return reverse("book", args=[daniel.pk])


@pytest.fixture
def typed(place) -> dict:
    return BOOKING | {"place": place.pk}


def errors_of(answer) -> dict:
    assert answer.status_code == 200
    return {name: list(form.errors[name]) for form in answer.context["forms"] for name in form.errors}


def test_a_visit_is_booked_and_its_panel_opens(desk, page, typed, daniel):
    answer = desk.post(page, typed | {"0-previous": "12 Jan 2026, 2/15/2026"})
    visit = Visit.objects.get()
    assert answer.headers["Location"] == reverse("visit", args=[visit.pk])
    local = visit.starts_at.astimezone(clinic_zone())
    assert (local.isoformat()[:16], visit.minutes, visit.patient) == ("2026-03-20T14:15", 45, daniel)
    request = TreatmentRequest.objects.get()
    assert (request.indication, request.areas) == ("acne_scars", ["cheeks", "chin"])
    assert request.previous_sessions_elsewhere == ["2026-01-12", "2026-02-15"]


@pytest.mark.parametrize(
    ("day", "meant"),
    [
        ("tomorrow", date(2026, 3, 17)),
        ("20 mar", date(2026, 3, 20)),
        ("3/20", date(2026, 3, 20)),
        ("4 Jan", date(2027, 1, 4)),
        ("2026-03-20", date(2026, 3, 20)),
    ],
)
def test_a_day_may_be_typed_short(desk, page, typed, day, meant):
    assert desk.post(page, typed | {"day": day}).status_code == 302
    assert Visit.objects.get().starts_at.astimezone(clinic_zone()).date() == meant


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("day", "", "Write the day of the visit."),
        ("day", "31 Feb 2026", "Write the day as 27 Mar, 03/27/2026 or tomorrow."),
        ("day", "1 Mar 2026", "This day is over. Choose today or a later day."),
        ("day", "1 Mar 2031", "Choose a day within the next two years."),
        ("time", "25:00", "Write the time as 9:30 or 2:15 pm."),
        ("time", "13 pm", "Write the time as 9:30 or 2:15 pm."),
        ("minutes", "600", "Write the minutes, between 5 and 480."),
        ("minutes", "half", "Write the minutes, between 5 and 480."),
        ("place", "999", "Choose a place of the list."),
        ("0-indication", "", "Choose what the treatment is for."),
        ("0-areas", [], "Choose at least one area."),
        ("0-previous", "soon", "Write each day as 27 Mar 2025, with a comma between two."),
        (
            "0-previous",
            "1 Apr 2026",
            "Earlier sessions lie between the birth date and the day before the visit.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(desk, page, typed, field, value, says):
    answer = desk.post(page, typed | {field: value})
    assert errors_of(answer) == {field.removeprefix("0-"): [says]}
    text = answer.content.decode()
    assert says in text and "<title>Error:" in text and 'value="cheeks"' in text
    assert Visit.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"0-areas": ["moon"]},
        {"0-indication": "wealth"},
        {"0-treatment": "leeches"},
        {"0-areas": ["x" * 10_000]},
    ],
)
def test_what_the_page_never_offers_books_nothing(desk, page, typed, changes):
    assert desk.post(page, typed | changes).status_code == 200
    assert Visit.objects.count() == 0


def test_an_hour_that_does_not_exist_is_refused(desk, page, typed):
    answer = desk.post(page, typed | {"day": "14 Mar 2027", "time": "2:30", "although_closed": "on"})
    assert errors_of(answer) == {"time": ["The clocks go forward at this hour. Choose another time."]}


class TestSeveralConcerns:
    second = {"1-treatment": "micro-needling", "1-indication": "stretch_marks", "1-areas": ["abdomen"]}

    def test_one_more_is_asked_for_and_what_was_typed_stays_without_errors(self, desk, page, typed):
        answer = desk.post(page, typed | {"time": "", "add": "micro-needling"})
        text = answer.content.decode()
        assert errors_of(answer) == {} and "concern 2" in text and 'value="20 Mar 2026"' in text
        assert Visit.objects.count() == 0

    def test_both_are_booked(self, desk, page, typed):
        assert desk.post(page, typed | self.second).status_code == 302
        assert [row.indication for row in TreatmentRequest.objects.order_by("position")] == [
            "acne_scars",
            "stretch_marks",
        ]

    def test_the_first_is_taken_away_and_the_second_stays(self, desk, page, typed):
        forms = desk.post(page, typed | self.second | {"drop": "0"}).context["concerns"].forms
        assert [form.initial["indication"] for form in forms] == ["stretch_marks"]

    def test_one_area_twice_is_refused_at_the_second(self, desk, page, typed):
        answer = desk.post(page, typed | self.second | {"1-areas": ["chin"]})
        forms = answer.context["concerns"].forms
        assert "areas" in forms[1].errors and not forms[0].errors


class TestASecondTreatment:
    @pytest.fixture
    def second(self, protocol, dermatologist):
        file = Path(__file__).parents[2] / "treatments" / "protocols" / "second.yaml"
        edition = publishing.store(read_file(file))
        publishing.publish(edition, by=dermatologist, at=NOW)
        return editions.in_force(edition.treatment.code)

    def test_is_chosen_by_a_link_and_has_its_own_areas(self, desk, page, second):
        code = second.treatment.code
        assert f"?treatment={code}" in desk.get(page).content.decode()
        (form,) = desk.get(page, {"treatment": code}).context["concerns"].forms
        assert dict(form.fields["areas"].choices) == sheet_of(second, "en").areas

    def test_is_booked_beside_the_first(self, desk, page, typed, second):
        sheet = sheet_of(second, "en")
        beside = {
            "1-treatment": second.treatment.code,
            "1-indication": next(iter(sheet.indications)),
            "1-areas": [next(iter(sheet.areas))],
        }
        assert desk.post(page, typed | beside).status_code == 302
        assert TreatmentRequest.objects.count() == 2


def test_a_walk_in_needs_no_time_and_is_here(desk, page, typed):
    assert desk.post(page, typed | {"day": "", "time": "", "walk_in": "1"}).status_code == 302
    visit = Visit.objects.get()
    assert (visit.state, visit.walk_in, visit.starts_at) == ("arrived", True, PLANNED)


def test_without_a_protocol_in_force_it_says_so(desk, daniel, place, monkeypatch):
    monkeypatch.setattr("intake.views.booking.in_force", dict)
    assert (
        "No treatment has a published protocol"
        in desk.get(reverse("book", args=[daniel.pk])).content.decode()
    )


class TestMove:
    def test_a_booking_gets_another_time(self, desk, visit, place, said):
        move = reverse("move", args=[visit.pk])
        data = {"day": "tomorrow", "time": "9:00", "place": place.pk, "version": visit.version}
        assert desk.post(move, data).status_code == 302
        visit.refresh_from_db()
        assert visit.starts_at == PLANNED + timedelta(hours=23)

    def test_the_day_a_signed_wait_ends_stands_in_the_form(self, desk, visit, dermatologist):
        send(visit, retinoid_on="2026-03-12")
        agree(visit, dermatologist)
        shown = desk.get(reverse("move", args=[visit.pk]))
        assert shown.context["form"].initial["day"] == "19-Mar-2026"
        assert "retin" not in shown.content.decode().lower()

    def test_a_day_that_is_over_is_refused_and_what_was_typed_stays(self, desk, visit, place):
        data = {"day": "1 Mar 2026", "time": "9:00", "place": place.pk, "version": visit.version}
        answer = desk.post(reverse("move", args=[visit.pk]), data)
        assert (
            "This day is over." in answer.content.decode() and 'value="1 Mar 2026"' in answer.content.decode()
        )

    def test_a_change_meanwhile_is_not_overwritten(self, desk, visit, place):
        data = {"day": "tomorrow", "time": "9:00", "place": place.pk, "version": visit.version + 7}
        assert desk.post(reverse("move", args=[visit.pk]), data).context["form"].non_field_errors()
        visit.refresh_from_db()
        assert visit.starts_at == PLANNED


class TestRebookingSomebodyWhoIsHere:
    def test_todays_visit_ends_with_the_new_booking(self, desk, visit, dermatologist, front_desk, place):
        send(visit, retinoid_on="2026-03-12")
        agree(visit, dermatologist)
        check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
        page = reverse("book", args=[visit.patient_id])
        today = desk.get(reverse("today")).content.decode()
        assert f"{page}?after={visit.pk}" in today
        shown = desk.get(page, {"after": visit.pk}).context
        assert shown["when"].initial["day"] == "19-Mar-2026"
        assert shown["concerns"].forms[0].initial["areas"] == ["forehead", "cheeks"]
        data = {
            **{f"0-{name}": value for name, value in shown["concerns"].forms[0].initial.items()},
            **shown["when"].initial,
            "time": "10:00",
            "after": visit.pk,
        }
        assert desk.post(page, data).status_code == 302
        visit.refresh_from_db()
        assert visit.state == "finished" and Visit.objects.count() == 2

    def test_a_visit_of_another_patient_is_left_alone(self, desk, visit, daniel, place):
        shown = desk.get(reverse("book", args=[daniel.pk]), {"after": visit.pk})
        assert shown.context["after"] is None

    @pytest.mark.parametrize("named", ["x", "00000000-0000-0000-0000-000000000000"])
    def test_a_visit_that_is_none_is_not_there(self, desk, daniel, place, protocol, named):
        assert desk.get(reverse("book", args=[daniel.pk]), {"after": named}).status_code == 404


@pytest.mark.parametrize("role", ["lead", "nobody"])
def test_others_neither_book_nor_move(role, request, signed_in, visit):
    browser = signed_in(request.getfixturevalue(role))
    for address in (reverse("book", args=[visit.patient_id]), reverse("move", args=[visit.pk])):
        assert browser.post(address, BOOKING).status_code == 404
    assert Visit.objects.count() == 1 and NOW < PLANNED
