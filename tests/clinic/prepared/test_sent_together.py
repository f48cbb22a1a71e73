"""Writes sent together: the same rows in the same order, on PostgreSQL in fewer messages."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import BigIntegerField, CharField
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from clinic import audit
from clinic.models import User
from clinic.prepared import Prepared, PreparedUpdate, sent_together

pytestmark = pytest.mark.django_db
POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is sent no messages")
TITLED = PreparedUpdate(
    lambda person, title: (User.objects.filter(pk=person), {"title": title}),
    person=BigIntegerField(),
    title=CharField(),
)
MAILED = PreparedUpdate(
    lambda person, email: (User.objects.filter(pk=person), {"email": email}),
    person=BigIntegerField(),
    email=CharField(),
)
PERSON = Prepared(lambda person: User.objects.filter(pk=person), person=BigIntegerField())


def title_of(person: User) -> str:
    return User.objects.values_list("title", flat=True).get(pk=person.pk)


def waiting() -> int:
    from clinic.prepared import plans

    return len(plans._waiting[connection.connection])


@pytest.mark.parametrize("ask", [lambda person: PERSON.first(person=person.pk).title, title_of])
def test_whoever_asks_sees_what_was_written_before(nurse, ask):
    with transaction.atomic(), sent_together():
        TITLED.run(person=nurse.pk, title="DO")
        TITLED.run(person=nurse.pk, title="NP")
        assert ask(nurse) == "NP"
        TITLED.run(person=nurse.pk, title="PA")
    assert title_of(nurse) == "PA"


@POSTGRESQL
def test_they_wait_for_the_next_that_asks(nurse):
    with transaction.atomic(), sent_together():
        assert TITLED.run(person=nurse.pk, title="DO") == -1
        TITLED.run(person=nurse.pk, title="NP")
        assert waiting() == 2
        event = audit.record("view", at=timezone.now())
        assert waiting() == 0 and event.pk and title_of(nurse) == "NP"
    assert TITLED.run(person=nurse.pk, title="DO") == 1


@POSTGRESQL
def test_one_block_within_another_changes_nothing(nurse):
    with transaction.atomic(), sent_together():
        TITLED.run(person=nurse.pk, title="DO")
        with sent_together():
            TITLED.run(person=nurse.pk, title="NP")
        assert waiting() == 2
    assert title_of(nurse) == "NP"


def test_a_failure_on_the_way_undoes_all(nurse):
    with pytest.raises(ZeroDivisionError), transaction.atomic(), sent_together():
        TITLED.run(person=nurse.pk, title="DO")
        raise ZeroDivisionError
    assert title_of(nurse) != "DO"


@pytest.mark.parametrize("ask", [lambda person: PERSON.first(person=person.pk), lambda person: None])
def test_a_write_that_fails_raises_where_it_is_sent_and_undoes_all(nurse, dermatologist, ask):
    with pytest.raises(IntegrityError), transaction.atomic(), sent_together():
        TITLED.run(person=nurse.pk, title="DO")
        MAILED.run(person=nurse.pk, email=dermatologist.email)
        ask(nurse)
    assert title_of(nurse) != "DO"


@POSTGRESQL
def test_what_failed_is_not_sent_again_and_the_next_is(nurse, dermatologist):
    with transaction.atomic(), sent_together():
        with pytest.raises(DatabaseError), transaction.atomic():
            MAILED.run(person=nurse.pk, email=dermatologist.email)
            PERSON.first(person=nurse.pk)
        TITLED.run(person=nurse.pk, title="NP")
    assert title_of(nurse) == "NP"


@pytest.mark.django_db(transaction=True)
def test_only_within_a_transaction():
    with pytest.raises(TransactionManagementError), sent_together():
        raise AssertionError
