"""Putting an edition in force: by a dermatologist, its checks passed, one at a time, with an audit event."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from clinic.models import AuditEvent
from treatments import editions, publishing
from treatments.models import ProtocolEdition, Publication, Question
from treatments.protocol_file import ProtocolFileError, rules_hash

AT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def statuses() -> dict[str, str]:
    """Label → status, told by the property and by the column for lists, which must agree."""
    rows = ProtocolEdition.objects.filter(treatment__code="lamp-therapy").with_status()
    assert all(row.status == row.status_now for row in rows)
    return {row.label: row.status_now for row in rows}


def test_a_stored_document_is_a_draft_and_not_in_force(draft):
    assert statuses() == {"1": "draft"}
    assert editions.in_force("lamp-therapy") is None


def test_a_dermatologist_puts_a_draft_in_force(draft, dermatologist):
    publishing.publish(draft, by=dermatologist, at=AT)
    edition = editions.in_force("lamp-therapy")
    assert edition == draft
    assert edition.status == "published"
    assert (edition.publication.published_at, edition.publication.published_by) == (AT, dermatologist)


def test_publishing_leaves_a_signed_audit_event(draft, dermatologist):
    publishing.publish(draft, by=dermatologist, at=AT)
    event = AuditEvent.objects.get(target="protocol lamp-therapy@1 published")
    assert (event.action, event.actor, event.actor_role, event.at) == (
        "sign",
        dermatologist,
        "dermatologist",
        AT,
    )


@pytest.mark.parametrize("person", ["lead", "nurse", "front_desk", "nobody"])
def test_nobody_else_publishes_or_retires(request, draft, published, next_edition, person):
    person = request.getfixturevalue(person)
    with pytest.raises(publishing.NotAllowed):
        publishing.publish(next_edition("2"), by=person)
    with pytest.raises(publishing.NotAllowed):
        publishing.retire(published, by=person)
    assert statuses() == {"1": "published", "2": "draft"}


def test_a_dermatologist_who_left_publishes_nothing(draft, dermatologist):
    dermatologist.is_active = False
    with pytest.raises(publishing.NotAllowed):
        publishing.publish(draft, by=dermatologist)


def test_publishing_the_next_edition_retires_the_one_before(published, next_edition, dermatologist):
    publishing.publish(next_edition("2"), by=dermatologist, at=AT)
    assert statuses() == {"1": "retired", "2": "published"}
    retired = editions.edition_by_label("lamp-therapy", "1").publication.retirement
    assert (retired.retired_at, retired.retired_by) == (AT, dermatologist)


def test_other_treatments_stay_in_force(published, lamp, dermatologist):
    other = publishing.store(lamp | {"treatment": {"code": "other", "name": {"en": "O", "es": "O"}}})
    publishing.publish(other, by=dermatologist)
    assert editions.in_force("lamp-therapy") == published


@pytest.mark.parametrize("again", ["published", "retired"])
def test_a_final_edition_is_not_published_again(published, dermatologist, again):
    if again == "retired":
        publishing.retire(published, by=dermatologist)
    with pytest.raises(publishing.NotADraft, match=again):
        publishing.publish(published, by=dermatologist)


def test_a_treatment_whose_edition_was_retired_has_none_in_force_until_the_next(
    published, next_edition, dermatologist
):
    publishing.retire(published, by=dermatologist)
    assert editions.in_force("lamp-therapy") is None
    with pytest.raises(publishing.NotADraft):
        publishing.retire(published, by=dermatologist)
    publishing.publish(next_edition("2"), by=dermatologist)
    assert statuses() == {"1": "retired", "2": "published"}


def test_an_edition_that_fails_its_checks_stays_a_draft_and_nothing_is_retired(
    published, next_edition, lamp, dermatologist
):
    cases = [case | {"expect": case["expect"] | {"decision": "defer"}} for case in lamp["worked_cases"]]
    draft = next_edition("2", worked_cases=cases)
    with pytest.raises(publishing.PublishRefused) as refused:
        publishing.publish(draft, by=dermatologist)
    assert {problem.where.split(",")[0] for problem in refused.value.problems} == {
        "case L01",
        "case L02",
        "case L03",
    }
    assert statuses() == {"1": "published", "2": "draft"}


def test_the_hashes_are_those_of_what_is_published(draft, dermatologist):
    before = draft.rules_hash
    Question.objects.filter(edition=draft, code="seizures").update(shelf_life_days=30)
    publishing.publish(draft, by=dermatologist)
    edition = editions.in_force("lamp-therapy")
    assert edition.rules_hash != before
    assert edition.rules_hash == rules_hash(editions.document_of(edition))
    assert editions.engine_for(edition).protocol.rules_hash == edition.rules_hash


def test_a_draft_that_is_thrown_away_leaves_its_name_free(draft, lamp, lead):
    with pytest.raises(publishing.EditionExists, match=r"manage\.py protocol discard"):
        publishing.store(lamp)
    publishing.discard(draft, by=lead)
    assert statuses() == {}
    assert not Question.objects.filter(edition__treatment__code="lamp-therapy").exists()
    event = AuditEvent.objects.get(target__endswith="discarded")
    assert (event.actor, event.actor_role, event.action) == (lead, "lead", "change")
    assert editions.document_of(publishing.store(lamp))["edition"] == "1"


@pytest.mark.parametrize("change", [publishing.publish, publishing.retire, publishing.discard])
def test_of_a_draft_that_is_gone_everybody_is_told_so(draft, dermatologist, change):
    """Two at their consoles: the second has read the draft before the first threw it away."""
    read = ProtocolEdition.objects.select_related("treatment").get(pk=draft.pk)
    publishing.discard(draft, by=dermatologist)
    with pytest.raises(publishing.NotADraft, match="was thrown away meanwhile"):
        change(read, by=dermatologist)


@pytest.mark.parametrize("final", ["published", "retired"])
def test_what_was_published_is_not_thrown_away(published, dermatologist, final):
    if final == "retired":
        publishing.retire(published, by=dermatologist)
    with pytest.raises(publishing.NotADraft, match=f"{final}; only a draft"):
        publishing.discard(published, by=dermatologist)
    assert statuses() == {"1": final}


@pytest.mark.parametrize("person", ["nurse", "front_desk", "nobody"])
def test_nobody_else_throws_a_draft_away(request, draft, person):
    with pytest.raises(publishing.NotAllowed):
        publishing.discard(draft, by=request.getfixturevalue(person))
    assert statuses() == {"1": "draft"}


def test_a_label_is_given_once(draft, lamp):
    with pytest.raises(publishing.EditionExists, match="lamp-therapy@1 exists already"):
        publishing.store(lamp)


def test_a_document_with_faults_is_not_stored_half(db, lamp):
    lamp["rules"][-1]["basis"] = ["nowhere"]
    with pytest.raises(ProtocolFileError):
        publishing.store(lamp)
    assert not ProtocolEdition.objects.filter(treatment__code="lamp-therapy").exists()


def test_an_engine_of_a_published_edition_is_compiled_once(published):
    assert editions.engine_for(published) is editions.engine_for(editions.in_force("lamp-therapy"))
    assert editions.document_of(published) is editions.document_of(editions.in_force("lamp-therapy"))


def test_an_engine_of_a_draft_follows_its_changes(draft):
    before = editions.engine_for(draft)
    Question.objects.filter(edition=draft, code="seizures").update(not_sure=False)
    assert editions.engine_for(draft).protocol != before.protocol


def test_a_publication_is_by_a_person_or_at_installation(draft, dermatologist):
    for by, at_installation in ((None, False), (dermatologist, True)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.create(
                edition=draft,
                treatment=draft.treatment,
                number=1,
                published_at=AT,
                published_by=by,
                at_installation=at_installation,
            )


def test_an_edition_is_created_by_a_person_or_from_a_file(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolEdition.objects.filter(pk=draft.pk).update(origin="person")
