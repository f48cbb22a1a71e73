"""What the patient's own page costs: queries, bytes, and the effort of reading it."""

import gzip
import re
import warnings
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intake.actions.visits import cancel
from intake.models import CancelReason
from tests.intake.care.steps import booked, in_days
from tests.intake.course.steps import held
from tests.intake.steps import agree, send
from tests.intake.test_costs import static_file
from tests.treatments.page_text import inflesz, prose, read_page

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the pinned release still imports pkg_resources
    import textstat

pytestmark = pytest.mark.django_db
KB = 1000
MOST_QUERIES = 32
"""Session, invitation, patient; the visit, its decision and orders; the last session; courses; the rest."""


@pytest.fixture
def visit(session, maria, place, front_desk):
    """The next one of the course, on a day that the interval leaves open."""
    return booked(maria, place, front_desk, in_days(35))


def queries(browser) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get("/care/").status_code == 200
    return len([query for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]])


def test_a_long_history_costs_what_a_short_one_costs(
    session, visit, browser, maria, place, front_desk, dermatologist
):
    browser.get("/care/")
    first = queries(browser)
    now = timezone.now()
    for number, areas in enumerate((("neck",), ("hands",), ("chest",)), start=2):
        other = booked(maria, place, front_desk, in_days(2), areas=areas)
        send(other, now - timedelta(hours=3))
        agree(other, dermatologist, now - timedelta(hours=2))
        held(other, dermatologist, session.performed_on - timedelta(days=number))
        booked(maria, place, front_desk, in_days(40 + number))
        cancel(
            visit=booked(maria, place, front_desk, in_days(50)),
            reason=CancelReason.PATIENT,
            by=front_desk,
            at=now,
        )
    assert queries(browser) == first
    assert 15 < first <= MOST_QUERIES


def test_the_first_load_is_under_fifteen_kilobytes_on_the_wire(session, visit, browser):
    sizes = {}
    for language in ("en", "es"):
        page = browser.get(f"/care/?lang={language}").content
        files = set(re.findall(rb'(?:href|src)="/static/([^"]+)"', page))
        sizes[language] = len(gzip.compress(page)) + sum(
            len(gzip.compress(static_file(name.decode()))) for name in files
        )
    assert max(sizes.values()) < 15 * KB, sizes


@pytest.mark.parametrize("path", ["/care/", "/care/print/"])
def test_the_page_is_read_by_somebody_of_eleven(session, visit, browser, path):
    english = read_page(browser.get(f"{path}?lang=en").content.decode())
    assert textstat.flesch_kincaid_grade(prose(english.blocks)) <= 6
    spanish = read_page(browser.get(f"{path}?lang=es").content.decode())
    assert inflesz(prose(spanish.blocks)) >= 65
    assert len(spanish.blocks) == len(english.blocks) > 40
