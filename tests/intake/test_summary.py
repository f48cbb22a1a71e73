"""The summary tells everything in one value, worst first, and computes nothing itself."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.requests import Wanted
from intake.actions.sessions import end_session, start_session
from intake.actions.submission import submit
from intake.actions.visits import book, check_in
from intake.canonical import canonical
from intake.models import Visit
from intake.summary import summary_of
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.steps import agree, make_ready, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


def of(visit):
    return summary_of(Visit.objects.select_related("patient", "place").get(pk=visit.pk))


def test_before_answers_it_says_who_and_nothing_else(visit):
    shown = of(visit)
    assert shown["patient"]["name"] == "GARCÍA LÓPEZ, María"
    assert shown["response"] is None and "why" not in shown


def test_who_is_there(visit):
    send(visit, other_allergies=["latex", "penicillin: rash"])
    patient = of(visit)["patient"]
    assert (patient["born"], patient["age"], patient["language"]) == ("1991-03-14", 35, "Spanish")
    assert patient["allergies"] == ["latex", "penicillin: rash"]


def test_why_stands_worst_first_and_a_changing_spot_first_among_equals(visit):
    send(
        visit,
        diabetes="yes",
        changing_spot="yes",
        pregnant="yes",
        retinoid_on="2026-03-12",
        shaved_on="2026-03-15",
    )
    why = of(visit)["why"]
    assert [row["code"] for row in why] == ["pregnancy", "changing_spot", "diabetes", "retinoid", "shaved"]


def test_each_reason_has_the_answer_the_rule_and_the_source(visit):
    send(visit, retinoid_on="2026-03-12")
    why = of(visit)["why"][0]
    assert why["because"][0] == {
        "question": "retinoid_on",
        "label": why["because"][0]["label"],
        "answer": "12-Mar-2026",
    }
    assert why["sentence"] and why["ends_on"] == "2026-03-19"
    assert [source["code"] for source in why["sources"]] == ["S16", "P"]
    assert all(source["says"] for source in why["sources"])


def test_areas_have_their_decision_day_and_concern(visit):
    send(visit, open_wound="yes", open_wound_areas=["cheeks"])
    rows = {row["area"]: (row["decision"], row["date"], row["for"]) for row in of(visit)["areas"]}
    assert rows["forehead"][:2] == ("ready", "2026-03-02")
    assert rows["cheeks"][:2] == ("defer", None)
    assert of(visit)["why"][0]["areas"] == ["Cheeks"]


def test_what_is_unknown_is_listed_with_what_to_ask(visit, front_desk):
    draft = open_draft(visit=visit, mode="phone", by=front_desk, at=NOW)
    send_with_blanks(visit, draft, front_desk)
    unknown = of(visit)["unknown"]
    states = {row["code"]: row["state"] for row in unknown}
    assert states["diabetes"] == "not_sure" and states["smoker"] == "blank"
    assert all(row["text"] for row in unknown)


def send_with_blanks(visit, draft, front_desk):
    from tests.intake.steps import healthy

    answers = healthy(diabetes="not_sure")
    del answers["smoker"]
    saved = save_answers(
        visit=visit, values=answers, version=draft.version, mode="phone", by=front_desk, at=NOW, on=TODAY
    )
    submit(
        draft=saved.draft,
        version=None,
        mode="phone",
        blanks_allowed=True,
        by=front_desk,
        at=NOW,
        on=TODAY,
    )


def test_medicines_keep_the_patients_words_beside_what_was_recognised(visit):
    send(visit, medicines=["Eliqius 5mg", "blue pill"])
    first, second = of(visit)["safety"]["medicines"]
    assert first["text"] == "Eliqius 5mg" and first["names"][0]["guess"]
    assert first["names"][0]["class"] == "anticoagulant"
    assert second["text"] == "blue pill" and not second["recognised"]


def test_the_problem_stays_in_the_patients_words(visit):
    send(visit, goal="Que se noten menos las marcas", tried_before="Un peeling")
    assert of(visit)["problem"] == {
        "goal": "Que se noten menos las marcas",
        "tried_before": "Un peeling",
        "language": "es",
    }


def test_the_plan_comes_from_the_schedule(visit):
    send(visit)
    plan = of(visit)["plan"][0]
    assert (plan["sessions"], plan["interval_days"]) == ([1, 2], [28, 42])
    assert (plan["next_from"], plan["next_to"]) == ("2026-04-13", "2026-04-27")
    assert plan["depths"][0]["usual_mm"] == [0.25, 0.5] and plan["depths"][0]["warn_above_mm"] == 1.0


def test_pre_care_has_the_days_counted_from_the_planned_day(visit):
    send(visit)
    care = {row["code"]: (row["from"], row["to"]) for row in of(visit)["care"]}
    assert care["no_exfoliants"] == ("2026-03-09", "2026-03-16")
    assert care["no_shaving"] == ("2026-03-15", "2026-03-16")
    assert care["keep_medicines"] == (None, None)


def test_waits_stand_binding_one_first(visit):
    send(visit, retinoid_on="2026-03-12", sunburn_on="2026-03-01")
    waits = of(visit)["waits"]
    assert [wait["code"] for wait in waits] == ["retinoid", "sunburn"]
    assert of(visit)["headline"]["earliest_date"] == "2026-03-19"


def test_what_changed_since_the_last_answers_is_told(visit, front_desk):
    send(visit)
    draft = open_draft(visit=visit, mode="phone", by=front_desk, at=NOW)
    later = NOW + timedelta(hours=1)
    saved = save_answers(
        visit=visit,
        values={"smoker": "current"},
        version=draft.version,
        mode="phone",
        by=front_desk,
        at=later,
        on=TODAY,
    )
    submit(draft=saved.draft, version=None, mode="phone", by=front_desk, at=later, on=TODAY)
    changes = of(visit)["changes"]
    assert [(row["code"], row["before"] != row["now"]) for row in changes] == [("smoker", True)]


def test_the_course_so_far_has_sessions_here_and_elsewhere(
    visit, maria, place, front_desk, dermatologist, nurse
):
    send(visit)
    agree(visit, dermatologist)
    check_in(visit=visit, by=front_desk, at=PLANNED, on=DAY)
    make_ready(visit, nurse, PLANNED)
    session = start_session(treatment_request=visit.requests.get(), by=nurse, at=PLANNED, on=DAY)
    end_session(session=session, by=nurse, at=PLANNED, on=DAY)
    after = PLANNED + timedelta(days=30)
    second = book(
        patient=maria,
        place=place,
        starts_at=after,
        wanted=[Wanted("micro-needling", "wrinkles", ("forehead",), (TODAY - timedelta(days=90),))],
        by=front_desk,
        at=PLANNED,
        on=DAY,
    )
    send(second, at=PLANNED)
    shown = of(second)
    assert [(row["on"], row["here"]) for row in shown["course"]] == [
        ("2026-03-16", True),
        ("2025-12-02", False),
    ]
    assert shown["plan"][0]["done"] == "1"


def test_two_requests_are_told_in_one_list(protocol, maria, place, front_desk):
    both = book(
        patient=maria,
        place=place,
        starts_at=PLANNED,
        wanted=[
            Wanted("micro-needling", "wrinkles", ("forehead",)),
            Wanted("micro-needling", "acne_scars", ("cheeks",)),
        ],
        by=front_desk,
        at=NOW,
        on=TODAY,
    )
    send(both, scar_age_months=3, diabetes="yes")
    shown = of(both)
    assert [row["for"] for row in shown["areas"]] == ["Fine lines and wrinkles", "Acne scars"] or len(
        shown["areas"]
    ) == 2
    assert [row["code"] for row in shown["why"]].count("diabetes") == 1
    assert len(shown["plan"]) == 2


def test_what_was_signed_stands_beside_the_advice(visit, dermatologist):
    send(visit)
    agree(visit, dermatologist)
    assert of(visit)["areas"][0]["signed"]["decided"] == "treat"
    [signature] = of(visit)["signatures"]
    assert signature["signer"].startswith("Ada Okafor") and len(signature["digest"]) == 64


def test_it_is_plain_json_and_the_same_bytes_each_time(visit):
    send(visit, diabetes="yes", medicines=["Eliquis"])
    assert canonical(of(visit)) == canonical(of(visit))
    assert json.loads(json.dumps(of(visit))) == of(visit)


def test_it_costs_a_fixed_number_of_queries(visit):
    send(visit, diabetes="yes", smoker="current", keloid="yes", retinoid_on="2026-03-12")
    fresh = Visit.objects.select_related("patient", "place").get(pk=visit.pk)
    with CaptureQueriesContext(connection) as seen:
        summary_of(fresh)
    assert len(seen) <= 14
