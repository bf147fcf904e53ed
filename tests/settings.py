"""The product's settings, with a database login that may create tables; requests act as ``vbe_app`` (conftest.py)."""

from vbe.settings import *  # noqa: F403
from vbe.settings import DATABASES, KEPT_PLANS, MIDDLEWARE

owner = DATABASES.pop("owner")
owner["OPTIONS"] = owner.get("OPTIONS", {}) | KEPT_PLANS
DATABASES["default"] = owner | {"ATOMIC_REQUESTS": True}
# The log keeps its own connection, so that what is refused is kept, here as in the product.
DATABASES["audit"] = owner | {"TEST": {"MIRROR": "default"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Each test process counts for itself; what they share is tested in access/test_limits.py.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SECURE_SSL_REDIRECT = False
# The finders serve what collectstatic would have collected.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
