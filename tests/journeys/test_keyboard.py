"""Journey: the library reports what it found in another district, with the keyboard alone, and sees where it is."""

import pytest
from playwright.sync_api import Page

from cases.concerns.models import Concern
from tests import cast
from tests.journeys.conftest import Journey

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])

MOST_STOPS = 80
# What has the focus, as it is marked for whoever cannot point: an outline or a shadow of its own, or of the card or the
# field that it stands in.
FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const marked = (element) => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  };
  const around = [at, at.parentElement, at.parentElement?.parentElement].filter(Boolean);
  return {
    name: `${at.localName} ${at.name ?? ""} ${at.textContent.trim().slice(0, 40)}`,
    visible: around.some(marked),
    on_page: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


@pytest.fixture
def width() -> int:
    return 1360


def test_a_library_reports_stickers_in_another_district_with_the_keyboard_alone(visit: Journey) -> None:
    page = visit(cast.REPORTER)
    press(page, "Tab")
    assert page.evaluate("document.activeElement.matches('.ds-skip-link')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"
    go_to(page, "a.ds-button[href='/oro/ny/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/oro/ny/")

    pick(page, "kind", "handelse")
    pick(page, "category", "klistermarken")
    write(page, "text", "Sju klistermärken på anslagstavlan vid entrén.")
    write(page, "place", "Biblioteket i Kista")
    go_to(page, "[name=board]")
    page.keyboard.press("j")
    pick(page, "when_kind", "dag")
    go_to(page, "[name=happened_on]")
    for _part in range(3):
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowRight")
    pick(page, "source", "egen")
    pick(page, "ground", "handelse")
    go_to(page, "summary")
    go_to(page, "button.ds-button[type=submit]:not([formaction])")
    page.keyboard.press("Enter")
    page.get_by_text("Tack, rapporten är skickad").wait_for()

    concern = Concern.objects.get()
    assert (concern.board.code, concern.category, concern.place) == ("jarva", "klistermarken", "Biblioteket i Kista")
    go_to(page, "a.ds-button[href='/oro/mina/']")


def press(page: Page, key: str) -> None:
    """Press a key that moves the focus, and see where it went."""
    page.keyboard.press(key)
    focus = page.evaluate(FOCUS)
    assert focus["visible"], f"nothing shows the focus: {focus['name']}"
    assert focus["on_page"], f"the focus is outside the window: {focus['name']}"


def go_to(page: Page, selector: str) -> None:
    for _stop in range(MOST_STOPS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        press(page, "Tab")
    raise AssertionError(f"no way to {selector} with Tab")


def pick(page: Page, name: str, value: str) -> None:
    """Go to a group of choices, and along it with the arrows."""
    go_to(page, f"[name={name}]")
    page.keyboard.press("Space")
    chosen = f"document.activeElement.value === '{value}' && document.activeElement.checked"
    for _choice in range(MOST_STOPS):
        if page.evaluate(chosen):
            return
        press(page, "ArrowDown")
    raise AssertionError(f"no choice {value} of {name} with the arrows")


def write(page: Page, name: str, text: str) -> None:
    go_to(page, f"[name={name}]")
    page.keyboard.type(text)
