"""The numbers and addresses that lead to one person: personal numbers, phones, e-mail, number plates.

Each function yields where in a folded text (`identity_numbers.fold`) something stands. Every pattern has a bounded
length, so the time grows with the text and never faster.
"""

import re
from collections.abc import Iterator

from cases.identity_numbers import is_valid

# --- Personal and coordination numbers -------------------------------------------------------------------------------

_GAP = r"(?: {1,2}(?:[-._/] {0,2})?|[-._/] {0,2})?"
_LAST_GAP = r"(?:[ \n]{1,2}(?:[-+._/:*,][ \n]{0,2})?|[-+._/:*,][ \n]{0,2})?"
# The length of the month is not asked for: 31 February is a slip, and the person is there all the same.
_NUMBER = re.compile(
    rf"(?<!\d)(?:(?P<century>1[89]|20){_GAP})?\d\d(?P<after_year>{_GAP})"
    rf"(?:(?:0[1-9]|1[0-2])(?P<after_month>{_GAP})(?:0[1-9]|[12]\d|3[01]|[678]\d|9[01])"
    # Month 00 is in coordination numbers only.
    rf"|00(?P<after_no_month>{_GAP})(?:[678]\d|9[01]))"
    rf"(?P<after_date>{_LAST_GAP}(?P<bracket>\( ?)?)"
    # The second form is how some read the last four aloud; with no sign before it and one more short number after it,
    # it is a row of a table. The third is IVO's for somebody without a number.
    r"(?P<last>\d{4}|(?<=\d{6}[-+])\d\d \d\d|\d\d \d\d(?! \d{1,3}(?!\d))|(?<=\d{6}-)[Tt](?:\d{3}|[Ff]\d\d))"
    r"(?(bracket)(?: ?\))?)(?!\d)"
)
# One digit at a time, or two and two with the same sign between.
_SPELLED = re.compile(
    r"(?<![\d+])(?:\d(?:[ .-]{1,3}\d){9}(?:(?:[ .-]{1,3}\d){2})?"
    r"|\d\d(?P<gap>[ .-])(?:\d\d(?P=gap)){3}\d\d(?:(?P=gap)\d\d)?)(?!\d|[ .-]\d)"
)
_CLOCK_OR_YEAR = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d|(?:19|20)\d\d")
_MONEY_AFTER = re.compile(r" ?(?:kr|kronor|sek|tkr|mkr|mnkr|eur|€|:-)", re.IGNORECASE)
_PART_BEFORE = re.compile(r"\d[-./:]$")
_PART_AFTER = re.compile(r"[-./:]\d")
_PHONE_BEFORE = re.compile(
    r"\b(?:tel|tfn|mob|telefon\w*|mobil\w*|ring\w*|sms\w*|växel\w*)(?:\.? n(?:r|ummer))?\W{0,3}$"
)
_OTHER_NUMBER_BEFORE = re.compile(
    r"\b(?:ocr|dnr|diarie|faktura|order|konto|bankgiro|plusgiro|serie)[ -]?(?:nr|numret|nummer)?\W{0,3}$"
)
_BEFORE = 30  # how far back a word can stand that says what a number is


def personal_numbers(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    while found := _NUMBER.search(text, position):
        if _is_personal(found):
            yield found.span()
            position = found.end()
        else:
            # The next digits may be a number of their own: "2019-06-02 900602-2397".
            position = found.start() + 1
    for found in _SPELLED.finditer(text):
        if is_valid(_digits(found[0])):
            yield found.span()


def _is_personal(found: re.Match[str]) -> bool:
    """Whether ten or twelve digits with a possible date are a person's, and not a phone, a time or a diary number."""
    text, digits, after_date = found.string, _digits(found[0]), found["after_date"]
    before = text[max(0, found.start() - _BEFORE) : found.start()].lower()
    other_number = bool(_OTHER_NUMBER_BEFORE.search(before))
    part_of_more = bool(_PART_BEFORE.search(before) or _PART_AFTER.match(text, found.end()))
    # 070 and 010 numbers look like people born in 2007 and 2001.
    maybe_phone = len(digits) == 10 and digits[0] == "0"
    inner = found["after_year"], found["after_month"] or found["after_no_month"] or ""
    certain = is_valid(digits)
    # Written as other things are too: believed only with a right check digit.
    in_two = " " in found["last"]
    loose = "," in after_date or bool(found["bracket"]) or (in_two and after_date not in ("-", "+"))

    if before.endswith("+") and not (inner == ("", "") and after_date):
        return False  # a foreign phone number
    if found[0] == digits:
        if _MONEY_AFTER.match(text, found.end()):
            return False
        if certain:
            return not (maybe_phone and _PHONE_BEFORE.search(before)) and not (other_number and len(digits) == 10)
        return not maybe_phone and not other_number and not part_of_more
    if certain:
        # A date with separators may open a range of dates, and in 0701-23 45 67 or 190501-190630 they stand elsewhere.
        # In 90 0602-2397 the year stands alone, as no area code but 08 does.
        year_apart = inner[1] == "" and (bool(found["century"]) or (after_date != "" and digits[:3] != "081"))
        even = inner[0] == inner[1] or year_apart
        if loose and (part_of_more or (maybe_phone and _PHONE_BEFORE.search(before))):
            return False
        if "," in after_date and inner != ("", "") and _CLOCK_OR_YEAR.fullmatch(found["last"]):
            return False  # 2019-06-02, 1430 is a day and a time
        return inner == ("", "") or (even and not part_of_more)
    if other_number or part_of_more or "\n" in after_date or loose or in_two:
        return False
    sign = after_date.strip()
    maybe_time = sign not in ("-", "+") and _CLOCK_OR_YEAR.fullmatch(found["last"])
    if inner == ("", ""):
        return sign in ("", "-", "+", ".", "_") and not maybe_time
    maybe_year = sign == "-" and _CLOCK_OR_YEAR.fullmatch(found["last"])
    return inner[0] == inner[1] and sign in ("", "-", "+") and not (maybe_time or maybe_year or maybe_phone)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


# --- What is pointed out ---------------------------------------------------------------------------------------------

_PHONE = re.compile(
    r"(?<![\d+])(?<!\d[-./: ])(?:"
    r"(?:\+ ?|00)[1-9]\d{0,2}(?:[ -]?\(0\))?(?:[ -]{0,2}\d){6,12}"
    r"|(?P<area>\(?0[1-9]\d{0,2}\)?)(?P<gap> ?[-/] ?| )\d{2,8}(?:(?P<gap2>[ -])\d{2,4}(?:[ -]\d{2,4}){0,2})?"
    r"|0[1-9]\d{7,8}"
    r")(?!\d|[-/.:]\d)"
)
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,24}")
# The letters of a Swedish plate; small letters only when nothing stands between, or "bad 123" would be a car.
_PLATE = re.compile(
    r"(?<!\w)(?!(?:SEK|NOK|DKK|EUR|USD|TEL|DNR)\b)"
    r"(?:[A-HJ-PR-UW-Z]{3}[ -]?\d\d[0-9A-HJ-NPR-UW-Z]|[a-hj-pr-uw-z]{3}\d\d[0-9a-hj-npr-uw-z])(?!\w|[-/.:]\d)"
)


def phones(text: str) -> Iterator[tuple[int, int]]:
    for found in _PHONE.finditer(text):
        if not found["area"] or _is_phone(found):
            yield found.span()


def _is_phone(found: re.Match[str]) -> bool:
    lengths = [len(group) for group in re.findall(r"\d+", found[0])]
    # 02-06-19 and 02 06 2019 are days, 0800-1600 is a day at work: four digits of area code leave five for the number.
    is_date = lengths == [2, 2, 4] or (lengths[:2] == [2, 2] and found["gap"] == found["gap2"] == "-")
    return not is_date and 8 + (lengths[0] == 4) <= sum(lengths) <= 10


def emails(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _EMAIL.finditer(text))


def plates(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _PLATE.finditer(text))
