"""Invitations pasted row by row: every row right, or what is wrong with each."""

import pytest

from lagesbild.invitation_rows import LONGEST_NAME, MOST_ROWS, Row, read


def rows(text: str, already: set[str] | None = None) -> list[Row]:
    found, errors = read(text, already=already or set())
    assert not errors
    return found


def errors(text: str, already: set[str] | None = None) -> list[str]:
    return read(text, already=already or set())[1]


@pytest.mark.parametrize(
    "line",
    [
        "Biblioteket; info@bibliotek.example; intern",
        "  Biblioteket ;INFO@bibliotek.example;Intern;",
        "Biblioteket\tinfo@bibliotek.example\tinternt",
        "Biblioteket;info@bibliotek.example;INTERN\t\t",
    ],
)
def test_a_row_as_people_write_it(line: str) -> None:
    assert rows(line) == [Row("Biblioteket", "info@bibliotek.example", "intern")]


def test_empty_rows_are_passed_over() -> None:
    assert len(rows("\n\nA; a@x.example; intern\r\n \r\nB; b@x.example; extern\n")) == 2


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("Biblioteket", "semikolon"),
        ("Biblioteket, info@x.example, intern", "semikolon"),
        ("a; b; c; d", "semikolon"),
        ("; info@x.example; intern", "namnet saknas"),
        ("A; inte-en-adress; intern", "e-postadressen"),
        ("A; a@x.example\x00; intern", "e-postadressen"),
        ("A; ; intern", "e-postadressen"),
        ("A; a@x.example; båda", "intern eller extern"),
        ("å" * (LONGEST_NAME + 1) + "; a@x.example; intern", "120 tecken"),
        ("A; " + "a" * 300 + "@x.example; intern", "e-postadressen"),
    ],
)
def test_what_is_wrong_is_said_with_the_number_of_the_row(line: str, wrong: str) -> None:
    (said,) = errors("Rätt; ratt@x.example; intern\n\n" + line)
    assert said.startswith("Rad 3: ") and wrong in said


def test_every_wrong_row_is_said() -> None:
    assert [said[:6] for said in errors("x\nA; a@x.example; intern\ny")] == ["Rad 1:", "Rad 3:"]


def test_duplicates_are_refused_whatever_the_case() -> None:
    assert "står redan på rad 1" in errors("A; a@x.example; intern\nB; A@X.example; extern")[0]
    assert "redan inbjuden" in errors("A; A@x.example; intern", already={"a@x.example"})[0]


def test_too_many_rows() -> None:
    text = "\n".join(f"A; a{n}@x.example; intern" for n in range(MOST_ROWS + 1))
    assert str(MOST_ROWS + 1) in errors(text)[0]
