"""One scenario for each rule of the shipped protocol and each status it can have.

Every scenario is a healthy person on the days of the worked cases (answers of 2 March 2026, session on 16
March) who differs in what is written here and in nothing else.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.treatments.eligibility.shipped import PLANNED_ON, days_before

CHEEKS = ("cheeks",)
EVERYWHERE = None


class Present(NamedTuple):
    """What makes the rule hold, and all that its finding and the decision must then say."""

    differs: dict[str, Any]
    effects: str
    decision: str
    areas: tuple[str, ...] | None = EVERYWHERE
    ends_on: date | None = None


def stop(areas: tuple[str, ...] | None = EVERYWHERE, **differs: Any) -> Present:
    return Present(differs, "stop", "needs_review" if areas else "not_a_candidate", areas)


def review(**differs: Any) -> Present:
    return Present(differs, "review", "needs_review")


def note(**differs: Any) -> Present:
    return Present(differs, "note", "ready")


def until_cleared(effects: str, areas: tuple[str, ...] | None = EVERYWHERE, **differs: Any) -> Present:
    return Present(differs, effects, "needs_review" if "review" in effects else "defer", areas)


def one_day_short(**differs: Any) -> Present:
    """A wait that ends the day after the session."""
    return Present(differs, "defer", "defer", ends_on=PLANNED_ON + timedelta(days=1))


def medicine(text: str) -> dict[str, Any]:
    """The one medicine taken."""
    return {"medicines": [text]}


PRESENT = {
    "pregnancy": stop(pregnant="yes"),
    "breastfeeding": stop(breastfeeding="yes"),
    "isotretinoin_current": stop(isotretinoin="current"),
    "bleeding_disorder": stop(bleeding_disorder="yes"),
    "metal_allergy": stop(metal_allergy="yes"),
    "anaesthetic_allergy": stop(anaesthetic_allergy="yes"),
    "cancer_treatment_current": stop(cancer_treatment="current"),
    "skin_cancer": stop(skin_cancer_in_area="yes"),
    "scleroderma": stop(autoimmune="yes", autoimmune_kind="scleroderma"),
    "minor": stop(birth_date="2008-03-17"),
    "tattoo_or_mole": stop(CHEEKS, tattoo_or_mole="yes", tattoo_or_mole_areas=["cheeks"]),
    "acne_in_area": until_cleared("defer review", CHEEKS, acne="spots", acne_areas=["cheeks"]),
    "cold_sore": Present({"cold_sore_now": "yes"}, "defer", "needs_review"),  # herpes_history too
    "infection": until_cleared("defer review", infection_active="yes"),
    "eczema_in_area": Present(
        {"eczema": "active", "eczema_areas": ["cheeks"]}, "defer", "needs_review", CHEEKS
    ),
    "wart_in_area": until_cleared("defer review", CHEEKS, warts="yes", warts_areas=["cheeks", "hands"]),
    "open_wound": until_cleared("defer", CHEEKS, open_wound="yes", open_wound_areas=["hands", "cheeks"]),
    "rosacea_flare": until_cleared("defer", rosacea_flare="yes"),
    "sunburn": one_day_short(sunburn_on=days_before(13)),
    "recent_sun": one_day_short(tan_on=days_before(6)),
    "self_tan": one_day_short(self_tan_on=days_before(6)),
    "laser_non_ablative": one_day_short(laser_on=days_before(13), laser_kind="non_ablative"),
    "laser_ablative": one_day_short(laser_on=days_before(83), laser_kind="ablative"),
    "peel_superficial": one_day_short(peel_on=days_before(13), peel_depth="superficial"),
    "peel_deep": one_day_short(peel_on=days_before(89), peel_depth="deep"),
    "filler": one_day_short(filler_on=days_before(27)),
    "botulinum": one_day_short(botulinum_on=days_before(13)),
    "waxing": one_day_short(waxed_on=days_before(6)),
    "retinoid": one_day_short(retinoid_on=days_before(6)),
    "exfoliant": one_day_short(exfoliant_on=days_before(6)),
    "isotretinoin_recent": Present(
        {"isotretinoin": "past", "isotretinoin_stopped_on": "2025-09-17"},
        "defer",
        "needs_review",  # isotretinoin_past too
        ends_on=PLANNED_ON + timedelta(days=1),
    ),
    "session_interval": one_day_short(previous_sessions=[days_before(90), days_before(27)]),
    "diabetes": review(diabetes="yes"),
    "blood_thinners": review(blood_thinners="yes"),
    "antiplatelet": review(blood_thinners="yes", **medicine("clopidogrel 75 mg")),
    "systemic_retinoid": review(**medicine("acitretin")),
    "field_therapy": review(**medicine("Efudex")),
    "product_allergy": review(product_allergy="yes"),
    "autoimmune": review(autoimmune="yes", autoimmune_kind="lupus"),
    "immunosuppressed": review(immunosuppressed="yes"),
    "cancer_treatment_past": review(cancer_treatment="past"),
    "keloid": review(keloid="yes"),
    "poor_healing": review(poor_healing="yes"),
    "heart_condition": review(heart_condition="yes"),
    "smoker": review(smoker="current"),
    "skin_type": review(skin_type="V"),
    "sensitive_skin": review(sensitive_skin="yes"),
    "acne_elsewhere": review(acne="spots", acne_areas=["back"]),
    "cystic_acne": review(acne="cystic", acne_areas=["back"]),
    "herpes_history": review(herpes_history="yes"),
    "eczema": review(eczema="past"),
    "changing_spot": review(changing_spot="yes"),
    "isotretinoin_past": review(isotretinoin="past", isotretinoin_stopped_on="2019"),
    "young_adult": review(birth_date="2004-03-17"),
    "young_scar": review(indication="acne_scars", scar_age_months=11.9),
    "medicine_contradicts": review(**medicine("metformin")),
    "medicine_unrecognised": review(**medicine("xyzzyq")),
    "late_session": note(previous_sessions=[days_before(43)]),
    "off_label_use": note(indication="loose_skin"),
    "around_eyes": note(areas=["around_eyes"]),
    "photosensitiser": note(**medicine("doxycycline")),
    "nsaid_or_supplement": note(**medicine("ibuprofen")),
    "shaved": note(shaved_on=days_before(1)),
}

ALSO_PRESENT = [
    ("blood_thinners", {"blood_thinners": "no", **medicine("warfarin")}),
    ("immunosuppressed", {"immunosuppressed": "yes", **medicine("methotrexate")}),
    ("cancer_treatment_past", {"cancer_treatment": "past", **medicine("capecitabine")}),
    ("keloid", {"keloid_family": "yes"}),
    ("herpes_history", {"cold_sore_now": "yes"}),
    ("skin_type", {"skin_type": "VI"}),
    ("eczema", {"eczema": "active", "eczema_areas": ["hands"]}),
    ("acne_in_area", {"acne": "cystic", "acne_areas": ["cheeks"]}),
    ("acne_elsewhere", {"acne": "cystic", "acne_areas": ["cheeks", "back"]}),
    ("young_adult", {"birth_date": "2008-03-16"}),
    ("isotretinoin_past", {"isotretinoin": "past", "isotretinoin_stopped_on": "not_sure"}),
    ("shaved", {"shaved_on": days_before(0)}),
    (
        "medicine_contradicts",
        {**medicine("Claravis"), "isotretinoin": "past", "isotretinoin_stopped_on": "2019"},
    ),
]
"""The other ways in which a rule can hold."""

ABSENT = {
    "pregnancy": {"pregnant": "not_applicable"},
    "breastfeeding": {"breastfeeding": "not_applicable"},
    "isotretinoin_current": {"isotretinoin": "past", "isotretinoin_stopped_on": "2019"},
    "bleeding_disorder": {"bleeding_disorder": "no"},
    "metal_allergy": {"metal_allergy": "no"},
    "anaesthetic_allergy": {"anaesthetic_allergy": "no"},
    "cancer_treatment_current": {"cancer_treatment": "past"},
    "skin_cancer": {"skin_cancer_in_area": "no"},
    "scleroderma": {"autoimmune": "yes", "autoimmune_kind": "lupus"},
    "minor": {"birth_date": "2008-03-16"},
    "tattoo_or_mole": {"tattoo_or_mole": "yes", "tattoo_or_mole_areas": ["back"]},
    "acne_in_area": {"acne": "spots", "acne_areas": ["back"]},
    "cold_sore": {"herpes_history": "yes"},
    "infection": {"infection_active": "no"},
    "eczema_in_area": {"eczema": "active", "eczema_areas": ["hands"]},
    "wart_in_area": {"warts": "yes", "warts_areas": ["hands"]},
    "open_wound": {"open_wound": "yes", "open_wound_areas": ["hands"]},
    "rosacea_flare": {"rosacea_flare": "no"},
    "sunburn": {"sunburn_on": days_before(14)},
    "recent_sun": {"tan_on": days_before(7)},
    "self_tan": {"self_tan_on": days_before(7)},
    "laser_non_ablative": {"laser_on": days_before(14), "laser_kind": "not_sure"},
    "laser_ablative": {"laser_on": days_before(84), "laser_kind": "not_sure"},
    "peel_superficial": {"peel_on": days_before(14), "peel_depth": "not_sure"},
    "peel_deep": {"peel_on": days_before(90), "peel_depth": "not_sure"},
    "filler": {"filler_on": days_before(28)},
    "botulinum": {"botulinum_on": days_before(14)},
    "waxing": {"waxed_on": days_before(7)},
    "retinoid": {"retinoid_on": days_before(7)},
    "exfoliant": {"exfoliant_on": days_before(7)},
    "isotretinoin_recent": {"isotretinoin": "past", "isotretinoin_stopped_on": "2025-09-16"},
    "session_interval": {"previous_sessions": [days_before(28)]},
    "diabetes": {"diabetes": "no"},
    "blood_thinners": {"blood_thinners": "no", **medicine("ibuprofen")},
    "antiplatelet": {"blood_thinners": "yes", **medicine("warfarin")},
    "systemic_retinoid": {**medicine("tretinoin"), "retinoid_on": days_before(20)},
    "field_therapy": medicine("levothyroxine"),
    "product_allergy": {"product_allergy": "no"},
    "autoimmune": {"autoimmune": "no", "autoimmune_kind": "lupus"},
    "immunosuppressed": {**medicine("hydrocortisone cream")},
    "cancer_treatment_past": {"cancer_treatment": "current"},
    "keloid": {"keloid": "no", "keloid_family": "no"},
    "poor_healing": {"poor_healing": "no"},
    "heart_condition": {"heart_condition": "no"},
    "smoker": {"smoker": "former"},
    "skin_type": {"skin_type": "IV"},
    "sensitive_skin": {"sensitive_skin": "no"},
    "acne_elsewhere": {"acne": "spots", "acne_areas": ["cheeks", "forehead"]},
    "cystic_acne": {"acne": "spots", "acne_areas": ["cheeks"]},
    "herpes_history": {"herpes_history": "no", "cold_sore_now": "no"},
    "eczema": {"eczema": "none"},
    "changing_spot": {"changing_spot": "no"},
    "isotretinoin_past": {"isotretinoin": "current"},
    "young_adult": {"birth_date": "2004-03-16"},
    "young_scar": {"indication": "acne_scars", "scar_age_months": 12},
    "medicine_contradicts": {"diabetes": "not_sure", **medicine("metformin")},
    "medicine_unrecognised": {"medicines": ["levothyroxine", "none"]},
    "late_session": {"previous_sessions": [days_before(80), days_before(42)]},
    "off_label_use": {"indication": "wrinkles"},
    "around_eyes": {"areas": ["forehead", "temples"]},
    "photosensitiser": medicine("lisinopril"),
    "nsaid_or_supplement": medicine("acetaminophen"),
    "shaved": {"shaved_on": days_before(2)},
}
"""The nearest that does not make the rule hold."""

UNRESOLVED = {
    "pregnancy": {"pregnant": "not_sure"},
    "isotretinoin_current": {"isotretinoin": "not_sure"},
    "bleeding_disorder": {"bleeding_disorder": "not_sure"},
    "metal_allergy": {"metal_allergy": "not_sure"},
    "anaesthetic_allergy": {"anaesthetic_allergy": "not_sure"},
    "cancer_treatment_current": {"cancer_treatment": "not_sure"},
    "skin_cancer": {"skin_cancer_in_area": "not_sure"},
    "scleroderma": {"autoimmune": "not_sure"},
    "tattoo_or_mole": {"tattoo_or_mole": "not_sure"},
    "acne_in_area": {"acne": "not_sure"},
    "cold_sore": {"cold_sore_now": "not_sure"},
    "infection": {"infection_active": "not_sure"},
    "eczema_in_area": {"eczema": "not_sure"},
    "wart_in_area": {"warts": "not_sure"},
    "open_wound": {"open_wound": "not_sure"},
    "rosacea_flare": {"rosacea_flare": "not_sure"},
    "sunburn": {"sunburn_on": "not_sure"},
    "recent_sun": {"tan_on": "not_sure"},
    "self_tan": {"self_tan_on": "not_sure"},
    "laser_non_ablative": {"laser_on": days_before(13), "laser_kind": "not_sure"},
    "laser_ablative": {"laser_on": "not_sure", "laser_kind": "ablative"},
    "peel_superficial": {"peel_on": "not_sure", "peel_depth": "superficial"},
    "peel_deep": {"peel_on": days_before(89), "peel_depth": "not_sure"},
    "filler": {"filler_on": "not_sure"},
    "botulinum": {"botulinum_on": "not_sure"},
    "waxing": {"waxed_on": "not_sure"},
    "retinoid": {"retinoid_on": "not_sure"},
    "exfoliant": {"exfoliant_on": "not_sure"},
    "isotretinoin_recent": {"isotretinoin": "past", "isotretinoin_stopped_on": "not_sure"},
    "diabetes": {"diabetes": "not_sure"},
    "blood_thinners": {"blood_thinners": "not_sure"},
    "product_allergy": {"product_allergy": "not_sure"},
    "autoimmune": {"autoimmune": "not_sure"},
    "immunosuppressed": {"immunosuppressed": "not_sure"},
    "cancer_treatment_past": {"cancer_treatment": "not_sure"},
    "keloid": {"keloid_family": "not_sure"},
    "poor_healing": {"poor_healing": "not_sure"},
    "heart_condition": {"heart_condition": "not_sure"},
    "smoker": {"smoker": "not_sure"},
    "skin_type": {"skin_type": "not_sure"},
    "sensitive_skin": {"sensitive_skin": "not_sure"},
    "acne_elsewhere": {"acne": "not_sure"},
    "cystic_acne": {"acne": "not_sure"},
    "herpes_history": {"cold_sore_now": "not_sure"},
    "eczema": {"eczema": "not_sure"},
    "changing_spot": {"changing_spot": "not_sure"},
    "isotretinoin_past": {"isotretinoin": "not_sure"},
    "young_scar": {"indication": "burn_scars", "scar_age_months": "not_sure"},
    "shaved": {"shaved_on": "not_sure"},
}
"""What somebody was not sure of. A rule that no such answer can reach is not here."""
