"""Another connection holds what a save needs: it waits its time, is told to try again, and loses nothing."""

import contextlib
import random
import sqlite3
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest

from clinic.configuration.connections import postgresql, sqlite
from tests.faults.conftest import ENGINES
from tests.faults.ground import Site
from tests.faults.people import Browser, Ledger, Patient, Unavailable, differences

pytestmark = pytest.mark.slow

SHORT = {"sqlite": {"LOCK_SECONDS": "1"}, "postgresql": {}}
"""The wait, for 20 seconds in a clinic; PostgreSQL's stands in its address."""


@contextlib.contextmanager
def held(site: Site, visit: str) -> Iterator[None]:
    """Somebody's transaction that does not end."""
    if site.on_sqlite:
        other = sqlite3.connect(site.data / "db.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        url = urlsplit(site.variables["DATABASE_URL"])
        host = unquote(url.netloc.partition("@")[2])
        other = psycopg2.connect(host=host, user="clinic", dbname=url.path.strip("/"))
        other.cursor().execute("SELECT 1 FROM intake_draft WHERE visit_id = %s FOR UPDATE", [visit])
    yield
    other.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_save_behind_a_long_lock_is_told_to_come_back_and_then_done_once(engine, site_on):
    site = site_on(engine, **SHORT[engine])
    if not site.on_sqlite:
        site.variables["DATABASE_URL"] += "?options=-c%20lock_timeout%3D1s"
    site.start_web()
    browser = Browser(site.port, Ledger(), random.Random(3))
    patient = Patient(browser, site.told["visits"][0])
    patient.come_in()
    page = browser.get("/questions/goal/")
    assert page.status == 200
    with held(site, patient.visit):
        with pytest.raises(Unavailable, match="503"):
            patient.answer("goal", "behind a lock")
        assert site.answers(), "one stuck transaction is not the end of the site"
    patient.answer("goal", "behind a lock")
    assert list(differences(browser.ledger, site.look())) == [] and browser.ledger.count == 1


def test_postgresql_waits_as_long_as_sqlite_does(tmp_path):
    waits = postgresql("postgresql://site@host/db")["OPTIONS"]["options"]
    assert waits == f"-c lock_timeout={sqlite(tmp_path)['OPTIONS']['timeout']}s"
