"""Events written while two seal, sealers that meet, one that is killed: every event is in exactly one seal.

Each guard has a control that shows what happens without it (on PostgreSQL; SQLite puts writers in order).
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from clinic import append_only, audit
from clinic.audit import chain, runs
from clinic.models import AuditEvent, AuditSeal
from tests.clinic.audit.trail import NOON, SEALS, problems, told, write
from tests.intake.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite puts writers in order by itself"
)
WRITERS, EACH = 6, 25


def seals_of_each_event() -> Counter:
    """How many seals hold each event."""
    held: Counter = Counter()
    for seal in AuditSeal.objects.all():
        for low, high in runs.read(seal.events):
            held.update(range(low, high + 1))
    return held


def in_exactly_one_seal() -> bool:
    held = seals_of_each_event()
    return set(held) == set(AuditEvent.objects.values_list("pk", flat=True)) and set(held.values()) == {1}


def test_events_written_while_two_seal_are_each_in_one_seal():
    left = threading.Semaphore(0)

    def writing(number):
        chance = random.Random(number)
        for n in range(EACH):
            with transaction.atomic():
                audit.record("view", target=f"visit {number} {n}", at=NOON)
                time.sleep(chance.random() / 200)  # so that events commit in another order than their ids
                transaction.set_rollback(n % 10 == 9)  # and some numbers are never used
        left.release()

    def sealing():
        rounds = 0
        while left._value < WRITERS or rounds == 0:
            chain.seal(at=NOON + timedelta(minutes=1))
            rounds += 1

    results = at_once(*[lambda n=n: writing(n) for n in range(WRITERS)], sealing, sealing)
    assert results == [None] * (WRITERS + 2)
    chain.seal(at=NOON + timedelta(minutes=2))
    assert AuditEvent.objects.count() == WRITERS * (EACH - EACH // 10)
    assert in_exactly_one_seal() and problems(anchor=chain.anchor()) == []


@pytest.fixture
def sealers_meet(monkeypatch):
    """Two sealers read the same end of the chain before either adds its seal."""
    gate, make = threading.Barrier(2), chain._next_seal

    def together(*given):
        seal = make(*given)
        if seal.number == 1:
            gate.wait(timeout=20)
        return seal

    monkeypatch.setattr(chain, "_next_seal", together)


def test_two_sealers_that_meet_make_one_seal(sealers_meet):
    write(20)
    results = at_once(*[lambda: chain.seal(at=NOON)] * 2)
    assert sorted(results) == [0, 20]
    assert AuditSeal.objects.count() == 1 and in_exactly_one_seal() and problems() == []


@pytest.fixture
def numbers_may_repeat():
    """The seals' primary key is what keeps two sealers apart."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {SEALS} DROP CONSTRAINT {SEALS}_pkey")
    yield
    append_only.uninstall()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {SEALS}")
        cursor.execute(f"ALTER TABLE {SEALS} ADD PRIMARY KEY (number)")
    append_only.install()


@on_postgresql
def test_control_without_the_key_the_chain_forks_and_verify_says_so(numbers_may_repeat, sealers_meet):
    write(20)
    results = at_once(*[lambda: chain.seal(at=NOON)] * 2)
    assert results == [20, 20]
    assert set(seals_of_each_event().values()) == {2}
    assert "seal 1: there are two with this number" in told()
    assert "stand in another seal, too" in told()


def overtaken() -> None:
    """One event draws its number, another is written and sealed, and only then does the first one show."""
    drawn, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            audit.record("view", target="slow", at=NOON)
            drawn.set()
            assert go_on.wait(timeout=20)

    def quick():
        assert drawn.wait(timeout=20)
        audit.record("view", target="quick", at=NOON)
        assert chain.seal(at=NOON) == 1
        go_on.set()

    assert at_once(slow, quick) == [None, None]


@on_postgresql
def test_an_event_that_was_overtaken_is_sealed_next():
    overtaken()
    assert problems() == []
    assert chain.seal(at=NOON) == 1
    assert in_exactly_one_seal() and problems() == []


@on_postgresql
def test_control_without_a_look_at_the_gaps_it_stays_unsealed(monkeypatch):
    overtaken()
    monkeypatch.setattr(runs.Covered, "holes", lambda *given: iter(()))
    assert chain.seal(at=NOON) == 0
    assert not in_exactly_one_seal()


@on_postgresql
def test_an_event_is_written_while_a_sealer_stands_in_the_middle_of_its_insert():
    write(3)
    inserted, go_on = threading.Event(), threading.Event()

    def sealing():
        with transaction.atomic():
            chain.seal(at=NOON)
            inserted.set()
            assert go_on.wait(timeout=20)

    def writing():
        assert inserted.wait(timeout=20)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        audit.record("view", at=NOON)
        go_on.set()

    assert at_once(sealing, writing) == [None, None]


KILLED = """
import time, django
from django.conf import settings
settings.DATABASES["default"].update(NAME={name!r})
django.setup()
from django.utils import timezone
from clinic.audit import chain
from clinic.models import AuditSeal
save = AuditSeal.save
def slow_save(seal, **given):
    save(seal, **given)
    if seal.number == 3:
        print("in the middle", flush=True)
        time.sleep(60)
AuditSeal.save = slow_save
chain.EVENTS_A_SEAL = 5
chain.seal(at=timezone.now())
"""


def test_a_sealer_killed_in_the_middle_leaves_a_whole_chain(tmp_path):
    write(20)
    name = str(connection.settings_dict["NAME"])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, "-c", KILLED.format(name=name)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, cwd=settings.BASE_DIR) as sealer:
        assert sealer.stdout.readline() == b"in the middle\n"
        sealer.send_signal(signal.SIGKILL)
    assert sealer.returncode == -signal.SIGKILL
    assert list(AuditSeal.objects.values_list("count", flat=True)) == [5, 5]
    assert problems() == []
    assert chain.seal(at=NOON) == 10
    assert in_exactly_one_seal() and problems() == []
