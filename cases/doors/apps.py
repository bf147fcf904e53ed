from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "cases.doors"
    label = "doors"

    def ready(self) -> None:
        from cases.concerns import timeline
        from cases.doors.following import happened

        timeline.OTHERS.append(happened)
