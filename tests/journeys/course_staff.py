"""What staff do around the sessions of a course, in their browsers."""

from clinic.models import User
from intake.models import Patient, Visit
from tests.journeys.conftest import Person


def visit_open(person: Person) -> Visit:
    """The visit whose page is open."""
    assert person.path.startswith("/visits/"), person.path
    return Visit.objects.get(pk=person.path.split("/")[2])


def book_next(desk: Person, patient: Patient, *, first: str, time: str = "10:00 am") -> Visit:
    """Book the next session of the course; the page opens on the first day that works."""
    desk.go(f"/patients/{patient.pk}/")
    desk.press("Book next session", exact=False)
    assert desk.page.get_by_label("Day", exact=True).input_value() == first
    desk.page.get_by_label("Time").fill(time)
    desk.press("Book")
    desk.see("Booked.")
    return visit_open(desk)


def send_own_page(desk: Person, patient: Patient) -> None:
    """Send the link to the patient's own page."""
    desk.go(f"/patients/{patient.pk}/")
    desk.press("Send link by e-mail")
    desk.see("The link is on its way")


def move(desk: Person, visit: Visit, *, to: str) -> None:
    desk.go(f"/visits/{visit.pk}/")
    desk.press("Move")
    desk.page.get_by_label("Day", exact=True).fill(to)
    desk.press("Move")
    desk.see("Moved.")


def send_questions(desk: Person, visit: Visit) -> None:
    """Send the link to the questions of a visit."""
    desk.go(f"/visits/{visit.pk}/")
    desk.press("Send link by e-mail")
    desk.see("The link is on its way")


def hand_over(tablet: Person, visit: Visit) -> None:
    """The patient is here: check in, and hand this tablet over for the check of the day."""
    tablet.go(f"/visits/{visit.pk}/")
    tablet.press("Check in")
    tablet.press("Hand over this tablet: check of the day")


def agree(doctor: Person, visit: Visit, words: str) -> None:
    """Sign what is advised for every area; `words` are those of the choice."""
    doctor.go(f"/visits/{visit.pk}/summary/")
    choices = doctor.page.locator(".area-choice").get_by_label(words)
    assert choices.count() == 2, "one choice for each area"
    for place in range(2):
        choices.nth(place).check()
    doctor.press("Sign and open next")
    assert doctor.path == "/queue/", doctor.path


def rebook(desk: Person, visit: Visit, *, first: str, time: str = "10:00 am") -> Visit:
    """Today's one next step for a patient who was told to wait: another visit on the first day that works."""
    desk.go("/today/")
    desk.press("Rebook", exact=False)
    desk.see(f"The first day that works is {first}.")
    desk.page.get_by_label("Time").fill(time)
    desk.press("Book")
    desk.see("Booked.")
    made = visit_open(desk)
    assert made != visit
    return made


def treat(nurse: Person, visit: Visit) -> str:
    """Start the session and end it. Gives the address of its page."""
    nurse.go(f"/visits/{visit.pk}/")
    nurse.press("Start session")
    nurse.see("The session has started")
    nurse.press("End session")
    nurse.see("The session has ended.")
    return nurse.path


def record(nurse: Person, user: User) -> None:
    """Write down what was done: no reason is needed within the protocol's range."""
    fields = {
        "Forehead: depth in mm": "0.5",
        "Cheeks: depth in mm": "0,5",
        "Device": "SkinPen Precision",
        "Needle batch": "B-2604-17",
        "Applied to the skin": "Hyaluronic acid",
    }
    for label, text in fields.items():
        nurse.page.get_by_label(label).fill(text)
    nurse.page.get_by_label("Treated by").select_option(label=user.signature_name)
    nurse.page.locator("input[name=tolerance]").first.check()
    nurse.press("Keep the record")
    nurse.see("The record is kept.")
    nurse.see("B-2604-17")


def close_report(doctor: Person, note: str) -> None:
    doctor.page.get_by_label("What was found and done").fill(note)
    doctor.press("Close with this note")
    doctor.see("Closed. The red line is gone.")
