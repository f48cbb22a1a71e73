"""The clinical pages' tables for micro-needling, as plain text: what the shipped file says, no more, no less.

Changing a line here is a change of what the clinic's defaults are, not of code.
"""

# ruff: noqa: E501

RULES = """\
pregnancy | stop | pregnant is yes | L G
breastfeeding | stop | breastfeeding is yes | L
isotretinoin_current | stop | isotretinoin is current | L
bleeding_disorder | stop | bleeding_disorder is yes | L
metal_allergy | stop | metal_allergy is yes | L
anaesthetic_allergy | stop | anaesthetic_allergy is yes | L
cancer_treatment_current | stop | cancer_treatment is current | S82 P
skin_cancer | stop | skin_cancer_in_area is yes | L
scleroderma | stop | autoimmune_kind is scleroderma | L
minor | stop | age_under 18 | P
tattoo_or_mole | stop @tattoo_or_mole_areas | tattoo_or_mole is yes | L P
acne_in_area | defer review @acne_areas | acne is spots,cystic | S77 S94
cold_sore | defer | cold_sore_now is yes | S78
infection | defer review | infection_active is yes | S86 S93
eczema_in_area | defer @eczema_areas | eczema is active | S87 S93
wart_in_area | defer review @warts_areas | warts is yes | S79
open_wound | defer @open_wound_areas | open_wound is yes | S83 L
rosacea_flare | defer | rosacea_flare is yes | L
sunburn | defer | sunburn_on within_days 14 | S92 P
recent_sun | defer | tan_on within_days 7 | S18 P
self_tan | defer | self_tan_on within_days 7 | P
laser_non_ablative | defer | laser_kind is non_ablative and laser_on within_days 14 | S17 S85 P
laser_ablative | defer | laser_kind is ablative and laser_on within_days 84 | S17 S85 P
peel_superficial | defer | peel_depth is superficial and peel_on within_days 14 | S85 P
peel_deep | defer | peel_depth is deep and peel_on within_days 90 | S85 P
filler | defer | filler_on within_days 28 | P
botulinum | defer | botulinum_on within_days 14 | P
waxing | defer | waxed_on within_days 7 | S19 P
retinoid | defer | retinoid_on within_days 7 | S16 P
exfoliant | defer | exfoliant_on within_days 7 | S16 P
isotretinoin_recent | defer | isotretinoin_stopped_on within_months 6 | L
session_interval | defer | sooner_than_schedule | S57 S62
diabetes | review | diabetes is yes | S76
blood_thinners | review | blood_thinners is yes or medicines medicine_class anticoagulant | S81
antiplatelet | review | medicines medicine_class antiplatelet | G
systemic_retinoid | review | medicines medicine_class systemic_retinoid | G
field_therapy | review | medicines medicine_class field_therapy | G
product_allergy | review | product_allergy is yes | G
autoimmune | review | autoimmune is yes | S84
immunosuppressed | review | immunosuppressed is yes or medicines medicine_class immunosuppressant | L
cancer_treatment_past | review | cancer_treatment is past or medicines medicine_class chemotherapy | S82
keloid | review | keloid is yes or keloid_family is yes | S80
poor_healing | review | poor_healing is yes | S83
heart_condition | review | heart_condition is yes | L
smoker | review | smoker is current | S90
skin_type | review | skin_type is V,VI | S88 G
sensitive_skin | review | sensitive_skin is yes | S89 S95
acne_elsewhere | review | acne is spots,cystic and acne_areas outside_requested | S77 S93
cystic_acne | review | acne is cystic | S94
herpes_history | review | herpes_history is yes or cold_sore_now is yes | S49 S78
eczema | review | eczema is past,active | S87
changing_spot | review | changing_spot is yes | L
isotretinoin_past | review | isotretinoin is past | S91
young_adult | review | age_between 18,21 | L
young_scar | review | scar_age_months under 12 | L
medicine_contradicts | review | medicines medicine_contradicts | P
medicine_unrecognised | review | medicines medicine_unrecognised | P
late_session | note | later_than_schedule | S57
off_label_use | note | indication stretch_marks,burn_scars,pores_texture,discolouration,loose_skin | L
around_eyes | note | areas_include around_eyes | L
photosensitiser | note | medicines medicine_class photosensitiser | G
nsaid_or_supplement | note | medicines medicine_class nsaid_or_supplement | P
shaved | note | shaved_on within_days 2 | S20
"""
"""code | effects, @ the question whose areas count | holds when | basis; in the order of findings."""

QUESTIONS = """\
pregnant | choice | yes no not_applicable not_sure | required not_sure | 0 |
breastfeeding | choice | yes no not_applicable | required | 0 |
diabetes | yesno || required not_sure | 90 |
hba1c | number || record_only | 90 | diabetes is yes
bleeding_disorder | yesno || required not_sure | 90 |
blood_thinners | yesno || required not_sure | 14 |
medicines | text_list || required | 0 |
metal_allergy | yesno || required not_sure | 365 |
anaesthetic_allergy | yesno || required not_sure | 365 |
product_allergy | yesno || required not_sure | 90 |
autoimmune | yesno || required not_sure | 90 |
autoimmune_kind | choice | scleroderma lupus other not_sure | required not_sure | 365 | autoimmune is yes
immunosuppressed | yesno || required not_sure | 90 |
cancer_treatment | choice | never past current not_sure | required not_sure | 14 |
keloid | yesno || required not_sure | 365 |
keloid_family | yesno || required not_sure | 365 |
infection_active | yesno || required not_sure | 0 |
poor_healing | yesno || required not_sure | 90 |
heart_condition | yesno || required not_sure | 90 |
smoker | choice | never former current not_sure | required not_sure | 90 |
other_allergies | text_list || record_only | 90 |
needle_fear | yesno || not_sure record_only | 90 |
goal | text || record_only | 90 |
tried_before | text || record_only | 90 |
skin_type | choice | I II III IV V VI not_sure | required not_sure | 365 |
pigment_history | yesno || not_sure record_only | 90 |
sensitive_skin | yesno || required not_sure | 90 |
acne | choice | none spots cystic not_sure | required not_sure | 0 |
acne_areas | areas || required | 0 | acne is spots,cystic
cold_sore_now | yesno || required not_sure | 0 |
herpes_history | yesno || required not_sure | 90 |
warts | yesno || required not_sure | 0 |
warts_areas | areas || required | 0 | warts is yes
eczema | choice | none past active not_sure | required not_sure | 0 |
eczema_areas | areas || required | 0 | eczema is active
rosacea_flare | yesno || required not_sure | 0 |
open_wound | yesno || required not_sure | 0 |
open_wound_areas | areas || required | 0 | open_wound is yes
tattoo_or_mole | yesno || required not_sure | 90 |
tattoo_or_mole_areas | areas || required | 90 | tattoo_or_mole is yes
skin_cancer_in_area | yesno || required not_sure | 90 |
changing_spot | yesno || required not_sure | 0 |
scar_age_months | number || required not_sure | 90 | indication acne_scars,other_scars,burn_scars,stretch_marks
isotretinoin | choice | never past current not_sure | required not_sure | 14 |
isotretinoin_stopped_on | when || required not_sure | 14 | isotretinoin is past
sunburn_on | when || required not_sure never | 0 |
tan_on | when || required not_sure never | 0 |
self_tan_on | when || required not_sure never | 14 |
laser_on | when || required not_sure never | 14 |
laser_kind | choice | non_ablative ablative not_sure | required not_sure | 14 | laser_on is_date or laser_on is not_sure
peel_on | when || required not_sure never | 14 |
peel_depth | choice | superficial deep not_sure | required not_sure | 14 | peel_on is_date or peel_on is not_sure
filler_on | when || required not_sure never | 14 |
botulinum_on | when || required not_sure never | 14 |
waxed_on | when || required not_sure never | 14 |
shaved_on | when || required not_sure never | 14 |
retinoid_on | when || required not_sure never | 14 |
exfoliant_on | when || required not_sure never | 14 |
"""
"""code | type | options | required, not_sure, never, record_only | shelf life in days | asked when."""

AREAS = """forehead temples around_eyes nose cheeks upper_lip chin jawline neck chest abdomen back arms hands thighs
knees lower_legs feet buttocks scalp"""

INDICATIONS = """general wrinkles acne_scars other_scars burn_scars stretch_marks pores_texture discolouration
loose_skin"""

CONTRADICTIONS = """\
anticoagulant antiplatelet | blood_thinners no
isotretinoin | isotretinoin never past
immunosuppressant | immunosuppressed no
chemotherapy | cancer_treatment never past
diabetes_marker | diabetes no
herpes_marker | herpes_history no
eczema_marker | eczema none
infection_marker | infection_active no
topical_retinoid | retinoid_on never
exfoliant | exfoliant_on never
"""

BEFORE = """\
no_exfoliants | 7 | | retinoid exfoliant
no_laser | 14 | | laser_non_ablative peel_superficial
no_filler | 28 | | filler botulinum
no_sun | 14 | | sunburn recent_sun self_tan
no_waxing | 7 | | waxing
no_shaving | 1 | | shaved
vitamins_a_c | 28 | 7 |
antiviral | | |
keep_medicines | | |
numbing | 0 | |
tell_us | | |
clean_skin | 0 | |
"""
"""code | from days | until days before the session | rules it serves."""

AFTER = """\
lukewarm_wash | 0 | 72
no_makeup | 0 | 72
no_direct_sun | 0 | 72
sunscreen_daily | 24 |
gentle_cleanser | 24 |
prescribed_creams | 0 |
no_actives | 0 | 168
provider_first | |
"""
"""code | from hours | to hours after the session."""

SCHEDULES = """\
general | 3 3 | 28 42 |
wrinkles | 1 2 | 28 42 | 12
acne_scars other_scars | 3 6 | 21 28 |
burn_scars | 5 5 | 28 42 |
stretch_marks | 3 5 | 28 42 |
pores_texture discolouration loose_skin | 3 3 | 28 42 |
"""
"""indications | sessions | days between | months of maintenance."""

DEPTHS = """\
forehead temples nose around_eyes upper_lip | 0.25 0.5 | 1.0
cheeks chin jawline neck scalp chest hands | 0.5 1.5 | 1.5
abdomen back arms thighs buttocks | 1.0 2.0 | 2.0
"""
"""areas | usual mm | warn above mm."""

NOT_SHOWN = "S2 S3 S9 S10 S27 S31 S35 S36 S37 S43 S53 S55 S68"
"""Statements of the article that no patient reads: marketing, unsourced, disputed or itself a hazard."""


def table(text: str) -> list[list[str]]:
    """The cells of each line."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
