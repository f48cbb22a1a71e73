"""Pages of those who see why: the review queue, the summary, its print and PDF, the signature."""

from django.urls import path

from intake.views import courses, queue, signing, summary

urlpatterns = [
    path("courses/<uuid:pk>/", courses.course, name="course"),
    path("courses/<uuid:pk>/<slug:change>/", courses.change_course, name="change-course"),
    path("queue/", queue.queue, name="review-queue"),
    path("visits/<uuid:pk>/summary/", summary.summary, name="summary"),
    path("visits/<uuid:pk>/summary/print/", summary.summary_print, name="summary-print"),
    path("visits/<uuid:pk>/summary.pdf", summary.summary_pdf, name="summary-pdf"),
    path("visits/<uuid:pk>/sign/", signing.sign, name="sign"),
    path("visits/<uuid:pk>/ask-for-more/", signing.ask_more, name="ask-for-more"),
    path("reviews/<uuid:pk>/addendum/", signing.addendum, name="addendum"),
]
