"""The lead's page and `manage.py check` tell how far the trail is sealed; neither says that it is whole."""

from datetime import timedelta

import pytest
from django.core import checks
from django.core.management import call_command
from django.utils import timezone

from clinic import audit
from clinic.audit import chain
from clinic.audit.state import seal_state
from clinic.web import worker_seen
from intake.management.commands import worker
from tests.clinic.audit.trail import NOON, sealed, write

pytestmark = pytest.mark.django_db


def warnings() -> list[str]:
    found = checks.run_checks(tags=["database"], databases=["default"])
    return [warning.msg for warning in found if warning.id == "clinic.W002"]


def test_the_page_tells_how_far_the_trail_is_sealed(signed_in, lead):
    page = signed_in(lead)
    worker_seen.note(at=timezone.now())
    write(1_199)
    chain.seal(at=NOON + timedelta(minutes=1))
    count = seal_state().events
    text = page.get("/audit/").content.decode()
    assert f"Sealed up to 02-Mar-2026 12:01: {count:,} events; 1 waiting." in text  # the page's own event
    assert "worker" not in text


def test_the_page_tells_of_a_sealer_that_stopped(signed_in, lead):
    page = signed_in(lead)
    write(3)
    text = page.get("/audit/").content.decode()
    assert "Nothing sealed yet" in text and "the oldest since 2026-03-02 12:00" in text


def test_check_warns_of_a_sealer_that_stopped(db):
    audit.record("view")
    assert warnings() == []
    write(2)
    assert len(warnings()) == 1 and "3 events wait" in warnings()[0]
    chain.seal(at=timezone.now())
    assert warnings() == []


def test_a_slow_sealer_keeps_the_site_ready(client, db):
    call_command("createcachetable")
    write(2)
    assert client.get("/readyz").status_code == 200


def test_the_state_of_an_empty_trail(db):
    state = seal_state()
    assert (state.up_to, state.events, state.waiting, state.why_late(NOON)) == (None, 0, 0, "")


def test_the_worker_seals_every_minute(db):
    assert (chain.seal, worker.EVERY_MINUTE) in worker.DUTIES
    sealed(1)
    write(3, 50)
    call_command("worker", "--once")
    assert seal_state().waiting == 0
