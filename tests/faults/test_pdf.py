"""A PDF renderer that hangs, breaks or writes nothing: a clear sentence on the summary, and nobody waits."""

import sys
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.models import AuditEvent
from intake.summary import pdf
from tests.intake.steps import send

pytestmark = pytest.mark.django_db

BROKEN = {
    "hangs": "import time; time.sleep(60)",
    "breaks": "import os; os.abort()",
    "memory": "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**28,) * 2); b = bytes(2**30)",
    "refuses": "raise SystemExit(3)",
}


@pytest.mark.parametrize("how", BROKEN)
def test_the_summary_says_that_there_is_no_pdf(signed_in, dermatologist, visit, monkeypatch, how):
    send(visit, timezone.now())
    monkeypatch.setattr(pdf, "RENDERER", (sys.executable, "-I", "-c", BROKEN[how]))
    monkeypatch.setattr(pdf, "SECONDS", 1)
    browser, began = signed_in(dermatologist), time.monotonic()
    page = browser.get(reverse("summary-pdf", args=[visit.pk]), follow=True)
    assert time.monotonic() - began < 20, "somebody who waits for a renderer must not wait for ever"
    assert page.redirect_chain == [(reverse("summary", args=[visit.pk]), 302)]
    assert "The PDF could not be made" in page.content.decode()
    assert not AuditEvent.objects.filter(action="export").exists(), "nothing left the house"


def test_the_renderer_knows_no_secret_of_the_site(signed_in, dermatologist, visit, monkeypatch):
    send(visit, timezone.now())
    monkeypatch.setenv("SECRET_KEY", "not for a renderer")
    tells = "import os, sys; sys.stdout.write(repr(dict(os.environ)))"
    monkeypatch.setattr(pdf, "RENDERER", (sys.executable, "-I", "-c", tells))
    told = signed_in(dermatologist).get(reverse("summary-pdf", args=[visit.pk])).content.decode()
    assert told.startswith("{") and "SECRET_KEY" not in told
