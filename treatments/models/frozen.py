"""What makes an edition final: SQL conditions that `clinic.append_only` puts into triggers.

An edition is frozen from the moment its publication row exists; so is every row below it, whatever later
becomes of the edition. `{row}` stands for the row a trigger looks at.
"""

from clinic.append_only import append_only

_PUBLISHED = "EXISTS (SELECT 1 FROM treatments_publication published {join}WHERE {match})"


def _when(match: str, join: str = "") -> str:
    return _PUBLISHED.replace("{join}", join).replace("{match}", match)


_BY_QUESTION = "JOIN treatments_question parent ON parent.edition_id = published.edition_id "
_BY_RULE = "JOIN treatments_contraindication parent ON parent.edition_id = published.edition_id "
_BY_SIGN = "JOIN treatments_warningsign parent ON parent.edition_id = published.edition_id "
_BY_PART = "JOIN treatments_guidepart parent ON parent.edition_id = published.edition_id "
_GROUP = "JOIN treatments_criteriongroup grp ON grp.{owner}_id = parent.id "

THE_EDITION = _when("published.edition_id = {row}.id")
OF_TREATMENT = _when("published.treatment_id = {row}.id")
OF_EDITION = _when("published.edition_id = {row}.edition_id")
OF_QUESTION = _when("parent.id = {row}.question_id", _BY_QUESTION)
OF_PART = _when("parent.id = {row}.part_id", _BY_PART)
OF_OWNER = " OR ".join(
    _when(f"parent.id = {{row}}.{owner}_id", join)
    for join, owner in (
        (_BY_QUESTION, "question"),
        (_BY_RULE, "contraindication"),
        (_BY_SIGN, "sign"),
    )
)
OF_GROUP = " OR ".join(
    _when("grp.id = {row}.group_id", join + _GROUP.replace("{owner}", owner))
    for join, owner in ((_BY_QUESTION, "question"), (_BY_RULE, "contraindication"), (_BY_SIGN, "sign"))
)


def frozen_once_published(model: type, when: str = OF_EDITION) -> type:
    """Rows of a published edition can neither be changed nor deleted, and none can be added to it."""
    return append_only(model, when=when, closed_when=when)
