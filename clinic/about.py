"""What this site is, what it leaves to people, and whose work it is made of.

What each licence asks us to say stands here word for word; docs/decisions.md says why each part is used.
"""

from dataclasses import dataclass
from importlib.metadata import version

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic import VERSION
from clinic.configuration.languages import language_switch
from clinic.policy import methods, public


@dataclass(frozen=True, slots=True)
class Part:
    """A library the product runs on. `package` is its name in requirements.in."""

    package: str
    does: str | Promise
    licence: str

    @property
    def version(self) -> str:
        """The one installed here."""
        return version(self.package)


PARTS = (
    Part("Django", _("the site itself"), "BSD-3-Clause"),
    Part("django-crispy-forms", _("draws the forms"), "MIT"),
    Part("psycopg2-binary", _("talks to PostgreSQL"), "LGPL with exceptions"),
    Part("dj-database-url", _("reads the database’s address"), "BSD-3-Clause"),
    Part("django-allauth", _("signs staff in"), "MIT"),
    Part("django-htmx", _("brings htmx 2 (0BSD), which refreshes lists for staff"), "MIT"),
    Part("PyYAML", _("reads protocol files"), "MIT"),
    Part("segno", _("draws QR codes"), "BSD-3-Clause"),
    Part("typst", _("sets the summary as a PDF"), "Apache-2.0"),
    Part("gunicorn", _("serves the pages"), "MIT"),
    Part("whitenoise", _("serves styles and script"), "MIT"),
    Part("brotli", _("makes pages smaller on the way"), "MIT"),
    Part("tzdata", _("knows the time zones"), "Apache-2.0"),
    Part("icalendar", _("writes the calendar"), "BSD-2-Clause"),
    Part("phonenumberslite", _("reads phone numbers"), "Apache-2.0"),
    Part("requests", _("hands phone messages to the sender"), "Apache-2.0"),
    Part("cryptography", _("locks up the keys of staff’s second factors"), "Apache-2.0 or BSD-3-Clause"),
    Part("pyrage", _("locks up backups"), "MIT"),
    Part("sentry-sdk", _("tells of faults, where a clinic wants that"), "MIT"),
    Part("python-json-logger", _("writes the log"), "BSD-2-Clause"),
    Part("drug-named-entity-recognition", _("brings a list of drug names"), "MIT"),
)

NLM = (
    "This product uses publicly available data from the National Library of Medicine (NLM), National "
    "Institutes of Health, Department of Health and Human Services; NLM is not responsible for the product "
    "and does not endorse or recommend this or any other product."
)
"""What NLM asks for where its data are used (accessgudid.nlm.nih.gov/terms; MeSH and MedlinePlus alike)."""

OGL = "Contains public sector information licensed under the Open Government Licence v3.0."
"""What that licence asks for where its information comes from several providers."""


@public
@methods("GET")
def about(request: HttpRequest) -> HttpResponse:
    """For anybody. Exact versions are for staff: to strangers they would say which old fault to try."""
    context = {
        "version": VERSION,
        "parts": PARTS,
        "nlm": NLM,
        "ogl": OGL,
        "names_version": version("drug-named-entity-recognition"),
        "shows_versions": request.user.is_authenticated,
        "language_switch": language_switch(),
    }
    return render(request, "clinic_pages/about.html", context)
