"""The product's settings, without what would be measured beside: static files' names and the sign-in's hashing."""

from vbe.settings import *  # noqa: F403
from vbe.settings import MIDDLEWARE, STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
LOGGING = {"version": 1, "disable_existing_loggers": True}
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
