"""Pages of those who see why: the review queue, the summary, its print and PDF, the signature."""

from django.urls import path

from intake.views import batches, courses, outcomes, queue, session_records, signing, summary, visits_consent

urlpatterns = [
    path("batches/", batches.batches, name="batches"),
    path("sessions/<uuid:pk>/", session_records.session, name="session"),
    path("sessions/<uuid:pk>/add/", session_records.add, name="add-to-session"),
    path("sessions/<uuid:pk>/print/", session_records.session_print, name="session-print"),
    path("courses/<uuid:pk>/", courses.course, name="course"),
    path("courses/<uuid:pk>/outcome/", outcomes.rate_outcome, name="rate-outcome"),
    path("courses/<uuid:pk>/<slug:change>/", courses.change_course, name="change-course"),
    path("visits/<uuid:pk>/consent/", visits_consent.consent, name="consent"),
    path("visits/<uuid:pk>/consent/print/", visits_consent.consent_print, name="consent-print"),
    path("consents/<uuid:pk>/withdraw/", visits_consent.withdraw_consent, name="withdraw-consent"),
    path("queue/", queue.queue, name="review-queue"),
    path("visits/<uuid:pk>/summary/", summary.summary, name="summary"),
    path("visits/<uuid:pk>/summary/print/", summary.summary_print, name="summary-print"),
    path("visits/<uuid:pk>/summary.pdf", summary.summary_pdf, name="summary-pdf"),
    path("visits/<uuid:pk>/sign/", signing.sign, name="sign"),
    path("visits/<uuid:pk>/ask-for-more/", signing.ask_more, name="ask-for-more"),
    path("reviews/<uuid:pk>/addendum/", signing.addendum, name="addendum"),
]
