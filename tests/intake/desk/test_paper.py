"""The questionnaire on paper."""

import pytest
from django.urls import reverse

from clinic.models import AuditEvent
from intake.questions.paper import WORDS, paper_of, words_in
from intake.questions.questionnaire import questionnaire_for
from tests.intake.conftest import TODAY

pytestmark = pytest.mark.django_db


def test_every_question_is_on_it_with_its_boxes_and_when_it_applies(visit):
    groups = dict(paper_of(questionnaire_for(visit, on=TODAY), "en"))
    assert list(groups) == ["Your health", "Your skin", "Recent treatments and habits"]
    questions = [question for group in groups.values() for question in group]
    assert [question.number for question in questions] == list(range(1, len(questions) + 1))
    first, hba1c = questions[0], questions[3]
    assert "Yes" in first.boxes and "I’m not sure" in first.boxes and first.only_if == ""
    assert hba1c.only_if == "Only if you answered “Yes” to question 3" and hba1c.blank == "Percent"


def test_what_this_visit_can_never_ask_is_left_out(visit):
    texts = [q.text for _, group in paper_of(questionnaire_for(visit, on=TODAY), "en") for q in group]
    assert "How old is the scar or mark, in months?" not in texts


def test_it_comes_in_the_patients_language_or_the_one_asked_for(desk, visit):
    address = reverse("blank-questionnaire", args=[visit.pk])
    spanish, english = desk.get(address).content.decode(), desk.get(address, {"lang": "en"}).content.decode()
    assert '<article class="form-on-paper" lang="es">' in spanish and "¿Está embarazada?" in spanish
    assert "Are you pregnant?" in english and "GARCÍA LÓPEZ, María" in english
    assert "¿Está embarazada?" in desk.get(address, {"lang": "xx"}).content.decode()


def test_printing_it_is_noted(desk, visit):
    desk.get(reverse("blank-questionnaire", args=[visit.pk]))
    assert AuditEvent.objects.latest("id").action == "print"


@pytest.mark.parametrize("role", ["lead", "nobody"])
def test_others_print_nothing(role, request, signed_in, visit):
    address = reverse("blank-questionnaire", args=[visit.pk])
    assert signed_in(request.getfixturevalue(role)).get(address).status_code == 404


def test_its_words_stand_in_both_languages():
    assert all(set(texts) == {"en", "es"} and all(texts.values()) for texts in WORDS.values())
    assert words_in("es")["none"] == "Nada"
