"""Every refusal says what to do, in both languages."""

import string

from django.utils import translation

from intake.questions.wording import SENTENCES, Refused, sentence


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


def test_no_banned_word_reaches_a_patient():
    banned = ("adverse", "contraindicated", "lesion", "topical", "eligible", "reject", "flagged", "deferred")
    for texts in SENTENCES.values():
        assert not [word for word in banned if word in texts["en"].lower()]
