"""The one-time code by which an empty clinic gets its first lead, and a clinic nobody leads a new one.

It is shown on the server's console. In the cache all processes share stands only its hash, for an hour; a
cache that was emptied closes the page, it opens nothing. `cache.add` is one insert: two requests at once
cannot both have the same try, nor both use the code.
"""

import secrets
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from clinic import audit, people
from clinic.models import User
from clinic.roles import LEAD

LIFE_SECONDS = 60 * 60
TRIES = 5
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without those that look alike
LENGTH = 12  # 59 bits
OPEN = "setup-code"


class CodeWrong(Exception):
    """It is not the code; `left` tries remain, and with none the code is gone."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def issue() -> str:
    """A new code, as "XXXX-XXXX-XXXX"; one made before works no more.

    Raises ValueError where the clinic has a lead.
    """
    if people.there_is_a_lead():
        raise ValueError("The clinic has a lead.")
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    cache.set(OPEN, {"number": secrets.token_hex(8), "hash": _hash(code)}, LIFE_SECONDS)
    audit.record("privilege", role=audit.SYSTEM, target="setup code")
    return "-".join(code[n : n + 4] for n in range(0, LENGTH, 4))


def is_open() -> bool:
    """Whether the page is there at all: nobody leads the clinic and a code waits."""
    return not people.there_is_a_lead() and _waiting() is not None


def make_lead(code: str, *, request: HttpRequest, **particulars: Any) -> User:
    """The first lead, for `people.add_person`'s particulars; the code is used up.

    Raises CodeWrong, and ValidationError for particulars that nobody can have. Each call takes a try before
    it looks at the code, and outside the transaction, so that neither haste nor an error gives it back.
    """
    waiting = _waiting()
    if waiting is None or people.there_is_a_lead():
        raise CodeWrong(0)
    left = _take_a_try(waiting)
    if left is None or not constant_time_compare(waiting["hash"], _hash(code)):
        audit.record("sign-in", outcome="deny", request=request, target="setup code")
        raise CodeWrong(left or 0)
    with transaction.atomic():
        if not cache.add(f"{OPEN}:{waiting['number']}:used", True, LIFE_SECONDS):
            raise CodeWrong(0)
        cache.delete(OPEN)
        return people.add_person(**particulars, roles=[LEAD], by=None, request=request)


def _waiting() -> dict[str, str] | None:
    waiting = cache.get(OPEN)
    if waiting is None or cache.get(f"{OPEN}:{waiting['number']}:{TRIES}"):
        return None
    return waiting


def _take_a_try(waiting: dict[str, str]) -> int | None:
    """How many are left after this one; None where there was none to take."""
    for number in range(1, TRIES + 1):
        if cache.add(f"{OPEN}:{waiting['number']}:{number}", True, LIFE_SECONDS):
            return TRIES - number
    return None


def _hash(code: str) -> str:
    typed = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return salted_hmac("clinic setup code", typed, algorithm="sha256").hexdigest()
