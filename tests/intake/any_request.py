"""Everybody who may ask, every address there is, and what must hold of every answer."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import Any

from django.apps import apps
from django.core.signals import got_request_exception
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from clinic.models import AuditEvent, EmergencyAccess, User
from clinic.policy import View, every_view
from intake.actions.invitations import copy_link
from intake.example.day import example_day
from intake.example.patients import PATIENTS as EXAMPLES
from intake.models import (
    CorrectionRequest,
    Course,
    Finding,
    Message,
    Patient,
    Recall,
    Response,
    Review,
    SymptomReport,
    TreatmentConsent,
    TreatmentSession,
    Visit,
)
from intake.views.courses import CHANGES
from tests import second_factors
from tests.factories import UserFactory
from tests.intake.conftest import protocol_in_force
from tests.intake.hostile import PageForm, forms_in
from tests.intake.patient.steps import answer_all, send
from treatments import editions

RANDOM = "00000000-0000-4000-8000-000000000001"
GARBAGE = ("..%2f..%2fetc%2fpasswd", "%00", "%ED%A0%80", "%E2%80%AE", "1", "x" * 3_000, "a'%22%3Cscript%3E")
STAFF = {
    "front_desk": "desk@clinic.example",
    "nurse": "nurse@clinic.example",
    "dermatologist": "ruiz@clinic.example",
    "lead": "lead@clinic.example",
}
PATIENTS = {"patient": "diaz", "patient_who_sent": "smith"}
"""One who answers, one whose answers are sent."""
WHO = ("anonymous", "nobody", *PATIENTS, *STAFF)
OPENS_MORE = {
    "diabetes": "yes",
    "acne": "spots",
    "acne_areas": ["cheeks"],
    "autoimmune": "yes",
    "smoker": "current",
    "laser_on": "2026-01",
    "laser_kind": "not_sure",
    "medicines": ["warfrin", "zzz"],
}
"""Answers that open follow-ups, and a medicine whose name is asked about."""
ROOMS = ("clinic", "treatments", "intake")
NO_REASONS = ("anonymous", "nobody", "front_desk", "lead")


@dataclass
class Clinic:
    """The example day, with a browser for everybody."""

    browsers: dict[str, Client]
    reasons: list[str]
    parts: dict[str, list[str]]
    """For each variable part of an address: ids of every example object of that kind, in order."""

    def ask(self, who: str, method: str, address: str, *, keep: bool = False, **sent: Any) -> HttpResponse:
        """One request, judged by what must hold of every answer; what it changed is undone but for `keep`."""
        browser = self.browsers[who]
        kept = {name: morsel.value for name, morsel in browser.cookies.items()}
        with nullcontext() if keep else undone(), raised() as errors:
            answer = browser.generic(method, address, **sent)
        browser.cookies.clear()
        browser.cookies.load(kept)
        told = f"{who} {method} {address[:200]}"
        assert not errors, f"{told}: {errors[0]!r}"
        assert answer.status_code < 500, f"{told}: {answer.status_code}"
        self._judge_text(told, who, b"".join(answer).decode("utf-8", "replace"))
        return answer

    def _judge_text(self, told: str, who: str, text: str) -> None:
        assert "Traceback (most" not in text, told
        assert "<script>alert(1)" not in text and "<img src=x" not in text, told
        by_right = "/protocols/" in told or "/guide/" in told or (who == "lead" and "/copy/" in told)
        if who in NO_REASONS and not by_right:
            assert not [reason for reason in self.reasons if reason in text], told

    def forms(self, who: str, address: str) -> list[PageForm]:
        """The forms of a page, as this person gets it."""
        answer = self.ask(who, "GET", address)
        is_page = answer.status_code == 200 and "html" in answer.headers["Content-Type"]
        return forms_in(answer.content.decode(), address) if is_page else []


def open_clinic(at: datetime) -> Clinic:
    """Make the example day and sign everybody in."""
    protocol_in_force()
    example_day(at)
    browsers = {who: Client(raise_request_exception=False) for who in WHO}
    for who, email in STAFF.items():
        second_factors.signed_in(browsers[who], User.objects.get(email=email))
    second_factors.signed_in(browsers["nobody"], UserFactory(email="olaf@clinic.example"))
    for who, name in PATIENTS.items():
        _come_in(browsers[who], visit_of(name), at)
    answer_all(visit_of(PATIENTS["patient"]), **OPENS_MORE)
    assert send(browsers["patient_who_sent"], visit_of("smith")).headers["Location"] == "/sent/"
    reasons = {sentence for found in Finding.objects.all() for sentence in (found.staff, found.patient)}
    return Clinic(browsers, [*reasons, *map(escape, reasons)], _parts(at))


def visit_of(name: str) -> Visit:
    """The one visit of a patient of the example."""
    who = EXAMPLES[name]
    return Visit.objects.select_related("patient", "place").get(
        patient__family_name=who.family_name, patient__given_name=who.given_name
    )


def _come_in(browser: Client, visit: Visit, at: datetime) -> None:
    desk, born = User.objects.get(email=STAFF["front_desk"]), visit.patient.birth_date
    token = copy_link(visit=visit, by=desk, at=at)[1]
    boxes = {f"birth_date_{part}": getattr(born, part) for part in ("day", "month", "year")}
    assert browser.post(f"/i/{token}/?lang=en", boxes).status_code == 302


def _parts(at: datetime) -> dict[str, list[str]]:
    edition = editions.in_force("micro-needling")
    document = editions.document_of(edition)
    spare = copy_link(visit=visit_of("nguyen"), by=User.objects.get(email=STAFF["front_desk"]), at=at)[1]
    kinds = {
        "patients": Patient,
        "visits": Visit,
        "responses": Response,
        "reviews": Review,
        "courses": Course,
        "recalls": Recall,
        "sessions": TreatmentSession,
        "symptoms": SymptomReport,
        "consents": TreatmentConsent,
        "messages": Message,
        "emergency": EmergencyAccess,
        "corrections": CorrectionRequest,
    }
    ids = {f"{word}/<uuid:pk>": _ids(kind) for word, kind in kinds.items()}
    return ids | {
        "people/<uuid:pk>": [str(person.public_id) for person in User.objects.order_by("pk")],
        "care/consent/<str:pk>": _ids(TreatmentConsent),
        "<str:token>": [spare],
        "questions/<slug:code>": [question["code"] for question in document["questions"]],
        "<slug:section>": list(document["sections"]),
        "<slug:change>": list(CHANGES),
        "<int:pk>": ["1"],
        "<slug:treatment>": ["micro-needling"],
        "protocols/<slug:code>": ["micro-needling"],
        "<str:edition>": [edition.label],
        r"(?P<uidb36>[0-9A-Za-z]+)": ["1"],
        "(?P<key>.+)": ["set-password"],
    }


def _ids(kind: type[Model]) -> list[str]:
    return [str(pk) for pk in kind.objects.order_by("pk").values_list("pk", flat=True)] or [RANDOM]


def routes() -> list[tuple[str, View]]:
    """Every address of the site with its view."""
    return [(route.replace("^", "").replace("$", ""), view) for route, view in every_view(get_resolver())]


def filled(route: str, parts: dict[str, list[str]], turn: int = 0) -> str:
    """The address with each variable part filled in; `turn` chooses which of the objects."""
    for part, values in parts.items():
        kept, brace, _ = part.partition("<")
        text = (kept if brace and not part.startswith("(") else "") + values[turn % len(values)]
        route = route.replace(part, text)
    assert not re.search(r"[<(]", route), f"say in _parts what {route} may be filled with"
    return "/" + route


def varied(route: str, parts: dict[str, list[str]]) -> list[str]:
    """The address for every object there is."""
    most = max((len(values) for part, values in parts.items() if part in route), default=1)
    return [filled(route, parts, turn) for turn in range(most)]


def spoilt(route: str, text: str) -> str:
    """The address with `text` in the place of every variable part."""
    return "/" + re.sub(r"<\w+:\w+>|\(\?P<\w+>[^)]*\)", lambda _: text, route)


def records(but: Visit | None = None) -> str:
    """A digest of every row of patients, answers, decisions, people and protocols, but for one visit's.

    The audit trail is left out: it keeps refusals.
    """
    kinds = [
        kind for room in ROOMS for kind in apps.get_app_config(room).get_models() if kind is not AuditEvent
    ]
    return sha256(repr([_rows(kind, but) for kind in kinds]).encode()).hexdigest()


def _rows(kind: type[Model], but: Visit | None) -> list[tuple]:
    found = kind.objects.order_by("pk")
    if but and kind is Visit:
        found = found.exclude(pk=but.pk)
    elif but and "visit" in {field.name for field in kind._meta.get_fields()}:
        found = found.exclude(visit=but)
    return list(found.values_list())


@contextmanager
def undone() -> Iterator[None]:
    """What is written meanwhile is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def raised() -> Iterator[list[BaseException]]:
    """Every exception that no view caught."""
    seen: list[BaseException] = []

    def note(**_: Any) -> None:
        seen.append(sys.exc_info()[1])

    got_request_exception.connect(note)
    try:
        yield seen
    finally:
        got_request_exception.disconnect(note)
