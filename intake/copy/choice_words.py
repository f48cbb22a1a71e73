"""What a code of a closed list says to a patient, by table.column or column; a test holds them complete."""

from intake.questions.items import said

YES_NO = {True: ("Yes", "Sí"), False: ("No", "No")}

_LANGUAGE = {"en": ("English", "inglés"), "es": ("Spanish", "español")}
_MODE = {
    "patient": ("By you, by the link", "Usted, por el enlace"),
    "phone": ("By staff, asking by phone", "El personal, por teléfono"),
    "tablet": ("By you, on the clinic’s tablet", "Usted, en la tableta de la clínica"),
    "staff": ("By staff, with you here", "El personal, con usted presente"),
}
_ADVICE = {
    "not_a_candidate": ("Do not treat", "No tratar"),
    "incomplete": ("Answers were missing", "Faltaban respuestas"),
    "needs_review": ("A dermatologist should look at it", "Debe verlo un dermatólogo"),
    "defer": ("Wait", "Esperar"),
    "ready": ("Nothing speaks against it", "Nada lo impide"),
}

WORDS = {
    "language": _LANGUAGE,
    "mode": _MODE,
    "decision": _ADVICE,
    "advised": _ADVICE,
    "sex_at_birth": {
        "female": ("Female", "Femenino"),
        "male": ("Male", "Masculino"),
        "other": ("Other", "Otro"),
        "unknown": ("Not known", "No se sabe"),
    },
    "questionnaire": {
        "pre_visit": ("Questions before the visit", "Preguntas antes de la cita"),
        "same_day": ("Check on the day of the visit", "Revisión el día de la cita"),
    },
    "visits.state": {
        "booked": ("Booked", "Reservada"),
        "arrived": ("You have arrived", "Usted ha llegado"),
        "in_session": ("In session", "En sesión"),
        "finished": ("Finished", "Terminada"),
        "cancelled": ("Called off", "Cancelada"),
        "no_show": ("You did not come", "Usted no vino"),
    },
    "visits.signature": {
        "none": ("Nothing to sign yet", "Aún nada que firmar"),
        "awaited": ("To be signed", "Por firmar"),
        "asked": ("More was asked", "Se pidió más"),
        "given": ("Signed", "Firmado"),
    },
    "visits.cancel_reason": {
        "patient": ("You asked", "Usted lo pidió"),
        "clinic": ("The clinic had to", "La clínica tuvo que hacerlo"),
        "wait": ("A wait has to pass first", "Primero hay que esperar"),
        "not_treated": ("Not to be treated", "No se va a tratar"),
    },
    "responses.status": {"completed": ("Sent", "Enviadas"), "amended": ("Corrected", "Corregidas")},
    "assessments.cause": {
        "submitted": ("Answers were sent", "Se enviaron respuestas"),
        "moved": ("The visit was moved", "La cita cambió de hora"),
        "retracted": ("Later answers were marked as wrong", "Respuestas posteriores eran erróneas"),
        "rechecked": ("It was checked again", "Se revisó de nuevo"),
    },
    "findings.status": {
        "present": ("It applies", "Se cumple"),
        "unresolved": ("It is not sure", "No es seguro"),
    },
    "reviews.action": {
        "confirmed": ("Agreed with the advice", "De acuerdo con el consejo"),
        "overridden": ("Decided otherwise", "Decidió otra cosa"),
        "more_information": ("Asked for more", "Pidió más información"),
    },
    "review_areas.decided": {
        "treat": ("Treat", "Tratar"),
        "wait": ("Wait", "Esperar"),
        "do_not_treat": ("Do not treat", "No tratar"),
    },
    "review_areas.reason_code": {
        "clinical_judgement": ("Clinical judgment", "Criterio clínico"),
        "area_left_out": ("The affected skin is left out", "Se deja fuera la piel afectada"),
        "test_patch_done": ("A test patch was done", "Se hizo una prueba en una zona"),
        "specialist_letter": ("A specialist’s letter is at hand", "Hay una carta de un especialista"),
        "answer_corrected_with_patient": (
            "The answer was put right with you",
            "La respuesta se corrigió con usted",
        ),
        "patient_preference": ("You prefer it", "Usted lo prefiere"),
        "other": ("Another reason", "Otro motivo"),
    },
    "courses.state": {
        "active": ("Going on", "En curso"),
        "paused": ("Paused", "En pausa"),
        "completed": ("Completed", "Completa"),
        "stopped": ("Stopped", "Detenida"),
    },
    "course_changes.kind": {
        "schedule": ("Sessions or interval", "Sesiones o intervalo"),
        "maintenance": ("Later sessions", "Sesiones posteriores"),
        "areas": ("Areas", "Zonas"),
        "paused": ("Paused", "En pausa"),
        "resumed": ("Resumed", "Retomada"),
        "completed": ("Completed", "Completa"),
        "stopped": ("Stopped", "Detenida"),
        "reopened": ("Opened again", "Abierta de nuevo"),
    },
    "session_records.tolerance": {
        "well": ("Well", "Bien"),
        "some": ("Some discomfort", "Algo de molestia"),
        "poorly": ("Poorly", "Mal"),
        "stopped": ("Stopped early", "Se detuvo antes"),
    },
    "symptom_reports.level": {
        "expected": ("Usual after a session", "Normal después de una sesión"),
        "late": ("For the dermatologist to see", "Para que lo vea el dermatólogo"),
        "call": ("The same day", "El mismo día"),
        "urgent": ("At once", "De inmediato"),
    },
    "outcome_ratings.rater": {
        "patient": ("You", "Usted"),
        "dermatologist": ("The dermatologist", "El dermatólogo"),
    },
    "messages.kind": {
        "invitation": ("Link to the questions", "Enlace a las preguntas"),
        "received": ("Answers received", "Respuestas recibidas"),
        "moved": ("The visit was moved", "La cita cambió de hora"),
        "cancelled": ("The visit was called off", "La cita se canceló"),
        "reminder": ("Reminder of the visit", "Recordatorio de la cita"),
        "care": ("Link to your own page", "Enlace a su página"),
        "symptoms": ("How your skin is doing", "Cómo está su piel"),
        "recall": ("Invitation to book again", "Invitación a reservar de nuevo"),
    },
    "messages.channel": {
        "email": ("E-mail", "Correo"),
        "sms": ("Phone message", "Mensaje de texto"),
        "copy": ("Copied by staff", "Copiado por el personal"),
    },
    "messages.state": {
        "queued": ("Waiting", "En espera"),
        "sending": ("Being sent", "Enviándose"),
        "sent": ("Sent", "Enviado"),
        "failed": ("Failed", "Falló"),
        "cancelled": ("Called off", "Cancelado"),
    },
    "invitations.purpose": {
        "questionnaire": ("Questions before the visit", "Preguntas antes de la cita"),
        "same_day": ("Check on the day of the visit", "Revisión el día de la cita"),
        "care": ("Your own page", "Su página"),
    },
    "invitations.ended_reason": {
        "submitted": ("The answers were sent", "Se enviaron las respuestas"),
        "reissued": ("A new link was made", "Se hizo un enlace nuevo"),
        "cancelled": ("The visit was called off", "La cita se canceló"),
        "visit_over": ("The visit is over", "La cita terminó"),
        "care_over": ("The course is over", "La serie terminó"),
        "revoked": ("Taken back by the clinic", "La clínica lo retiró"),
    },
    "recalls.outcome": {
        "booked": ("Booked again", "Reservó de nuevo"),
        "declined": ("You did not want to", "Usted no quiso"),
        "not_reached": ("We could not reach you", "No pudimos hablar con usted"),
        "not_needed": ("Not needed any more", "Ya no hace falta"),
    },
    "correction_answers.outcome": {
        "accepted": ("Accepted", "Aceptada"),
        "declined": ("Declined", "No aceptada"),
    },
    "looked_at.action": {
        "view": ("Looked at", "Visto"),
        "create": ("Something new was written", "Se escribió algo nuevo"),
        "change": ("Something was changed", "Se cambió algo"),
        "print": ("Printed", "Impreso"),
        "export": ("Sent or copied", "Enviado o copiado"),
        "sign": ("Signed", "Firmado"),
        "deny": ("Was refused", "Se le negó"),
        "sign-in": ("Signed in", "Inició sesión"),
        "sign-out": ("Signed out", "Cerró sesión"),
        "privilege": ("Rights were changed", "Se cambiaron permisos"),
        "emergency": ("Opened in an emergency", "Abierto en una emergencia"),
    },
    "looked_at.outcome": {
        "success": ("Done", "Hecho"),
        "deny": ("Refused", "Negado"),
        "error": ("Failed", "Falló"),
    },
    "looked_at.actor_role": {
        "emergency": ("In an emergency", "En una emergencia"),
        "front_desk": ("Front desk", "Recepción"),
        "nurse": ("Nurse", "Enfermería"),
        "dermatologist": ("Dermatologist", "Dermatología"),
        "lead": ("Clinic lead", "Dirección de la clínica"),
        "patient": ("You", "Usted"),
        "system": ("Our computer", "Nuestra computadora"),
    },
}
"""Codes with their words: English, Spanish."""


def words_of(table: str, column: str) -> dict[str, tuple[str, str]]:
    """The closed list of a column; empty where it has none."""
    return WORDS.get(f"{table}.{column}") or WORDS.get(column) or {}


def choice_words(table: str, column: str, code: str, language: str) -> str:
    """A code in words; the code itself where the list has no such one."""
    return in_language(words_of(table, column).get(code, (code, code)), language)


def in_language(texts: tuple[str, str], language: str) -> str:
    """The English or the Spanish of a pair."""
    return said(dict(zip(("en", "es"), texts, strict=True)), language)
