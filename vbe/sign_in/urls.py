from django.urls import path

from vbe.sign_in.views import door, lost, own, passwords, providers, reached

urlpatterns = [
    # The door
    path("logga-in/", door.sign_in, name="sign_in"),
    path("logga-in/kod/", door.code, name="sign_in_code"),
    path("logga-in/passernyckel/", door.passkey, name="sign_in_passkey"),
    path("logga-in/kommun/<uuid:pk>/", providers.start, name="sign_in_provider"),
    path("logga-in/kommun/svar/", providers.answer, name="sign_in_provider_answer"),
    path("logga-in/kommun/klar/", providers.finish, name="sign_in_provider_finish"),
    path("logga-in/igen/", door.keep, name="sign_in_keep"),
    path("logga-ut/", door.sign_out, name="sign_out"),
    # Passwords
    path("glomt-losenord/", passwords.forgotten, name="password_forgotten"),
    path("nytt-losenord/<str:secret>/", passwords.reset, name="password_reset"),
    # One's own
    path("din-inloggning/", own.own, name="own_sign_in"),
    path("din-inloggning/bekrafta/", own.confirm, name="confirm_sign_in"),
    path("din-inloggning/tvafaktor/", own.set_up, name="second_factor_set_up"),
    path("din-inloggning/losenord/", passwords.password, name="own_password"),
    path("din-inloggning/mobilnummer/", reached.mobile, name="own_mobile"),
    path("din-inloggning/kodapp/", own.app, name="own_app"),
    path("din-inloggning/kodapp/bild/", own.app_picture, name="own_app_picture"),
    path("din-inloggning/passernyckel/", own.passkey, name="own_passkey"),
    path("din-inloggning/reservkoder/", own.recovery_codes, name="own_recovery_codes"),
    path("din-inloggning/tvafaktor/<int:pk>/ta-bort/", own.factor_remove, name="factor_remove"),
    path("din-inloggning/avsluta/", own.session_end, name="session_end"),
    path("din-inloggning/fortsatt/", own.extend, name="session_extend"),
    # Somebody else's
    path("personer/<uuid:pk>/tvafaktor/", lost.reset_second_factor, name="second_factor_reset"),
]
