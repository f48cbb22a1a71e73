"""Whatever somebody typed as a name stands in a line of Today as a text, in each of its places."""

import pytest

from intake.models import Message, MessageState, Patient
from intake.views.today_cells import rows_of_table
from intake.views.today_lines import lines_of
from intake.worklists.today import today_rows
from tests.intake.conftest import NOW, PLANNED

pytestmark = pytest.mark.django_db

NAME = """<b>"O'Neil"</b> {page} & Söhne"""
SAFE = "&lt;B&gt;&quot;O&#x27;NEIL&quot;&lt;/B&gt; {PAGE} &amp; SÖHNE, María"


def test_a_name_with_signs_of_html_is_shown_as_typed(visit, front_desk):
    Patient.objects.update(family_name=NAME)
    told = {"kind": "invitation", "language": "en", "to": "a@b.example", "dedupe_key": "k"}
    times = {"next_try_at": NOW, "created_at": NOW, "state": MessageState.FAILED}
    Message.objects.create(patient=visit.patient, visit=visit, **told, **times)
    rows = today_rows(PLANNED.date(), at=NOW)
    shown = rows_of_table(lines_of(rows, front_desk, NOW.date()))
    assert shown.count(SAFE) == 3, shown  # the link, the mail that failed, the step
    assert "<b>" not in shown.lower() and NAME.upper() not in shown
