"""What the guide must not say, and where each sentence of it comes from."""

import re

import pytest

from treatments import editions

from .page_text import read_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_force")]

# The claims of S2, S3, S9, S10, S27, S31, S35–S37, S43, S53, S55 and S68, as anybody might word them.
NOT_SAID = {
    "en": [
        r"little commitment|facelift",
        r"downtime|down time",
        r"recovery",
        r"vitamin c (serum|product)",
        r"lighten",
        r"as (good|effective) as|laser resurfacing|like a laser",
        r"absorb",
        r"painless|no pain|little pain|minimal pain",
        r"worth|cost|price",
        r"(within|in) (an|one) hour|channels",
        r"150[ ,.]?000|uncommon|very unlikely|\brare",
        r"at once|right away|immediate|instant",
        r"normal skin ?care|usual skin ?care",
        r"safe and effective|guarantee|proven",
    ],
    "es": [
        r"estiramiento facial|lifting",
        r"tiempo de (baja|reposo)|sin reposo",
        r"recuperaci[oó]n",
        r"suero de vitamina c",
        r"aclar",
        r"tan (bueno|eficaz)|igual que el l[aá]ser",
        r"absorb|absorc",
        r"sin dolor|indoloro|poco dolor",
        r"vale la pena|cuesta (poco|menos)|\bcosto|precio",
        r"en una hora|canales",
        r"150[ ,.]?000|poco frecuente|muy raro|raras? ve",
        r"de inmediato|al instante|enseguida|inmediat",
        r"cuidado normal|rutina normal",
        r"segur[oa] y efica|garantiz|comprobad",
    ],
}
BANNED = r"adverse|contraindicat|lesion|topical|adverso|contraindica|lesi[oó]n|t[oó]pic"
VERDICTS = r"eligible|rejected|flagged|deferred|elegible|rechazad"
# "72 is safer" is the protocol's own sentence on makeup; no claim rests on it.


@pytest.fixture(scope="module")
def document():
    return editions.shipped_document("micro-needling")


@pytest.fixture(params=["en", "es"])
def html(request, client):
    return request.param, client.get(f"/guide/micro-needling/?lang={request.param}").content.decode()


def test_nothing_is_said_that_patients_are_not_told_as_fact(html):
    language, page = html
    text = read_page(page).text.lower()
    assert not [claim for claim in NOT_SAID[language] if re.search(claim, text)]


def test_no_banned_word_and_no_verdict(html):
    text = read_page(html[1]).text.lower()
    assert not re.findall(f"{BANNED}|{VERDICTS}", text)


def test_no_depth_of_a_needle_as_a_number(html, document):
    text = read_page(html[1]).text.lower()
    assert not re.search(r"\d\s*(mm|mil[ií]met)|millimet|outermost|upper layers", text)
    # Numbers with a decimal point stand in no sentence but the edition's own name.
    assert set(re.findall(r"\d+[.,]\d+", text)) <= {document["edition"]}


def test_results_may_come_and_never_will(html):
    language, page = html
    promise = {
        "en": r"\bwill (help|soften|improve|heal|fade)",
        "es": r"\b(mejorará|ayudará|suavizará|quitará)",
    }
    assert not re.search(promise[language], read_page(page).text.lower())


def test_no_source_of_the_page_is_one_that_is_kept_from_patients(html, document):
    hidden = {s["code"] for s in document["statements"] if s["use"] == "not_shown"}
    cited = {code for _, codes in read_page(html[1]).sourced for code in codes.split()}
    assert cited and not cited & hidden


def test_every_sentence_of_the_protocol_carries_sources_that_the_page_lists(html, document):
    page = read_page(html[1])
    known = {*document["references"], *document["bases"], *(s["code"] for s in document["statements"])}
    listed = {
        code for b in page.blocks if b.is_in("details.from") for code in re.findall(r"\b[A-Z]\d*b?\b", b.text)
    }
    for text, codes in page.sourced:
        assert codes, text
        assert set(codes.split()) <= known & listed, text


def test_an_article_claim_the_guide_softens_is_cited_without_its_words(html, document):
    text = read_page(html[1]).text
    softened = [s for s in document["statements"] if s.get("why")]
    assert len(softened) > 30
    assert not [s["code"] for s in softened if s["says"] in text]


def test_nothing_but_the_treatment_is_looked_up(document):
    """The guide's module does not even read depths, rules or cases."""
    from treatments.pages.guide import guide_page

    read = []

    class Watched(dict):
        def __getitem__(self, key):
            read.append(key)
            return super().__getitem__(key)

    guide_page(Watched(document), "en")
    assert not {"depths", "rules", "worked_cases", "medicines"} & set(read)
