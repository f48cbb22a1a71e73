"""The shipped edition and the open list together: what people really take, and what they write beside it."""

import csv
from pathlib import Path

import pytest

from treatments import editions
from treatments.eligibility.medicines import Recogniser, unmatchable
from treatments.medicines import recogniser_for

WORDS = Path(__file__).parent / "words"
with (WORDS / "classed.csv").open(encoding="utf-8", newline="") as file:
    CLASSED = list(csv.DictReader(file))

AMERICAN = """
Tylenol; acetaminophen; Zyrtec; Claritin; Allegra; Benadryl; Flonase; Sudafed; Mucinex; NyQuil;
lisinopril; Zestril; amlodipine; Norvasc; metoprolol; Toprol XL; losartan; Cozaar; valsartan;
spironolactone; atorvastatin; Lipitor; rosuvastatin; Crestor; simvastatin; levothyroxine; Synthroid;
Armour Thyroid; liothyronine; omeprazole; Prilosec; Nexium; pantoprazole; famotidine; Pepcid; Tums;
Miralax; sertraline; Zoloft; escitalopram; Lexapro; fluoxetine; Prozac; bupropion; Wellbutrin;
duloxetine; Cymbalta; trazodone; buspirone; Xanax; Ativan; Ambien; hydroxyzine; gabapentin;
Adderall; Vyvanse; Concerta; albuterol; Ventolin; Symbicort; Advair; montelukast; Singulair; birth
control; birth control pills; Mirena; IUD; Nexplanon; NuvaRing; Yaz; Junel Fe; Sprintec;
Depo-Provera; estradiol; progesterone; tamoxifen; multivitamin; prenatal vitamins; vitamin B12;
vitamin C; vitamin D3 2000 IU; iron; ferrous sulfate; calcium; magnesium; zinc; biotin; collagen;
probiotic; melatonin; ashwagandha; CoQ10; tramadol; Percocet; cyclobenzaprine; sumatriptan; Viagra;
finasteride; minoxidil; Botox; clindamycin; metronidazole; fluconazole; hydroxychloroquine;
Restasis; flu shot
"""
SPANISH = """
paracetamol; omeprazol; pantoprazol; losartán; enalapril; amlodipino; levotiroxina; Eutirox;
loratadina; cetirizina; sertralina; fluoxetina; clonazepam; atorvastatina; salbutamol; metamizol;
Buscapina; anticonceptivos; pastillas anticonceptivas; DIU; vitamina C; vitamina D; complejo B;
ácido fólico; hierro; calcio; magnesio; melatonina
"""


OTHER_FORMS = {"anticonceptiva", "anticonceptivas", "prenatales"}
"""Words one letter from a listed word of the same meaning."""


def _list(text: str) -> list[str]:
    return [" ".join(name.split()) for name in text.split(";")]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return recogniser_for(editions.protocol_from(editions.shipped_document("micro-needling")))


@pytest.mark.parametrize("row", CLASSED, ids=lambda row: row["name"])
def test_each_medicine_of_the_clinical_list_has_its_class(recogniser, row):
    name = row["name"]
    for text in (name, f"{name.upper()}® 5mg daily", f"took {name}, stopped in 2019", name.replace("-", " ")):
        read = recogniser.read(text)
        assert read.classes == (row["class"],), text
        assert not any(match.guess for match in read.names), text


@pytest.mark.parametrize("text", _list(AMERICAN) + _list(SPANISH))
def test_everyday_medicines_are_known_and_raise_nothing(recogniser, text):
    read = recogniser.read(text)
    assert read.recognised
    assert read.classes == ()
    assert not any(match.guess for match in read.names)


@pytest.mark.parametrize(
    ("text", "cls"),
    [
        ("aspirina 100 mg", "antiplatelet"),
        ("warfarina", "anticoagulant"),
        ("ibuprofeno", "nsaid_or_supplement"),
        ("metformina", "diabetes_marker"),
        ("insulina", "diabetes_marker"),
        ("isotretinoína", "isotretinoin"),
        ("prednisona", "immunosuppressant"),
        ("doxiciclina", "photosensitiser"),
        ("aciclovir", "herpes_marker"),
        ("warfarin sodium", "anticoagulant"),
        ("insulin glargine", "diabetes_marker"),
        ("Tresiba", "diabetes_marker"),
        ("Maxzide", "photosensitiser"),
        ("acetylsalicylic acid", "antiplatelet"),
        ("acetyl salicylic acid", "antiplatelet"),
        ("isotretinoin gel capsules 20 mg", "isotretinoin"),
        ("dexametasona en gotas", "immunosuppressant"),
        ("tacrolimus, ointment for my hands", "immunosuppressant"),
        ("Zithromax", "infection_marker"),
    ],
)
def test_other_names_of_a_classed_medicine_have_its_class(recogniser, text, cls):
    assert recogniser.read(text).classes == (cls,)


@pytest.mark.parametrize(
    "text",
    [
        "my blood pressure pill",
        "a water pill",
        "antibiotics",
        "steroid injection",
        "cortisone shot",
        "eye drops",
    ],
)
def test_what_names_no_medicine_is_asked_about(recogniser, text):
    assert recogniser.read(text).unrecognised


@pytest.mark.parametrize("language", ["en", "es"])
def test_words_written_beside_medicines_are_not_taken_for_misspelt_ones(recogniser, language):
    words = (WORDS / f"answers_{language}.txt").read_text(encoding="utf-8").split()
    assert len(words) > 300
    read = {word: recogniser.read(word).names for word in words}
    guessed = {word for word, names in read.items() if any(match.guess for match in names)}
    assert guessed <= OTHER_FORMS
    assert not any(match.cls for word in guessed for match in read[word])


def test_every_name_of_the_edition_can_be_matched(recogniser):
    medicines = editions.protocol_from(editions.shipped_document("micro-needling")).medicines
    assert unmatchable(medicines) == []
    wrong = {n: c for n, c in medicines.items() if c not in (recogniser.read(n).classes or (None,))}
    assert wrong == {}
