"""Steps of a patient around the sessions of a course, on a phone or the clinic's tablet, in any language."""

import re
from datetime import date, datetime

import vobject
from django.utils.dates import MONTHS
from django.utils.translation import override

from tests.journeys.conftest import Person
from tests.journeys.states_patient import sayer

OTHER_SIGNS = (
    "redness",
    "bruising",
    "peeling",
    "bleeding",
    "pain",
    "itchy_bumps",
    "new_cold_sore",
    "darkening",
)
DAY = re.compile(r"(\d{1,2}) (?:de )?([a-z]+)")
LINK = re.compile(r"http\S+/i/\S+")


class Own:
    """One patient with a browser, and the words the product has for it in that language."""

    def __init__(self, person: Person, language: str) -> None:
        self.person, self.page, self.language = person, person.page, language
        self.say = sayer(language)

    def presses(self, english: str) -> None:
        self.person.press(self.say(english))

    def sees(self, english: str) -> None:
        self.person.see(self.say(english))

    def opens(self, mail: str) -> None:
        """Follow the link of a message and give the date of birth."""
        self.person.go(LINK.search(mail)[0])
        self.gives_birth_date("Open" if "to=" in self.page.url else "Start")

    def gives_birth_date(self, button: str) -> None:
        for box, text in enumerate(("14", "3", "1991")):
            self.page.locator(f"#id_birth_date_{box}").fill(text)
        self.presses(button)

    def answers_what_is_due(self) -> None:
        """Say of every answer that is too old that it is still so; check, sign and send.

        Thirty pages of a kind are looked at in one language; each kind is in both, elsewhere.
        """
        for _ in range(60):
            if self.person.path == "/check/":
                break
            still = self.page.get_by_role("button", name=self.say("Still so"))
            button = still if still.count() else self.page.get_by_role("button", name=self.say("Skip"))
            with self.page.expect_navigation():
                button.click()
            if self.language == "en":
                self.person.look()
        self.presses("Continue")
        self.signs("Sign and send", "attested")

    def signs(self, button: str, box: str) -> None:
        self.page.locator(f"input[name={box}]").check()
        self.page.get_by_label(self.say("Your full name")).fill("María García López")
        self.presses(button)

    def takes_tablet(self) -> None:
        """On the tablet that was handed over: the date of birth, and that it is really this patient."""
        self.gives_birth_date("Start")
        self.presses("Yes, this is me")
        assert self.person.path == "/today-check/", self.person.path

    def comes_prepared(self) -> None:
        """What only the check of the day asks: nothing numbing on the skin, and it is clean."""
        self.picks("q-numbing_today", "no")
        self.picks("q-clean_skin_today", "yes")

    def picks(self, name: str, *values: str) -> None:
        for value in values:
            self.page.locator(f"input[name='{name}'][value='{value}']").check()

    def tells_sunburn(self, day: date) -> None:
        """Of all that was told before one thing has changed."""
        self.comes_prepared()
        self.picks("changed", "sunburn_on")
        self.presses("Go on with what has changed")
        if not self.person.has_script:  # with it, typing a date chooses this by itself
            self.page.locator("#id_answer_choice_0").check()
        for box, text in enumerate((day.day, day.month, day.year)):
            self.page.locator(f"#id_answer_{box}").fill(str(text))
        self.presses("Continue")
        self.presses("Send")

    def tells_symptoms(self, **found: str) -> None:
        """After the latest session nothing urgent, and no sign but swelling, which is as `found` says."""
        self.picks("a-urgent_now", "none")
        self.presses("Continue")
        self.picks("a-skin_change", "yes")
        self.page.locator("input[name=session]").first.check()
        self.presses("Continue")
        for code in OTHER_SIGNS:
            self.picks(f"a-{code}", "no")
        self.picks("a-swelling", "yes")
        self.presses("Continue")
        for code, value in found.items():
            self.picks(f"a-{code}", value)
        self.presses("Continue")

    def days_to_do(self) -> list[tuple[int, int]]:
        """Month and day of every date under "What to do before your visit", as it stands on the page."""
        with override(self.language):
            numbers = {str(name).lower(): number for number, name in MONTHS.items()}
        headings = self.page.locator("section[aria-labelledby=before] h3").all_inner_texts()
        found = [DAY.findall(heading.lower()) for heading in headings]
        return [(numbers[month], int(day)) for days in found for day, month in days]

    def calendar(self) -> "CalendarFile":
        """The file behind "Add to your calendar", read by another program's parser."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=self.say("Add to your calendar")).click()
        return CalendarFile(coming.value.path().read_text("utf-8"))


class CalendarFile:
    """What a calendar program makes of the file."""

    def __init__(self, text: str) -> None:
        self.events = list(vobject.readOne(text).vevent_list)

    @property
    def appointment(self) -> datetime:
        """When the visit to come is: the last one, those gone by stand in the file too."""
        return max(event.dtstart.value for event in self.events if event.transp.value == "OPAQUE")

    @property
    def preparations(self) -> dict[str, date]:
        """From which day something is to be done, by the identifier that stays when the visit moves."""
        days = {event.uid.value: event.dtstart.value for event in self.events}
        return {uid: day for uid, day in days.items() if not isinstance(day, datetime)}

    @property
    def sequences(self) -> dict[str, int]:
        """How often each entry was changed."""
        return {event.uid.value: int(event.sequence.value) for event in self.events}

    @property
    def titles(self) -> set[str]:
        return {event.summary.value for event in self.events}
