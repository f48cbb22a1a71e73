"""PostgreSQL is restarted while nobody works: the next person notices nothing, web and worker both."""

import random

import pytest

from tests.faults.people import Browser, Ledger, Patient, differences
from tests.faults.postgres import wait_for
from tests.faults.test_mail import mail_server, states

pytestmark = pytest.mark.slow


def test_a_restart_while_idle_is_not_noticed(site_on, postgres):
    site = site_on("postgresql")
    browser = Browser(site.port, Ledger(), random.Random(6))
    patient = Patient(browser, site.told["visits"][0])
    site.start_web()
    patient.come_in()
    for path in ("/questions/goal/", "/check/") * 8:  # every thread has a connection of its own
        browser.get(path)
    postgres.restart()
    for code, value in patient.values().items():
        patient.answer(code, value)  # the first try has to be the one
    patient.send()
    assert list(differences(browser.ledger, site.look())) == [] and browser.ledger.count == 5


def test_a_worker_goes_on_after_an_immediate_stop(site_on, postgres):
    site = site_on("postgresql")
    postgres.stop_at_once()
    with mail_server() as (server, address):
        site.variables |= {"EMAIL_URL": address}
        worker = site.start_worker("--every", "0.1")
        wait_for(lambda: "trying again" in site.log(), 60)
        postgres.start()
        wait_for(lambda: len(server.arrived) == len(site.told["to_sign"]), 60, "the worker does not go on")
        assert worker.poll() is None and server.counted() == dict.fromkeys(states(site), 1)
