"""The lead's page of hours: what is saved, what is refused and why, and who may not open it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from clinic.models import AuditEvent, ClinicTimes, Holiday
from clinic.times import Times, clinic_times
from clinic.times.changes import Wanted, add_holidays, change_times, remove_holiday
from clinic.times.forms import HoursForm

pytestmark = pytest.mark.django_db
PAGE = "/clinic/hours/"
TYPED = {
    "open_weekdays": ["1", "2", "6"],
    "phone_from": "09:00",
    "phone_until": "17:30",
    "quiet_from": "21:00",
    "quiet_until": "07:00",
    "reminder_days": "2, 10",
    "symptom_hours": "48 24",
    "recall_days": "7",
    "version": "0",
}


@pytest.fixture
def browser(signed_in, lead):
    return signed_in(lead)


def soon(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def errors_of(answer) -> dict:
    assert answer.status_code == 200
    return {name: list(told) for name, told in answer.context["form"].errors.items()}


def test_the_page_opens_with_the_times_in_force_and_saves_others(browser, lead):
    assert 'value="14, 7, 2"' in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, TYPED).status_code == 302
    times = clinic_times()
    assert times.open_weekdays == {1, 2, 6}
    assert (times.reminder_days, times.symptom_hours, times.recall_days) == ((10, 2), (24, 48), 7)
    event = AuditEvent.objects.get(target="clinic times")
    assert (event.actor, event.actor_role, event.action) == (lead, "lead", "change")
    assert "9:00" in browser.get(PAGE).content.decode() and times.version == 1


def test_saving_what_stands_there_already_leaves_no_event(browser):
    browser.post(PAGE, TYPED)
    browser.post(PAGE, TYPED | {"version": "1"})
    assert AuditEvent.objects.filter(target="clinic times").count() == ClinicTimes.objects.get().version == 1


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("open_weekdays", [], "Choose at least one day on which the clinic is open."),
        ("open_weekdays", ["8"], "Choose at least one day on which the clinic is open."),
        ("phone_from", "9 o'clock", "Write the time as 08:00: phone answered from."),
        ("phone_until", "08:00", "Write a later time than the first."),
        ("quiet_until", "", "Write the time as 08:00: no messages until."),
        ("reminder_days", "two", "Write whole numbers with a comma between two, as 14, 7, 2."),
        ("reminder_days", "0", "Write days between 1 and 60."),
        ("reminder_days", "-3", "Write whole numbers with a comma between two, as 14, 7, 2."),
        ("reminder_days", "٢", "Write whole numbers with a comma between two, as 14, 7, 2."),
        ("symptom_hours", "9999", "Write hours between 1 and 1440."),
        ("symptom_hours", "1 2 3 4 5 6 7", "Write at most 6 numbers."),
        ("symptom_hours", "9" * 500, "Write whole numbers with a comma between two, as 14, 7, 2."),
        ("recall_days", "", "Write days between 1 and 365."),
        ("recall_days", "9" * 400, "Write days between 1 and 365."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(browser, field, typed, says):
    assert errors_of(browser.post(PAGE, TYPED | {field: typed})) == {field: [says]}
    assert not ClinicTimes.objects.exists()


def test_no_reminder_at_all_may_be_wanted(browser):
    browser.post(PAGE, TYPED | {"reminder_days": ""})
    assert clinic_times().reminder_days == ()


@pytest.mark.parametrize("version", ["", "x", "7", "9" * 30, "²"])
def test_an_outdated_page_changes_nothing_and_keeps_what_was_typed(browser, version):
    answer = browser.post(PAGE, TYPED | {"version": version})
    assert "Somebody else changed these times" in errors_of(answer)["__all__"][0]
    assert 'value="2, 10"' in answer.content.decode() and clinic_times() == Times()


class TestHolidays:
    def test_one_day_and_a_week_are_closed_and_opened_again(self, browser):
        browser.post(PAGE, {"close": "1", "day": soon(3), "name": "Staff day"})
        browser.post(PAGE, {"close": "1", "day": soon(2), "last": soon(5)})
        assert list(Holiday.objects.values_list("day", "name")) == [
            (soon(2), ""),
            (soon(3), "Staff day"),
            (soon(4), ""),
            (soon(5), ""),
        ]
        browser.post(PAGE, {"remove": soon(3).isoformat()})
        assert soon(3) not in clinic_times().holidays and soon(4) in clinic_times().holidays
        targets = AuditEvent.objects.filter(target__startswith="holiday").values_list("target", flat=True)
        assert list(targets.order_by("at")) == [f"holiday {soon(d)}" for d in (3, 2, 3)]

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"day": ""}, {"day": ["Choose the day."]}),
            ({"day": "Christmas"}, {"day": ["Enter the day as 2026-03-14."]}),
            ({"day": "2020-12-25"}, {"day": ["This day is over. Choose today or a later day."]}),
            ({"day": "9999-12-31"}, {"day": ["Choose a day within the next three years."]}),
            ({"day": soon(5), "last": soon(4)}, {"last": ["The last day lies before the first."]}),
            ({"day": soon(5), "last": soon(500)}, {"last": ["Write at most 62 days at once."]}),
            ({"day": soon(5), "name": "x" * 81}, {"name": ["Write at most 80 letters."]}),
            (
                {"day": soon(5), "name": "a\u202eb"},
                {"name": ["Write the name with letters and digits only."]},
            ),
        ],
    )
    def test_a_day_that_cannot_be_closed_is_refused_at_its_field(self, browser, typed, says):
        assert errors_of(browser.post(PAGE, {"close": "1"} | typed)) == says
        assert not Holiday.objects.exists()

    def test_a_day_closed_already_is_said(self, browser):
        for _ in range(2):
            answer = browser.post(PAGE, {"close": "1", "day": soon(3)})
        assert errors_of(answer) == {"day": ["The clinic is closed then already."]}

    @pytest.mark.parametrize("day", ["", "x", "2026-02-30", "9999-99-99", "2031-01-01"])
    def test_opening_a_day_that_is_not_closed_says_so(self, browser, day):
        assert browser.post(PAGE, {"remove": day}).status_code == 302
        assert "notice stop" in browser.get(PAGE).content.decode()

    def test_a_holiday_that_is_over_stays_on_record(self, browser, lead):
        Holiday.objects.create(day=soon(-30), added_at=timezone.now(), added_by=lead)
        browser.post(PAGE, {"remove": soon(-30).isoformat()})
        assert Holiday.objects.exists() and "Days gone by" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize("who", ["front_desk", "nurse", "dermatologist", "nobody"])
def test_nobody_but_the_lead_opens_or_changes_the_page(who, request, signed_in):
    person = request.getfixturevalue(who)
    browser, now = signed_in(person), timezone.now()
    assert browser.get(PAGE).status_code == browser.post(PAGE, TYPED).status_code == 404
    form = HoursForm(TYPED)
    assert form.is_valid()
    with pytest.raises(PermissionDenied):
        change_times(wanted=form.wanted(), version=None, by=person, at=now)
    with pytest.raises(PermissionDenied):
        add_holidays(first=soon(1), last=soon(1), by=person, at=now, on=soon(0))
    with pytest.raises(PermissionDenied):
        remove_holiday(day=soon(1), by=person, at=now, on=soon(0))
    assert clinic_times() == Times()


def test_the_lead_finds_the_page_in_the_menu_and_others_do_not(signed_in, lead, front_desk):
    assert f'href="{PAGE}"' in signed_in(lead).get("/account/").content.decode()
    assert f'href="{PAGE}"' not in signed_in(front_desk).get("/account/").content.decode()


def test_the_action_judges_whatever_form_called_it(lead):
    wanted = Wanted(
        **HoursForm.initial_of(Times()) | {"open_weekdays": (0,), "reminder_days": (), "symptom_hours": ()}
    )
    with pytest.raises(ValidationError) as wrong:
        change_times(wanted=wanted, version=None, by=lead, at=timezone.now())
    assert list(wrong.value.message_dict) == ["open_weekdays"]
