"""Pages of the desk: Today, patients, bookings, the visit panel, asking by phone, paper."""

from django.urls import path

from intake.views import (
    asking,
    asking_check,
    booking,
    patients,
    recalls,
    today,
    visits,
    visits_blank,
    visits_link,
    visits_sessions,
)

urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/list/", today.today_list, name="today-list"),
    path("patients/", patients.patients, name="patients"),
    path("patients/new/", patients.new_patient, name="new-patient"),
    path("patients/<uuid:pk>/", patients.patient, name="patient"),
    path("patients/<uuid:pk>/edit/", patients.edit_patient, name="edit-patient"),
    path("patients/<uuid:pk>/book/", booking.book, name="book"),
    path("recalls/", recalls.recalls, name="recalls"),
    path("recalls/<uuid:pk>/close/", recalls.close, name="close-recall"),
    path("visits/<uuid:pk>/", visits.visit, name="visit"),
    path("visits/<uuid:pk>/send/", visits.send_link, name="send-link"),
    path("visits/<uuid:pk>/new-link/", visits.reissue, name="new-link"),
    path("visits/<uuid:pk>/qr/", visits_link.link_code, name="link-code"),
    path("visits/<uuid:pk>/tablet/", visits_link.hand_over, name="hand-over"),
    path("visits/<uuid:pk>/check-in/", visits.check_in, name="check-in"),
    path("visits/<uuid:pk>/check-in/undo/", visits.undo_check_in, name="undo-check-in"),
    path("visits/<uuid:pk>/cancel/", visits.cancel, name="cancel"),
    path("visits/<uuid:pk>/no-show/", visits.no_show, name="no-show"),
    path("visits/<uuid:pk>/finish/", visits.finish, name="finish"),
    path("visits/<uuid:pk>/move/", booking.move, name="move"),
    path("visits/<uuid:pk>/start/", visits_sessions.start_session, name="start-session"),
    path("visits/<uuid:pk>/end/", visits_sessions.end_session, name="end-session"),
    path("visits/<uuid:pk>/ask/", asking.ask, name="ask"),
    path("visits/<uuid:pk>/ask/send/", asking_check.ask_check, name="ask-check"),
    path("visits/<uuid:pk>/ask/<slug:section>/", asking.ask_section, name="ask-section"),
    path("visits/<uuid:pk>/blank/", visits_blank.blank_questionnaire, name="blank-questionnaire"),
    path("responses/<uuid:pk>/wrong/", visits.retract, name="retract"),
]
