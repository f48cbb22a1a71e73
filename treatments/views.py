"""Pages of what the clinic knows: the treatment guide for anybody, the protocols for those who use them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_info
from django.views.decorators.gzip import gzip_page

from clinic.policy import methods, public, staff
from clinic.roles import DERMATOLOGIST, LEAD, NURSE
from treatments.pages import readings
from treatments.pages.edition_list import treatments_with_editions
from treatments.pages.guide import guide_page
from treatments.pages.protocol import protocol_overview, protocol_part, whole_protocol

GUIDE_CACHE_SECONDS = 300


@public(cache_seconds=GUIDE_CACHE_SECONDS)
@methods("GET")
@gzip_page
def guide(request: HttpRequest, treatment: str) -> HttpResponse:
    """The treatment guide, the same for everybody who reads its language."""
    reading = readings.for_patients(treatment)
    if reading is None:
        raise Http404
    language = get_language()
    return render(
        request,
        "treatments/guide.html",
        guide_page(reading.document, language)
        | {
            "review": reading.reviews.get(language),
            "is_translation": language != settings.LANGUAGE_CODE,
            "language_switch": _other_language(language),
        },
    )


@staff(LEAD, DERMATOLOGIST, NURSE)
@methods("GET")
@gzip_page
def protocols(request: HttpRequest) -> HttpResponse:
    """Every treatment with its editions."""
    return render(request, "treatments/protocols.html", {"treatments": treatments_with_editions()})


@staff(LEAD, DERMATOLOGIST, NURSE)
@methods("GET")
@gzip_page
def protocol(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """What one edition holds, each thing a link to its sentence."""
    return render(request, "treatments/protocol.html", protocol_overview(_edition_or_404(code, edition)))


@staff(LEAD, DERMATOLOGIST, NURSE)
@methods("GET")
@gzip_page
def part_of_protocol(request: HttpRequest, code: str, edition: str, part: str) -> HttpResponse:
    """One part of an edition to read: every rule, question or instruction with its sources."""
    return render(request, "treatments/protocol.html", protocol_part(_edition_or_404(code, edition), part))


@staff(LEAD, DERMATOLOGIST, NURSE)
@methods("GET")
@gzip_page
def protocol_on_paper(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """All parts of an edition on one page, to print."""
    return render(request, "treatments/protocol.html", whole_protocol(_edition_or_404(code, edition)))


def _edition_or_404(code: str, edition: str) -> readings.Reading:
    reading = readings.of_edition(code, edition)
    if reading is None:
        raise Http404
    return reading


def _other_language(language: str) -> dict[str, str]:
    """The link to the same page in the next of the listed languages, named in that language."""
    codes = [code for code, _ in settings.LANGUAGES]
    other = codes[(codes.index(language) + 1) % len(codes)]
    name = get_language_info(other)["name_local"]
    return {"url": f"?lang={other}", "code": other, "label": name.capitalize()}
