"""Ten times the load for two minutes: everybody is served, nothing is lost; prints what was measured."""

import random
import statistics
import time

import pytest

from tests.faults.conftest import ENGINES
from tests.faults.ground import seeding, what_is_in
from tests.faults.people import Browser, Ledger, Patient, all_at_once, differences, ended

pytestmark = pytest.mark.long

SECONDS = 120
USUAL, TIMES = 2, 10
"""Patients who answer at the same time on a busy morning (ten a minute, each sending a page in 10 s)."""


@pytest.mark.parametrize("engine", ENGINES)
def test_ten_times_the_load_loses_nothing(engine, site_on):
    site = site_on(engine)
    people = USUAL * TIMES
    visits = iter(what_is_in(seeding(site.variables, 20 * people, 1))["visits"])
    site.start_web()
    site.start_worker()
    ledger, waits, until = Ledger(), [], time.monotonic() + SECONDS

    def go_on(seed: int) -> None:
        while time.monotonic() < until and (told := next(visits, None)):
            began, before = time.monotonic(), ledger.tries
            Patient(Browser(site.port, ledger, random.Random(seed)), told).everything()
            waits.append((time.monotonic() - began) / max(1, ledger.tries - before) * people)

    ended(all_at_once(*[lambda seed=seed: go_on(seed) for seed in range(people)]))
    wrong = list(differences(ledger, site.look()))
    lost, doubled = (sum(word in line for line in wrong) for word in ("lost", "doubled"))
    print(
        f"\n{engine}: {people} at once for {SECONDS} s, {ledger.tries} requests, {ledger.count} "
        f"acknowledged, {lost} lost, {doubled} doubled, about {statistics.median(waits):.2f} s a request"
    )
    assert wrong == [] and ledger.count > 5 * people
