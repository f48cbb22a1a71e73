"""What kind of data each column of ours holds. A new column fails test_field_classes.py until it stands here.

personal   names, reaches or describes a person, patient or staff: never in a log, a subject or an address
clinical   says something about a patient's health, answers, or what was decided about them: the same, and
           never before the eyes of the front desk outside the form it fills in
neither    codes, settings, times, counts, hashes and references; what a reference points to is classed there

The clinic's knowledge (treatments) names no patient: what it says of a body is a rule's or an invented
patient's, never somebody's, so it is `neither`. The one person it names is who reviewed a wording.
"""

PERSONAL, CLINICAL, NEITHER = "personal", "clinical", "neither"


def columns(personal: str = "", clinical: str = "", neither: str = "") -> dict[str, str]:
    """Column names by class, blanks between them."""
    told = {PERSONAL: personal, CLINICAL: clinical, NEITHER: neither}
    classed = [(name, kind) for kind, names in told.items() for name in names.split()]
    twice = {name for name, _ in classed if [n for n, _ in classed].count(name) > 1}
    if twice:
        raise ValueError(f"classed twice: {', '.join(sorted(twice))}")
    return dict(classed)


CLASSES: dict[str, dict[str, str]] = {
    "clinic.User": columns(
        personal="email full_name title password last_login",
        neither="id public_id is_active created_at access_version",
    ),
    "clinic.RoleGrant": columns(neither="id user role granted_at granted_by ended_at ended_by"),
    "clinic.Place": columns(neither="id name address phone is_open"),
    "clinic.ClinicTimes": columns(
        neither="id open_weekdays phone_from phone_until quiet_from quiet_until reminder_days symptom_hours "
        "recall_days version changed_at changed_by"
    ),
    "clinic.Holiday": columns(neither="id day name added_at added_by"),
    "clinic.EmergencyAccess": columns(
        clinical="reason", neither="id patient_id opened_by opened_at expires_at ended_at ended_by"
    ),
    "clinic.EmergencyReview": columns(clinical="note", neither="id access reviewed_at reviewed_by"),
    "clinic.AuditEvent": columns(
        personal="user_agent ip_address",
        neither="id at actor actor_role patient_id action target outcome fields request_id nonce "
        "key_id content_hash",
    ),
    "clinic.AuditSeal": columns(
        neither="number at events count total up_to batch_digest previous_hash key_id hash"
    ),
    "intake.Patient": columns(
        personal="record_number family_name given_name preferred_name birth_date sex_at_birth phone "
        "phone_digits email language interpreter_needed texts_allowed reminders_wanted search_name",
        neither="id version created_at created_by changed_at changed_by",
    ),
    "intake.PatientWord": columns(personal="word", neither="id patient"),
    "intake.Visit": columns(
        clinical="cancel_reason",
        neither="id patient place starts_at minutes state signature walk_in version created_at created_by "
        "arrived_at arrived_by finished_at finished_by cancelled_at cancelled_by no_show_at no_show_by",
    ),
    "intake.TreatmentRequest": columns(
        clinical="treatment indication areas previous_sessions_elsewhere",
        neither="id visit course position created_at created_by",
    ),
    "intake.VisitMove": columns(neither="id visit from_starts_at to_starts_at at by"),
    "intake.Draft": columns(
        personal="language",
        clinical="answers given",
        neither="id visit edition questionnaire version corrects created_at saved_at closed_at",
    ),
    "intake.Response": columns(
        personal="attested_name language",
        clinical="answers given asked missing",
        neither="id visit edition questionnaire number status supersedes mode attested_at as_of good_until "
        "submitted_at submitted_by content_hash submit_key",
    ),
    "intake.ResponseRetraction": columns(clinical="reason", neither="id response at by"),
    "intake.Assessment": columns(
        clinical="facts decision earliest_date areas dates missing ask result marks",
        neither="id response request number cause edition rules_hash wording_hash engine_version as_of "
        "planned_on result_hash used_hash created_at",
    ),
    "intake.Finding": columns(
        clinical="code status effects areas ends_on because source staff patient",
        neither="id assessment position",
    ),
    "intake.Invitation": columns(
        personal="language",
        neither="id patient visit purpose created_at created_by expires_at redeemed_at tries locked_at "
        "ended_at ended_by ended_reason access_version",
    ),
    "intake.InvitationToken": columns(neither="id invitation digest created_at"),
    "intake.Message": columns(
        personal="to language",
        neither="id kind channel patient visit invitation session detail dedupe_key state attempts "
        "next_try_at claimed_until created_at created_by sent_at error",
    ),
    "intake.Review": columns(
        clinical="action asks note snapshot",
        neither="id assessment supersedes signer role meaning signed_at digest",
    ),
    "intake.ReviewArea": columns(
        clinical="area advised decided treat_not_before reason_code reason_text", neither="id review position"
    ),
    "intake.ReviewOrder": columns(clinical="code ordered words", neither="id review position"),
    "intake.ReviewAddendum": columns(clinical="text", neither="id review at by"),
    "intake.TreatmentSession": columns(
        clinical="treatment areas performed_on",
        neither="id visit patient request review started_at started_by ended_at ended_by recorded_at",
    ),
    "intake.Course": columns(
        clinical="treatment indication areas sessions_from sessions_to interval_from_days interval_to_days "
        "maintenance_months maintenance_every_days state",
        neither="id patient edition version opened_at opened_by closed_at closed_by",
    ),
    "intake.CourseChange": columns(clinical="kind before after reason", neither="id course at by"),
    "intake.Recall": columns(
        clinical="due_on outcome note", neither="id patient visit opened_at opened_by closed_at closed_by"
    ),
    "intake.TreatmentConsent": columns(
        personal="signed_name language",
        clinical="text",
        neither="id patient course visit edition text_version mode agreed_at recorded_by content_hash",
    ),
    "intake.ConsentWithdrawal": columns(clinical="words", neither="id consent at by"),
    "intake.SessionRecord": columns(
        clinical="device needle_batch numbing_used applied tolerance note",
        neither="id session operator recorded_at recorded_by content_hash",
    ),
    "intake.SessionDepth": columns(
        clinical="area depth_mm usual_from_mm usual_to_mm warn_above_mm reason",
        neither="id record position",
    ),
    "intake.SessionAddendum": columns(clinical="text", neither="id session at by"),
    "intake.SymptomReport": columns(
        personal="language",
        clinical="answers days_after signs level",
        neither="id session patient edition mode given_at given_by content_hash submit_key",
    ),
    "intake.SymptomClosure": columns(clinical="note", neither="id report at by"),
    "intake.OutcomeRating": columns(
        clinical="scale value", neither="id course visit rater rated_on rated_at rated_by"
    ),
    "intake.CalendarFeed": columns(
        personal="language", neither="id patient digest created_at revoked_at revoked_by"
    ),
    "intake.Disposal": columns(
        personal="record_number reason", neither="id patient_id last_active_at rows at by"
    ),
    "intake.CorrectionRequest": columns(
        personal="language", clinical="words", neither="id patient written_at"
    ),
    "intake.CorrectionAnswer": columns(clinical="outcome words", neither="id request at by"),
    "treatments.Treatment": columns(neither="id code"),
    "treatments.ProtocolEdition": columns(
        neither="id treatment label name usual_answers rules_hash wording_hash origin created_at created_by"
    ),
    "treatments.Publication": columns(
        neither="id edition treatment number published_at published_by at_installation"
    ),
    "treatments.Retirement": columns(neither="id publication retired_at retired_by"),
    "treatments.WordingReview": columns(
        personal="reviewer", neither="id edition wording_hash language reviewed_at recorded_by"
    ),
    "treatments.Area": columns(neither="id edition position code name"),
    "treatments.Indication": columns(neither="id edition position code name"),
    "treatments.Section": columns(neither="id edition position code title"),
    "treatments.Question": columns(
        neither="id edition position code section type required not_sure never unit shelf_life_days "
        "record_only only_for given_by compares range label text hint why"
    ),
    "treatments.QuestionOption": columns(neither="id question position code text"),
    "treatments.Questionnaire": columns(neither="id edition position code title asks_all questions"),
    "treatments.MedicineClass": columns(neither="id edition position code name"),
    "treatments.Medicine": columns(neither="id edition position medicine_class name"),
    "treatments.Contradiction": columns(neither="id edition position classes question values"),
    "treatments.Contraindication": columns(
        neither="id edition position code effects area_question clears basis staff patient"
    ),
    "treatments.CriterionGroup": columns(neither="id question contraindication sign position"),
    "treatments.Criterion": columns(neither="id group position question operator values"),
    "treatments.SessionSchedule": columns(
        neither="id edition position indications sessions_from sessions_to shortest_days longest_days "
        "maintenance maintenance_months basis"
    ),
    "treatments.DepthRange": columns(
        neither="id edition position areas usual_from_mm usual_to_mm warn_above_mm basis"
    ),
    "treatments.Basis": columns(neither="id edition position code name"),
    "treatments.Reference": columns(neither="id edition position code text"),
    "treatments.Statement": columns(neither="id edition position code says use why"),
    "treatments.WorkedCase": columns(neither="id edition position code about context answers expect"),
    "treatments.CareInstruction": columns(
        neither="id edition position code phase from_days until_days from_hours to_hours serves at_check_in "
        "when_ordered basis text"
    ),
    "treatments.WarningSign": columns(neither="id edition position code level in_guide basis text"),
    "treatments.GuidePart": columns(neither="id edition position code title"),
    "treatments.GuideSentence": columns(neither="id part position basis text"),
    "treatments.OrderChoice": columns(neither="id edition position code label basis"),
    "treatments.ConsentWording": columns(neither="id edition position title agree"),
    "treatments.ConsentStatement": columns(neither="id edition position basis text"),
    "treatments.RatingScale": columns(
        neither="id edition position code label text rated_by indications steps basis"
    ),
}
