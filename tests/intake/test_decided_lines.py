"""The tuples a list is made of are judged as the whole rows are, in every state a day has."""

import pytest

from intake.decided import decided_for
from intake.decided.lapsed import is_held
from intake.decided.lines import decided_lines
from intake.example.day import example_day
from intake.models import Visit
from tests.intake.test_example_day import NOW

pytestmark = pytest.mark.usefixtures("protocol")

TOLD = ("decision", "earliest_date", "missing", "signature")


def item_in_short(item) -> tuple:
    """What of one request a list looks at."""
    return (
        *(item.request.pk, item.request.treatment, item.request.indication, item.request.areas),
        item.request.course_id,
        item.assessment and (item.assessment.pk, item.assessment.planned_on, item.assessment.marks),
        *(row and (row.pk, row.action) for row in (item.review, item.asked, item.lapsed)),
        {area: (row.decided, row.treat_not_before) for area, row in item.areas.items()},
    )


def test_a_list_knows_of_every_visit_what_its_own_page_knows():
    assert example_day(NOW)
    visits = list(Visit.objects.select_related("patient"))
    lines, whole = decided_lines(visits), decided_for(visits, whole=True)
    assert lines.keys() == whole.keys() and {one.signature for one in whole.values()} >= {"given", "awaited"}
    for key, wanted in whole.items():
        found = lines[key]
        assert [getattr(found, name) for name in TOLD] == [getattr(wanted, name) for name in TOLD]
        assert list(map(item_in_short, found.requests)) == list(map(item_in_short, wanted.requests))
        assert (found.count("review"), is_held(found)) == (wanted.count("review"), is_held(wanted))
        assert (found.response is None) == (wanted.response is None)
        if wanted.response is not None:
            same = ("pk", "answered_count", "missing", "good_until", "questionnaire", "given")
            assert [getattr(found.response, n) for n in same] == [getattr(wanted.response, n) for n in same]


def test_no_visit_is_no_line(db):
    assert decided_lines([]) == {}
