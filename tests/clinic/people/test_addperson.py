"""The people and places of a clinic that starts empty, added on the console."""

import pytest
from django.core.management import CommandError, call_command

from clinic.models import AuditEvent, Place, User


def add(by: str, email: str = "new@clinic.example", name: str = "Nora New", role=("dermatologist",)):
    call_command("addperson", email, name, role=list(role), by=by)


def test_a_lead_adds_a_dermatologist_who_sets_the_password_by_the_link(lead, client, capsys):
    add(lead.email, role=("dermatologist", "nurse"))
    person = User.objects.get(email="new@clinic.example")
    assert person.has_role("dermatologist") and person.has_role("nurse")
    assert not person.has_usable_password()
    link = capsys.readouterr().out.splitlines()[-1]
    assert client.get(link, follow=True).status_code == 200
    assert AuditEvent.objects.filter(action="create", actor=lead).exists()


@pytest.mark.parametrize("who", ["front_desk", "dermatologist", "nobody"])
def test_nobody_but_a_lead_adds_people(request, who):
    with pytest.raises(CommandError, match="no clinic lead"):
        add(request.getfixturevalue(who).email)
    assert not User.objects.filter(email="new@clinic.example").exists()


@pytest.mark.parametrize("wrong", [{"email": "no address"}, {"name": " "}])
def test_what_is_wrong_is_told_and_nobody_is_added(lead, wrong):
    with pytest.raises(CommandError, match="Nobody was added"):
        add(lead.email, **wrong)
    assert User.objects.count() == 1


def test_an_address_that_is_taken_is_told(lead):
    with pytest.raises(CommandError, match="Nobody was added"):
        add(lead.email, email=lead.email)


def test_a_place_is_added_once(db):
    call_command("addplace", "Lakeside", address="12 Lakeside Road")
    assert Place.objects.get().name == "Lakeside"
    with pytest.raises(CommandError, match="No place was added"):
        call_command("addplace", "lakeside")
    with pytest.raises(CommandError, match="No place was added"):
        call_command("addplace", "  ")
