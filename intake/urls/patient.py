"""Pages of the patient."""

from django.urls import path

from intake.views import (
    patient_care,
    patient_care_own,
    patient_check,
    patient_day,
    patient_leave,
    patient_link,
    patient_names,
    patient_questions,
    patient_symptoms,
    patient_tablet,
)

urlpatterns = [
    path("i/<str:token>/", patient_link.welcome, name="patient-link"),
    path("link/", patient_link.link_ended, name="link-ended"),
    path("tablet/", patient_tablet.handed_back, name="handed-back"),
    path("tablet/you/", patient_tablet.is_it_you, name="is-it-you"),
    path("tablet/here/", patient_tablet.still_here, name="still-here"),
    path("tablet/back/", patient_tablet.give_back, name="give-back"),
    path("language/", patient_leave.language, name="language"),
    path("later/", patient_leave.finish_later, name="finish-later"),
    path("questions/", patient_questions.questions, name="questions"),
    path("questions/<slug:code>/", patient_questions.question, name="question"),
    path("questions/<slug:code>/names/", patient_names.names, name="question-names"),
    path("check/", patient_check.check, name="check-answers"),
    path("sign/", patient_check.sign, name="sign-answers"),
    path("sent/", patient_check.sent, name="sent"),
    path("today-check/", patient_day.day_check, name="day-check"),
    path("today-check/sent/", patient_day.day_sent, name="day-sent"),
    path("care/", patient_care.care, name="care"),
    path("care/print/", patient_care.care_print, name="care-print"),
    path("care/check/", patient_care.care_check, name="care-check"),
    path("care/consent/<str:pk>/", patient_care_own.care_consent, name="care-consent"),
    path("care/feed/", patient_care_own.care_feed, name="care-feed"),
    path("care/feed/end/", patient_care_own.care_feed_end, name="care-feed-end"),
    path("care/symptoms/", patient_symptoms.symptoms, name="symptoms"),
    path("care/symptoms/<uuid:pk>/", patient_symptoms.symptoms_told, name="symptoms-told"),
    path("consent/", patient_day.consent, name="consent-to-treatment"),
]
