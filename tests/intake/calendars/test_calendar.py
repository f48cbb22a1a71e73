"""A patient's calendar, read by another library: the days, the changes, the zone, and no telling word."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.actions.visits import cancel, move
from intake.calendar import Entry, calendar_file
from intake.calendar.entries import entries_of
from intake.care.lines import lines_before
from intake.dates import clinic_day
from intake.models import Visit
from tests.intake.calendars.reading import of_title, read
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.course.steps import booked
from tests.intake.messages.steps import moment, treated
from tests.intake.messages.test_words import TELLING

pytestmark = pytest.mark.django_db

APPOINTMENT, PREPARE, AFTER = "Clinic appointment", "Prepare for your appointment", "After your appointment"


def file_of(patient, at=NOW, language="en", is_private=True):
    entries = entries_of(patient, at=at, language=language, is_private=is_private)
    return calendar_file(entries, language=language)


def events_of(patient, **more):
    return read(file_of(patient, **more))[1]


def as_booked(visit):
    return Visit.objects.select_related("patient", "place").get(pk=visit.pk)


def test_the_appointment_stands_at_its_time_and_place(visit):
    method, events = read(file_of(visit.patient))
    (appointment,) = of_title(events, APPOINTMENT)
    assert (method, appointment.status, appointment.sequence) == ("PUBLISH", "CONFIRMED", 1)
    assert appointment.begins == PLANNED and appointment.ends == PLANNED + timedelta(minutes=30)
    assert "Lakeside" in appointment.place and "555-0100" in appointment.words


def test_each_day_on_which_something_begins_has_its_lines(visit):
    lines = lines_before(as_booked(visit), orders={}, language="en")
    days = of_title(events_of(visit.patient), PREPARE)
    assert [one.begins for one in days] == sorted({line.first for line in lines if line.first})
    assert all(one.ends == one.begins + timedelta(days=1) for one in days)
    for one in days:
        begins = [line for line in lines if line.first == one.begins]
        assert begins and all(line.text in one.words for line in begins)


@pytest.mark.parametrize("days", [1, 7, 30, 365])
def test_moving_a_visit_moves_every_entry_by_as_many_days_under_its_identifier(visit, front_desk, days):
    before = events_of(visit.patient)
    later = datetime.combine(
        PLANNED.date() + timedelta(days=days), PLANNED.time(), PLANNED.tzinfo
    )  # the same hour on the clock
    move(visit=visit, starts_at=later, by=front_desk, at=NOW, on=TODAY)
    after = events_of(visit.patient)
    assert before.keys() == after.keys()
    for uid, event in after.items():
        assert event.sequence > before[uid].sequence
        assert day_of(event) - day_of(before[uid]) == timedelta(days=days)


def day_of(event):
    return clinic_day(event.begins) if isinstance(event.begins, datetime) else event.begins


def test_a_visit_called_off_is_taken_back_with_all_its_days(visit, front_desk):
    before = events_of(visit.patient)
    cancel(visit=visit, reason="patient", by=front_desk, at=NOW)
    method, after = read(file_of(visit.patient))
    assert method == "CANCEL" and before.keys() == after.keys()
    for uid, event in after.items():
        assert event.status == "CANCELLED" and event.sequence > before[uid].sequence


def test_beside_a_visit_to_come_one_called_off_is_marked(visit, place, front_desk):
    other = booked(visit.patient, date(2026, 5, 4), by=front_desk, on=TODAY, areas=["chin"])
    cancel(visit=visit, reason="patient", by=front_desk, at=NOW)
    method, events = read(file_of(visit.patient))
    states = {event.begins: event.status for event in of_title(events, APPOINTMENT)}
    assert method == "PUBLISH"
    assert states == {PLANNED: "CANCELLED", as_booked(other).starts_at: "CONFIRMED"}


def test_the_same_rows_give_the_same_bytes_whenever_they_are_asked_for(visit):
    assert file_of(visit.patient, at=NOW) == file_of(visit.patient, at=NOW + timedelta(hours=5))


def test_an_address_alone_shows_times_and_neutral_titles(visit):
    events = events_of(visit.patient, is_private=False)
    assert events.keys() == events_of(visit.patient).keys()
    assert {event.words + event.place for event in events.values()} == {""}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("is_private", [True, False])
def test_no_title_tells_of_health_or_treatment(visit, dermatologist, settings, language, is_private):
    settings.CLINIC_NAME = "Lakeside"
    treated(visit, dermatologist, PLANNED)
    asked = {"at": PLANNED + timedelta(hours=2), "language": language, "is_private": is_private}
    file = file_of(visit.patient, **asked)
    titles = {event.title for event in read(file)[1].values()}
    assert len(titles) == 2 and not any(TELLING.search(title) for title in titles)
    assert is_private or not TELLING.search(file.decode().replace("\r\n ", ""))


def test_after_care_stands_at_the_hours_after_the_recorded_end(visit, dermatologist):
    ended = datetime(2026, 3, 16, 14, 40, tzinfo=UTC)
    treated(visit, dermatologist, ended)
    after = of_title(events_of(visit.patient, at=ended + timedelta(hours=1)), AFTER)
    hours = [(one.begins - ended) // timedelta(hours=1) for one in after]
    assert hours == [24, 72, 168]
    assert "No makeup" in after[1].words and after[1].words.startswith("Over now")


def test_what_is_long_over_is_left_out(visit, dermatologist):
    treated(visit, dermatologist, PLANNED)
    assert events_of(visit.patient, at=PLANNED + timedelta(days=29))
    assert events_of(visit.patient, at=PLANNED + timedelta(days=32)) == {}


def test_nothing_of_another_patient_is_in_it(visit, daniel):
    assert events_of(daniel) == {}


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Madrid", "Asia/Tokyo", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    "day",
    [date(2026, 3, 8), date(2026, 10, 25), date(2026, 11, 1), date(2028, 2, 29), date(2026, 12, 31)],
)
def test_the_zone_in_the_file_is_the_clinics_in_every_season(settings, zone, day):
    """The reader knows the zone by the file alone: its offset is that of the zone's own data."""
    settings.TIME_ZONE = zone
    moments = [
        moment(day + timedelta(days=ahead), clock)
        for ahead in (-1, 0, 1, 180)
        for clock in ("09:00", "23:30")
    ]
    entries = [
        Entry(str(n), "x", begins, begins + timedelta(minutes=30), 0, NOW) for n, begins in enumerate(moments)
    ]
    events = read(calendar_file(entries, language="en"))[1]
    for number, begins in enumerate(moments):
        told = events[str(number)].begins
        assert told.utcoffset() == begins.utcoffset() == begins.astimezone(ZoneInfo(zone)).utcoffset()
        assert told == begins


def test_lines_are_folded_and_end_as_the_format_wants(visit):
    file = file_of(visit.patient, language="es")
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in file.split(b"\r\n")) and b"\n" not in file.replace(b"\r\n", b"")


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t"), max_size=60)
)
def test_no_text_breaks_out_of_its_place(text):
    entry = Entry("one", "Title", NOW, NOW, 1, NOW, words=f"{text}\nEND:VEVENT", place=text)
    events = read(calendar_file([entry], language="en"))[1]
    assert list(events) == ["one"] and asdict(events["one"])["title"] == "Title"
