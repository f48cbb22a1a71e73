"""Every refusal says what to do, in both languages."""

import re
import string
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from intake.questions.items import COMMON
from intake.questions.paper import WORDS
from intake.questions.wording import SENTENCES, Refused, sentence
from treatments import editions

MAIL = Path(__file__).resolve().parents[2] / "templates/mail"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_key_has_both_languages_with_the_same_places_to_fill():
    for key, texts in SENTENCES.items():
        assert set(texts) == {"en", "es"}, key
        assert placeholders(texts["en"]) == placeholders(texts["es"]), key


def test_a_refusal_follows_the_language_of_the_page():
    refused = Refused("blank")
    with translation.override("es"):
        assert refused.messages == ["Conteste esta pregunta para continuar."]
    with translation.override("en"):
        assert refused.messages == ["Answer this question to go on."]


def test_a_language_we_do_not_speak_gets_english():
    assert sentence("blank", "fr") == sentence("blank", "en")


def test_not_sure_is_worded_one_way_in_each_language():
    """A hint, the paper sheet and the mail name the box by its words."""
    document = editions.shipped_document("micro-needling")
    options = [
        one["options"]["not_sure"] for one in document["questions"] if "not_sure" in one.get("options", {})
    ]
    assert options and all(option == COMMON["not_sure"] for option in options)
    hint = next(one["hint"] for one in document["questions"] if one["code"] == "skin_cancer_in_area")
    mails = {language: (MAIL / f"invitation.{language}.txt").read_text() for language in COMMON["not_sure"]}
    for language, words in COMMON["not_sure"].items():
        for text in (hint[language], WORDS["how"][language]):
            assert re.search(f"“{words}[.,]?”", text), text
        assert re.search(f'"{words}[.,]?"', mails[language].replace("'", "’"))


def test_no_banned_word_reaches_a_patient():
    banned = ("adverse", "contraindicated", "lesion", "topical", "eligible", "reject", "flagged", "deferred")
    for texts in SENTENCES.values():
        assert not [word for word in banned if word in texts["en"].lower()]


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("This date is too late. Check the day, the month and the year.", "Esta fecha es demasiado tardía."),
        ("Add another", "Agregar más"),  # a medicine or an allergy: neither gender fits both
        ("Your care", "Su atención"),
        ("This translation has not yet been reviewed by a named person.", "Nadie ha firmado todavía"),
    ],
)
def test_spanish_that_a_reader_put_right_stays_so(english, spanish):
    with translation.override("es"):
        assert gettext(english).startswith(spanish)
