"""States of the staff's pages on the example day: every address a role opens, and what goes wrong there."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from clinic import policy
from clinic.models import User
from intake.dates import clinic_day
from intake.example.staff import PASSWORD
from intake.models import CorrectionRequest, Course, SymptomReport, TreatmentSession, Visit
from intake.questions.questionnaire import questionnaire_for
from tests.journeys.conftest import Person
from tests.journeys.states import State, Step, at, press_there, pressed, unfold
from treatments import editions

NOT_PAGES = {
    "today/list/",
    "visits/<uuid:pk>/summary.pdf",
    "visits/<uuid:pk>/qr/",
    "account/again/passkey/",
}
"""A fragment that htmx puts into Today, a file, and ways back: the page of the code comes by POST, the other
for somebody with a passkey (test_second_factor.py)."""

OF_LIBRARIES = {
    "account/password/",
    "account/again/",
    "account/second-factor/",
    "account/second-factor/app/remove/",
    "account/second-factor/passkey/",
    "account/second-factor/codes/new/",
}

VISITS = {
    "lead": (),
    "desk": ("García López", "Nguyen", "Silva"),
    "ruiz": ("García López", "Kim", "Petrov"),
    "nurse": ("García López",),
}
"""Whose visit of the day each role's pages are looked at: the visits whose pages differ for that role.

What more than one role opens is looked at as the first of them; as the others, where there is time.
"""

PROBLEM = "There is a problem"
SAVE_NEW = "Save and book a visit"
MARIA = {"Family name": "García López", "Given name": "Maria", "Date of birth": "14mar1991"}


WHOLE = "protocols/<slug:code>/<str:edition>/whole/"
"""All parts of an edition on one page, for paper: looked at where there is time."""


def of_staff(who: str, all_of_them: bool) -> list[State]:
    """What this member of the example clinic sees: addresses, then what goes wrong and what is found.

    `all_of_them`: also the addresses that somebody before opens as well.
    """
    mine = list(routes(who))
    before = [route for one in list(VISITS)[: list(VISITS).index(who)] for route in routes(one)]
    wanted = mine if all_of_them else [route for route in mine if route not in [*before, WHOLE]]
    rows = [(path, opened(path)) for path in addresses(wanted, who)] + AFTER[who]()
    return [State(f"{who}: {name}", reach, kind_of(name)) for name, reach in rows]


def kind_of(name: str) -> str:
    if name.endswith("/whole/"):
        return "paper"
    return "sign-in" if name.startswith("/account/") else "staff"


def addresses(wanted: list[str], who: str) -> list[str]:
    visits = [todays(name) for name in VISITS[who]]
    found = [path for route in wanted for path in filled(route, visits)]
    unknown = [path for path in found if "<" in path]
    assert not unknown, f"filled() does not know this placeholder: {unknown}"
    return list(dict.fromkeys(found))


def routes(who: str) -> Iterator[str]:
    """The addresses, with their placeholders, that open for this person by GET."""
    user = User.objects.get(email=f"{who}@clinic.example")
    for route, view in policy.every_view():
        rule = policy.policy_of(view)
        opens = rule and rule.kind == "staff" and user.has_role(*rule.roles)
        is_page = "GET" in getattr(view, "methods", ()) or route in OF_LIBRARIES
        if opens and is_page and route not in NOT_PAGES:
            yield route


def filled(route: str, visits: list[Visit]) -> list[str]:
    edition = editions.in_force("micro-needling")
    if route.startswith("courses/<"):
        return ["/" + route.replace("<uuid:pk>", str(Course.objects.get(patient__family_name="Brown").pk))]
    if route.startswith("sessions/<"):
        return ["/" + route.replace("<uuid:pk>", str(session.pk)) for session in sessions()]
    if route.startswith("symptoms/<"):
        return ["/" + route.replace("<uuid:pk>", str(SymptomReport.objects.latest("given_at").pk))]
    if route.startswith("corrections/<"):
        return ["/" + route.replace("<uuid:pk>", str(CorrectionRequest.objects.latest("written_at").pk))]
    if route.startswith("people/<"):
        return [f"/people/{person.public_id}/" for person in User.objects.filter(grants__role="lead")[:1]]
    if route.startswith("patients/<"):
        whose = visits[0] if visits else todays("García López")
        return ["/" + route.replace("<uuid:pk>", str(whose.patient_id))]
    if "<slug:section>" in route:
        return [f"/visits/{one.pk}/ask/{section}/" for one in visits[:1] for section in sections_of(one)]
    if route.startswith("visits/"):
        return ["/" + route.replace("<uuid:pk>", str(visit.pk)) for visit in visits]
    return ["/" + route.replace("<slug:code>", "micro-needling").replace("<str:edition>", edition.label)]


def sessions() -> list[TreatmentSession]:
    """One that is recorded, one that ended and is not, one that goes on."""
    left = TreatmentSession.objects.filter(recorded_at=None).order_by("ended_at", "pk")
    recorded = TreatmentSession.objects.filter(recorded_at__isnull=False).order_by("pk")
    each = (recorded, left.filter(ended_at__isnull=False), left.filter(ended_at=None))
    return [found[0] for found in each]


def sections_of(visit: Visit) -> list[str]:
    """The sections that have questions for this visit on its day."""
    questionnaire = questionnaire_for(visit, on=clinic_day(visit.starts_at))
    asked = questionnaire.standing({}, {}).asked
    return list(dict.fromkeys(item.section for item in questionnaire.items(asked, "en")))


def todays(family_name: str) -> Visit:
    return Visit.objects.filter(patient__family_name=family_name).latest("starts_at")


def at_desk() -> list[tuple[str, Step]]:
    patient, visit, not_sent = todays("Nguyen").patient_id, todays("Rossi").pk, todays("Smith").pk
    must_wait, with_course = todays("Petrov").pk, Course.objects.get(patient__family_name="Brown")
    closed, to_check = next_sunday().isoformat(), f"/visits/{todays('Brown').pk}/same-day/"
    return [
        ("a day without visits", at("/today/?day=2031-01-05")),
        ("nobody found", found("zzzz", "Nobody found")),
        ("many found", found("a", "found")),
        ("new patient, nothing typed", pressed("/patients/new/", SAVE_NEW, PROBLEM)),
        ("new patient, known already", lambda person: known_already(person)),
        ("particulars, no name", pressed(f"/patients/{patient}/edit/", "Save", PROBLEM, {"Family name": ""})),
        ("booking, nothing chosen", pressed(f"/patients/{patient}/book/", "Book", PROBLEM)),
        ("moving, no such day", pressed(f"/visits/{not_sent}/move/", "Move", PROBLEM, {"Day": "31 Feb"})),
        ("every fold of a visit open", unfolded(f"/visits/{visit}/")),
        ("cancelling, no reason", pressed(f"/visits/{not_sent}/", "Cancel the visit", PROBLEM)),
        ("a wrong record, no reason", pressed(f"/visits/{visit}/", "Mark as a wrong record", PROBLEM)),
        ("asking, no such number", lambda person: wrong_answer(person, not_sent)),
        ("the link as a code", pressed(f"/visits/{not_sent}/", "Show code and text", "Jo")),
        (
            "moving, too early a day",
            pressed(f"/visits/{must_wait}/move/", "Move", PROBLEM, {"Day": "tomorrow"}),
        ),
        (
            "moving, the clinic is closed",
            pressed(f"/visits/{not_sent}/move/", "Move", PROBLEM, {"Day": closed}),
        ),
        ("the check of the day", at(to_check)),
        ("the check of the day, nothing said", pressed(to_check, "Nothing has changed", PROBLEM)),
        ("what has changed, all of it open", at(f"{to_check}changed/")),
        ("a patient with a course", at(f"/patients/{with_course.patient_id}/")),
        (
            "the next session of a course",
            at(f"/patients/{with_course.patient_id}/book/?course={with_course.pk}"),
        ),
        ("recall, nothing chosen", lambda person: no_outcome(person)),
        ("password, nothing typed", pressed("/account/password/", "Change password", PROBLEM)),
    ]


def at_the_queue() -> list[tuple[str, Step]]:
    summary = f"/visits/{todays('García López').pk}/summary/"
    consent = f"/visits/{todays('Brown').pk}/consent/"
    course = f"/courses/{Course.objects.get(patient__family_name='Brown').pk}/"
    return [
        ("every fold of a summary open", unfolded(summary)),
        ("every fold of a signed summary open", unfolded(f"/visits/{todays('Petrov').pk}/summary/")),
        ("signing, nothing chosen", pressed(summary, "Sign and open next", PROBLEM)),
        (
            "recording a session, nothing typed",
            pressed(f"/sessions/{sessions()[1].pk}/", "Keep the record", PROBLEM),
        ),
        ("a batch nobody used", pressed("/batches/", "Find", "No recorded session", {"Needle batch": "ZZ9"})),
        ("asking for more, nothing written", pressed(summary, "Sign and send to the front desk", PROBLEM)),
        ("consent on paper, nothing written", pressed(consent, "Consent is signed on paper", PROBLEM)),
        ("consent to print, in Spanish", at(f"{consent}print/?lang=es")),
        ("every fold of a course open", unfolded(course)),
        ("pausing, no reason", pressed(course, "Pause", PROBLEM)),
        ("another schedule, no reason", pressed(course, "Change sessions or interval", PROBLEM)),
        ("moving somebody who must wait", at(f"/visits/{todays('Petrov').pk}/move/")),
    ]


def at_the_top() -> list[tuple[str, Step]]:
    return [
        ("a correction, no answer", pressed(a_correction(), "Answer the patient", PROBLEM)),
        ("a correction answered", lambda person: answer_correction(person)),
        ("adding nobody", lambda person: adding_nobody(person)),
        ("a link to hand over", lambda person: link_to_hand_over(person)),
        ("an emergency reviewed without a word", lambda person: reviewed_without_a_word(person)),
        ("a trail with nothing in it", at("/audit/?day=2031-01-05")),
        ("a trail of no day", at("/audit/?day=1800-01-05", 400)),
        ("closing the clinic on no day", pressed("/clinic/hours/", "Close the clinic", PROBLEM)),
        ("hours, no days", pressed("/clinic/hours/", "Save", PROBLEM, {"Recall, days after": ""})),
    ]


def adding_nobody(person: Person) -> None:
    """On a page that asks for the password again where the sign-in is some minutes old."""
    person.page.goto(person.address + "/people/new/")
    if "/account/again/" in person.page.url:
        person.page.locator("main input[type=password]").fill(PASSWORD)
        with person.page.expect_navigation():
            person.page.locator("main button").first.click()
    press_there(person, "Add this person", PROBLEM)


def link_to_hand_over(person: Person) -> None:
    """For somebody whose browser no other state uses: the link ends the sessions of before."""
    adding_nobody(person)
    other = User.objects.get(email="castillo@clinic.example")
    person.page.goto(f"{person.address}/people/{other.public_id}/")
    person.page.get_by_label("Show it to me once").check()
    press_there(person, "Make a new link", "Shown once")


def reviewed_without_a_word(person: Person) -> None:
    person.page.goto(f"{person.address}/emergency/")
    with person.page.expect_navigation():
        person.page.locator("main form button").first.click()
    person.see(PROBLEM)


def a_correction() -> str:
    return f"/corrections/{CorrectionRequest.objects.filter(answer=None).get().pk}/"


def answer_correction(person: Person) -> None:
    person.page.goto(person.address + a_correction())
    person.page.get_by_label("Accepted").check()
    press_there(person, "Answer the patient", "Answered.", {"Words for the patient": "We put it right."})


def of_treating() -> list[tuple[str, Step]]:
    """Pages that everybody at the desk opens, and that show a nurse more."""
    return [(path, at(path)) for path in ("/today/", f"/visits/{todays('García López').pk}/")]


AFTER = {"desk": at_desk, "nurse": of_treating, "ruiz": at_the_queue, "lead": at_the_top}


def opened(path: str) -> Step:
    """Open an address that may lead on to another page of the clinic."""

    def reach(person: Person) -> None:
        answer = person.page.goto(person.address + path)
        assert answer.status == 200 and "sign-in" not in person.path, f"{path}: {answer.status} {person.path}"

    return reach


def found(typed: str, says: str) -> Step:
    """Searched from Today, as everybody does."""
    return pressed("/today/", "Find", says, {"Find patient by": typed})


def known_already(person: Person) -> None:
    person.page.goto(person.address + "/patients/new/")
    person.page.get_by_label("Spanish").check()
    press_there(person, SAVE_NEW, "Is this the same person?", MARIA)


def no_outcome(person: Person) -> None:
    """A call is closed without saying how it ended."""
    person.page.goto(f"{person.address}/recalls/")
    unfold(person)
    with person.page.expect_navigation():
        person.page.locator("details button").first.click()
    person.see(PROBLEM)


def next_sunday() -> date:
    """A day on which the clinic is closed."""
    today = clinic_day(timezone.now())
    return today + timedelta(days=7 - today.isoweekday() or 7)


def wrong_answer(person: Person, visit: str) -> None:
    """A page of questions that comes back: a day of no calendar."""
    person.page.goto(f"{person.address}/visits/{visit}/ask/recent/")
    person.page.locator("main input[type=text]").first.fill("98 or so")
    press_there(person, "Save and stop here", PROBLEM)


def unfolded(path: str) -> Step:
    def reach(person: Person) -> None:
        at(path)(person)
        unfold(person)

    return reach
