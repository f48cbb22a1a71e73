"""No message tells of health or of a treatment: neither its template nor what is sent, in either language."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail

from intake.actions.care_links import send_care_link
from intake.actions.invitations import send_link
from intake.actions.visits import cancel, move
from intake.models import Kind, Message, Patient, Recall
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.course.steps import held
from tests.intake.messages.steps import booked, moment, run
from tests.intake.steps import agree, send

pytestmark = pytest.mark.urls("tests.intake.link_urls")

TEMPLATES = sorted((Path(__file__).resolve().parents[3] / "templates").glob("*/*.??.txt"))
OF_MESSAGES = [path for path in TEMPLATES if path.parent.name in ("mail", "sms")]
TELLING = re.compile(
    r"\b(?:skin|needl|treat|therap|derma|medic|drug|symptom|pregnan|cream|acid|laser|peel|sunburn|infect|acne|scar"
    r"|wrinkle|swell|swoll|bleed|fever|health|doctor|nurse|session|consent|diagnos|result|eligib"
    r"|piel|aguja|tratam|terap|síntoma|embaraz|crema|ácido|láser|infecc|cicatri|arruga|hincha|sangr|fiebre"
    r"|salud|sesión|consentim|diagnós)",
    re.IGNORECASE,
)
TOLD_ON_PURPOSE = {"mail/invitation.en.txt": {"medic"}, "mail/invitation.es.txt": {"medic"}}
"""The mail with the questions says in its body to keep taking every prescribed medicine."""


def name_of(path):
    return f"{path.parent.name}/{path.name}"


def without_tags(text):
    return re.sub(r"\{[{%].*?[%}]\}", "", text)


def test_every_kind_has_a_mail_and_a_text_in_every_language():
    wanted = {f"{way}/{kind}.{lang}.txt" for way in ("mail", "sms") for kind in Kind for lang in ("en", "es")}
    assert {name_of(path) for path in OF_MESSAGES} == wanted


@pytest.mark.parametrize("path", OF_MESSAGES, ids=name_of)
def test_no_template_tells_of_health_or_treatment(path):
    told = {found.lower() for found in TELLING.findall(without_tags(path.read_text()))}
    assert told <= TOLD_ON_PURPOSE.get(name_of(path), set())


@pytest.mark.parametrize("path", OF_MESSAGES, ids=name_of)
def test_no_subject_and_no_text_leaves_the_purpose_open(path):
    """What is told on purpose stands in a body only."""
    first = path.read_text() if path.parent.name == "sms" else path.read_text().partition("\n")[0]
    assert not TELLING.search(without_tags(first))


def test_the_walk_finds_a_word_that_tells():
    assert TELLING.findall("Your Treatment: la piel") == ["Treat", "piel"]
    assert not TELLING.search("buscar, escape")


def everything_of_a_course(visit, place, front_desk, dermatologist):
    """Every kind but the invitation, each brought about by what brings it about."""
    send(visit)
    run(NOW)
    send_care_link(patient=visit.patient, by=front_desk, at=NOW)
    agree(visit, dermatologist)
    run(moment(date(2026, 3, 9), "09:00"))
    later = PLANNED + timedelta(days=1)
    move(visit=visit, starts_at=later, by=front_desk, at=NOW, on=TODAY)
    run(moment(date(2026, 3, 9), "10:00"))
    visit.refresh_from_db()
    agree(visit, dermatologist)
    held(visit, dermatologist)
    run(later + timedelta(hours=25))
    other = booked(visit.patient, later + timedelta(days=30), later, place=place)
    cancel(visit=other, reason="patient", by=front_desk, at=later)
    Recall.objects.create(
        patient=visit.patient, visit=visit, opened_at=later, due_on=later.date(), opened_by=front_desk
    )
    run(moment(later.date() + timedelta(days=14), "09:00"))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("way", ["email", "sms"])
def test_nothing_that_is_sent_in_a_course_tells_of_it(
    visit, place, front_desk, dermatologist, settings, tmp_path, way, language
):
    settings.CLINIC_NAME, settings.SMS_FILE_PATH = "Lakeside", tmp_path
    email = visit.patient.email if way == "email" else ""
    Patient.objects.update(language=language, email=email, texts_allowed=True)
    visit.patient.refresh_from_db()
    everything_of_a_course(visit, place, front_desk, dermatologist)
    kinds = set(Message.objects.filter(state="sent", channel=way).values_list("kind", flat=True))
    assert kinds == set(Kind) - {Kind.INVITATION}
    sent = [f"{one.subject}\n{one.body}" for one in mail.outbox] or [
        p.read_text() for p in tmp_path.iterdir()
    ]
    assert len(sent) == Message.objects.filter(state="sent").count()
    for text in sent:
        assert not TELLING.search(text) and "{" not in text


def test_a_text_is_one_line_and_short(visit, front_desk, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path
    Patient.objects.update(email="", texts_allowed=True)
    visit.patient.refresh_from_db()
    send_link(visit=visit, by=front_desk, at=NOW)
    run(NOW)
    text = next(tmp_path.iterdir()).read_text().partition("\n\n")[2].strip()
    assert "\n" not in text and len(text) < 320 and "http://localhost" in text
