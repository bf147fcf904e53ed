from django.urls import path

from lagesbild import views_answer, views_survey

urlpatterns = [
    # The coordinator's side
    path("enkater/", views_survey.surveys, name="surveys"),
    path("enkater/ny/", views_survey.survey_new, name="survey_new"),
    path("enkater/<uuid:pk>/", views_survey.survey, name="survey"),
    path("enkater/<uuid:pk>/andra/", views_survey.survey_edit, name="survey_edit"),
    path("enkater/<uuid:pk>/bjud-in/", views_survey.survey_invite, name="survey_invite"),
    path("enkater/<uuid:pk>/forhandsvisa/", views_survey.survey_preview, name="survey_preview"),
    path("enkater/<uuid:pk>/skicka/", views_survey.survey_send, name="survey_send"),
    path("enkater/<uuid:pk>/paminn/", views_survey.survey_remind, name="survey_remind"),
    path("enkater/<uuid:pk>/stang/", views_survey.survey_close, name="survey_close"),
    path("enkater/<uuid:pk>/csv/", views_survey.survey_csv, name="survey_csv"),
    # One invitation
    path("enkater/inbjudan/<uuid:pk>/", views_survey.invitation, name="invitation"),
    path("enkater/inbjudan/<uuid:pk>/aterkalla/", views_survey.invitation_revoke, name="invitation_revoke"),
    path("enkater/inbjudan/<uuid:pk>/ny-lank/", views_survey.invitation_renew, name="invitation_renew"),
    # Answering, through a personal link
    path("enkat/<str:secret>/", views_answer.survey_answer, name="survey_answer"),
    path("enkat/<str:secret>/fraga/<int:number>/", views_answer.survey_question, name="survey_question"),
    path("enkat/<str:secret>/fraga/<int:number>/spara/", views_answer.survey_save, name="survey_save"),
    path("enkat/<str:secret>/skicka/", views_answer.survey_submit, name="survey_submit"),
]
