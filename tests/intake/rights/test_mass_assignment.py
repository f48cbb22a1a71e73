"""Every form of the site, sent with the name of every field of every model besides: the same is written."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    UUIDField,
)

from clinic.models import AuditEvent
from tests.intake.any_request import ROOMS, STAFF, Clinic, routes, undone, varied
from tests.intake.hostile import FORM, PageForm, Pairs, encoded
from tests.intake.test_any_request import NO_FORMS, may_open, some

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHO = (*STAFF, "patient")
MADE_ANEW = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|\b(?!4242\b|2031\b)\d+\b")
"""Keys, hashes, moments and numbers differ from press to press; but for those that are posted besides."""
SKIPPED = {"csrfmiddlewaretoken", "version", "shown", "language", "next"}


def value_for(field: Field) -> str:
    """Something that the column would take, and that nobody chose."""
    kinds = {DateTimeField: "2031-07-07T07:07:07+00:00", DateField: "2031-07-07", BooleanField: "on"}
    kinds |= {IntegerField: "4242", UUIDField: "00000000-0000-4000-8000-000000004242", ForeignKey: "1"}
    listed = [code for code, _ in field.flatchoices]
    return (
        str(listed[-1]) if listed else next((v for k, v in kinds.items() if isinstance(field, k)), "assigned")
    )


def every_field() -> dict[str, str]:
    models = [model for room in (*ROOMS, "mfa") for model in apps.get_app_config(room).get_models()]
    fields = {field.name: field for model in models for field in model._meta.concrete_fields}
    named = {name: value_for(field) for name, field in fields.items()}
    return named | {field.attname: named[name] for name, field in fields.items()}


def written() -> Counter:
    """How often each row stands in each table, without what is made anew at every press."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return Counter(
        (model.__name__, MADE_ANEW.sub("#", repr({**row, "id": 0})))
        for model in models
        if model is not AuditEvent
        for row in model.objects.values()
    )


def after(clinic: Clinic, who: str, form: PageForm, pairs: Pairs) -> tuple[int, Counter]:
    with undone():
        status = clinic.ask(
            who, "POST", form.action, keep=True, data=encoded(pairs), content_type=FORM
        ).status_code
        return status, written()


def forms(clinic: Clinic) -> list[tuple[str, PageForm, Pairs]]:
    """One form of each kind, with each of its buttons."""
    seen, found = set(), []
    for who in WHO:
        for route, view in routes():
            if not may_open(who, view) or route.endswith(NO_FORMS) or route.startswith("account/"):
                continue
            for address in some(varied(route, clinic.parts), 1, False):
                for form in clinic.forms(who, address):
                    for button in form.buttons or [("", "")]:
                        kind = (re.sub(r"[0-9a-f]{8}-[^/]+", "", form.action), button[0], button[1][:6])
                        if kind not in seen and "sign-out" not in form.action:
                            seen.add(kind)
                            found.append((who, form, [*form.fields, button]))
    return found


def test_names_of_model_fields_change_nothing_more(everybody):
    extra, asked, wrong, wrote = every_field(), some(forms(everybody), 36, False), [], 0
    assert len(extra) > 150 and len(asked) > 30
    with undone():
        before = written()
        for who, form, pairs in asked:
            names = {name for name, _ in pairs} | SKIPPED
            more = [(name, value) for name, value in extra.items() if name not in names]
            status, plain = after(everybody, who, form, pairs)
            again, assigned = after(everybody, who, form, [*pairs, *more])
            wrote += plain != before
            # A name may be of this form after all, in another state of the page: then it may be refused.
            if assigned - plain and assigned != before:
                wrong.append((who, form.action, status, again, list((assigned - plain).items())[:3]))
    assert not wrong, wrong[:4]
    assert wrote > 10
