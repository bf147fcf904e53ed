"""The product's settings, with a database login that may create tables; requests act as ``vbe_app`` (conftest.py)."""

from vbe.settings import *  # noqa: F403
from vbe.settings import DATABASES

# One transaction per test: every alias is the same connection, made by the owner.
DATABASES["default"] = DATABASES["owner"] | {"ATOMIC_REQUESTS": True, "CONN_MAX_AGE": 0}
del DATABASES["owner"], DATABASES["audit"]
AUDIT_ALIAS = "default"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SECURE_SSL_REDIRECT = False
