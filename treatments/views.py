"""Pages of what the clinic knows: the treatment guide for anybody, the protocols for those who use them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from clinic.configuration.languages import language_switch
from clinic.policy import methods, public, staff
from clinic.roles import DERMATOLOGIST, LEAD, NURSE
from treatments.pages import readings
from treatments.pages.edition_list import treatments_with_editions
from treatments.pages.guide import guide_page
from treatments.pages.protocol import protocol_overview, protocol_part, whole_protocol

GUIDE_CACHE_SECONDS = 300


@public(cache_seconds=GUIDE_CACHE_SECONDS)
@methods("GET")
def guide(request: HttpRequest, treatment: str) -> HttpResponse:
    """The treatment guide, the same for everybody who reads its language.

    Before the clinic has put a protocol in force only its own people read the shipped text.
    """
    reading = readings.for_patients(treatment)
    if reading is None:
        raise Http404
    if not reading.is_in_force and not request.user.is_authenticated:
        return _not_published(request)
    language = get_language()
    return render(
        request,
        "treatments/guide.html",
        guide_page(reading.document, language)
        | {
            "review": reading.reviews.get(language),
            "is_in_force": reading.is_in_force,
            "is_translation": language != settings.LANGUAGE_CODE,
            "language_switch": language_switch(),
        },
    )


def _not_published(request: HttpRequest) -> HttpResponse:
    """For patients: no text before the clinic has put it in force. No cache keeps this answer."""
    return render(
        request, "treatments/guide_not_published.html", {"language_switch": language_switch()}, status=404
    )


@staff(LEAD, DERMATOLOGIST, NURSE)
@methods("GET")
def protocols(request: HttpRequest) -> HttpResponse:
    """Every treatment with its editions."""
    return render(request, "treatments/protocols.html", {"treatments": treatments_with_editions()})


@staff(LEAD, DERMATOLOGIST, NURSE)
@methods("GET")
def protocol(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """What one edition holds, each thing a link to its sentence."""
    return render(request, "treatments/protocol.html", protocol_overview(_edition_or_404(code, edition)))


@staff(LEAD, DERMATOLOGIST, NURSE)
@methods("GET")
def part_of_protocol(request: HttpRequest, code: str, edition: str, part: str) -> HttpResponse:
    """One part of an edition to read: every rule, question or instruction with its sources."""
    return render(request, "treatments/protocol.html", protocol_part(_edition_or_404(code, edition), part))


@staff(LEAD, DERMATOLOGIST, NURSE)
@methods("GET")
def protocol_on_paper(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """All parts of an edition on one page, to print."""
    return render(request, "treatments/protocol.html", whole_protocol(_edition_or_404(code, edition)))


def _edition_or_404(code: str, edition: str) -> readings.Reading:
    reading = readings.of_edition(code, edition)
    if reading is None:
        raise Http404
    return reading
