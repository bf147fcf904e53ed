"""What is masked is gone, and what stands in its place says nothing of it."""

from __future__ import annotations

import pytest

from cases.masking import Mask, left_behind, merged, occurrences, without

SAID = {"a": "OSL 21 kap. 7 §", "b": "OSL 18 kap. 1 §"}
TEXT = "Ali Hassan och Bo såg bilen. Ali sprang."


def test_what_stands_instead_is_the_same_whatever_its_length() -> None:
    short, long = (
        without("Bo sa det", [Mask("t", 0, 2, "a")], SAID),
        without("Maximiliana sa det", [Mask("t", 0, 11, "a")], SAID),
    )
    assert short == long == "[maskat enligt OSL 21 kap. 7 §] sa det"


def test_masks_beside_each_other_are_one() -> None:
    assert without(TEXT, [Mask("t", 0, 3, "a"), Mask("t", 4, 10, "a")], SAID).startswith(
        "[maskat enligt OSL 21 kap. 7 §] och"
    )


def test_overlapping_masks_with_two_grounds_name_both() -> None:
    assert merged(TEXT, [Mask("t", 0, 10, "a"), Mask("t", 4, 17, "b")]) == [(0, 17, ["a", "b"])]
    assert "OSL 21 kap. 7 §, OSL 18 kap. 1 §" in without(TEXT, [Mask("t", 0, 10, "a"), Mask("t", 4, 17, "b")], SAID)


def test_a_whole_text_is_gone_whatever_else_is_masked_in_it() -> None:
    assert without(TEXT, [Mask("t", 0, None, "b"), Mask("t", 0, 3, "a")], SAID) == "[maskat enligt OSL 18 kap. 1 §]"


@pytest.mark.parametrize("word", ["ali", "ALI", "Ali"])
def test_a_word_is_found_wherever_it_stands_alone(word: str) -> None:
    assert occurrences(TEXT + " Alingsås", [word]) == [(0, 3), (29, 32)]


def test_signs_in_a_word_are_only_signs() -> None:
    assert occurrences("a.b (c) axb", ["a.b", "(c)", "x"]) == [(0, 3), (4, 7)]


def test_a_masked_word_that_stands_elsewhere_is_told() -> None:
    assert left_behind({"t": TEXT}, [Mask("t", 0, 3, "a")], SAID) == ["Ali"]
    assert left_behind({"t": TEXT}, [Mask("t", 0, 3, "a"), Mask("t", 29, 32, "a")], SAID) == []
