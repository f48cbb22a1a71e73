"""The copy as a file: every table, times in UTC, codes with words, the same bytes each time, no markup."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.copy.file import VERSION, file_of
from intake.copy.tables import TABLES
from intake.models import Assessment, Response, Review
from tests.intake.care.steps import booked, in_days
from tests.intake.copy.conftest import HOSTILE
from tests.intake.copy.lived import unsigned
from tests.intake.steps import send

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


def made(patient, language: str = "en", own_page: bool = False) -> dict:
    return json.loads(file_of(patient, at=AT, language=language, own_page=own_page))


def test_the_file_says_what_it_is_and_has_every_table_with_its_rows(lived):
    copy = made(lived)
    assert (copy["format"], copy["version"]) == ("consultready.patient-copy", VERSION)
    assert (copy["made_at"], copy["made_by"]) == ("2026-11-22T12:30:00Z", "clinic")
    assert list(copy["tables"]) == [table.name for table in TABLES]
    assert [name for name, rows in copy["tables"].items() if not rows] == []
    for table in TABLES:
        assert set(copy["tables"][table.name][0]) - {"answers_in_words"} == set(table.columns)


def test_a_code_stands_beside_its_words_a_time_is_utc_a_person_has_a_name(lived):
    copy, spanish = made(lived)["tables"], made(lived, "es")["tables"]
    area = copy["review_areas"][0]
    assert area["area"] == {"code": "forehead", "words": "Forehead"}
    assert spanish["review_areas"][0]["area"]["words"] == "Frente"
    assert area["decided"]["code"] == "treat" and spanish["review_areas"][0]["decided"]["words"] == "Tratar"
    review = Review.objects.earliest("signed_at")
    assert copy["reviews"][0]["signed_at"] == review.signed_at.astimezone(UTC).isoformat().replace(
        "+00:00", "Z"
    )
    assert copy["reviews"][0]["signer"] == {"name": "Ada Okafor, MD, Dermatologist"}
    assert copy["outcome_ratings"][0]["value"]["code"] == 2
    assert copy["session_depths"][0]["depth_mm"] == "0.45"


def test_every_answer_stands_beside_its_question_as_given(lived):
    sent = made(lived)["tables"]["responses"][0]
    stored = Response.objects.get(pk=sent["id"])
    in_words = {row["code"]: row for row in sent["answers_in_words"]}
    assert sent["answers"] == stored.answers and set(in_words) == set(stored.answers)
    assert in_words["medicines"]["answer"] == ["María’s words"]
    assert in_words["diabetes"] == {
        "code": "diabetes",
        "question": "Do you have diabetes?",
        "answer": ["No"],
    }


def test_the_same_record_gives_the_same_bytes(lived):
    first, again = (file_of(lived, at=AT, language="en", own_page=False) for _ in range(2))
    assert first == again and first.decode("utf-8")


def test_markup_in_any_text_cannot_be_read_as_markup_and_comes_out_as_it_was(hostile):
    content = file_of(hostile, at=AT, language="en", own_page=False)
    assert not set(b"<>&") & set(content)
    copy = json.loads(content)
    texts = [row["text"] for row in copy["tables"]["review_addenda"]]
    assert texts == [HOSTILE] and copy["tables"]["patient"][0]["family_name"] == HOSTILE


def test_nothing_of_another_patient_is_in_it(lived, other):
    content = file_of(lived, at=AT, language="en", own_page=False)
    assert b"DANIELSWORDS" not in content and str(other.pk).encode() not in content
    assert b"DANIELSWORDS" in file_of(other, at=AT, language="en", own_page=False)


def test_no_secret_is_in_it(lived):
    content = file_of(lived, at=AT, language="en", own_page=False).decode()
    secrets = [Response.objects.first().submit_key, f"digest-{lived.pk}", "hash-of-record", f"key-{lived.pk}"]
    assert all(secrets) and not [secret for secret in secrets if secret in content]


class TestOwnPage:
    def test_holds_what_a_dermatologist_signed_and_nothing_before_that(self, lived):
        mine, whole = made(lived, own_page=True)["tables"], made(lived)["tables"]
        open_one = str(unsigned(lived).pk)
        assert open_one in {row["id"] for row in whole["assessments"]}
        assert open_one not in json.dumps(mine)
        signed = {row["assessment"] for row in mine["reviews"]}
        assert {row["id"] for row in mine["assessments"]} == signed
        assert {row["assessment"] for row in mine["findings"]} <= signed
        assert len(mine["reviews"]) < len(whole["reviews"])

    def test_has_no_findings_of_a_visit_nobody_signed(self, lived, place, front_desk):
        waits = booked(lived, place, front_desk, in_days(60), areas=("nose",))
        send(waits, keloid="yes")
        found = Assessment.objects.get(request__visit=waits)
        assert found.findings.exists()
        assert str(found.pk) not in json.dumps(made(lived, own_page=True))
        assert str(found.pk) in json.dumps(made(lived))

    def test_has_nothing_of_a_session_record_and_says_so(self, lived):
        copy = made(lived, own_page=True)
        assert not {"session_records", "session_depths", "session_addenda"} & set(copy["tables"])
        assert {row["table"] for row in copy["left_out"] if row["column"] == "*"} >= {
            "session_records",
            "assessments",
        }
        assert "0.45" not in json.dumps(copy["tables"])


def test_the_number_of_queries_does_not_depend_on_how_much_there_is(lived, place, front_desk):
    file_of(lived, at=AT, language="en", own_page=False)
    with CaptureQueriesContext(connection) as first:
        file_of(lived, at=AT, language="en", own_page=False)
    for day in (61, 62, 63):
        send(booked(lived, place, front_desk, in_days(day), areas=("nose",)))
    with CaptureQueriesContext(connection) as then:
        file_of(lived, at=AT, language="en", own_page=False)
    assert len(then) == len(first) == len(TABLES) + 3


def test_the_format_is_documented_table_by_table():
    text = (Path(settings.BASE_DIR) / "docs" / "patient-copy.md").read_text("utf-8")
    assert f"`version` is {VERSION}" in text
    assert [table.name for table in TABLES if f"`{table.name}`" not in text] == []
