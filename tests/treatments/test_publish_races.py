"""Two people publishing at once, and a row added while somebody publishes: on PostgreSQL, with real threads.

Each race has a control in which the guard is off and the race is lost, else the test would prove nothing.
"""

from collections.abc import Callable
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, connections, transaction

from treatments import editions, publish_checks, publishing
from treatments.models import ProtocolEdition, Publication, Question, QuestionOption
from treatments.protocol_file import rules_hash

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="races show on PostgreSQL only"),
]


def in_threads(*jobs: Callable[[], object]) -> list:
    """What each job returned or raised, all of them started together."""
    start, results = Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable[[], object]) -> None:
        start.wait()
        try:
            results[place] = job()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def in_force_count() -> int:
    return ProtocolEdition.objects.in_force().filter(treatment__code="lamp-therapy").count()


def test_of_several_published_at_once_one_stays_in_force(next_edition, dermatologist):
    drafts = [next_edition(str(number)) for number in range(1, 6)]
    results = in_threads(
        *(lambda draft=draft: publishing.publish(draft, by=dermatologist) for draft in drafts)
    )
    assert all(isinstance(result, Publication) for result in results), results
    assert in_force_count() == 1
    assert sorted(Publication.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_one_draft_published_twice_at_once_is_published_once(next_edition, dermatologist):
    draft = next_edition("1")
    results = in_threads(*[lambda: publishing.publish(draft, by=dermatologist)] * 4)
    assert sorted(type(result).__name__ for result in results) == ["NotADraft"] * 3 + ["Publication"]


def test_without_the_lock_the_database_still_lets_only_one_through(next_edition, dermatologist, monkeypatch):
    """All have seen that nothing is in force before the first one writes: the unique number decides."""
    drafts, looked, look = [next_edition(str(n)) for n in range(1, 5)], Barrier(4), editions.in_force

    def seen_by_all(code: str):
        found = look(code)
        looked.wait(20)
        return found

    monkeypatch.setattr(publishing, "_lock", lambda: None)
    monkeypatch.setattr(publishing, "in_force", seen_by_all)
    results = in_threads(
        *(lambda draft=draft: publishing.publish(draft, by=dermatologist) for draft in drafts)
    )
    assert sorted(type(result).__name__ for result in results) == ["NotADraft"] * 3 + ["Publication"], results
    assert in_force_count() == 1


def slip_in(draft: ProtocolEdition, dermatologist, monkeypatch) -> bool:
    """Whether a row written after the checks read the draft ends up below the published edition.

    The checks wait for the writer, two seconds at most: with the lock the writer cannot finish before them.
    """
    reading, written = Event(), Event()
    question, check = Question.objects.get(edition=draft, code="burn"), publish_checks.problems

    def slow(*args):
        reading.set()
        written.wait(2)
        return check(*args)

    def add() -> None:
        reading.wait(20)
        try:
            words = {"en": "Extra", "es": "Otra"}
            QuestionOption.objects.create(question=question, position=9, code="extra", text=words)
        finally:
            written.set()

    monkeypatch.setattr(publish_checks, "problems", slow)
    published, _ = in_threads(lambda: publishing.publish(draft, by=dermatologist), add)
    assert isinstance(published, Publication), published
    edition = editions.in_force("lamp-therapy")
    return rules_hash(editions.canonical(editions.read_rows(edition))) != edition.rules_hash


def test_no_row_slips_below_an_edition_while_it_is_published(next_edition, dermatologist, monkeypatch):
    assert not slip_in(next_edition("1"), dermatologist, monkeypatch)


def test_control_without_the_lock_a_row_slips_in(next_edition, dermatologist, monkeypatch):
    monkeypatch.setattr(publishing, "_lock", lambda: None)
    assert slip_in(next_edition("1"), dermatologist, monkeypatch)


def test_a_patients_record_may_point_to_an_edition_while_another_is_published(next_edition, dermatologist):
    """Publishing holds no lock that a foreign key to an edition has to wait for."""
    draft = next_edition("1")
    with transaction.atomic():
        publishing._lock()

        def point() -> int:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                cursor.execute(
                    f"SELECT 1 FROM treatments_protocoledition WHERE id = {draft.pk} FOR KEY SHARE"
                )
                return cursor.fetchone()[0]

        assert in_threads(point) == [1]
