"""The record as a whole: copies of it, who has looked at it, what a patient says is wrong in it."""

from django.urls import path

from intake.views import corrections, patient_copies, patient_record

urlpatterns = [
    path("patients/<uuid:pk>/copy/", patient_copies.patient_copy, name="patient-copy"),
    path("patients/<uuid:pk>/copy/file/", patient_copies.patient_copy_file, name="patient-copy-file"),
    path("patients/<uuid:pk>/copy/page/", patient_copies.patient_copy_page, name="patient-copy-page"),
    path("patients/<uuid:pk>/access-log/", patient_copies.patient_access_log, name="access-log"),
    path(
        "patients/<uuid:pk>/access-log/print/",
        patient_copies.patient_access_log_print,
        name="access-log-print",
    ),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<uuid:pk>/", corrections.correction, name="correction"),
    path("care/copy/", patient_record.care_copy, name="care-copy"),
    path("care/copy/file/", patient_record.care_copy_file, name="care-copy-file"),
    path("care/looked/", patient_record.care_looked, name="care-looked"),
    path("care/correct/", patient_record.care_correct, name="care-correct"),
]
