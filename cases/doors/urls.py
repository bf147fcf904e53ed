from django.urls import path

from cases.doors import views_desk, views_links, views_receipt, views_register, views_report

urlpatterns = [
    # Links for whoever has no account
    path("oro/lankar/", views_links.reporting_links, name="reporting_links"),
    path("oro/lankar/ny/", views_links.reporting_link_new, name="reporting_link_new"),
    path("oro/lankar/<uuid:pk>/aterkalla/", views_links.reporting_link_revoke, name="reporting_link_revoke"),
    path("rapportera/<str:secret>/", views_report.report_by_link, name="report_by_link"),
    # What came by phone, in a letter or on a visit
    path("oro/registrera/", views_register.register_report, name="register_report"),
    # The receipt, by its code
    path("kvitto/", views_receipt.receipt_code, name="receipt_code"),
    path("kvitto/laget/", views_receipt.receipt_follow, name="receipt_follow"),
    path("kvitto/fraga/<uuid:pk>/", views_receipt.receipt_answer, name="receipt_answer"),
    path("kvitto/stang/", views_receipt.receipt_leave, name="receipt_leave"),
    # The receipt, with the account that reported
    path("oro/kvitto/<uuid:pk>/besked/", views_receipt.own_receipt, name="own_receipt"),
    path("oro/kvitto/<uuid:pk>/besked/<uuid:question>/", views_receipt.own_answer, name="own_answer"),
    path("oro/kvitto/<uuid:pk>/kod/", views_receipt.own_code, name="own_code"),
    # The desk's side
    path("oro/<number:number>/rapportoren/", views_desk.concern_reporter, name="concern_reporter"),
    path("oro/<number:number>/rapportoren/besked/", views_desk.concern_tell, name="concern_tell"),
    path("oro/<number:number>/rapportoren/fraga/", views_desk.concern_ask, name="concern_ask"),
    path("oro/<number:number>/rapportoren/svar/<uuid:pk>/", views_desk.concern_answer_read, name="concern_answer_read"),
    # What may be said
    path("oro/meningar/", views_desk.sentences, name="sentences"),
    path("oro/meningar/vanliga/", views_desk.sentences_standard, name="sentences_standard"),
    path("oro/meningar/<uuid:pk>/ta-bort/", views_desk.sentence_retire, name="sentence_retire"),
]
