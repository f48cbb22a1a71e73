"""Groups of criteria, whoever owns them: a question, a contraindication, a warning sign."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Model, Q

from treatments.edition_rows.adding import add
from treatments.models import Criterion, CriterionGroup, ProtocolEdition, Question
from treatments.protocol_file.criteria import operator_of, values_of, written

OWNERS = ("question", "contraindication", "sign")


def save_groups(owned: list[tuple[dict[str, Model], list]], questions: Mapping[str, Question]) -> None:
    """The groups of several owners with their criteria, in two inserts."""
    placed = [(owner, i, group) for owner, groups in owned for i, group in enumerate(groups)]
    rows = add(CriterionGroup, [CriterionGroup(position=i, **owner) for owner, i, _ in placed])
    criteria = [
        Criterion(
            group=row,
            position=i,
            question=questions.get(criterion.get("question")),
            operator=operator_of(criterion),
            values=list(values_of(criterion)),
        )
        for row, (_, _, group) in zip(rows, placed, strict=True)
        for i, criterion in enumerate(group)
    ]
    add(Criterion, criteria)


def groups_by_owner(edition: ProtocolEdition) -> defaultdict[tuple[str, int], list]:
    """Criteria as documents by owner: (one of OWNERS, its key) → list of groups."""
    found: defaultdict[tuple[str, int], dict[int, list]] = defaultdict(lambda: defaultdict(list))
    for row in _criteria(edition):
        asked = row.question.code if row.question else None
        found[_owner(row.group)][row.group_id].append(written(row.operator, row.values, asked))
    return defaultdict(list, {owner: list(groups.values()) for owner, groups in found.items()})


def _criteria(edition: ProtocolEdition) -> Any:
    of_edition = Q()
    for owner in OWNERS:
        of_edition |= Q(**{f"group__{owner}__edition": edition})
    return (
        Criterion.objects.filter(of_edition)
        .select_related("group", "question")
        .order_by("group__position", "group_id", "position")
    )


def _owner(group: CriterionGroup) -> tuple[str, int]:
    keys = ((owner, getattr(group, f"{owner}_id")) for owner in OWNERS)
    return next((owner, key) for owner, key in keys if key is not None)
