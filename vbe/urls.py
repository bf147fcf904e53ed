from django.urls import include, path, register_converter

from vbe.reports.tertials import Tertial


class Number:
    """``2026-231`` or ``SKH-2026-014``: what people read aloud on the phone."""

    regex = r"(?:[A-Z]{2,5}-)?\d{4}-\d{3,6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Period:
    """``2026T1``, or ``2026`` for the whole year."""

    regex = r"\d{4}(?:T[123])?"

    def to_python(self, value: str) -> Tertial:
        return Tertial.parse(value)

    def to_url(self, value: Tertial | str) -> str:
        return str(value)


register_converter(Number, "number")
register_converter(Period, "period")

urlpatterns = [
    path("", include("vbe.start.urls")),
    path("", include("vbe.sign_in.urls")),
    path("", include("vbe.access.urls")),
    path("", include("vbe.notices.urls")),
    path("", include("vbe.audit.urls")),
    path("", include("vbe.people.urls")),
    path("", include("vbe.administration.urls")),
    path("", include("cases.submission.urls")),
    path("", include("cases.doors.urls")),
    path("", include("cases.guide.urls")),
    path("", include("cases.concerns.urls")),
    path("", include("cases.disclosure.urls")),
    path("", include("cases.importing.urls")),
    path("", include("cases.sig.urls")),
    path("", include("actionplans.urls")),
    path("", include("lagesbild.urls")),
    path("", include("vbe.reports.urls")),
    path("", include("vbe.log_review.urls")),
    path("", include("vbe.incidents.urls")),
    path("", include("vbe.alarms.urls")),
    path("", include("vbe.reorganisation.urls")),
]
handler400 = "vbe.start.errors.bad_request"
handler403 = "vbe.start.errors.forbidden"
handler404 = "vbe.start.errors.not_found"
handler500 = "vbe.start.errors.broken"
