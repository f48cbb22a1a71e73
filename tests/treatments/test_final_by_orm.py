"""A published edition, retired or not, takes no change by any ORM call; a draft takes all of them."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, Model, ProtectedError, RestrictedError

from treatments import editions, publishing
from treatments.edition_rows import EDITION_MODELS
from treatments.models import (
    Criterion,
    CriterionGroup,
    GuideSentence,
    ProtocolEdition,
    Publication,
    Question,
    QuestionOption,
    Retirement,
    Treatment,
    WordingReview,
)

BELOW = [model for model in EDITION_MODELS if model is not ProtocolEdition]
OWNERS = {
    QuestionOption: "question",
    GuideSentence: "part",
    Criterion: "group",
    CriterionGroup: "contraindication",
}


@pytest.fixture(params=["published", "retired"])
def final(request, published, dermatologist) -> ProtocolEdition:
    """An edition that was published, and one that was retired since."""
    if request.param == "retired":
        publishing.retire(published, by=dermatologist)
    return editions.edition_by_label("lamp-therapy", "1")


def rows_of(model: type[Model], edition: ProtocolEdition):
    """The rows of an edition, however far below it they stand."""
    paths = {
        QuestionOption: "question__edition",
        GuideSentence: "part__edition",
        CriterionGroup: "contraindication__edition",
        Criterion: "group__contraindication__edition",
    }
    return model.objects.filter(**{paths.get(model, "edition"): edition})


def attempts(row: Model) -> dict:
    """Every way the ORM has to change or delete this row, or to write another one beside it."""
    model, rows = type(row), type(row).objects.filter(pk=row.pk)
    column = next(f.name for f in row._meta.concrete_fields if f.name in ("position", "label", "code"))
    copy = model(
        **{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    )
    return {
        "save": row.save,
        "save of one field": lambda: row.save(update_fields=[column]),
        "update": lambda: rows.update(**{column: getattr(row, column)}),
        "update of itself": lambda: rows.update(**{column: F(column)}),
        "bulk_update": lambda: model.objects.bulk_update([row], [column]),
        "delete": row.delete,
        "queryset delete": rows.delete,
        "raw delete": lambda: rows._raw_delete("default"),
        "insert": lambda: copy.save(force_insert=True),
        "bulk_create": lambda: model.objects.bulk_create([copy]),
    }


def refused(attempt) -> None:
    with pytest.raises((IntegrityError, ProtectedError, RestrictedError)), transaction.atomic():
        attempt()


def test_no_row_of_a_final_edition_can_be_changed_deleted_or_added(final):
    before = editions.canonical(editions.read_rows(final))
    for model in EDITION_MODELS:
        rows = (
            ProtocolEdition.objects.filter(pk=final.pk) if model is ProtocolEdition else rows_of(model, final)
        )
        if not rows and model.__name__ in ("Reference", "DepthRange"):
            continue  # the small protocol has none
        for attempt in attempts(rows.first()).values():
            refused(attempt)
    assert editions.canonical(editions.read_rows(final)) == before


def test_the_same_attempts_succeed_on_a_draft(draft):
    """The control: it is the publication that refuses them."""
    refusals = []
    for model in BELOW:
        if not rows_of(model, draft):
            continue
        for name, attempt in attempts(rows_of(model, draft).last()).items():
            try:
                with transaction.atomic():
                    attempt()
                    transaction.set_rollback(True)
            except (IntegrityError, RestrictedError) as error:
                refusals.append((model.__name__, name, str(error)))
    # A copy breaks a unique key, and a row that others point to cannot go alone; no trigger is among them.
    assert not [message for *_, message in refusals if "keeps its rows" in message]
    assert {name for _, name, _ in refusals} <= {
        "insert",
        "bulk_create",
        "delete",
        "queryset delete",
        "raw delete",
    }


def test_a_row_of_a_draft_cannot_be_moved_into_a_final_edition(final, next_edition):
    other = next_edition("2")
    for model in BELOW:
        row = rows_of(model, other).first()
        owner = OWNERS.get(model, "edition")
        if row is None:
            continue
        target = final if owner == "edition" else rows_of(type(getattr(row, owner)), final).first()
        refused(
            lambda row=row, owner=owner, target=target: (
                type(row).objects.filter(pk=row.pk).update(**{owner: target})
            )
        )


def test_a_row_of_a_final_edition_cannot_be_moved_out_of_it(final, next_edition):
    other = next_edition("2")
    refused(lambda: Question.objects.filter(edition=final).update(edition=other))
    refused(lambda: CriterionGroup.objects.filter(contraindication__edition=final).update(question=None))


def test_an_edition_cannot_be_made_a_draft_again(final):
    publication = final.publication
    refused(publication.delete)
    refused(lambda: Publication.objects.filter(pk=publication.pk).update(edition=None))
    refused(lambda: Publication.objects.all()._raw_delete("default"))
    refused(lambda: Publication.objects.update(number=F("number") + 1))
    refused(lambda: Publication.objects.update(published_at=datetime(2020, 1, 1, tzinfo=UTC)))


def test_a_retirement_cannot_be_taken_back(published, dermatologist):
    retirement = publishing.retire(published, by=dermatologist)
    refused(retirement.delete)
    refused(lambda: Retirement.objects.update(retired_at=datetime(2020, 1, 1, tzinfo=UTC)))
    refused(lambda: Retirement.objects.all()._raw_delete("default"))


def test_a_treatment_with_a_publication_keeps_its_code(final):
    refused(lambda: Treatment.objects.filter(pk=final.treatment_id).update(code="other"))
    refused(final.treatment.delete)


def test_a_draft_can_be_thrown_away_whole(draft):
    before = {model: model.objects.count() for model in BELOW}
    rows = {model: rows_of(model, draft).count() for model in BELOW}
    gates = draft.questions.filter(asked_when__isnull=False).count()
    draft.delete()
    left = {model: before[model] - model.objects.count() for model in BELOW}
    assert gates
    assert all(left[model] >= rows[model] for model in BELOW)
    assert not Question.objects.filter(edition__treatment__code="lamp-therapy").exists()


def test_a_review_of_the_wording_stands_beside_a_final_edition_and_stays(final, lead):
    review = WordingReview.objects.create(
        edition=final,
        wording_hash=final.wording_hash,
        language="es",
        reviewer="Dra. Inés Pardo",
        reviewed_at=datetime(2026, 3, 2, tzinfo=UTC),
        recorded_by=lead,
    )
    review.reviewer = "Somebody else"
    refused(review.save)
    refused(review.delete)
