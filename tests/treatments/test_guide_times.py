"""Times of instructions and schedules in the patient's words, both languages."""

import pytest
from django.utils.translation import override

from treatments.pages import care_times
from treatments.pages.guide import guide_page


@pytest.mark.parametrize(
    ("instruction", "english", "spanish"),
    [
        ({}, "At all times", "En todo momento"),
        ({"from_days": 0}, "On the day", "El día de la cita"),
        ({"from_days": 1}, "From the day before", "Desde el día anterior"),
        ({"from_days": 7}, "From 7 days before", "Desde 7 días antes"),
        ({"from_days": 28, "until_days": 7}, "From 28 to 7 days before", "De 28 a 7 días antes"),
        ({"from_days": 7, "until_days": 0}, "From 7 days before", "Desde 7 días antes"),
    ],
)
def test_before_a_session(instruction, english, spanish):
    with override("en"):
        assert care_times.time_before(instruction) == english
    with override("es"):
        assert care_times.time_before(instruction) == spanish


@pytest.mark.parametrize(
    ("instruction", "english", "spanish"),
    [
        ({}, "At all times", "En todo momento"),
        ({"from_hours": 0}, "From the start", "Desde el principio"),
        ({"from_hours": 0, "to_hours": 72}, "First 72 hours", "Primeras 72 horas"),
        ({"from_hours": 0, "to_hours": 168}, "First 7 days", "Primeros 7 días"),
        ({"from_hours": 24}, "From the next day on", "Desde el día siguiente"),
        ({"from_hours": 72}, "From 3 days after", "Desde 3 días después"),
        ({"from_hours": 6}, "From 6 hours after", "Desde 6 horas después"),
        ({"from_hours": 24, "to_hours": 48}, "From 24 to 48 hours after", "De 24 a 48 horas después"),
    ],
)
def test_after_a_session(instruction, english, spanish):
    with override("en"):
        assert care_times.time_after(instruction) == english
    with override("es"):
        assert care_times.time_after(instruction) == spanish


@pytest.mark.parametrize(
    ("sessions", "days", "english", "spanish"),
    [
        (
            [3, 6],
            [21, 28],
            "3 to 6 sessions, 3 to 4 weeks apart",
            "de 3 a 6 sesiones, una cada 3 a 4 semanas",
        ),
        ([5, 5], [28, 28], "5 sessions, 4 weeks apart", "5 sesiones, una cada 4 semanas"),
        (
            [2, 4],
            [10, 20],
            "2 to 4 sessions, 10 to 20 days apart",
            "de 2 a 4 sesiones, una cada 10 a 20 días",
        ),
        ([2, 2], [10, 10], "2 sessions, 10 days apart", "2 sesiones, una cada 10 días"),
    ],
)
def test_a_schedule(sessions, days, english, spanish):
    schedule = {"sessions": sessions, "interval_days": days}
    for language, words in (("en", english), ("es", spanish)):
        with override(language):
            assert f"{care_times.sessions(schedule)}, {care_times.interval(schedule)}" == words


def test_one_single_session_lies_nowhere_apart(lamp):
    lamp["schedules"][0]["sessions"] = [1, 1]
    part = next(part for part in guide_page(lamp, "en")["parts"] if part["schedules"])
    assert (part["schedules"][0]["sessions"], part["schedules"][0]["interval"]) == ("1 session", "")


def test_the_longest_lead_comes_before_the_shorter_and_same_times_stand_together():
    from treatments import editions

    parts = guide_page(editions.shipped_document("micro-needling"), "en")["parts"]
    before = next(part for part in parts if part["code"] == "before")
    assert [time["when"] for time in before["times"]] == [
        "At all times",
        "From 28 days before",
        "From 28 to 7 days before",
        "From 14 days before",
        "From 7 days before",
        "From the day before",
        "On the day",
    ]


def test_lists_of_a_protocol_without_such_a_part_follow_at_the_end(lamp):
    with override("es"):
        parts = guide_page(lamp, "es")["parts"]
    assert [part["title"] for part in parts] == ["Qué es", "Cuántas sesiones", "Antes", "Después"]
    assert parts[3]["signs"][0]["signs"][0]["text"] == "Una ampolla."
