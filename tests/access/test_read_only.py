"""GET writes nothing but the log; the database enforces it."""

import pytest
from django.db import InternalError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from tests import cast
from tests.conftest import assignment
from tests.factories import ConcernFactory
from vbe.access.middleware import AccessMiddleware

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def respond(method: str, view):
    from importlib import import_module

    from django.conf import settings

    request = getattr(RequestFactory(), method)("/")
    request.user = assignment(cast.COORDINATOR).user
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    return AccessMiddleware(view)(request)


def write(request) -> HttpResponse:
    ConcernFactory()
    return HttpResponse()


def test_a_view_that_writes_on_get_is_refused_by_the_database() -> None:
    with pytest.raises(InternalError, match="read-only"), transaction.atomic():
        respond("get", write)


def test_a_view_may_write_on_post() -> None:
    assert respond("post", write).status_code == 200


def test_a_failed_response_takes_its_writes_back() -> None:
    from cases.concerns.models import Concern

    def fail(request) -> HttpResponse:
        ConcernFactory()
        return HttpResponse(status=500)

    respond("post", fail)
    assert not Concern.objects.exists()
    assert connection.is_usable()
