"""Why something typed was not taken, in the words of the person who typed it.

Every refusal has a key; the sentence says what to do. English and Spanish stand side by side so that a
missing one is seen; `tests/intake/test_wording.py` holds both to the same keys.
"""

from django.core.exceptions import ValidationError
from django.utils.functional import lazystr
from django.utils.translation import get_language

SENTENCES = {
    "blank": {"en": "Answer this question to go on.", "es": "Conteste esta pregunta para continuar."},
    "not_listed": {"en": "Choose one of the answers shown.", "es": "Elija una de las respuestas."},
    "not_text": {"en": "Write your answer in words.", "es": "Escriba su respuesta con palabras."},
    "odd_characters": {
        "en": "Your text has a character we cannot keep. Type it again without symbols.",
        "es": "Su texto tiene un símbolo que no podemos guardar. Escríbalo de nuevo sin símbolos.",
    },
    "too_long": {
        "en": "Shorten this to {most} letters or fewer.",
        "es": "Use {most} letras o menos.",
    },
    "too_many": {"en": "Write no more than {most} lines.", "es": "Escriba {most} líneas o menos."},
    "not_number": {
        "en": "Write a number, such as 6 or 6.5.",
        "es": "Escriba un número, como 6 o 6.5.",
    },
    "number_too_large": {"en": "Write a number up to {most}.", "es": "Escriba un número hasta {most}."},
    "no_areas": {"en": "Choose at least one area.", "es": "Elija al menos una zona."},
    "not_date": {
        "en": "Write a real date, such as 14 March 2026. A month and a year are enough.",
        "es": "Escriba una fecha real, como 14 de marzo de 2026. Basta con el mes y el año.",
    },
    "after_visit": {
        "en": "Write a date up to the day of your visit.",
        "es": "Escriba una fecha no posterior al día de su cita.",
    },
    "future_needs_day": {
        "en": "For a day that is still to come, write the exact day.",
        "es": "Para un día que aún no llega, escriba el día exacto.",
    },
    "before_birth": {
        "en": "This date is before your birth. Check the year.",
        "es": "Esta fecha es anterior a su nacimiento. Revise el año.",
    },
    "future_birth": {
        "en": "The birth date must be in the past. Check the year.",
        "es": "La fecha de nacimiento debe ser pasada. Revise el año.",
    },
    "birth_too_early": {
        "en": "Check the year of birth.",
        "es": "Revise el año de nacimiento.",
    },
    "unknown_question": {
        "en": "This question is not part of the form.",
        "es": "Esta pregunta no es parte del formulario.",
    },
    "not_phone": {
        "en": "Write a phone number with 7 to 15 digits.",
        "es": "Escriba un teléfono con 7 a 15 dígitos.",
    },
    "not_email": {
        "en": "Write an e-mail address like name@example.com.",
        "es": "Escriba un correo como nombre@ejemplo.com.",
    },
    "attest_name": {
        "en": "Type your full name to sign.",
        "es": "Escriba su nombre completo para firmar.",
    },
    "attest_letters": {
        "en": "Write your name with letters. Signs alone are no signature.",
        "es": "Escriba su nombre con letras. Los signos solos no son una firma.",
    },
    "attest_box": {
        "en": "Tick the box if your answers are true and complete.",
        "es": "Marque la casilla si sus respuestas son verdaderas y completas.",
    },
}


class Refused(ValidationError):
    """Something typed cannot be taken. `key` names why; the message follows the active language."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(lazystr(_Sentence(key, values)), code=key)


class _Sentence:
    """A sentence that chooses its language when it is shown."""

    def __init__(self, key: str, values: dict[str, object]) -> None:
        self.key, self.values = key, values

    def __str__(self) -> str:
        return sentence(self.key, get_language(), **self.values)


def sentence(key: str, language: str | None = "en", **values: object) -> str:
    """The sentence for a key in that language, English where the language is not one of ours."""
    texts = SENTENCES[key]
    return texts.get((language or "en")[:2], texts["en"]).format(**values)
