"""A line of a list says of a visit and its patient what the models say; a message about it names nobody."""

import pytest

from intake.example.day import example_day
from intake.models import Visit
from intake.worklists.today import today_rows
from intake.worklists.visit_lines import PatientLine, VisitLine
from tests.intake.test_example_day import NOW

pytestmark = pytest.mark.usefixtures("protocol")


def test_a_line_holds_what_the_models_hold():
    assert example_day(NOW)
    rows = today_rows(NOW.date(), at=NOW)
    visits = {visit.pk: visit for visit in Visit.objects.select_related("patient")}
    assert len(rows) > 10
    for row in rows:
        line, visit = row.visit, visits[row.visit.pk]
        assert type(line) is VisitLine
        for name in VisitLine._fields[:-1]:
            assert getattr(line, name) == getattr(visit, name), name
        for name in PatientLine._fields:
            assert getattr(line.patient, name) == getattr(visit.patient, name), name
        assert str(line.patient) == str(visit.patient)
        assert (line.is_open, line.get_state_display()) == (visit.is_open, visit.get_state_display())


def test_a_message_about_a_mistake_names_nobody():
    example_day(NOW)
    line = today_rows(NOW.date(), at=NOW)[0].visit
    assert line.patient.family_name and line.patient.family_name not in repr(line)
    assert str(line.patient.birth_date.year) not in repr(line.patient)
