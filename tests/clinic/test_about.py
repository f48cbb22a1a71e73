"""The page that says what the site is, what it does not decide, and whose work it is made of."""

import re
import tomllib
from importlib.metadata import files as files_of
from importlib.metadata import metadata

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from clinic import VERSION
from clinic.about import NLM, OGL, PARTS

REQUIRED = re.compile(r"^([A-Za-z0-9_-]+)", re.MULTILINE)


def read(browser, language: str = "en") -> str:
    answer = browser.get(f"/about/?lang={language}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            ["What it does not decide", "never tells anybody to stop a medicine", "A dermatologist decides"],
        ),
        ("es", ["Lo que no decide", "que deje un medicamento", "Un dermatólogo decide"]),
    ],
)
def test_anybody_reads_what_it_leaves_to_people(client, language, says):
    page = read(client, language)
    assert f'<html lang="{language}">' in page
    assert not [words for words in says if words not in page]
    assert f'href="?lang={"es" if language == "en" else "en"}"' in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_the_sources_of_drug_names_ask_for_stands_there_word_for_word(client, language):
    page = read(client, language)
    assert NLM in page and OGL in page
    assert "2023 Fast Data Science Ltd" in page and "CC BY-SA 3.0" in page and "CC0" in page


def test_every_library_the_product_asks_for_is_named_and_no_other():
    wanted = REQUIRED.findall((settings.BASE_DIR / "requirements.in").read_text())
    assert [part.package for part in PARTS] == wanted


def test_every_library_is_installed_under_the_licence_that_is_told():
    for part in PARTS:
        assert part.licence.split("-")[0].split()[0] in said_of_itself(part.package), part.package


def said_of_itself(package: str) -> str:
    """What a library says of its licence: in a field, a classifier, or in the licence's text alone."""
    told = metadata(package)
    files = [file for file in files_of(package) or () if file.name.startswith("LICENSE")]
    texts = [file.read_text() for file in files]
    return f"{told.get('License-Expression')} {told.get('License')} {told.get_all('Classifier')} {texts}"


def test_the_fonts_licence_can_be_read(client):
    assert "/static/vendor/public-sans/LICENSE.md" in read(client)
    with open(finders.find("vendor/public-sans/LICENSE.md")) as licence:
        assert "SIL Open Font License" in licence.read()


def test_the_version_is_the_projects(client):
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
    assert f"ConsultReady {VERSION}" in read(client)


def test_exact_versions_of_the_libraries_are_for_staff(client, signed_in, front_desk):
    django = PARTS[0].version
    assert django not in read(client)
    assert django in read(signed_in(front_desk))


def test_sign_in_leads_there(client, db):
    assert 'href="/about/"' in client.get("/account/sign-in/").content.decode()
