"""Finding, registering and editing a patient at the desk."""

import re
from html import unescape

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


def posted(page) -> dict:
    """What a browser posts of the page's inputs, pressing a button without a name."""
    inputs = re.findall(r"<input\b[^>]*>", page.content.decode())
    pairs = [dict(re.findall(r'([\w-]+)="([^"]*)"', one)) | {"ticked": " checked" in one} for one in inputs]
    sent = [one for one in pairs if one["type"] not in ("radio", "checkbox") or one["ticked"]]
    return {
        one["name"]: unescape(one.get("value", "on" if one["ticked"] else ""))
        for one in sent
        if "name" in one
    }


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

    def test_so_is_one_with_another_year_of_birth_without_phone_or_mail(self, desk, maria):
        slip = {"family_name": "Garcia Lopez", "birth_date": "14mar1992", "phone": "", "email": ""}
        assert desk.post(NEW, self.same | slip).context["doubles"] == [maria]

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


class TestTwoWhoEditOnePatient:
    """Both open the form; the other one's new phone is saved first."""

    @pytest.fixture
    def edit(self, desk, maria) -> str:
        return reverse("edit-patient", args=[maria.pk])

    @pytest.fixture
    def typed(self, desk, edit, maria) -> dict:
        """The form as opened before the other one saved."""
        typed = posted(desk.get(edit))
        Patient.objects.update(version=2, phone="212 555 0100", phone_digits="2125550100", texts_allowed=True)
        return typed

    def test_what_the_other_saved_is_shown_and_stands_in_the_form(self, desk, edit, typed):
        page = desk.post(edit, typed | {"email": "new@mail.example"})
        rows = [(row.label, row.saved, row.typed) for row in page.context["meanwhile"]]
        assert ("Phone", "212 555 0100", "") in rows and len(rows) == 2
        form = page.context["form"]
        assert form["phone"].value() == "212 555 0100" and form["texts_allowed"].value()
        assert form["email"].value() == "new@mail.example" and form.non_field_errors()
        assert "212 555 0100 (taken into the form below)" in page.content.decode()

    def test_the_next_save_passes_and_keeps_both(self, desk, edit, typed, maria):
        page = desk.post(edit, typed | {"email": "new@mail.example"})
        assert desk.post(edit, posted(page)).status_code == 302
        maria.refresh_from_db()
        assert (maria.phone, maria.email, maria.texts_allowed) == ("212 555 0100", "new@mail.example", True)

    def test_a_field_that_both_changed_shows_both_and_keeps_what_was_typed(self, desk, edit, typed, maria):
        page = desk.post(edit, typed | {"phone": "212 555 0111"})
        text = page.content.decode()
        assert "212 555 0100; typed here: <strong>212 555 0111</strong>" in text
        assert desk.post(edit, posted(page)).status_code == 302
        maria.refresh_from_db()
        assert maria.phone == "212 555 0111"

    def test_somebody_else_again_is_told_again(self, desk, edit, typed):
        page = desk.post(edit, typed | {"email": "new@mail.example"})
        Patient.objects.update(version=3, given_name="Mar")
        rows = desk.post(edit, posted(page)).context["meanwhile"]
        assert [(row.label, row.saved, row.typed) for row in rows] == [("Given name", "Mar", "")]

    def test_without_what_was_opened_both_are_shown(self, desk, edit, typed, maria):
        bare = {name: value for name, value in typed.items() if not name.startswith("opened-")}
        page = desk.post(edit, bare | {"email": "new@mail.example"})
        assert {row.label: row.typed for row in page.context["meanwhile"]}["Phone"] == "(212) 555-0142"
        assert desk.post(edit, posted(page)).status_code == 302


class TestDoublesWhileEditing:
    @pytest.fixture
    def edit(self, desk, maria, daniel) -> str:
        return reverse("edit-patient", args=[daniel.pk])

    @pytest.mark.parametrize(
        "changes",
        [
            {"phone": "+1 212 555 0142"},
            {"email": "Maria@mail.example"},
            {"family_name": "Garcia", "given_name": "Maria", "birth_date": "3/14/1991"},
        ],
    )
    def test_another_record_that_now_looks_the_same_is_shown_once(self, desk, edit, maria, daniel, changes):
        page = desk.post(edit, posted(desk.get(edit)) | changes)
        text = page.content.decode()
        assert page.context["doubles"] == [maria] and "Is this the same person?" in text
        assert text.index("Check again") < text.index("Save anyway")
        before = daniel.version
        anyway = {"anyway": page.context["anyway"]}
        assert desk.post(edit, posted(page) | anyway).status_code == 302
        daniel.refresh_from_db()
        assert daniel.version == before + 1

    def test_what_was_so_before_is_not_asked_again(self, desk, edit, maria, daniel):
        Patient.objects.update(email="both@mail.example")
        typed = posted(desk.get(edit)) | {"phone": "212 555 0100", "preferred_name": "Dan"}
        assert desk.post(edit, typed).status_code == 302

    def test_the_yes_is_kept_where_somebody_else_saved_meanwhile(self, desk, edit, maria, daniel):
        page = desk.post(edit, posted(desk.get(edit)) | {"email": maria.email})
        Patient.objects.filter(pk=daniel.pk).update(version=5, given_name="Dan")
        page = desk.post(edit, posted(page) | {"anyway": page.context["anyway"]})
        assert page.context["meanwhile"] and not page.context["doubles"]
        assert desk.post(edit, posted(page)).status_code == 302


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
