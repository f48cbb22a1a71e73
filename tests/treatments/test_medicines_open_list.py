"""The open list of drug names: when it is loaded, what of it is kept, and that it cannot run code."""

import io
import pickle
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from treatments import medicines
from treatments.medicines import known_names, recogniser_for


def edition(rules_hash: str, **listed: str | None) -> SimpleNamespace:
    return SimpleNamespace(rules_hash=rules_hash, medicines=listed)


@pytest.fixture(autouse=True)
def no_recognisers(monkeypatch):
    monkeypatch.setattr(medicines, "_recognisers", {})


def test_an_edition_has_one_recogniser_per_process():
    assert recogniser_for(edition("a", warfarin="x")) is recogniser_for(edition("a", warfarin="x"))


def test_editions_with_other_medicines_have_their_own():
    first = recogniser_for(edition("a", warfarin="x"))
    assert recogniser_for(edition("b", warfarin="y")).read("warfarin").classes == ("y",)
    assert recogniser_for(edition("a", warfarin="z")).read("warfarin").classes == ("z",)
    assert first.read("warfarin").classes == ("x",)


def test_old_editions_make_room():
    for number in range(20):
        recogniser_for(edition(str(number), warfarin="x"))
    assert len(medicines._recognisers) == medicines.EDITIONS_KEPT


def test_the_open_list_is_loaded_once():
    assert known_names() is known_names()


def test_the_open_list_holds_what_people_take_and_not_the_laboratory():
    names = known_names()
    assert 10_000 < len(names.by_key) < 20_000
    assert {
        "lisinopril",
        "levothyroxine",
        "tylenol",
        "zyrtec",
        "sertraline",
        "depo provera",
    } <= names.by_key.keys()
    assert not names.by_key.keys() & {"viral envelope proteins", "quercus lobata pollen", "alcohol", "more"}
    assert names.stands_for["marevan"] == ("warfarin",)


def test_starting_the_site_loads_neither_the_list_nor_its_package():
    script = (
        "import django, sys; django.setup(); import treatments.medicines, treatments.urls;"
        "assert 'drug_named_entity_recognition' not in sys.modules;"
        "assert not treatments.medicines._known_names.cache_info().currsize;"
        "treatments.medicines.known_names(); assert 'drug_named_entity_recognition' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_data_file_that_holds_more_than_plain_data_is_refused():
    harmful = io.BytesIO(pickle.dumps({"names": print}))
    with pytest.raises(pickle.UnpicklingError, match="not plain data"):
        medicines._PlainData(harmful).load()


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setattr(medicines, "PACKAGE", "no_such_package_here")
    with pytest.raises(ImproperlyConfigured, match=r"install requirements\.txt"):
        medicines._open_list()
