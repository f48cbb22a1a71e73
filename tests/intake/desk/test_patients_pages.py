"""Finding, registering and editing a patient at the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.models import AuditEvent
from intake.models import Patient
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db
NEW = "/patients/new/"
ELENA = {
    "family_name": "Sánchez",
    "given_name": "Elena",
    "birth_date": "3 may 1979",
    "phone": "212 555 0199",
    "email": "Elena@mail.example",
    "language": "es",
}


def found(browser, typed: str) -> str:
    answer = browser.post("/patients/", {"typed": typed})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "garcia",
        "maría gar",
        "14mar1991",
        "03/14/1991",
        "1991-03-14",
        "14 de marzo de 1991",
        "0142",
        "gar 14-Mar-1991",
    ],
)
def test_a_patient_is_found_by_what_is_at_hand(desk, maria, daniel, typed):
    page = found(desk, typed)
    assert "GARCÍA LÓPEZ, María" in page and "OKAFOR" not in page


def test_a_record_number_is_found_as_it_is_read_aloud(desk, maria):
    assert "GARCÍA LÓPEZ" in found(desk, maria.grouped_record_number)


def test_what_is_typed_goes_by_post_and_a_find_is_one_event(desk, maria):
    before = AuditEvent.objects.count()
    assert 'method="post"' in desk.get("/patients/").content.decode()
    found(desk, "garcia")
    assert AuditEvent.objects.count() == before + 1


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "%%__", "x" * 5000],
)
def test_nothing_useful_typed_is_said_kindly(desk, maria, typed):
    page = found(desk, typed)
    assert "GARCÍA" not in page
    assert any(words in page for words in ("Type a name", "Nobody found", "Shorten this", "without symbols"))


def test_nobody_found_leads_to_a_form_with_what_was_typed(desk):
    assert "Nobody found for “Sánchez, Elena”" in found(desk, "Sánchez, Elena")
    form = desk.post(NEW, {"typed": "Sánchez, Elena"}).context["form"]
    assert form.initial == {"family_name": "Sánchez", "given_name": "Elena"} and not form.errors


@pytest.mark.parametrize(
    ("typed", "guess"),
    [
        ("elena sánchez", {"given_name": "elena", "family_name": "sánchez"}),
        ("sánchez", {"family_name": "sánchez", "given_name": ""}),
        ("3 may 1979", {"birth_date": "3 may 1979"}),
        ("212 555-0199", {"phone": "212 555-0199"}),
        ("elena@mail.example", {"email": "elena@mail.example"}),
    ],
)
def test_what_was_typed_goes_where_it_belongs(desk, typed, guess):
    assert desk.post(NEW, {"typed": typed}).context["form"].initial == guess


def test_a_new_patient_is_saved_and_booked_next(desk, front_desk):
    answer = desk.post(NEW, ELENA)
    elena = Patient.objects.get()
    assert answer.headers["Location"] == reverse("book", args=[elena.pk])
    assert (str(elena), elena.birth_date.isoformat()) == ("SÁNCHEZ, Elena", "1979-05-03")
    assert (elena.email, elena.language, elena.created_by) == ("elena@mail.example", "es", front_desk)


def test_every_field_that_is_wrong_is_said_at_once_and_what_was_typed_stays(desk):
    typed = {"family_name": "", "given_name": "Elena", "birth_date": "31 feb", "phone": "12", "email": "no"}
    page = desk.post(NEW, typed)
    assert set(page.context["form"].errors) == {"family_name", "birth_date", "phone", "email", "language"}
    text = page.content.decode()
    assert "<title>Error: New patient" in text and 'value="31 feb"' in text and 'value="no"' in text
    assert "Write the day as 27 Mar 1987 or 03/27/1987." in text
    assert Patient.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_date", "1 jan 2030"),
        ("birth_date", "1 jan 1850"),
        ("birth_date", "٣ may 1979"),
        ("family_name", "x" * 81),
        ("family_name", "\u200e"),
        ("given_name", "a\x00b"),
        ("language", "fr"),
        ("sex_at_birth", "robot"),
        ("email", "a@b@c"),
        ("phone", "call me"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(desk, field, value):
    page = desk.post(NEW, ELENA | {field: value})
    assert page.status_code == 200 and list(page.context["form"].errors) == [field]
    assert Patient.objects.count() == 0


class TestDoubles:
    same = ELENA | {"family_name": "Garcia", "given_name": "Maria", "birth_date": "03/14/1991"}

    def test_a_record_that_looks_the_same_is_shown_before_anything_is_saved(self, desk, maria):
        page = desk.post(NEW, self.same)
        text = page.content.decode()
        assert "Is this the same person?" in text and reverse("patient", args=[maria.pk]) in text
        assert Patient.objects.count() == 1

    def test_it_is_registered_once_that_record_was_seen(self, desk, maria):
        anyway = desk.post(NEW, self.same).context["anyway"]
        assert desk.post(NEW, self.same | {"anyway": anyway}).status_code == 302
        assert Patient.objects.count() == 2

    def test_another_record_that_comes_up_since_is_shown_first(self, desk, maria, daniel):
        anyway = desk.post(NEW, self.same).context["anyway"]
        page = desk.post(NEW, self.same | {"anyway": anyway, "phone": daniel.phone})
        assert "OKAFOR, Daniel" in page.content.decode()
        assert Patient.objects.count() == 2

    def test_a_made_up_yes_counts_for_nothing(self, desk, maria):
        desk.post(NEW, self.same | {"anyway": "1"})
        assert Patient.objects.count() == 1

    def test_enter_never_means_register_anyway(self, desk, maria):
        text = desk.post(NEW, self.same).content.decode()
        form = text[text.index(f'action="{NEW}"') :]
        assert form.index("Check again") < form.index("Register anyway")


def test_the_particulars_are_changed(desk, maria):
    edit = reverse("edit-patient", args=[maria.pk])
    shown = desk.get(edit).context
    assert shown["form"].initial["birth_date"] == "14-Mar-1991"
    typed = {k: v for k, v in shown["form"].initial.items() if v} | {"phone": "212 555 0100"}
    assert desk.post(edit, typed | {"version": shown["version"]}).status_code == 302
    maria.refresh_from_db()
    assert maria.phone == "212 555 0100"


def test_a_change_by_somebody_else_meanwhile_is_not_overwritten(desk, maria):
    edit = reverse("edit-patient", args=[maria.pk])
    Patient.objects.update(version=2, phone="1234567")
    page = desk.post(edit, ELENA | {"version": 1})
    assert page.status_code == 200 and page.context["form"].non_field_errors()
    maria.refresh_from_db()
    assert maria.phone == "1234567"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, None])
def test_an_odd_version_overwrites_nothing(desk, maria, version):
    data = ELENA | ({} if version is None else {"version": version})
    assert desk.post(reverse("edit-patient", args=[maria.pk]), data).status_code == 200
    maria.refresh_from_db()
    assert maria.family_name == "García López"


def test_a_patients_page_shows_the_visits_in_a_constant_number_of_queries(desk, visit, maria):
    page = reverse("patient", args=[maria.pk])
    desk.get(page)
    with CaptureQueriesContext(connection) as queries:
        text = desk.get(page).content.decode()
    assert reverse("visit", args=[visit.pk]) in text and "(212) 555-0142" in text
    assert len(queries) <= 21


def test_the_lead_sees_particulars_and_neither_result_nor_visit(at, lead, signed_in, visit, maria):
    browser = signed_in(lead)
    text = browser.get(reverse("patient", args=[maria.pk])).content.decode()
    assert "(212) 555-0142" in text and "Not started" not in text
    assert reverse("visit", args=[visit.pk]) not in text and "Edit particulars" not in text
    assert "Register a new patient" not in found(browser, "garcia")


@pytest.mark.parametrize("name", ["new-patient", "edit-patient", "book"])
def test_the_lead_registers_and_books_nobody(name, lead, signed_in, maria):
    address = reverse(name, args=[] if name == "new-patient" else [maria.pk])
    assert signed_in(lead).get(address).status_code == 404


def test_somebody_without_a_role_finds_nobody(nobody, signed_in, maria):
    browser = signed_in(nobody)
    assert browser.post("/patients/", {"typed": "garcia"}).status_code == 404
    assert browser.get(reverse("patient", args=[maria.pk])).status_code == 404


def test_an_unknown_patient_is_not_there(desk):
    assert desk.get("/patients/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_more_than_a_page_of_namesakes_says_so(desk, front_desk):
    for _ in range(21):
        PatientFactory(family_name="Smith", created_by=front_desk)
    assert "20 found; type more" in found(desk, "smith")
