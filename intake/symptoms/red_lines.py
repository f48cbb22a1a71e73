"""Reports that wait for a dermatologist: a red line each, on Today and on the review queue, until closed."""

from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Value, When

from clinic.models import User
from clinic.prepared import Prepared
from clinic.roles import SEES_REASONS
from clinic.templatetags.clinic_dates import clock, staff_time
from intake.addresses import page_of
from intake.dates import clinic_day
from intake.models import RED_LEVELS, SymptomReport
from intake.symptoms.words import sign_words

MOST = 100
"""Lines a page shows. A clinic with more of them open has stopped reading them."""

_WORST_FIRST = Case(
    *[When(level=level.value, then=Value(rank)) for rank, level in enumerate(reversed(RED_LEVELS))],
    output_field=IntegerField(),
)
_OPEN = Prepared(
    lambda: (
        SymptomReport.objects.filter(level__in=[level.value for level in RED_LEVELS], closure=None)
        .select_related("patient", "edition__treatment", "edition__publication")
        .defer("answers")
        .order_by(_WORST_FIRST, "given_at", "id")[:MOST]
    )
)


def open_red_lines() -> list[SymptomReport]:
    """The reports nobody closed, worst first, then the one that waits longest; one query."""
    return _OPEN.all()


def lines_for(user: User, *, at: datetime) -> list[dict[str, Any]]:
    """The open reports as this person reads them: name, level and phone; signs for those who see reasons."""
    sees_signs = user.has_role(*SEES_REASONS)
    return [
        {
            "report": report,
            "word": report.get_level_display(),
            "name": str(report.patient),
            "phone": report.patient.phone,
            "reported": _reported(report.given_at, at),
            "href": page_of("symptom-report", report.pk),
            "signs": sign_words(report) if sees_signs else [],
        }
        for report in open_red_lines()
    ]


def _reported(given_at: datetime, at: datetime) -> str:
    """9:12, with its day where that is not today."""
    return clock(given_at) if clinic_day(given_at) == clinic_day(at) else staff_time(given_at)
