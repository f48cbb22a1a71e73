"""The setup code under haste: parallel guesses share five tries, parallel uses make one lead."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import close_old_connections, connection
from django.test import RequestFactory

from clinic.models import AuditEvent, User
from clinic.people import setup_code

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


def all_at_once(codes: list[str]) -> list[str]:
    """What each of these calls, made at the same time, ends in."""

    def call(numbered: tuple[int, str]) -> str:
        number, code = numbered
        close_old_connections()
        try:
            request = RequestFactory().post("/setup/")
            email = f"person{number}@clinic.example"
            setup_code.make_lead(code, request=request, email=email, full_name="Lena", password="x" * 20)
            return "lead"
        except setup_code.CodeWrong as wrong:
            return f"wrong, {wrong.left} left"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(codes)) as threads:
        return list(threads.map(call, enumerate(codes)))


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def test_no_more_than_five_of_many_guesses_at_once_are_tries():
    setup_code.issue()
    ends = all_at_once(["WRONG"] * AT_ONCE)
    assert sorted(set(ends)) == [f"wrong, {left} left" for left in range(5)]
    assert len(ends) - ends.count("wrong, 0 left") == 4
    assert AuditEvent.objects.filter(target="setup code", outcome="deny").count() <= AT_ONCE
    assert not setup_code.is_open()


def test_the_right_code_at_once_makes_one_lead():
    ends = all_at_once([setup_code.issue()] * 5)
    assert ends.count("lead") == 1
    assert User.objects.count() == 1
