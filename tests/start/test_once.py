"""What is the same on every page is made for the first one, and nothing of one page is shown on another."""

from django.template import engines


def drawn(text: str) -> tuple[str, str]:
    template = engines["django"].from_string(text)
    return template.render({"name": "Anna", "seen": iter("ab")}), template.render({"name": "Bo", "seen": iter("cd")})


def test_it_is_made_once() -> None:
    first, second = drawn("{% once %}{% now 'u' %}{% endonce %}")
    assert first == second and first.isdigit()


def test_nothing_of_the_page_is_in_sight() -> None:
    assert drawn("{{ name }}: {% once %}<b>{{ name }}</b>{% endonce %}") == ("Anna: <b></b>", "Bo: <b></b>")
