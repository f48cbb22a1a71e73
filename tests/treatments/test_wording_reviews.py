"""Who read the words of an edition, recorded by the command; pages say so from then on."""

import pytest
from django.core.management import call_command

from clinic.models import AuditEvent
from treatments.models import WordingReview


def record(by: str, language: str = "es", reviewer: str = "Inés Prado", edition: str = "lamp-therapy@1"):
    call_command("protocol", "reviewed", edition, language=language, reviewer=reviewer, by=by)


@pytest.mark.parametrize("who", ["lead", "dermatologist"])
def test_a_lead_or_dermatologist_records_who_read_it(request, published, who):
    person = request.getfixturevalue(who)
    record(person.email)
    review = WordingReview.objects.get()
    assert (review.reviewer, review.language, review.recorded_by) == ("Inés Prado", "es", person)
    assert review.wording_hash == published.wording_hash
    assert AuditEvent.objects.filter(action="create", actor=person, target__contains="wording").exists()


def test_the_guide_names_the_reviewer_from_then_on(client, published, lead):
    before = client.get("/guide/lamp-therapy/?lang=es").content.decode()
    record(lead.email)
    after = client.get("/guide/lamp-therapy/?lang=es").content.decode()
    assert "Nadie ha firmado todavía" in before
    assert "Nadie ha firmado todavía" not in after and "Inés Prado" in after


@pytest.mark.parametrize("wrong", [{"language": "fr"}, {"reviewer": "  "}, {"reviewer": "x" * 151}])
def test_what_is_wrong_is_refused(published, lead, wrong, capsys):
    with pytest.raises(SystemExit) as stopped:
        record(lead.email, **wrong)
    assert stopped.value.code == 1
    assert not WordingReview.objects.exists()


def test_the_front_desk_cannot_record_it(published, front_desk, capsys):
    with pytest.raises(SystemExit):
        record(front_desk.email)
    assert "Only a clinic lead or a dermatologist" in capsys.readouterr().err
    assert not WordingReview.objects.exists()


def test_an_unknown_person_or_edition_is_not_found(published, lead, capsys):
    for wrong in ({"by": "nobody@clinic.example"}, {"by": lead.email, "edition": "lamp-therapy@9"}):
        with pytest.raises(SystemExit) as stopped:
            record(**wrong)
        assert stopped.value.code == 2
