"""Ten times the load for two minutes: everybody is served, nothing is lost; prints what was measured."""

import random
import time

import pytest

from tests.faults.conftest import ENGINES
from tests.faults.ground import seeding, what_is_in
from tests.faults.people import Answer, Browser, Ledger, Patient, all_at_once, differences, ended

pytestmark = pytest.mark.long

SECONDS = 120
USUAL, TIMES = 2, 10
"""Requests a second: a busy morning has twenty people at their pages, each asking for one every 10 s."""
VISITS_EACH = 15
"""More than anybody gets through: twelve requests a visit, one a second."""


class Hurried(Browser):
    """Asks for the next page a second after the last, and notes how long each took."""

    def __init__(self, *given) -> None:
        super().__init__(*given)
        self.next_at, self.waits = time.monotonic(), []

    def ask(self, *given, **headers) -> Answer:
        time.sleep(max(0.0, self.next_at - time.monotonic()))
        began = time.monotonic()
        self.next_at = began + 1
        answer = super().ask(*given, **headers)
        self.waits.append(time.monotonic() - began)
        return answer


@pytest.mark.parametrize("engine", ENGINES)
def test_ten_times_the_load_loses_nothing(engine, site_on):
    site, people = site_on(engine), USUAL * TIMES
    visits = iter(what_is_in(seeding(site.variables, VISITS_EACH * people, 1))["visits"])
    site.start_web()
    site.start_worker()
    ledger, waits, until = Ledger(), [], time.monotonic() + SECONDS

    def go_on(seed: int) -> None:
        while time.monotonic() < until:
            browser = Hurried(site.port, ledger, random.Random(seed))
            Patient(browser, next(visits)).everything()
            waits.extend(browser.waits)

    ended(all_at_once(*[lambda seed=seed: go_on(seed) for seed in range(people)]), SECONDS)
    wrong = list(differences(ledger, site.look()))
    lost, doubled = (sum(word in line for line in wrong) for word in ("lost", "doubled"))
    slowest = sorted(waits)[int(len(waits) * 0.95)]
    print(
        f"\n{engine}: {people} requests a second for {SECONDS} s, {ledger.tries} requests, {ledger.count} "
        f"acknowledged, {lost} lost, {doubled} doubled; 95 of 100 in {slowest:.2f} s"
    )
    assert wrong == [] and ledger.tries == len(waits), "one was not answered"
    assert len(waits) > 0.8 * people * SECONDS, "the site kept people waiting"
