"""A box ticked and a name typed under words: how a patient signs answers and consent."""

from intake.questions.wording import Refused
from intake.texts import clean_line


def signed_name(*, ticked: bool, typed: str) -> str:
    """The name as it is kept. Raises Refused for a box not ticked, no name, or one without a letter."""
    name = clean_line(typed)
    if not ticked:
        raise Refused("attest_box")
    if not name:
        raise Refused("attest_name")
    if not any(map(str.isalpha, name)):
        raise Refused("attest_letters")
    return name
