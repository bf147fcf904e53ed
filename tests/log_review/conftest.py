"""One review for a file's tests: each of them meets it as it was drawn."""

from __future__ import annotations

import pytest

from tests import cast
from tests.log_review.reviewing import case
from tests.log_review.situations import at, drawn, entry
from vbe.log_review.models import Review


@pytest.fixture(scope="module")
def drawn_review(kept_for_the_file: None) -> Review:
    one, two = case(), case()
    entry(cast.HEAD_YOUNG, one, at(13, 9), reason="Letade efter rätt ärende")
    entry(cast.CHIEF, two, at(14, 22))
    entry(cast.CHIEF, one, at(15, 9))
    return drawn()


@pytest.fixture
def review(db: None, drawn_review: Review) -> Review:
    return Review.objects.get(pk=drawn_review.pk)
