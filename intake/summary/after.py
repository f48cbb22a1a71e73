"""The summary's look at what followed earlier sessions: symptoms as reported, change as rated."""

from collections.abc import Iterable
from typing import Any

from django.db.models import UUIDField

from clinic.prepared import Prepared
from intake.courses.outcome_line import rated_on
from intake.decided import Decided
from intake.models import Course, OutcomeRating, SymptomReport, Visit
from intake.symptoms.words import sign_words
from treatments.symptoms import LEVELS

Row = dict[str, Any]

_REPORTS = Prepared(
    lambda patient: (
        SymptomReport.objects.filter(patient=patient)
        .select_related("session", "edition__treatment", "edition__publication")
        .order_by("-session__performed_on", "session_id", "given_at", "id")
    ),
    patient=UUIDField(),
)


def symptoms_of(visit: Visit) -> list[Row]:
    """Each session of this patient that was reported about: the highest level and the signs; latest first."""
    by_session: dict[object, list[SymptomReport]] = {}
    for report in _REPORTS.all(patient=visit.patient_id):
        by_session.setdefault(report.session_id, []).append(report)
    return [_session(reports) for reports in by_session.values()]


def ratings_of(decided: Decided) -> list[Row]:
    """What was rated on the courses of this visit, by concern where it has several."""
    keys = list(dict.fromkeys(item.request.course_id for item in decided.requests if item.request.course_id))
    if not keys:
        return []
    ratings = list(OutcomeRating.objects.filter(course__in=keys).select_related("rated_by"))
    if not ratings:
        return []
    courses = Course.objects.select_related("edition__treatment", "edition__publication").in_bulk(keys)
    return [
        row
        for key in keys
        for row in rated_on(courses[key], [one for one in ratings if one.course_id == key])
    ]


def _session(reports: Iterable[SymptomReport]) -> Row:
    """One session's reports put together: a sign once, with the days on which it was told.

    Of reports in which everything was expected there is only their number: their signs say nothing more.
    """
    reports = list(reports)
    worst = max(reports, key=lambda report: LEVELS.index(report.level))
    days: dict[str, list[int]] = {}
    for report in reports:
        for sign in sign_words(report) if report.level != LEVELS[0] else ():
            told = days.setdefault(sign, [])
            told += [report.days_after] if report.days_after not in told else []
    return {
        "on": worst.session.performed_on.isoformat(),
        "level": worst.level,
        "label": worst.get_level_display(),
        "expected": sum(report.level == LEVELS[0] for report in reports),
        "signs": [{"text": sign, "days": told} for sign, told in days.items()],
    }
