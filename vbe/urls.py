from django.urls import include, path, register_converter


class Number:
    """``2026-231`` or ``SKH-2026-014``: what people read aloud on the phone."""

    regex = r"(?:[A-Z]{2,5}-)?\d{4}-\d{3,6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Number, "number")

urlpatterns = [
    path("", include("vbe.start.urls")),
    path("", include("vbe.access.urls")),
    path("", include("vbe.notices.urls")),
    path("", include("cases.submission.urls")),
    path("", include("cases.concerns.urls")),
    path("", include("cases.sig.urls")),
]
handler400 = "vbe.start.errors.bad_request"
handler403 = "vbe.start.errors.forbidden"
handler404 = "vbe.start.errors.not_found"
handler500 = "vbe.start.errors.broken"
