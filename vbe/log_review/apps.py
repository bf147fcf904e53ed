from django.apps import AppConfig


class LogReviewConfig(AppConfig):
    name = "vbe.log_review"
    label = "log_review"
