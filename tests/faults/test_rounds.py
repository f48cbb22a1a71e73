"""Rounds of random faults under people at work; the client's ledger is compared with the database afterwards.

-k rounds -s shows a line: rounds, acknowledged, lost, doubled. FAULT_SEED=n repeats a run's choices.
"""

import os
import random
import secrets
import time
from collections.abc import Callable
from functools import partial

import pytest

from tests.faults.conftest import ENGINES
from tests.faults.ground import Site, kill, seeding, what_is_in
from tests.faults.people import Browser, Doctor, Ledger, Patient, all_at_once, differences, ended
from tests.faults.postgres import Postgres

pytestmark = pytest.mark.slow

SHORT, LONG = 3, 25
"""Rounds on each of the two databases."""
PATIENTS = 2
CUTS = 0.05
"""How many requests lose their line after they went out."""


def kill_one_of_the_web(site: Site, chance: random.Random) -> None:
    kill(chance.choice(site.web_pids()))


def kill_the_whole_web(site: Site, chance: random.Random) -> None:
    site.kill_web()
    site.start_web()


def kill_the_worker(site: Site, chance: random.Random) -> None:
    site.workers[-1].kill()
    site.workers[-1].wait()
    site.start_worker("--every", "0.2")


def faults_of(site: Site, postgres: Postgres | None) -> list[Callable]:
    """In turn, each at a random moment; with few rounds the last of them come only in the long run."""
    faults = [kill_one_of_the_web, kill_the_whole_web, kill_the_worker]
    if postgres is None:
        return faults

    def stop_postgresql_at_once(site: Site, chance: random.Random) -> None:
        postgres.stop_at_once()
        time.sleep(chance.random())
        postgres.start()

    return [stop_postgresql_at_once, *faults]


def go(site: Site, rounds: int, faults: list[Callable], seed: int) -> tuple[Ledger, list[str]]:
    """The ledger after so many rounds and what the database does not agree with."""
    chance, ledger = random.Random(seed), Ledger()
    patients, waiting = iter(site.told["visits"]), iter(site.told["to_sign"])
    site.start_web()
    site.start_worker("--every", "0.2")
    for number in range(rounds):
        doctor = Doctor(browser_of(site, ledger, chance), site.told["session"])
        people = [Patient(browser_of(site, ledger, chance, CUTS), next(patients)) for _ in range(PATIENTS)]
        signing = partial(doctor.sign, next(waiting)["visit"])
        at_work = all_at_once(*[person.everything for person in people], signing)
        time.sleep(chance.random())
        faults[number % len(faults)](site, chance)
        ended(at_work)
    return ledger, list(differences(ledger, site.look()))


def browser_of(site: Site, ledger: Ledger, chance: random.Random, cuts: float = 0.0) -> Browser:
    return Browser(site.port, ledger, random.Random(chance.getrandbits(64)), cuts)


def rounds_on(engine: str, rounds: int, site: Site, postgres: Postgres | None) -> None:
    seed = int(os.environ.get("FAULT_SEED") or secrets.randbelow(1_000_000))
    print(f"\n{engine}: FAULT_SEED={seed}", flush=True)  # before, so that a run that hangs tells it, too
    ledger, wrong = go(site, rounds, faults_of(site, postgres), seed)
    lost, doubled = (sum(word in line for line in wrong) for word in ("lost", "doubled"))
    print(
        f"{engine}: {rounds} rounds, {ledger.tries} requests, {ledger.count} acknowledged, "
        f"{lost} lost, {doubled} doubled"
    )
    assert wrong == [], f"FAULT_SEED={seed}\n" + "\n".join(wrong)
    assert len(ledger.sent) == PATIENTS * rounds and len(ledger.signed) == rounds


@pytest.mark.parametrize("engine", ENGINES)
def test_a_few_rounds_lose_nothing_and_double_nothing(engine, site_on, request):
    site = site_on(engine)
    postgres = None if site.on_sqlite else request.getfixturevalue("postgres")
    rounds_on(engine, SHORT, site, postgres)


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_many_rounds_lose_nothing_and_double_nothing(engine, site_on, request):
    site = site_on(engine)
    site.told = what_is_in(seeding(site.variables, PATIENTS * LONG, LONG))
    postgres = None if site.on_sqlite else request.getfixturevalue("postgres")
    rounds_on(engine, LONG, site, postgres)
