from django.urls import path

from cases.sig.views import case, cases, consent, emergency, identity, intake, log, minutes, recusal, summons

urlpatterns = [
    path("mottagning/", intake.intakes, name="intakes"),
    path("mottagning/ny/", intake.register, name="intake_register"),
    path("mottagning/<uuid:pk>/", intake.intake, name="intake"),
    path("mottagning/<uuid:pk>/bekrafta/", intake.confirm, name="intake_confirm"),
    path("mottagning/<uuid:pk>/beslut/", intake.decide, name="intake_decide"),
    path("mottagning/<uuid:pk>/jav/", recusal.of_intake, name="intake_recuse"),
    path("mottagning/<uuid:pk>/jav/<uuid:recusal>/upphor/", recusal.intake_end, name="intake_recusal_end"),
    path("arenden/", cases.cases, name="cases"),
    path("arenden/sok/", cases.search, name="case_search"),
    path("arenden/nodoppning/", emergency.emergency, name="emergency"),
    path("arenden/<number:number>/", case.case, name="case"),
    path("arenden/<number:number>/kvittera/", case.acknowledge, name="case_acknowledge"),
    path("arenden/<number:number>/ta-over/", case.take_over, name="case_take_over"),
    path("arenden/<number:number>/informera/", case.inform, name="case_inform"),
    path("arenden/<number:number>/beslut/", case.decide, name="case_decide"),
    path("arenden/<number:number>/avsluta/", case.close, name="case_close"),
    path("arenden/<number:number>/identitet/", identity.reveal, name="case_identity"),
    path("arenden/<number:number>/nodoppning/avsluta/", emergency.end, name="emergency_end"),
    path("arenden/<number:number>/jav/", recusal.of_case, name="case_recuse"),
    path("arenden/<number:number>/jav/<uuid:pk>/upphor/", recusal.case_end, name="case_recusal_end"),
    path("arenden/<number:number>/uppstartsmote/", summons.summon, name="case_summon"),
    path("arenden/<number:number>/samtycke/", consent.register, name="case_consent"),
    path("arenden/<number:number>/samtycke/<uuid:pk>/aterkalla/", consent.withdraw, name="case_consent_withdraw"),
    path("arenden/<number:number>/protokoll/", minutes.minutes, name="case_minutes"),
    path("arenden/<number:number>/protokoll/justera/", minutes.adjust, name="case_adjust"),
    path("arenden/<number:number>/logg/", log.case_log, name="case_log"),
    path("arenden/<number:number>/logg/utskrift/", log.case_log_print, name="case_log_print"),
    path("arenden/<number:number>/logg/csv/", log.case_log_csv, name="case_log_csv"),
]
