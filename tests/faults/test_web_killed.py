"""kill -9 of the web process at the two worst moments: half-way through a change, and before the answer."""

import random

import pytest

from tests.faults.conftest import ENGINES, ONE_IN_EVERY_RUN
from tests.faults.ground import Site, kill
from tests.faults.people import Browser, Ledger, Patient, Unavailable, differences
from tests.faults.postgres import wait_for

pytestmark = pytest.mark.slow

HALF_WAY = 'INSERT INTO "intake_assessment"'
"""Within the sending of answers: the response is written, its event, its message and the rest are not."""


def killed_while(site: Site, act) -> None:
    """`act` is a request that stops where it was told to; the process it stops in is killed there."""
    with pytest.raises(Unavailable):
        killing(site)
        act()


def killing(site: Site) -> None:
    import threading

    def run() -> None:
        wait_for(lambda: list(site.data.glob("paused-*")), 30, "no request stopped")
        for paused in site.data.glob("paused-*"):
            paused.unlink()
            kill(int(paused.name.partition("-")[2]))

    threading.Thread(target=run, daemon=True).start()


@pytest.mark.parametrize("engine", ENGINES)
def test_half_way_nothing_is_done_and_before_the_answer_all_is(engine, site_on):
    site = site_on(engine)
    site.start_web()
    browser = Browser(site.port, Ledger(), random.Random(1))
    patient = Patient(browser, site.told["visits"][0])
    patient.come_in()
    for code, value in patient.values().items():
        patient.answer(code, value)

    killed_while(site, lambda: patient.send(X_Pause=HALF_WAY))
    found = site.look()
    assert found["sent"].get(patient.visit) is None and patient.visit not in found["receipts"]
    assert not [told for told in found["told"] if told.startswith("create response")][
        len(site.told["to_sign"]) :
    ]

    killed_while(site, lambda: patient.send(X_Pause="answer"))
    assert browser.ledger.sent == [], "nobody was told"
    patient.send()  # what the patient does who saw no answer
    assert list(differences(browser.ledger, site.look())) == []
    assert browser.ledger.sent == [patient.visit] and browser.ledger.count == 5


@pytest.mark.parametrize("engine", ONE_IN_EVERY_RUN)
def test_an_answer_whose_confirmation_was_lost_is_there_once(engine, site_on):
    site = site_on(engine)
    site.start_web()
    browser = Browser(site.port, Ledger(), random.Random(2))
    patient = Patient(browser, site.told["visits"][1])
    patient.come_in()
    killed_while(site, lambda: patient.answer("goal", "Más piel", X_Pause="answer"))
    assert site.look()["answers"][patient.visit]["goal"] == "Más piel" and not browser.ledger.answers
    patient.answer("goal", "Más piel")
    assert list(differences(browser.ledger, site.look())) == []
