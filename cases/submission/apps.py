from django.apps import AppConfig


class SubmissionConfig(AppConfig):
    name = "cases.submission"
    label = "submission"
