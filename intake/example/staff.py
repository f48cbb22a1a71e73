"""The example clinic's people. Their password is printed at every start: it protects nothing."""

from functools import cache
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from clinic.models import Place, User
from clinic.people import add_person
from clinic.roles import DERMATOLOGIST, FRONT_DESK, LEAD, NURSE

PASSWORD = "lakeside-example"


class Person(NamedTuple):
    """Somebody who works at the example clinic."""

    email: str
    full_name: str
    title: str
    role: str
    does: str


STAFF = (
    Person("desk@clinic.example", "Frankie Moore", "", FRONT_DESK, "front desk"),
    Person("nurse@clinic.example", "Noor Haddad", "RN", NURSE, "nurse"),
    Person("ruiz@clinic.example", "Ada Ruiz", "MD", DERMATOLOGIST, "dermatologist"),
    Person("castillo@clinic.example", "Ben Castillo", "MD", DERMATOLOGIST, "dermatologist"),
    Person("lead@clinic.example", "Lena Novak", "", LEAD, "clinic lead"),
)


def staff() -> dict[str, User]:
    """Everybody by e-mail, added where they are not there yet."""
    return {person.email: _user(person) for person in STAFF}


def place() -> Place:
    """The one place of the example clinic."""
    found, _ = Place.objects.get_or_create(
        name="Lakeside", defaults={"address": "12 Lakeside Road", "phone": "555-555-0134"}
    )
    return found


def logins() -> str:
    """What script/server prints: who to sign in as."""
    lines = [f"  {person.email:26} {person.full_name}, {person.does}" for person in STAFF]
    return "\n".join(
        ["Example clinic, every patient invented. Sign in as:", *lines, f"  password: {PASSWORD}"]
    )


def _user(person: Person) -> User:
    found = User.objects.filter(email=person.email).first()
    if found:
        return found
    added = add_person(
        email=person.email, full_name=person.full_name, title=person.title, roles=[person.role], by=None
    )
    added.password = _hashed()
    added.save(update_fields=["password"])
    return added


@cache
def _hashed() -> str:
    """The printed password, hashed once for everybody: that takes a good part of a first start."""
    return make_password(PASSWORD)
