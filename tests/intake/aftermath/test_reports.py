"""A symptom report: its level, what it is held against, kept once, closed by a dermatologist alone."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from clinic.models import AuditEvent
from intake.actions.symptoms import close_report, report_symptoms
from intake.models import SymptomClosure, SymptomReport
from intake.questions.wording import Refused
from intake.refusals import NotNow
from intake.symptoms.red_lines import open_red_lines
from intake.symptoms.words import sign_words
from tests.intake.aftermath.steps import FINE, LATE_NO, MILD, NOTHING_ELSE, first_session, report
from tests.intake.course.steps import moment

pytestmark = pytest.mark.django_db
NEXT_DAY, THIRD_DAY = moment(date(2026, 3, 17)), moment(date(2026, 3, 19))
TENTH_DAY = moment(date(2026, 3, 26))
WEEKS_LATER = moment(date(2026, 4, 20))


def told(session, answers, at=NEXT_DAY, key="k", **more) -> SymptomReport:
    more = {"mode": "patient", "language": "en"} | more
    return report_symptoms(session=session, answers=answers, submit_key=key, at=at, **more)


@pytest.mark.parametrize(
    ("answers", "at", "level"),
    [
        (FINE, NEXT_DAY, "expected"),
        (MILD, NEXT_DAY, "expected"),
        (NOTHING_ELSE | {"redness": "yes"}, THIRD_DAY, "expected"),
        (NOTHING_ELSE | {"peeling": "flakes"}, THIRD_DAY, "expected"),
        (NOTHING_ELSE | LATE_NO | {"redness": "yes"}, TENTH_DAY, "call"),
        (MILD | LATE_NO, TENTH_DAY, "call"),
        (MILD | {"swelling_size": 5}, NEXT_DAY, "call"),
        (MILD | {"swelling_trend": "more"}, NEXT_DAY, "call"),
        (MILD | {"beyond_area": "yes"}, NEXT_DAY, "call"),
        (MILD | {"hinders": "yes"}, NEXT_DAY, "call"),
        (MILD | {"swelling_trend": "not_sure"}, NEXT_DAY, "call"),
        (NOTHING_ELSE | {"new_cold_sore": "yes"}, NEXT_DAY, "call"),
        (NOTHING_ELSE | {"itchy_bumps": "not_sure"}, NEXT_DAY, "call"),
        (NOTHING_ELSE | {"darkening": "yes"}, NEXT_DAY, "call"),
        (NOTHING_ELSE | {"pain": "severe"}, NEXT_DAY, "call"),
        ({"urgent_now": "yes", "has_pus": "yes"}, NEXT_DAY, "urgent"),
        ({"urgent_now": "yes"}, NEXT_DAY, "urgent"),
        (FINE | {"urgent_now": "not_sure"}, NEXT_DAY, "call"),
        (NOTHING_ELSE | LATE_NO | {"late_lumps": "yes"}, WEEKS_LATER, "late"),
        (NOTHING_ELSE | LATE_NO | {"late_lines": "yes"}, WEEKS_LATER, "late"),
        ({}, NEXT_DAY, "call"),
    ],
)
def test_each_row_of_the_table_has_its_level(session, answers, at, level):
    kept = told(session, answers, at)
    assert kept.level == level
    assert [line.pk for line in open_red_lines()] == ([] if level == "expected" else [kept.pk])


def test_a_report_keeps_what_was_told_the_day_and_the_signs(session):
    kept = told(session, MILD | {"swelling_size": 7, "symptom_words": " Hurts\r\na bit "}, THIRD_DAY)
    assert (kept.days_after, kept.patient, kept.session) == (3, session.patient, session)
    assert kept.answers["symptom_words"] == "Hurts\na bit" and kept.answers["swelling_size"] == 7
    assert [sign["code"] for sign in kept.signs] == ["swelling_growing"]
    assert ["swelling_size", 7] in kept.signs[0]["because"]
    assert sign_words(kept) == ["Swelling that grows or is more than mild"]
    assert sign_words(kept, "es") == ["Hinchazón que aumenta o no es leve"]
    event = AuditEvent.objects.get(target=f"symptom report {kept.pk}")
    assert (event.action, event.actor_role, event.patient_id) == ("create", "patient", session.patient_id)


class TestGrowing:
    def test_a_smaller_number_has_not_grown(self, session):
        report(session, NEXT_DAY, **MILD | {"swelling_size": 4})
        assert report(session, THIRD_DAY, **MILD).level == "expected"

    def test_a_larger_number_than_in_the_last_report_has(self, session):
        report(session, NEXT_DAY, **MILD)
        assert report(session, THIRD_DAY, **MILD | {"swelling_size": 3}).level == "call"

    def test_what_was_not_there_has_grown(self, session):
        told(session, FINE)
        assert report(session, THIRD_DAY, **MILD).level == "call"

    def test_another_session_is_no_last_report(self, session, front_desk, dermatologist):
        report(session, NEXT_DAY, **MILD)
        days = date(2026, 4, 20)
        later = first_session(session.patient, days, desk=front_desk, by=dermatologist)
        assert report(later, moment(date(2026, 4, 21)), **MILD | {"swelling_size": 4}).level == "expected"

    def test_an_urgent_sign_sent_at_once_leaves_nothing_to_grow_from(self, session):
        told(session, {"urgent_now": "yes", "has_fever": "yes"})
        assert report(session, THIRD_DAY, **MILD).level == "expected"

    def test_a_report_with_blanks_still_counts_for_what_it_says(self, session):
        report(session, NEXT_DAY, **MILD | {"swelling_size": 4})
        partly = {"urgent_now": "no", "skin_change": "yes", "swelling": "yes", "swelling_size": 1}
        told(session, partly, NEXT_DAY.replace(hour=12))
        assert report(session, THIRD_DAY, **MILD).level == "call"


class TestKeptOnce:
    def test_the_same_page_sent_from_two_tabs_is_one_report(self, session):
        first, second = told(session, MILD), told(session, MILD)
        assert first == second and SymptomReport.objects.count() == 1
        assert AuditEvent.objects.filter(target__startswith="symptom report").count() == 1

    def test_other_answers_from_the_same_page_are_another_report(self, session):
        assert told(session, FINE) != told(session, {"urgent_now": "yes"})
        assert SymptomReport.objects.count() == 2

    def test_the_same_answers_from_another_page_are_another_report(self, session):
        assert told(session, FINE) != told(session, FINE, key="other")

    def test_one_patients_key_finds_no_report_of_another(self, session, daniel, front_desk, dermatologist):
        theirs = first_session(daniel, session.performed_on, desk=front_desk, by=dermatologist)
        assert told(session, FINE).patient != told(theirs, FINE).patient

    def test_a_report_is_changed_by_nobody(self, session):
        kept = told(session, FINE)
        with pytest.raises(DatabaseError), transaction.atomic():
            SymptomReport.objects.filter(pk=kept.pk).update(level="expected")
        with pytest.raises(DatabaseError), transaction.atomic():
            kept.delete()


class TestReading:
    @pytest.mark.parametrize(
        "hostile",
        [
            {"swelling_size": 1e300},
            {"swelling_size": float("nan")},
            {"redness": ["yes"]},
            {"symptom_areas": "forehead"},
            {"symptom_areas": [["forehead"]]},
            {"swelling_size": "9" * 400},
            {"urgent_now": {"a": 1}},
        ],
    )
    def test_what_cannot_be_read_counts_as_blank_and_so_as_a_call(self, session, hostile):
        kept = told(session, MILD | hostile)
        assert set(hostile) & set(kept.answers) == set()
        assert kept.level == ("expected" if "symptom_areas" in hostile else "call")

    def test_words_no_database_keeps_are_refused(self, session):
        with pytest.raises(Refused):
            told(session, MILD | {"symptom_words": "a\ud800b"})
        assert not SymptomReport.objects.exists()

    def test_what_is_not_asked_is_no_part_of_it(self, session):
        kept = told(session, FINE | {"bleeding": "yes", "unknown": "yes", "symptom_days": 3})
        assert kept.answers == FINE and kept.level == "expected"

    def test_a_place_named_twice_is_kept_once(self, session):
        kept = told(session, MILD | {"symptom_areas": ["chin", "chin", "nose"]})
        assert kept.answers["symptom_areas"] == ["chin", "nose"]


class TestWho:
    def test_the_desk_reports_by_phone_in_its_own_name(self, session, front_desk):
        kept = told(session, FINE, mode="phone", by=front_desk)
        assert (kept.given_by, kept.mode) == (front_desk, "phone")

    def test_nobody_reports_in_the_patients_name(self, session, front_desk, lead):
        with pytest.raises(ValueError, match="no way"):
            told(session, FINE, mode="patient", by=front_desk)
        with pytest.raises(PermissionDenied):
            told(session, FINE, mode="phone", by=lead)

    def test_a_dermatologist_closes_with_a_note(self, session, dermatologist):
        kept = told(session, {"urgent_now": "yes"})
        closure = close_report(report=kept, note=" Seen at 10 ", by=dermatologist, at=NEXT_DAY)
        assert (closure.note, closure.by, open_red_lines()) == ("Seen at 10", dermatologist, [])

    @pytest.mark.parametrize("who", ["front_desk", "nurse", "lead", "nobody"])
    def test_nobody_else_does(self, session, request, who):
        kept = told(session, {"urgent_now": "yes"})
        with pytest.raises(PermissionDenied):
            close_report(report=kept, note="Seen", by=request.getfixturevalue(who), at=NEXT_DAY)
        assert open_red_lines() == [kept]

    def test_not_without_words_not_twice_and_not_what_is_expected(self, session, dermatologist):
        kept = told(session, {"urgent_now": "yes"})
        with pytest.raises(NotNow):
            close_report(report=kept, note="  ", by=dermatologist, at=NEXT_DAY)
        close_report(report=kept, note="Seen", by=dermatologist, at=NEXT_DAY)
        with pytest.raises(NotNow):
            close_report(report=kept, note="Seen again", by=dermatologist, at=THIRD_DAY)
        with pytest.raises(NotNow):
            close_report(report=told(session, FINE), note="x", by=dermatologist, at=THIRD_DAY)
        assert SymptomClosure.objects.get().note == "Seen"


def test_red_lines_stand_worst_first_then_longest_waiting_in_one_query(session, django_assert_num_queries):
    late = told(session, NOTHING_ELSE | LATE_NO | {"late_dark": "yes"}, TENTH_DAY)
    call = told(session, MILD | LATE_NO | {"hinders": "yes"}, WEEKS_LATER)
    first_urgent = told(session, {"urgent_now": "yes"}, NEXT_DAY)
    urgent = told(session, {"urgent_now": "yes", "sight": "yes"}, THIRD_DAY)
    told(session, FINE, TENTH_DAY, key="fine")
    assert open_red_lines() == [first_urgent, urgent, call, late]
    with CaptureQueriesContext(connection) as seen:
        texts = [sign_words(line) for line in open_red_lines()]
    assert len(seen) == 1 and all(texts)
